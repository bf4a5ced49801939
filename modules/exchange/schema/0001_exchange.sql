create schema exchange;
grant usage on schema exchange to delta_app;

-- Whoever acts for an institution: its own officers, and its party's.
create function exchange.acts_for(party text, institution uuid) returns boolean language sql stable parallel safe return
  kernel.may_change(party)
  or coalesce(kernel.actor_role() = 'institution_officer' and institution = kernel.actor_organization(), false);

-- A year of a programme: a programme is a preset (service/presets.ts) on an initiative.
create table exchange.scheme (
  id            uuid primary key default uuidv7(),
  preset        text not null check (length(preset) between 1 and 40),
  item_id       uuid not null references plan.item,
  year          integer not null check (year between 2020 and 2100),
  title         text not null check (length(title) between 1 and 200),
  note          text check (length(note) <= 5000),           -- level of posts, money per head and who pays
  starts_on     date not null,                               -- of the placements
  ends_on       date not null check (ends_on > starts_on),
  apply_until   date not null check (apply_until < starts_on),
  answer_until  date not null check (answer_until > apply_until),
  most_wishes   integer not null check (most_wishes between 1 and 20),
  mechanism     text not null check (mechanism in ('da-applicant', 'da-position', 'ttc-balanced', 'assignment')),
  tolerance     integer not null default 0 check (tolerance between 0 and 1000),
  party         kernel.party_code not null,                  -- who drafted it and runs it
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft' check (state in ('draft', 'consulting', 'agreed', 'open', 'ordering', 'matched', 'closed', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  check (tolerance = 0 or mechanism = 'ttc-balanced')
);
create unique index scheme_once on exchange.scheme (preset, item_id, year) where state <> 'withdrawn';
create index on exchange.scheme (item_id);

-- A party's word on a scheme: it names the digest of what it agrees to.
create table exchange.scheme_approval (
  scheme_id     uuid not null references exchange.scheme,
  digest        bytea not null check (octet_length(digest) = 32),
  party         kernel.party_code not null,
  approved_by   uuid default kernel.actor_account(),
  approved_at   timestamptz not null default now(),
  primary key (scheme_id, digest, party)
);

-- How many a home may nominate. `nominated` is counted by the trigger below: two officers in the same second meet the check one after the other.
create table exchange.quota (
  scheme_id     uuid not null references exchange.scheme,
  institution_id uuid not null references directory.institution,
  party         kernel.party_code not null,
  places        integer not null check (places between 0 and 10000),
  nominated     integer not null default 0 check (nominated >= 0),
  primary key (scheme_id, institution_id),
  constraint nominated_within_quota check (nominated <= places)
);

