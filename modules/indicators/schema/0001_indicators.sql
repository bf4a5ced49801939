create schema indicators;
grant usage on schema indicators to delta_app;

-- A version of an indicator system: formulas, tree, choices. One that is no longer a draft never changes; a change is a new number.
create table indicators.system (
  id            uuid primary key default uuidv7(),
  code          text not null check (code ~ '^[a-z][a-z0-9-]{0,39}$'),
  number        integer not null check (number > 0),
  title         text not null check (length(title) between 1 and 200),
  sources       text[] not null default '{}',
  formulas      text not null check (length(formulas) <= 200000),
  nodes         jsonb not null check (jsonb_typeof(nodes) = 'array'),
  choices       jsonb not null,
  party         kernel.party_code not null,                -- whose officer drew it up
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft' check (state in ('draft', 'proposed', 'in_force', 'superseded', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  unique (code, number)
);
create unique index system_in_force_once on indicators.system (code) where state = 'in_force';

create function indicators.keep_system() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and (new.code, new.number, new.title, new.sources, new.formulas, new.nodes, new.choices, new.party)
     is distinct from (old.code, old.number, old.title, old.sources, old.formulas, old.nodes, old.choices, old.party) then
    raise exception 'an indicator system that is no longer a draft does not change' using errcode = '23514', constraint = 'system_is_kept';
  end if;
  return new;
end $$;
create trigger keep_system before update on indicators.system for each row execute function indicators.keep_system();

