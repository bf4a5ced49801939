-- A number that was revealed is its party's until all are: who read the others' first could choose whether to keep silent. `exchange.lottery_open` says when.
create function exchange.lottery_open(lottery uuid, attempt integer) returns boolean language sql stable as
  $$ select exists (select from exchange.lottery l where l.id = $1 and (l.state = 'drawn' or l.attempt > $2)) $$;
drop policy seen on exchange.lottery_reveal;
create policy seen on exchange.lottery_reveal for select using (kernel.is_system() or kernel.acts_for_party(party) or exchange.lottery_open(lottery_id, attempt));

-- What is revealed is what was committed to, also past the service: another number would steer the seed.
create function exchange.guard_reveal() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not exists (
    select from exchange.lottery_commit c join exchange.lottery l on l.id = c.lottery_id
    where c.lottery_id = new.lottery_id and c.attempt = new.attempt and c.party = new.party
      and c.digest = encode(sha256(convert_to('delta-draw/1 commit' || E'\n' || l.digest || E'\n' || new.attempt || E'\n' || new.party || E'\n' || new.secret || E'\n', 'UTF8')), 'hex')) then
    raise exception 'this is not the number that the party committed to' using errcode = 'check_violation', constraint = 'reveal_as_committed';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_reveal from public;
create trigger guard before insert on exchange.lottery_reveal for each row execute function exchange.guard_reveal();

-- Once hosts order, what they offer stays: a place more or less would move the matching under the others' eyes.
create function exchange.guard_offer() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.institution_id, new.party, new.post_id) is distinct from (old.scheme_id, old.institution_id, old.party, old.post_id) then
    raise exception 'an offer stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from exchange.scheme s where s.id = old.scheme_id and s.state in ('agreed', 'open'))
     and ((new.title, new.description, new.requirements, new.capacity, new.tutor, new.lodging, new.allowance, new.starts_on, new.ends_on)
           is distinct from (old.title, old.description, old.requirements, old.capacity, old.tutor, old.lodging, old.allowance, old.starts_on, old.ends_on)
          or (new.state <> old.state and new.state <> 'withdrawn') or new.visibility <> old.visibility) then
    raise exception 'offers are changed while the scheme takes them' using errcode = 'insufficient_privilege';
  end if;
  if new.state <> old.state and old.state = 'withdrawn' then
    raise exception 'a withdrawn offer is restored by the platform' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_offer from public;
create trigger guard before update on exchange.offer for each row execute function exchange.guard_offer();