-- What a host offers: a post or places.
create table exchange.offer (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  institution_id uuid not null references directory.institution,
  party         kernel.party_code not null,
  title         text not null check (length(title) between 1 and 120),
  description   text not null check (length(description) between 1 and 4000),  -- what one does and learns
  requirements  text check (length(requirements) <= 2000),
  capacity      integer not null check (capacity between 1 and 1000),
  tutor         text check (length(tutor) <= 60),
  lodging       text check (length(lodging) <= 500),
  allowance     text check (length(allowance) <= 500),
  visibility    kernel.visibility not null default 'organization',
  state         text not null default 'draft' check (state in ('draft', 'published', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create index on exchange.offer (scheme_id, institution_id, id);

-- One person's application to one scheme.
create table exchange.application (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  person_id     uuid not null references directory.person,
  person_name   text not null check (length(person_name) between 1 and 60),    -- as in the directory on that day
  home_id       uuid not null references directory.institution,
  party         kernel.party_code not null,                  -- of the home
  statement     text not null default '' check (length(statement) <= 3000),
  nomination_rank integer check (nomination_rank between 1 and 100000),
  reason        text check (length(reason) <= 2000),         -- why the home did not nominate; the applicant reads it
  offer_id      uuid references exchange.offer,              -- the place they were given
  answer_until  date,
  state         text not null default 'draft' check (state in ('draft', 'submitted', 'nominated', 'refused', 'offered', 'reserve', 'accepted', 'deferred', 'declined', 'withdrawn')),
  version       integer not null default 1,
  submitted_at  timestamptz,
  created_at    timestamptz not null default now(),
  check ((state in ('offered', 'accepted')) = (offer_id is not null))
);
create unique index application_once on exchange.application (scheme_id, person_id) where state <> 'withdrawn';
create index on exchange.application (scheme_id, home_id, id);
create index on exchange.application (person_id);
create index on exchange.application (offer_id) where offer_id is not null;
create unique index nomination_rank_once on exchange.application (scheme_id, home_id, nomination_rank) where nomination_rank is not null;

create table exchange.wish (
  application_id uuid not null references exchange.application,
  rank          integer not null check (rank between 1 and 20),
  offer_id      uuid not null references exchange.offer,
  primary key (application_id, rank),
  unique (application_id, offer_id)
);
create index on exchange.wish (offer_id);

-- A host's order: whom it would take, best first; who is not listed is not acceptable.
create table exchange.ordering (
  offer_id      uuid not null references exchange.offer,
  application_id uuid not null references exchange.application,
  rank          integer not null check (rank >= 1),
  primary key (offer_id, application_id),
  unique (offer_id, rank)
);

-- A matching that was made known, with its certificate; what went in is kept apart.
create table exchange.run (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null unique references exchange.scheme,
  mechanism     text not null,
  tolerance     integer not null,
  certificate   jsonb not null,
  summary       jsonb not null,                              -- numbers only, by institution
  party         kernel.party_code not null,
  made_at       timestamptz not null default now()
);
create table exchange.run_input (
  run_id        uuid primary key references exchange.run,
  party         kernel.party_code not null,
  applicants    text not null,                               -- CSV as `delta match` reads it
  positions     text not null
);
create table exchange.outcome (
  run_id        uuid not null references exchange.run,
  application_id uuid not null references exchange.application,
  offer_id      uuid references exchange.offer,
  wish          integer not null,                            -- which wish came true, 0 for none
  refused       jsonb not null,                              -- of each wish above it: why not
  primary key (run_id, application_id)
);
create index on exchange.outcome (application_id);

-- Three sides agree: the person, the home, the host.
create table exchange.agreement (
  id            uuid primary key default uuidv7(),
  application_id uuid not null unique references exchange.application,
  scheme_id     uuid not null references exchange.scheme,
  person_id     uuid not null references directory.person,
  home_id       uuid not null references directory.institution,
  home_party    kernel.party_code not null,
  host_id       uuid not null references directory.institution,
  host_party    kernel.party_code not null,
  content       jsonb not null check (pg_column_size(content) <= 60000),   -- the open proposal, or what is in force
  digest        bytea not null check (octet_length(digest) = 32),
  in_force      jsonb,                                       -- what all three have approved last
  first_version jsonb,                                       -- what all three approved first
  state         text not null default 'proposed' check (state in ('proposed', 'inForce', 'withdrawn')),
  version       integer not null default 1
);
create index on exchange.agreement (scheme_id, home_id);
create index on exchange.agreement (scheme_id, host_id);
create table exchange.approval (
  agreement_id  uuid not null references exchange.agreement,
  digest        bytea not null,
  side          text not null check (side in ('person', 'home', 'host')),
  approved_by   uuid default kernel.actor_account(),
  approved_at   timestamptz not null default now(),
  primary key (agreement_id, digest, side)
);

-- One person at one place over a time; nobody is at two places at once.
create table exchange.placement (
  id            uuid primary key default uuidv7(),
  agreement_id  uuid not null unique references exchange.agreement,
  application_id uuid not null unique references exchange.application,
  scheme_id     uuid not null references exchange.scheme,
  person_id     uuid not null references directory.person,
  person_name   text not null,
  home_id       uuid not null references directory.institution,
  home_party    kernel.party_code not null,
  host_id       uuid not null references directory.institution,
  host_party    kernel.party_code not null,
  during        daterange not null,
  state         text not null default 'ready' check (state in ('ready', 'underway', 'finished', 'certified', 'ended')),
  recognised    jsonb not null default '[]' check (pg_column_size(recognised) <= 60000),  -- courses, hours, credits, grades
  certificate_number text unique,
  certified_on  date,
  version       integer not null default 1,
  constraint one_place_at_a_time exclude using gist (person_id with =, during with &&)
);
create index on exchange.placement (scheme_id, id);
create table exchange.entry (
  placement_id  uuid not null references exchange.placement,
  month         text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  text          text not null check (length(text) between 1 and 5000),
  hours         integer not null check (hours between 0 and 744),
  answer        text check (length(answer) between 1 and 3000),
  written_at    timestamptz not null default now(),
  answered_at   timestamptz,
  primary key (placement_id, month)
);
create table exchange.assessment (
  placement_id  uuid not null references exchange.placement,
  side          text not null check (side in ('person', 'home', 'host')),
  grade         text not null check (grade in ('excellent', 'good', 'passed', 'failed')),
  text          text not null check (length(text) between 1 and 3000),
  assessed_at   timestamptz not null default now(),
  primary key (placement_id, side)
);

-- Whether the actor acts for a host that the application wishes for, once the home has nominated. With the owner's rights, or else the policies
-- of application and wish would ask each other.
create function exchange.is_wished_host(application uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.wish w join exchange.offer o on o.id = w.offer_id
                 where w.application_id = application and exchange.acts_for(o.party, o.institution_id))
$$;
revoke execute on function exchange.is_wished_host from public;
grant execute on function exchange.is_wished_host to delta_app;

create function exchange.is_side(person uuid, home_party text, home uuid, host_party text, host uuid) returns boolean language sql stable parallel safe return
  kernel.is_system() or coalesce(person = kernel.actor_person(), false) or exchange.acts_for(home_party, home) or exchange.acts_for(host_party, host)
  or kernel.audits(home_party) or kernel.audits(host_party);

-- Nominations are counted where the check on the quota stands.
create function exchange.count_nomination() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  before integer := case when tg_op = 'UPDATE' and old.state in ('nominated', 'offered', 'reserve', 'accepted', 'deferred', 'declined') then 1 else 0 end;
  after integer := case when new.state in ('nominated', 'offered', 'reserve', 'accepted', 'deferred', 'declined') then 1 else 0 end;
begin
  if before <> after then
    update exchange.quota set nominated = nominated + after - before where scheme_id = new.scheme_id and institution_id = new.home_id;
    if not found then
      raise exception 'the home has no quota' using errcode = 'check_violation', constraint = 'nominated_within_quota';
    end if;
  end if;
  return new;
end $$;
revoke execute on function exchange.count_nomination from public;
create trigger count_nomination after insert or update of state on exchange.application for each row execute function exchange.count_nomination();

-- Who may move what of an application: a policy sees the row as it was or as it will be, never both.
create function exchange.guard_application() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.created_at) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.created_at)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred'))
     and (new.statement = old.statement or old.state in ('draft', 'submitted'))
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'draft>withdrawn', 'submitted>withdrawn', 'offered>accepted', 'offered>declined', 'offered>deferred') then
    new.submitted_at := case when step = 'draft>submitted' then now() else old.submitted_at end;
    return new;
  end if;
  if exchange.acts_for(old.party, old.home_id) and new.statement = old.statement and new.offer_id is not distinct from old.offer_id
     and step in ('submitted>nominated', 'submitted>refused', 'nominated>submitted', 'refused>submitted', 'nominated>nominated') then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on exchange.application for each row execute function exchange.guard_application();

