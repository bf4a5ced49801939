create schema plan;
grant usage on schema plan to delta_app;

-- A three-year plan. The party that brought it in prepares it: it names the leads until the four have decided otherwise.
create table plan.plan (
  id            uuid primary key default uuidv7(),
  title         text not null check (length(title) between 1 and 200),
  starts_on     date not null,
  ends_on       date not null check (ends_on > starts_on),
  source_name   text not null check (length(source_name) <= 255),
  source_text   text not null check (length(source_text) <= 1000000),   -- the document as it came; spans point into it
  source_digest bytea not null check (octet_length(source_digest) = 32), -- SHA-256 of source_text in UTF-8
  party         kernel.party_code not null,
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft' check (state in ('draft', 'underway', 'closed', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
-- the same document is not run twice at a time
create unique index plan_source_once on plan.plan (source_digest) where state <> 'withdrawn';

-- The tree of the document: parts, areas and platforms, and what is worked on: initiatives and safeguards.
create table plan.item (
  id            uuid primary key default uuidv7(),
  plan_id       uuid not null references plan.plan,
  parent_id     uuid references plan.item,
  position      integer not null,                          -- in the order of the document, over the whole plan
  code          text not null check (length(code) between 1 and 40),
  kind          text not null check (kind in ('part', 'area', 'platform', 'initiative', 'safeguard')),
  number        text not null check (length(number) <= 20),
  title         text not null check (length(title) between 1 and 300),
  text          text not null check (length(text) <= 50000),
  span_start    integer not null,
  span_end      integer not null check (span_end >= span_start),
  source_line   integer not null,
  mechanisms    text[] not null default '{}',
  confirmed_at  timestamptz,                               -- when a person confirmed the mechanisms
  lead          kernel.party_code,
  lead_institution_id uuid references directory.institution,
  prepared_by   kernel.party_code not null,                -- the plan's party, kept here for the policies
  visibility    kernel.visibility not null,
  version       integer not null default 1,
  unique (plan_id, code),
  unique (plan_id, position),
  check (lead is null or kind in ('initiative', 'safeguard')),
  check (lead_institution_id is null or lead is not null)
);
create index on plan.item (lead) where lead is not null;

-- Parties, and institutions in them, that take part (配合).
create table plan.partner (
  item_id       uuid not null references plan.item,
  party         kernel.party_code not null,
  institution_id uuid references directory.institution,
  visibility    kernel.visibility not null,
  unique nulls not distinct (item_id, party, institution_id)
);

create function plan.may_prepare(item uuid) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.item i where i.id = item and kernel.may_change(i.prepared_by)) $$;
create function plan.leads(item uuid) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.item i where i.id = item and kernel.may_change(i.lead)) $$;
-- the lead takes part in its own initiative
create function plan.takes_part(item uuid, party text) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.partner p where p.item_id = item and p.party = $2)
         or exists (select from plan.item i where i.id = item and i.lead = $2) $$;

-- A party reports its own facts, an institution those of its party that it brought about, the lead any of its initiative.
create function plan.may_report_fact(item uuid, party text) returns boolean language sql stable parallel safe as
  $$ select kernel.may_change($2) or plan.leads(item)
         or (kernel.actor_role() = 'institution_officer' and $2 = kernel.actor_party()) $$;

-- What an initiative wants to reach, in numbers.
create table plan.aim (
  id            uuid primary key default uuidv7(),
  item_id       uuid not null references plan.item,
  measure       text not null check (length(measure) between 1 and 60),   -- facts of the same measure and unit count towards it
  unit          text not null check (length(unit) between 1 and 20),
  target        numeric(18, 4) not null check (target > 0),
  target_on     date not null,
  note          text check (length(note) <= 500),
  party         kernel.party_code not null,                -- the lead that set it
  visibility    kernel.visibility not null,
  version       integer not null default 1,
  withdrawn_at  timestamptz
);
create unique index aim_once on plan.aim (item_id, measure, target_on) where withdrawn_at is null;

create table plan.milestone (
  id            uuid primary key default uuidv7(),
  item_id       uuid not null references plan.item,
  title         text not null check (length(title) between 1 and 200),
  deliverable   text check (length(deliverable) <= 1000),
  starts_on     date not null,
  due_on        date not null check (due_on >= starts_on),
  done_on       date,
  percent       integer not null default 0 check (percent between 0 and 100),  -- as last reported
  party         kernel.party_code not null,                -- the owner
  institution_id uuid references directory.institution,
  visibility    kernel.visibility not null,
  state         text not null default 'planned' check (state in ('planned', 'underway', 'done', 'dropped')),
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  check ((state = 'done') = (done_on is not null))
);
create index on plan.milestone (item_id);
create index on plan.milestone (party, due_on) where state in ('planned', 'underway');

create table plan.dependency (
  milestone_id  uuid not null references plan.milestone,
  depends_on_id uuid not null references plan.milestone,
  primary key (milestone_id, depends_on_id),
  check (milestone_id <> depends_on_id)
);
create index on plan.dependency (depends_on_id);

-- A progress report on a milestone; evidence files hang on it.
create table plan.report (
  id            uuid primary key default uuidv7(),
  item_id       uuid not null references plan.item,
  milestone_id  uuid not null references plan.milestone,
  text          text not null check (length(text) between 1 and 5000),
  percent       integer not null check (percent between 0 and 100),
  reported_on   date not null,
  party         kernel.party_code not null,
  institution_id uuid references directory.institution,
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft' check (state in ('draft', 'submitted', 'accepted', 'returned', 'withdrawn')),
  version       integer not null default 1,
  created_by    uuid default kernel.actor_account(),
  created_at    timestamptz not null default now(),
  submitted_at  timestamptz
);
create index on plan.report (milestone_id, id);
create index on plan.report (item_id, id);

