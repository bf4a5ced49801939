-- That a host has given its order, also one that takes nobody: no rows would otherwise read as no order, and the lottery would place everybody who wishes.
alter table exchange.offer add column ordered_at timestamptz;
update exchange.offer o set ordered_at = now() where exists (select from exchange.ordering r where r.offer_id = o.id and r.given);
grant update (ordered_at) on exchange.offer to delta_app;
drop policy added on exchange.offer;
create policy added on exchange.offer for insert with check (kernel.is_system()
  or (exchange.acts_for(party, institution_id) and taken = 0 and post_id is null and ordered_at is null and state = 'draft' and visibility = 'organization'));

create or replace function exchange.guard_offer() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.institution_id, new.party, new.post_id) is distinct from (old.scheme_id, old.institution_id, old.party, old.post_id) then
    raise exception 'an offer stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if new.ordered_at is distinct from old.ordered_at and not exchange.may_order(old.id) then
    raise exception 'hosts order while the scheme is ordered, and not after the lottery is frozen' using errcode = 'insufficient_privilege';
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

-- When a post that somebody listed is withdrawn, they may wish anew until the deadline, however far their application is; the platform says so, nobody else.
alter table exchange.application add column wishes_anew boolean not null default false;
create or replace function exchange.may_wish(application uuid) returns boolean language sql stable return exists (
  select from exchange.application a join exchange.scheme s on s.id = a.scheme_id
  where a.id = application and a.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
    and (a.state in ('draft', 'submitted') or (s.state = 'open' and (a.state = 'reserve' or (a.wishes_anew and a.state in ('atDivision', 'atParty', 'nominated'))))));

-- Whether somebody may still leave: until the matching, and from the reserve while no matching is being prepared.
create function exchange.may_leave(scheme uuid, state text) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.scheme s where s.id = scheme and case $2
    when 'draft' then true when 'submitted' then true when 'reserve' then s.state in ('open', 'matched')
    when 'atDivision' then s.state = 'open' when 'atParty' then s.state = 'open' when 'nominated' then s.state = 'open' else false end)
$$;
revoke execute on function exchange.may_leave from public;
grant execute on function exchange.may_leave to delta_app;

create or replace function exchange.guard_application() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
  onward boolean := new.state = exchange.after_step(old.scheme_id, old.state);
begin
  -- Who refused follows from where it stood; nobody states it.
  new.refused_by := case when new.state <> 'refused' then null when old.state = 'refused' then old.refused_by when old.state = 'submitted' then 'home' when old.state = 'atDivision' then 'division' else 'party' end;
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.division, new.created_at, new.wishes_anew) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.division, old.created_at, old.wishes_anew)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at or new.deferred_from is distinct from old.deferred_from then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  -- Whoever leaves gives up their place in the home's order: it is free for another, as the quota is.
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and new.state = 'withdrawn' and exchange.may_leave(old.scheme_id, old.state)
     and new.nomination_rank is null and (new.reason, new.statement) is not distinct from (old.reason, old.statement) and new.offer_id is null then
    return new;
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred', 'conditional>declined', 'conditional>deferred'))
     and (new.statement = old.statement or old.state = 'draft' or new.state = 'draft')
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'submitted>submitted', 'offered>accepted', 'offered>conditional', 'offered>declined', 'offered>deferred',
                  'conditional>declined', 'conditional>deferred', 'reserve>reserve', 'atDivision>atDivision', 'atParty>atParty', 'nominated>nominated') then
    new.submitted_at := case when step = 'draft>submitted' then now() else old.submitted_at end;
    return new;
  end if;
  if new.statement <> old.statement or new.offer_id is distinct from old.offer_id then
    raise exception 'what the person wrote is theirs' using errcode = 'insufficient_privilege';
  end if;
  -- A refusal by whoever stands above the home is not the home's to take back.
  if exchange.acts_for(old.party, old.home_id)
     and ((old.state = 'submitted' and onward) or step in ('submitted>refused', 'atDivision>submitted', 'atParty>submitted', 'nominated>submitted', 'nominated>nominated')
          or (step = 'refused>submitted' and (old.refused_by = 'home' or kernel.may_change(old.party)))) then
    return new;
  end if;
  if (exchange.confirms_for(old.division) or kernel.may_change(old.party)) and new.nomination_rank is not distinct from old.nomination_rank
     and old.state = 'atDivision' and (onward or new.state = 'refused') then
    return new;
  end if;
  if kernel.may_change(old.party) and old.state = 'atParty' and (onward or new.state = 'refused') then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;