alter table exchange.scheme enable row level security;
alter table exchange.scheme_approval enable row level security;
alter table exchange.quota enable row level security;
alter table exchange.offer enable row level security;
alter table exchange.application enable row level security;
alter table exchange.wish enable row level security;
alter table exchange.ordering enable row level security;
alter table exchange.run enable row level security;
alter table exchange.run_input enable row level security;
alter table exchange.outcome enable row level security;
alter table exchange.agreement enable row level security;
alter table exchange.approval enable row level security;
alter table exchange.placement enable row level security;
alter table exchange.entry enable row level security;
alter table exchange.assessment enable row level security;

create policy seen on exchange.scheme for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on exchange.scheme for insert with check (kernel.is_system() or (kernel.may_change(party) and plan.takes_part(item_id, party)));
create policy changed on exchange.scheme for update using (kernel.may_change(party));

create policy seen on exchange.scheme_approval for select using (exists (select from exchange.scheme s where s.id = scheme_id));
create policy given on exchange.scheme_approval for insert with check (kernel.may_change(party) and exists (select from exchange.scheme s where s.id = scheme_id and s.state = 'consulting'));

create policy seen on exchange.quota for select using (kernel.is_officer() or kernel.is_system());
create policy set_ on exchange.quota for insert with check (kernel.may_change(party) and nominated = 0);
create policy changed on exchange.quota for update using (kernel.may_change(party));

