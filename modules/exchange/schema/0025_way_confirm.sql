-- Where a programme asks for it, the home's district or city and then its party confirm a nomination before any host sees it (../confirmation). Which
-- steps there are is the programme's (presets.ts), kept with the scheme when it is drafted.
alter table exchange.scheme add column confirms text[] not null default '{}' check (confirms <@ array['division', 'party']);
alter table exchange.application
  add column division text,
  add column refused_by text check (refused_by in ('home', 'division', 'party')),
  drop constraint application_state_check,
  add constraint application_state_check check (state in ('draft', 'submitted', 'atDivision', 'atParty', 'nominated', 'refused', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed', 'withdrawn'));
update exchange.application a set division = i.division, refused_by = case when a.state = 'refused' then 'home' end from directory.institution i where i.id = a.home_id;
alter table exchange.application alter column division set not null, add constraint refused_by_somebody check ((state = 'refused') = (refused_by is not null)),
  add constraint refused_with_reason check (state <> 'refused' or length(trim(reason)) > 0);
create index on exchange.application (scheme_id, state, id) where state in ('atDivision', 'atParty');

-- The home's division is what the directory says on the day of the application, whoever writes; who brings a refused one along says by whom, or it was the home.
create function exchange.name_division() returns trigger
language plpgsql security definer set search_path = exchange, directory, kernel, pg_temp as $$
begin
  select i.division into new.division from directory.institution i where i.id = new.home_id;
  new.refused_by := case when new.state = 'refused' then coalesce(new.refused_by, 'home') end;
  return new;
end $$;
revoke execute on function exchange.name_division from public;
create trigger name_division before insert on exchange.application for each row execute function exchange.name_division();

create function exchange.confirms_for(division text) returns boolean language sql stable parallel safe return
  coalesce(kernel.actor_role() = 'division_officer' and kernel.in_division(division), false);

create or replace function exchange.count_nomination() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  counted text[] := array['atDivision', 'atParty', 'nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed'];
  before integer := case when tg_op = 'UPDATE' and old.state = any(counted) then 1 else 0 end;
  after integer := case when new.state = any(counted) then 1 else 0 end;
begin
  if before <> after then
    update exchange.quota set nominated = nominated + after - before where scheme_id = new.scheme_id and institution_id = new.home_id;
    if not found then
      raise exception 'the home has no quota' using errcode = 'check_violation', constraint = 'nominated_within_quota';
    end if;
  end if;
  return new;
end $$;

-- Where a nomination goes after this step of its scheme: to whoever confirms next, or to the hosts.
create function exchange.after_step(scheme uuid, state text) returns text
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select case when $2 = 'submitted' and 'division' = any (s.confirms) then 'atDivision' when $2 in ('submitted', 'atDivision') and 'party' = any (s.confirms) then 'atParty' else 'nominated' end
  from exchange.scheme s where s.id = $1
$$;
revoke execute on function exchange.after_step from public;
grant execute on function exchange.after_step to delta_app;

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
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.division, new.created_at) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.division, old.created_at)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at or new.deferred_from is distinct from old.deferred_from then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred', 'conditional>declined', 'conditional>deferred'))
     and (new.statement = old.statement or old.state in ('draft', 'submitted'))
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'draft>withdrawn', 'submitted>withdrawn', 'offered>accepted', 'offered>conditional', 'offered>declined', 'offered>deferred',
                  'conditional>declined', 'conditional>deferred', 'reserve>reserve') then
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

drop policy seen on exchange.application;
create policy seen on exchange.application for select using (
  kernel.is_system() or kernel.audits(party) or coalesce(person_id = kernel.actor_person(), false)
  or (state not in ('draft', 'withdrawn') and exchange.acts_for(party, home_id))
  or (state not in ('draft', 'withdrawn', 'submitted') and exchange.confirms_for(division))
  or (state in ('nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed') and exchange.is_wished_host(id)));
drop policy changed on exchange.application;
create policy changed on exchange.application for update using (
  kernel.is_system() or coalesce(person_id = kernel.actor_person(), false) or exchange.acts_for(party, home_id) or (state = 'atDivision' and exchange.confirms_for(division)))
  with check (true);
