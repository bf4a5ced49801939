-- Schools report as well as districts; every change of a form is kept; a party hands its numbers over to the region.

alter table indicators.form drop constraint form_unit_fkey, drop constraint form_check, drop constraint form_state_check;
alter table indicators.form
  add column level           text not null default 'district' check (level in ('district', 'school')),
  add column organization_id uuid references directory.institution,
  add column attributes      jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),   -- what is known of the unit beside its numbers, such as the stage of a school
  add column reminded_at     timestamptz,
  add constraint form_unit_length check (length(unit) between 1 and 40),
  add constraint form_division_fkey foreign key (division) references directory.division,
  add constraint form_of_its_level check ((level = 'district' and organization_id is null and division = unit) or (level = 'school' and organization_id is not null)),
  -- verified: by the district, of a school's form; excluded: not counted, because the school is no more
  add constraint form_state_check check (state in ('open', 'submitted', 'verified', 'checked', 'approved', 'excluded'));
create unique index form_of_a_school_once on indicators.form (campaign_id, organization_id) where organization_id is not null;
create index form_organization on indicators.form (organization_id) where organization_id is not null;
create index form_city on indicators.form (campaign_id, city, unit);

drop policy seen on indicators.form;
drop policy changed on indicators.form;
create policy seen on indicators.form for select using (kernel.may_see(visibility, party, division, organization_id, null));
create policy changed on indicators.form for update using (
  kernel.may_change(party)
  or coalesce(kernel.actor_role() = 'division_officer' and party = kernel.actor_party() and kernel.in_division(division), false)
  or coalesce(kernel.actor_role() = 'institution_officer' and organization_id = kernel.actor_organization(), false));

-- What each change of a form was: who, when, into which state, and every number before and after. Written by the trigger alone, whichever way the change comes.
create table indicators.revision (
  form_id       uuid not null references indicators.form,
  version       integer not null,
  at            timestamptz not null default now(),
  role          text,
  account_id    uuid,
  state         text not null,
  changed       jsonb not null default '{}',               -- element → [before, after]; null = missing
  primary key (form_id, version)
);
create function indicators.keep_revision() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into indicators.revision (form_id, version, role, account_id, state, changed)
  select new.id, new.version, coalesce(kernel.actor_role(), 'system'), kernel.actor_account(), new.state,
    coalesce((select jsonb_object_agg(k, jsonb_build_array(old.entries -> k, new.entries -> k))
              from (select jsonb_object_keys(old.entries) as k union select jsonb_object_keys(new.entries)) e where (old.entries -> k) is distinct from (new.entries -> k)), '{}')
  on conflict (form_id, version) do nothing;
  return null;
end $$;
create trigger keep_revision after update on indicators.form for each row when (old.version <> new.version) execute function indicators.keep_revision();
alter table indicators.revision enable row level security;
create policy seen on indicators.revision for select using (exists (select from indicators.form f where f.id = form_id));
grant select on indicators.revision to delta_app;

-- What a party hands over to the region as its own: while it is not open, none of the party's forms changes.
create table indicators.delivery (
  id            uuid primary key default uuidv7(),
  campaign_id   uuid not null references indicators.campaign,
  party         kernel.party_code not null,
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'open' check (state in ('open', 'delivered', 'accepted')),
  returned      text check (length(returned) <= 2000),
  delivered_at  timestamptz,
  version       integer not null default 1,
  unique (campaign_id, party)
);
alter table indicators.delivery enable row level security;
create policy seen on indicators.delivery for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on indicators.delivery for insert with check (kernel.is_system());
-- a party hands over; the secretariat looks whether it is complete, and takes it or sends it back: neither does the other's part
create policy changed on indicators.delivery for update
  using (kernel.is_system() or (kernel.may_change(party) and state = 'open') or coalesce(kernel.actor_role() = 'secretariat_officer' and state <> 'open', false))
  with check (kernel.is_system() or (kernel.may_change(party) and state = 'delivered') or coalesce(kernel.actor_role() = 'secretariat_officer' and state in ('open', 'accepted'), false));
grant select, insert, update on indicators.delivery to delta_app;
insert into indicators.delivery (campaign_id, party) select c.id, p from indicators.campaign c cross join unnest(array['31', '32', '33', '34']) p;

create function indicators.keep_delivered() returns trigger language plpgsql as $$
begin
  if exists (select from indicators.delivery d where d.campaign_id = new.campaign_id and d.party = new.party and d.state <> 'open') then
    raise exception 'the party has handed its numbers over' using errcode = '23514', constraint = 'form_is_delivered';
  end if;
  return new;
end $$;
create trigger keep_delivered before update of state, entries on indicators.form for each row execute function indicators.keep_delivered();

-- Which school came out of which. Merged: several became one; split: one became several.
create table indicators.succession (
  predecessor   uuid not null references directory.institution,
  successor     uuid not null references directory.institution,
  kind          text not null check (kind in ('merged', 'split')),
  since         text not null check (since ~ '^[0-9]{4}$'),   -- the first period of the successor
  party         kernel.party_code not null,
  primary key (predecessor, successor),
  check (predecessor <> successor)
);
create index on indicators.succession (successor, since);
alter table indicators.succession enable row level security;
create policy seen on indicators.succession for select using (kernel.is_officer() or kernel.is_system());
create policy added on indicators.succession for insert with check (kernel.may_change(party));
grant select, insert on indicators.succession to delta_app;