create policy seen on exchange.offer for select using (kernel.may_see(visibility, party, null, institution_id, null) or exchange.acts_for(party, institution_id));
create policy added on exchange.offer for insert with check (exchange.acts_for(party, institution_id));
create policy changed on exchange.offer for update using (exchange.acts_for(party, institution_id));

create policy seen on exchange.application for select using (
  kernel.is_system() or kernel.audits(party) or coalesce(person_id = kernel.actor_person(), false)
  or (state not in ('draft', 'withdrawn') and exchange.acts_for(party, home_id))
  or (state in ('nominated', 'offered', 'reserve', 'accepted', 'deferred', 'declined') and exchange.is_wished_host(id)));
create policy added on exchange.application for insert with check (
  kernel.is_system() or (person_id = kernel.actor_person() and kernel.actor_role() = 'member' and state = 'draft' and offer_id is null and nomination_rank is null
    and exists (select from directory.person p where p.id = person_id and p.institution_id = home_id and p.party = application.party)));
create policy changed on exchange.application for update using (
  kernel.is_system() or coalesce(person_id = kernel.actor_person(), false) or exchange.acts_for(party, home_id));

create policy seen on exchange.wish for select using (exists (select from exchange.application a where a.id = application_id));
create policy added on exchange.wish for insert with check (kernel.is_system() or exists (
  select from exchange.application a where a.id = application_id and a.person_id = kernel.actor_person() and a.state in ('draft', 'submitted')));
create policy removed on exchange.wish for delete using (kernel.is_system() or exists (
  select from exchange.application a where a.id = application_id and a.person_id = kernel.actor_person() and a.state in ('draft', 'submitted')));

create policy seen on exchange.ordering for select using (kernel.is_system() or exists (
  select from exchange.offer o where o.id = offer_id and (exchange.acts_for(o.party, o.institution_id) or kernel.audits(o.party))));
create policy added on exchange.ordering for insert with check (exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer_id and s.state = 'ordering' and exchange.acts_for(o.party, o.institution_id)));
create policy removed on exchange.ordering for delete using (exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer_id and s.state = 'ordering' and exchange.acts_for(o.party, o.institution_id)));

