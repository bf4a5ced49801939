-- Nobody begins outside the days that all signed, and nobody is done before they are over: a stay that is cut short ends early, with its reason.
-- Its days change only by a version that all sign, or by that end.
create or replace function exchange.guard_placement() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'version' - 'during' - 'end_reason') is distinct from (to_jsonb(old) - 'state' - 'version' - 'during' - 'end_reason') or (new.state = 'certified') is distinct from (old.state = 'certified') then
    raise exception 'a certificate is given by the platform when all three sides have assessed' using errcode = 'insufficient_privilege';
  end if;
  if not (case when step in ('ready>underway', 'underway>finished') then exchange.acts_for(old.host_party, old.host_id) else old.state = new.state or step in ('ready>ended', 'underway>ended') end)
     or (new.end_reason is distinct from old.end_reason and (new.state <> 'ended' or old.end_reason is not null))
     or (new.during <> old.during and not (new.state = 'ended' and new.during <@ old.during)) then
    raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Three days before the end of a stay of months it may be recorded as over (`finishesFrom`), and assessed from then on.
drop policy given on exchange.assessment;
create policy given on exchange.assessment for insert with check (exists (
  select from exchange.placement p where p.id = placement_id and p.state = 'finished' and assessed_at >= (upper(p.during) - 2 - least(3, (upper(p.during) - lower(p.during)) / 30))::timestamptz and case side
    when 'person' then p.person_id = kernel.actor_person()
    when 'home' then exchange.acts_for(p.home_party, p.home_id)
    else exchange.acts_for(p.host_party, p.host_id) end));

-- A journal of the last month, or one that was forgotten, is written until the certificate is given, and answered by the tutor.
drop policy written on exchange.entry;
create policy written on exchange.entry for insert with check (answer is null and exists (
  select from exchange.placement p where p.id = placement_id and p.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and p.state in ('underway', 'finished')));

-- Who signed as tutor, here, what is in force: whom a stay asks to answer.
create function exchange.tutor_of(placement uuid) returns uuid
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select s.person_id from exchange.placement p join exchange.agreement_version v on v.agreement_id = p.agreement_id and v.state = 'inForce'
    join exchange.signature s on s.agreement_id = v.agreement_id and s.number = v.number and s.signatory = 'tutor' and s.means = 'electronic'
    where p.id = placement and (kernel.is_system() or exchange.is_side(p.person_id, p.home_party, p.home_id, p.host_party, p.host_id))
$$;
create or replace function exchange.tutors(placement uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.placement p join exchange.agreement_version v on v.agreement_id = p.agreement_id and v.state = 'inForce'
    join exchange.signature s on s.agreement_id = v.agreement_id and s.number = v.number and s.signatory = 'tutor'
    where p.id = placement and p.state in ('underway', 'finished') and s.person_id = kernel.actor_person() and kernel.actor_role() = 'member')
$$;
revoke execute on function exchange.tutor_of from public;
grant execute on function exchange.tutor_of to delta_app;
