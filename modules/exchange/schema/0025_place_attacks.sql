-- What an institution could still have done past the services, with SQL at hand.

-- A version with nobody but its sender under it would have come into force with the sender's signature: it takes the person, the home and the host, and all who are named.
create function exchange.guard_in_force() returns trigger language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if exists (select from exchange.signature s where s.agreement_id = new.agreement_id and s.number = new.number and s.means is null)
     or (select count(*) from exchange.signature s join exchange.agreement a on a.id = s.agreement_id
         where s.agreement_id = new.agreement_id and s.number = new.number and (s.signatory in ('home', 'host') or (s.signatory = 'person' and s.person_id = a.person_id))) < 3 then
    raise exception 'an agreement needs the person, the home and the host' using errcode = 'check_violation', constraint = 'signed_by_the_three';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_in_force from public;
create trigger guard_in_force before update of state on exchange.agreement_version for each row when (new.state = 'inForce' and old.state <> 'inForce') execute function exchange.guard_in_force();

-- A stay goes forward only, by whoever it is to record, and its days grow only by an early arrival.
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
     or not (new.during <@ old.during or (new.state = 'underway' and upper(new.during) = upper(old.during) and lower(new.during) >= lower(old.during) - 30)) then
    raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Nobody writes under another's name, and what is settled stays so.
drop policy reported on exchange.incident;
create policy reported on exchange.incident for insert with check (state = 'open' and reported_by is not distinct from kernel.actor_account() and exchange.stands_for(side, placement_id));
drop policy settled on exchange.incident;
create policy settled on exchange.incident for update using (state = 'open' and (exchange.stands_for('home', placement_id) or exchange.stands_for('host', placement_id))) with check (state = 'settled');
drop policy written on exchange.follow_up;
create policy written on exchange.follow_up for insert with check (written_by is not distinct from kernel.actor_account() and exists (select from exchange.incident i where i.id = incident_id and i.state = 'open' and exchange.stands_for(follow_up.side, i.placement_id)));
drop policy held on exchange.talk;
create policy held on exchange.talk for insert with check (own_view is null and held_by is not distinct from kernel.actor_account() and exchange.stands_for('host', placement_id));
drop policy written on exchange.post;
create policy written on exchange.post for insert with check (person_id = kernel.actor_person() and kernel.actor_role() = 'member' and exchange.is_there(scheme_id)
  and exists (select from exchange.placement p where p.scheme_id = post.scheme_id and p.person_id = post.person_id and p.person_name = author_name and p.home_party = post.party));
drop policy written on exchange.reply;
create policy written on exchange.reply for insert with check (account_id is not distinct from kernel.actor_account()
  and author_name = coalesce((select p.name from directory.person p where p.id = kernel.actor_person()), '—')
  and exists (select from exchange.post p where p.id = post_id and p.state = 'published'));

-- An assessment dated before the stay was over would have left no time to object.
drop policy given on exchange.assessment;
create policy given on exchange.assessment for insert with check (exists (
  select from exchange.placement p where p.id = placement_id and p.state = 'finished' and assessed_at >= (upper(p.during) - 2)::timestamptz and case side
    when 'person' then p.person_id = kernel.actor_person()
    when 'home' then exchange.acts_for(p.home_party, p.home_id)
    else exchange.acts_for(p.host_party, p.host_id) end));
