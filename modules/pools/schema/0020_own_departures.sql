-- Whoever was drawn is taken off by their own party, by whoever asked for the draw, or by the platform for them: never by another party.
create function pools.may_take_off(draw uuid, place integer, party text) returns boolean language sql stable as $$
  select exists (select from pools.draw_place p join pools.draw d on d.id = p.draw_id where p.draw_id = $1 and p.place = $2 and d.state = 'drawn' and $3 in (p.party, d.party))
$$;
drop policy added on pools.draw_departure;
create policy added on pools.draw_departure for insert with check (kernel.is_system() or (kernel.may_change(party) and pools.may_take_off(draw_id, place, party)));