-- One collection of a system's data elements for one period.
create table indicators.campaign (
  id            uuid primary key default uuidv7(),
  system_id     uuid not null references indicators.system,
  title         text not null check (length(title) between 1 and 200),
  period        text not null check (period ~ '^[0-9]{4}$'),
  due_on        date not null,
  party         kernel.party_code not null,
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'open' check (state in ('open', 'locked', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create unique index campaign_once on indicators.campaign (system_id, period) where state <> 'withdrawn';

-- What one unit reports. Its division is the unit itself, so that its own officer, its city's and its party's may work on it.
create table indicators.form (
  id            uuid primary key default uuidv7(),
  campaign_id   uuid not null references indicators.campaign,
  unit          text not null references directory.division,
  unit_name     text not null,
  city          text not null,
  party         kernel.party_code not null,
  division      text not null check (division = unit),
  visibility    kernel.visibility not null default 'organization',
  state         text not null default 'open' check (state in ('open', 'submitted', 'checked', 'approved')),
  entries       jsonb not null default '{}' check (jsonb_typeof(entries) = 'object'),   -- element → number; a missing one is not there
  reasons       jsonb not null default '{}' check (jsonb_typeof(reasons) = 'object'),   -- element → why an unusual number is right
  returned      text check (length(returned) <= 2000),     -- why it was sent back, while it is open again
  submitted_at  timestamptz,
  version       integer not null default 1,
  unique (campaign_id, unit)
);
create index on indicators.form (campaign_id, state, unit);

-- Approved numbers, partitioned by period; a form that is approved again replaces its own.
create table indicators.fact (
  period        text not null,
  campaign_id   uuid not null references indicators.campaign,
  unit          text not null,
  element       text not null check (length(element) between 1 and 100),
  value         double precision not null check (value > '-Infinity' and value < 'Infinity'),
  party         kernel.party_code not null,
  form_id       uuid not null references indicators.form,
  primary key (period, campaign_id, unit, element)
) partition by list (period);
create table indicators.fact_other partition of indicators.fact default;

-- A period gets its own partition when its first campaign opens; the application role may not make tables itself.
create function indicators.open_period(period text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name text := 'fact_' || $1;
begin
  if $1 !~ '^[0-9]{4}$' then raise exception 'not a period: %', $1; end if;
  perform pg_advisory_xact_lock(hashtext('indicators.open_period'));
  if to_regclass('indicators.' || name) is null and not exists (select from indicators.fact_other f where f.period = $1) then
    execute format('create table indicators.%I partition of indicators.fact for values in (%L)', name, $1);
    execute format('alter table indicators.%I enable row level security', name);
  end if;
end $$;
revoke execute on function indicators.open_period from public;
grant execute on function indicators.open_period to delta_app;

-- A computation over the approved facts of a campaign.
create table indicators.run (
  id            uuid primary key default uuidv7(),
  campaign_id   uuid not null references indicators.campaign,
  system_id     uuid not null references indicators.system,
  party         kernel.party_code not null,
  visibility    kernel.visibility not null default 'region',
  job_id        uuid,
  snapshot      bytea check (octet_length(snapshot) = 32),   -- SHA-256 of the facts that went in
  result        bytea check (octet_length(result) = 32),     -- SHA-256 of everything that came out
  facts         integer,
  notes         jsonb not null default '[]',
  robustness    jsonb,
  created_at    timestamptz not null default now(),
  finished_at   timestamptz
);
create index on indicators.run (campaign_id, id);

-- What came out, for every unit and node; stages for indicators, ranks for what is made of them.
create table indicators.score (
  run_id        uuid not null references indicators.run,
  unit          text not null,
  unit_name     text not null,
  party         kernel.party_code not null,
  code          text not null,
  raw           double precision,
  imputed       double precision,
  treated       double precision,
  value         double precision,                          -- normalised, or aggregated
  rank          integer,
  low           integer,                                   -- of the whole: between these ranks lie 90 % of the runs
  high          integer,
  primary key (run_id, unit, code)
);

-- A result that is to be, or was, made public: frozen with its digest, at its address for ever.
create table indicators.publication (
  id            uuid primary key default uuidv7(),
  run_id        uuid not null references indicators.run,
  title         text not null check (length(title) between 1 and 200),
  embargo_on    date not null,                             -- the first day on which everybody may see it
  content       jsonb not null,
  digest        bytea not null check (octet_length(digest) = 32),
  party         kernel.party_code not null,
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'proposed' check (state in ('proposed', 'agreed', 'refused')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create unique index publication_once on indicators.publication (run_id) where state <> 'refused';

create function indicators.keep_publication() returns trigger language plpgsql as $$
begin
  if (new.run_id, new.title, new.embargo_on, new.content, new.digest) is distinct from (old.run_id, old.title, old.embargo_on, old.content, old.digest) then
    raise exception 'a publication does not change' using errcode = '23514', constraint = 'publication_is_kept';
  end if;
  return new;
end $$;
create trigger keep_publication before update on indicators.publication for each row execute function indicators.keep_publication();

alter table indicators.system enable row level security;
alter table indicators.campaign enable row level security;
alter table indicators.form enable row level security;
alter table indicators.fact enable row level security;
alter table indicators.fact_other enable row level security;
alter table indicators.run enable row level security;
alter table indicators.score enable row level security;
alter table indicators.publication enable row level security;

create policy seen on indicators.system for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on indicators.system for insert with check (kernel.may_change(party));
create policy changed on indicators.system for update using (kernel.may_change(party));

create policy seen on indicators.campaign for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on indicators.campaign for insert with check (kernel.may_change(party));
create policy changed on indicators.campaign for update using (kernel.may_change(party));

-- A form is its party's own until it is published; the platform makes the empty ones when a campaign opens.
create policy seen on indicators.form for select using (kernel.may_see(visibility, party, division, null, null));
create policy added on indicators.form for insert with check (kernel.is_system());
create policy changed on indicators.form for update using (
  kernel.may_change(party) or coalesce(kernel.actor_role() = 'division_officer' and party = kernel.actor_party() and kernel.in_division(division), false));

create policy seen on indicators.fact for select using (kernel.is_system() or kernel.acts_for_party(party) or kernel.audits(party));
create policy added on indicators.fact for insert with check (kernel.may_change(party));
create policy removed on indicators.fact for delete using (kernel.may_change(party));

create policy seen on indicators.run for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on indicators.run for insert with check (kernel.may_change(party));
create policy changed on indicators.run for update using (kernel.is_system());

create policy seen on indicators.score for select using (exists (select from indicators.run r where r.id = run_id));
create policy added on indicators.score for insert with check (kernel.is_system());
create policy removed on indicators.score for delete using (kernel.is_system());

-- Agreed by the four and past its embargo, everybody sees it; before, the officers of the four.
create policy seen on indicators.publication for select using (
  kernel.may_see(visibility, party, null, null, null) or (state = 'agreed' and embargo_on <= (now() at time zone 'Asia/Shanghai')::date));
create policy added on indicators.publication for insert with check (kernel.may_change(party));
create policy changed on indicators.publication for update using (kernel.is_system());

grant select, insert, update on indicators.system, indicators.campaign, indicators.form, indicators.run, indicators.publication to delta_app;
grant select, insert, delete on indicators.fact, indicators.score to delta_app;
