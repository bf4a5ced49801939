-- The tutor who signed the agreement answers the journal themselves, beside the host's officers.
create function exchange.tutors(placement uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.placement p join exchange.agreement_version v on v.agreement_id = p.agreement_id and v.state = 'inForce'
    join exchange.signature s on s.agreement_id = v.agreement_id and s.number = v.number and s.signatory = 'tutor'
    where p.id = placement and p.state = 'underway' and s.person_id = kernel.actor_person() and kernel.actor_role() = 'member')
$$;
revoke execute on function exchange.tutors from public;
grant execute on function exchange.tutors to delta_app;
create policy answered_by_tutor on exchange.entry for update using (exchange.tutors(placement_id));

create or replace function exchange.guard_entry() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if exists (select from exchange.placement p where p.id = old.placement_id and p.person_id = kernel.actor_person())
     and old.answer is null and new.answer is null and (new.id, new.placement_id, new.month) = (old.id, old.placement_id, old.month) then
    return new;
  end if;
  if (exchange.tutors(old.placement_id) or exists (select from exchange.placement p where p.id = old.placement_id and exchange.acts_for(p.host_party, p.host_id)))
     and (new.id, new.placement_id, new.month, new.text, new.hours, new.written_at) = (old.id, old.placement_id, old.month, old.text, old.hours, old.written_at) then
    return new;
  end if;
  raise exception 'an entry is its writer''s, an answer its tutor''s' using errcode = 'insufficient_privilege';
end $$;
