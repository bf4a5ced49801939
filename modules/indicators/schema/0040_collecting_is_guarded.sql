-- Collecting, held against somebody with SQL at hand: what the services refuse, the database refuses too. The platform itself (kernel.is_system) is not held back.

-- A campaign collects for a system that the four put in force; afterwards only its state moves.
drop policy added on indicators.campaign;
create policy added on indicators.campaign for insert with check (
  kernel.is_system()
  or (kernel.may_change(party) and state = 'open' and exists (select from indicators.system s where s.id = system_id and s.state = 'in_force')));
create function indicators.guard_campaign() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.system_id, new.title, new.period, new.due_on, new.party, new.visibility) is distinct from (old.system_id, old.title, old.period, old.due_on, old.party, old.visibility) then
    raise exception 'a campaign stays what it was opened as' using errcode = 'insufficient_privilege';
  end if;
  if old.state = 'withdrawn' or (new.state = 'withdrawn' and old.state <> 'open') then
    raise exception 'not a step of a campaign: % to %', old.state, new.state using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on indicators.campaign for each row execute function indicators.guard_campaign();

-- A partition is made when a campaign opens; nobody fills the schema with empty ones.
create or replace function indicators.open_period(period text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name text := 'fact_' || $1;
begin
  if $1 !~ '^[0-9]{4}$' then raise exception 'not a period: %', $1; end if;
  if kernel.actor_role() is not null and not kernel.is_system() then
    raise exception 'the platform opens a period' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtext('indicators.open_period'));
  if to_regclass('indicators.' || name) is null and not exists (select from indicators.fact_other f where f.period = $1) then
    execute format('create table indicators.%I partition of indicators.fact for values in (%L)', name, $1);
    execute format('alter table indicators.%I enable row level security', name);
  end if;
end $$;

-- Facts are what was approved on a form, written by the platform from the form itself; no officer writes, changes or removes one.
drop policy added on indicators.fact;
create policy added on indicators.fact for insert with check (kernel.is_system());
drop policy removed on indicators.fact;
create policy removed on indicators.fact for delete using (kernel.is_system());

-- A form holds numbers, as many as a system may ask for, so that what one unit sends does not stop the approval of all.
alter table indicators.form
  add constraint form_entries_are_numbers check (not jsonb_path_exists(entries, '$.* ? (@.type() != "number")')),
  add constraint form_is_bounded check (pg_column_size(entries) <= 400000 and pg_column_size(reasons) <= 1000000);

-- Numbers and reasons change while the form is open, each time under the next version, so that each change is kept; a step is the step of who takes it.
create or replace function indicators.guard_form() returns trigger language plpgsql as $$
declare
  role text := kernel.actor_role();
  is_city boolean := role = 'division_officer' and kernel.in_division(old.city);
begin
  if role is null or kernel.is_system() then
    return new;
  end if;
  if (new.campaign_id, new.unit, new.unit_name, new.party, new.division, new.city, new.organization_id, new.level, new.attributes, new.visibility)
     is distinct from (old.campaign_id, old.unit, old.unit_name, old.party, old.division, old.city, old.organization_id, old.level, old.attributes, old.visibility) then
    raise exception 'a form stays its unit''s' using errcode = 'insufficient_privilege';
  end if;
  if new.reminded_at is distinct from old.reminded_at and role = 'institution_officer' then
    raise exception 'reminders come from above' using errcode = 'insufficient_privilege';
  end if;
  if (new.entries, new.reasons, new.state, new.returned, new.submitted_at) is not distinct from (old.entries, old.reasons, old.state, old.returned, old.submitted_at) then
    return new;
  end if;
  if new.version <> old.version + 1 then
    raise exception 'a form changes version by version' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from indicators.campaign c where c.id = old.campaign_id and c.state = 'open') then
    raise exception 'the campaign is not open' using errcode = 'insufficient_privilege';
  end if;
  if (new.entries, new.reasons) is distinct from (old.entries, old.reasons) and (old.state <> 'open' or new.state <> 'open') then
    raise exception 'what was handed in does not change' using errcode = 'insufficient_privilege';
  end if;
  -- the first submission decides who was on time
  if new.submitted_at is distinct from old.submitted_at and (old.submitted_at is not null or new.state <> 'submitted' or old.state <> 'open') then
    raise exception 'when a form first came in does not change' using errcode = 'insufficient_privilege';
  end if;
  if new.state = old.state then
    if new.returned is distinct from old.returned then
      raise exception 'why a form was sent back stays' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if (case
        when new.state = 'submitted' then old.state = 'open'
        when new.state = 'verified' then old.state = 'submitted' and role = 'division_officer' and old.level = 'school'
        when new.state = 'checked' then old.state in ('submitted', 'verified') and is_city
        when new.state = 'approved' then old.state in ('submitted', 'verified', 'checked') and role = 'party_officer'
        when new.state = 'excluded' then role = 'party_officer'
        when new.state = 'open' then role = 'party_officer' or (role = 'division_officer' and old.state in ('submitted', 'verified', 'checked') and (is_city or old.level = 'school'))
        else false
      end) is true then
    return new;
  end if;
  raise exception 'not a step of this actor: % to %', old.state, new.state using errcode = 'insufficient_privilege';
end $$;

-- Reasons are kept like numbers: what was said of an unusual one, before and after.
alter table indicators.revision add column explained jsonb not null default '{}';
create or replace function indicators.keep_revision() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changed jsonb := '{}';
  explained jsonb := '{}';
begin
  if new.entries is distinct from old.entries then
    select coalesce(jsonb_object_agg(k, jsonb_build_array(old.entries -> k, new.entries -> k)), '{}') into changed
    from (select jsonb_object_keys(old.entries) as k union select jsonb_object_keys(new.entries)) e where (old.entries -> k) is distinct from (new.entries -> k);
  end if;
  if new.reasons is distinct from old.reasons then
    select coalesce(jsonb_object_agg(k, jsonb_build_array(old.reasons -> k, new.reasons -> k)), '{}') into explained
    from (select jsonb_object_keys(old.reasons) as k union select jsonb_object_keys(new.reasons)) e where (old.reasons -> k) is distinct from (new.reasons -> k);
  end if;
  insert into indicators.revision (form_id, version, role, account_id, state, changed, explained)
  values (new.id, new.version, coalesce(kernel.actor_role(), 'system'), kernel.actor_account(), new.state, changed, explained)
  on conflict (form_id, version) do nothing;
  return null;
end $$;

-- A party hands over its own numbers, all of them approved or set aside; the hand-over stays the party's and the campaign's.
create function indicators.guard_delivery() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.campaign_id, new.party, new.visibility, new.delivered_at) is distinct from (old.campaign_id, old.party, old.visibility, old.delivered_at) then
    raise exception 'a delivery stays its party''s' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'delivered' and exists (select from indicators.form f where f.campaign_id = new.campaign_id and f.party = new.party and f.state not in ('approved', 'excluded')) then
    raise exception 'not every form is approved' using errcode = '23514', constraint = 'delivery_is_whole';
  end if;
  return new;
end $$;
create trigger guard before update on indicators.delivery for each row execute function indicators.guard_delivery();

-- Which school came out of which is said by the party of all of them: another's school is not taken off its list.
drop policy added on indicators.succession;
create policy added on indicators.succession for insert with check (
  kernel.is_system()
  or (kernel.may_change(party) and (select count(*) from directory.institution i where i.id in (predecessor, successor) and i.party = succession.party and i.kind = 'school') = 2));