create policy seen on exchange.run for select using (exists (select from exchange.scheme s where s.id = scheme_id));
create policy added on exchange.run for insert with check (kernel.is_system());
create policy seen on exchange.run_input for select using (kernel.is_system() or kernel.may_change(party) or kernel.audits(party));
create policy added on exchange.run_input for insert with check (kernel.is_system());
create policy seen on exchange.outcome for select using (exists (select from exchange.application a where a.id = application_id));
create policy added on exchange.outcome for insert with check (kernel.is_system());

create policy seen on exchange.agreement for select using (exchange.is_side(person_id, home_party, home_id, host_party, host_id));
create policy added on exchange.agreement for insert with check (kernel.is_system() or exchange.acts_for(home_party, home_id) or exchange.acts_for(host_party, host_id));
create policy changed on exchange.agreement for update using (kernel.is_system() or exchange.acts_for(home_party, home_id) or exchange.acts_for(host_party, host_id));
create policy seen on exchange.approval for select using (exists (select from exchange.agreement a where a.id = agreement_id));
create policy given on exchange.approval for insert with check (exists (
  select from exchange.agreement a where a.id = agreement_id and a.digest = approval.digest and a.state = 'proposed' and case side
    when 'person' then a.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
    when 'home' then exchange.acts_for(a.home_party, a.home_id)
    else exchange.acts_for(a.host_party, a.host_id) end));

create policy seen on exchange.placement for select using (exchange.is_side(person_id, home_party, home_id, host_party, host_id));
create policy added on exchange.placement for insert with check (kernel.is_system());
create policy changed on exchange.placement for update using (kernel.is_system() or exchange.acts_for(home_party, home_id) or exchange.acts_for(host_party, host_id));
create policy seen on exchange.entry for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy written on exchange.entry for insert with check (answer is null and exists (
  select from exchange.placement p where p.id = placement_id and p.person_id = kernel.actor_person() and p.state = 'underway'));
create policy changed on exchange.entry for update using (exists (
  select from exchange.placement p where p.id = placement_id and (p.person_id = kernel.actor_person() or exchange.acts_for(p.host_party, p.host_id))));
create policy seen on exchange.assessment for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy given on exchange.assessment for insert with check (exists (
  select from exchange.placement p where p.id = placement_id and p.state = 'finished' and case side
    when 'person' then p.person_id = kernel.actor_person()
    when 'home' then exchange.acts_for(p.home_party, p.home_id)
    else exchange.acts_for(p.host_party, p.host_id) end));

-- The person writes an entry, the host's tutor answers it; neither changes the other's words.
create function exchange.guard_entry() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if exists (select from exchange.placement p where p.id = old.placement_id and p.person_id = kernel.actor_person())
     and old.answer is null and new.answer is null and (new.placement_id, new.month) = (old.placement_id, old.month) then
    return new;
  end if;
  if exists (select from exchange.placement p where p.id = old.placement_id and exchange.acts_for(p.host_party, p.host_id))
     and (new.placement_id, new.month, new.text, new.hours, new.written_at) = (old.placement_id, old.month, old.text, old.hours, old.written_at) then
    return new;
  end if;
  raise exception 'an entry is its writer''s, an answer its tutor''s' using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on exchange.entry for each row execute function exchange.guard_entry();

-- What is in force is what all three have approved: only the platform puts it there, when the third has.
create function exchange.guard_agreement() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'content' - 'digest' - 'state' - 'version') is distinct from (to_jsonb(old) - 'content' - 'digest' - 'state' - 'version') or new.state = 'inForce' then
    raise exception 'an agreement comes into force when all three sides have approved it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on exchange.agreement for each row execute function exchange.guard_agreement();

grant select, insert, update on exchange.scheme, exchange.offer, exchange.application, exchange.agreement, exchange.placement, exchange.entry to delta_app;
grant select, insert, update (places) on exchange.quota to delta_app;
grant select, insert on exchange.scheme_approval, exchange.run, exchange.run_input, exchange.outcome, exchange.approval, exchange.assessment to delta_app;
grant select, insert, delete on exchange.wish, exchange.ordering to delta_app;