-- A partner's word on a report.
create table plan.review (
  report_id     uuid not null references plan.report,
  report_version integer not null,                         -- a report sent again is reviewed again
  party         kernel.party_code not null,
  verdict       text not null check (verdict in ('agree', 'return')),
  comment       text check (length(comment) <= 2000),
  reviewed_at   timestamptz not null default now(),
  reviewed_by   uuid default kernel.actor_account(),
  primary key (report_id, report_version, party),
  check (verdict = 'agree' or length(comment) > 0)
);

-- What happened, in numbers, reported by a mechanism; the plan sums it against the aims.
create table plan.fact (
  id            uuid primary key default uuidv7(),
  item_id       uuid not null references plan.item,
  mechanism     text not null check (length(mechanism) <= 40),
  subject_type  text not null check (length(subject_type) <= 100),
  subject_id    text not null check (length(subject_id) <= 100),
  measure       text not null check (length(measure) between 1 and 60),
  unit          text not null check (length(unit) between 1 and 20),
  value         numeric(18, 4) not null,
  period        text not null check (period ~ '^[0-9]{4}(-(0[1-9]|1[0-2]))?$'),   -- a year or a month
  party         kernel.party_code not null,
  visibility    kernel.visibility not null,
  recorded_at   timestamptz not null default now(),
  -- reported again, a fact replaces itself
  unique (item_id, mechanism, subject_type, subject_id, measure, unit, period, party)
);

alter table plan.plan enable row level security;
alter table plan.item enable row level security;
alter table plan.partner enable row level security;
alter table plan.aim enable row level security;
alter table plan.milestone enable row level security;
alter table plan.dependency enable row level security;
alter table plan.report enable row level security;
alter table plan.review enable row level security;
alter table plan.fact enable row level security;

create policy seen on plan.plan for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on plan.plan for insert with check (kernel.may_change(party));
create policy changed on plan.plan for update using (kernel.may_change(party));

create policy seen on plan.item for select using (kernel.may_see(visibility, coalesce(lead, prepared_by), null, null, null));
create policy added on plan.item for insert with check (kernel.may_change(prepared_by));
create policy changed on plan.item for update using (kernel.may_change(prepared_by) or kernel.may_change(lead));

create policy seen on plan.partner for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on plan.partner for insert with check (plan.may_prepare(item_id) or plan.leads(item_id));
create policy removed on plan.partner for delete using (plan.may_prepare(item_id) or plan.leads(item_id));
create policy changed on plan.partner for update using (plan.may_prepare(item_id));

create policy seen on plan.aim for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on plan.aim for insert with check (kernel.may_change(party) and (plan.leads(item_id) or kernel.is_system()));
create policy changed on plan.aim for update using (plan.leads(item_id) or kernel.is_system() or plan.may_prepare(item_id));

create policy seen on plan.milestone for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on plan.milestone for insert with check (kernel.is_system() or plan.leads(item_id) or (kernel.may_change(party) and plan.takes_part(item_id, party)));
create policy changed on plan.milestone for update using (kernel.may_change(party) or plan.leads(item_id) or plan.may_prepare(item_id)
  or (kernel.actor_role() = 'institution_officer' and institution_id = kernel.actor_organization()));

create policy seen on plan.dependency for select using (exists (select from plan.milestone m where m.id = milestone_id));
create policy added on plan.dependency for insert with check (exists (select from plan.milestone m where m.id = milestone_id and (kernel.may_change(m.party) or plan.leads(m.item_id))));
create policy removed on plan.dependency for delete using (exists (select from plan.milestone m where m.id = milestone_id and (kernel.may_change(m.party) or plan.leads(m.item_id))));

-- A draft is its party's own affair; once sent, the region reads it.
create policy seen on plan.report for select using (
  case when state = 'draft' then kernel.may_see('party', party, null, null, null) else kernel.may_see(visibility, party, null, null, null) end);
create policy added on plan.report for insert with check (
  (kernel.may_change(party) or (kernel.actor_role() = 'institution_officer' and institution_id = kernel.actor_organization() and party = kernel.actor_party()))
  and exists (select from plan.milestone m where m.id = milestone_id and m.item_id = report.item_id and m.party = report.party));
create policy changed on plan.report for update using (
  kernel.may_change(party) or (kernel.actor_role() = 'institution_officer' and institution_id = kernel.actor_organization())
  or (kernel.actor_role() = 'party_officer' and plan.takes_part(item_id, kernel.actor_party())));

create policy seen on plan.review for select using (exists (select from plan.report r where r.id = report_id));
create policy added on plan.review for insert with check (
  kernel.is_system() or (kernel.may_change(party) and exists (
    select from plan.report r where r.id = report_id and r.party <> review.party and plan.takes_part(r.item_id, review.party))));

create policy seen on plan.fact for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on plan.fact for insert with check (plan.may_report_fact(item_id, party));
create policy changed on plan.fact for update using (plan.may_report_fact(item_id, party) or plan.may_prepare(item_id));
create policy removed on plan.fact for delete using (plan.may_report_fact(item_id, party));

grant select, insert, update on plan.plan, plan.item, plan.aim, plan.milestone, plan.report to delta_app;
grant select, insert, update, delete on plan.partner, plan.fact to delta_app;
grant select, insert, delete on plan.dependency to delta_app;
grant select, insert on plan.review to delta_app;
