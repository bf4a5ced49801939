-- A meeting of the four. One party calls it, or the secretariat on behalf of the party that has the chair.
create table governance.meeting (
  id            uuid primary key default uuidv7(),
  preset        text not null check (preset in ('annual', 'office', 'topic')),
  title         text not null check (length(title) between 1 and 200),
  purpose       text check (length(purpose) between 1 and 2000),
  starts_at     timestamptz not null,
  ends_at       timestamptz not null check (ends_at > starts_at),
  place         text check (length(place) between 1 and 200),
  online_url    text check (length(online_url) <= 500 and online_url ~ '^https?://'),
  party         kernel.party_code not null,
  state         text not null default 'draft' check (state in ('draft', 'called', 'held', 'concluded', 'cancelled')),
  sequence      integer not null default 0,                 -- of the invitation (RFC 5545), higher with every change that is sent
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  check (place is not null or online_url is not null)
);
create index on governance.meeting (starts_at, id);

create table governance.agenda_item (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid not null references governance.meeting,
  position      integer not null,
  title         text not null check (length(title) between 1 and 200),
  text          text check (length(text) between 1 and 5000),
  minutes       integer check (minutes between 1 and 600),
  party         kernel.party_code not null,                 -- who put it on the agenda
  version       integer not null default 1,
  withdrawn_at  timestamptz
);
create index on governance.agenda_item (meeting_id, position);

-- Who is invited, whether they will come, and whether they came. Each party keeps its own list.
create table governance.attendee (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid not null references governance.meeting,
  party         kernel.party_code,                          -- none: the secretariat's
  account_id    uuid,
  person_id     uuid,
  name          text not null check (length(name) between 1 and 60),
  office        text check (length(office) between 1 and 100),
  reply         text not null default 'waiting' check (reply in ('waiting', 'accepted', 'declined')),
  note          text check (length(note) between 1 and 500),
  replied_at    timestamptz,
  attendance    text check (attendance in ('present', 'absent', 'delegate')),
  delegate      text check (length(delegate) between 1 and 60),
  invited       integer not null default -1,                -- the sequence that was last sent to them
  removed_at    timestamptz,
  version       integer not null default 1,
  check ((attendance is not distinct from 'delegate') = (delegate is not null))
);
create unique index invited_once on governance.attendee (meeting_id, account_id) where removed_at is null;
create index on governance.attendee (meeting_id, party);

-- Where somebody without an account gets the invitation: nobody but their own party and the platform reads it.
create table governance.attendee_contact (
  attendee_id   uuid primary key references governance.attendee,
  party         kernel.party_code not null,
  email         text not null check (length(email) between 3 and 320)
);

-- The minutes, written by several at once: each section has its own version.
create table governance.minutes_section (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid not null references governance.meeting,
  agenda_item_id uuid references governance.agenda_item,
  position      integer not null,
  heading       text not null check (length(heading) between 1 and 200),
  text          text not null default '' check (length(text) <= 20000),
  changed_by    text check (length(changed_by) <= 100),
  changed_at    timestamptz,
  version       integer not null default 1
);
create index on governance.minutes_section (meeting_id, position);

-- What the meeting gave somebody to do.
create table governance.action_item (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid not null references governance.meeting,
  text          text not null check (length(text) between 1 and 500),
  party         kernel.party_code not null,
  attendee_id   uuid references governance.attendee,
  due_on        date not null,
  state         text not null default 'open' check (state in ('open', 'done', 'dropped')),
  note          text check (length(note) between 1 and 1000),
  version       integer not null default 1
);
create index on governance.action_item (meeting_id, due_on);

alter table governance.meeting enable row level security;
alter table governance.agenda_item enable row level security;
alter table governance.attendee enable row level security;
alter table governance.attendee_contact enable row level security;
alter table governance.minutes_section enable row level security;
alter table governance.action_item enable row level security;

create function governance.may_convene(party text) returns boolean language sql stable parallel safe return
  kernel.may_change(party) or coalesce(kernel.actor_role() = 'secretariat_officer', false);
create function governance.convenes(meeting uuid) returns boolean language sql stable as
  $$ select exists (select from governance.meeting m where m.id = meeting and governance.may_convene(m.party)) $$;
-- a meeting that the actor sees and that is in one of these states
create function governance.meeting_is(meeting uuid, variadic states text[]) returns boolean language sql stable as
  $$ select exists (select from governance.meeting m where m.id = meeting and m.state = any(states)) $$;

-- Until it is called, a meeting is the affair of whoever prepares it.
create policy seen on governance.meeting for select using (
  case when state = 'draft' then kernel.may_see('party', party, null, null, null) or kernel.actor_role() = 'secretariat_officer' else kernel.may_see('region', party, null, null, null) end);
create policy planned on governance.meeting for insert with check (governance.may_convene(party));
create policy changed on governance.meeting for update using (governance.may_convene(party));

create policy seen on governance.agenda_item for select using (exists (select from governance.meeting m where m.id = meeting_id));
create policy put on governance.agenda_item for insert with check ((kernel.may_change(party) or governance.convenes(meeting_id)) and (kernel.is_system() or governance.meeting_is(meeting_id, 'draft', 'called')));
create policy changed on governance.agenda_item for update using (kernel.may_change(party) or governance.convenes(meeting_id));

create policy seen on governance.attendee for select using (exists (select from governance.meeting m where m.id = meeting_id) or person_id = kernel.actor_person());
create policy named on governance.attendee for insert with check (kernel.may_change(party) or (party is null and kernel.actor_role() = 'secretariat_officer'));
create policy changed on governance.attendee for update using (kernel.may_change(party) or governance.convenes(meeting_id) or coalesce(person_id = kernel.actor_person(), false));

create policy seen on governance.attendee_contact for select using (kernel.may_change(party));
create policy named on governance.attendee_contact for insert with check (kernel.may_change(party));

create policy seen on governance.minutes_section for select using (exists (select from governance.meeting m where m.id = meeting_id));
create policy added on governance.minutes_section for insert with check (governance.convenes(meeting_id) or (kernel.actor_role() = 'party_officer' and governance.meeting_is(meeting_id, 'called', 'held')));
-- all four write the minutes together, until they are concluded
create policy written on governance.minutes_section for update using (kernel.actor_role() in ('party_officer', 'secretariat_officer', 'system') and governance.meeting_is(meeting_id, 'called', 'held'));

create policy seen on governance.action_item for select using (exists (select from governance.meeting m where m.id = meeting_id));
create policy given on governance.action_item for insert with check (kernel.is_system() or (kernel.actor_role() in ('party_officer', 'secretariat_officer') and governance.meeting_is(meeting_id, 'called', 'held')));
create policy changed on governance.action_item for update using (kernel.may_change(party) or governance.convenes(meeting_id));

grant select, insert on governance.meeting, governance.agenda_item, governance.attendee, governance.attendee_contact, governance.minutes_section, governance.action_item to delta_app;
grant update (title, purpose, starts_at, ends_at, place, online_url, state, sequence, version) on governance.meeting to delta_app;
grant update (position, title, text, minutes, version, withdrawn_at) on governance.agenda_item to delta_app;
grant update (office, reply, note, replied_at, attendance, delegate, invited, removed_at, version) on governance.attendee to delta_app;
grant update (heading, text, changed_by, changed_at, version) on governance.minutes_section to delta_app;
grant update (state, note, version) on governance.action_item to delta_app;

-- Resolutions: a text with what it brings about, adopted by the four, numbered by year without gaps or doubles.
create table governance.resolution (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid references governance.meeting,
  kind          text not null check (kind in ('resolution', 'rules')),
  title         text not null check (length(title) between 1 and 200),
  clauses       jsonb not null check (jsonb_typeof(clauses) = 'array'),
  effects       jsonb not null default '[]' check (jsonb_typeof(effects) = 'array'),
  party         kernel.party_code not null,                 -- who proposes it
  visibility    text not null default 'region' check (visibility in ('region', 'public')),   -- once adopted
  state         text not null default 'draft' check (state in ('draft', 'put', 'adopted', 'refused', 'withdrawn')),
  year          integer,
  number        integer check (number >= 1),
  adopted_on    date,
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  unique (year, number),
  check ((state = 'adopted') = (year is not null and number is not null and adopted_on is not null)),
  -- what changes who decides and how is a matter of the rules, for which all four must always agree
  check (kind = 'rules' or effects = '[]')
);
create index on governance.resolution (state, id);
create index on governance.resolution (meeting_id) where meeting_id is not null;

create table governance.resolution_counter (
  year          integer primary key,
  last          integer not null check (last >= 1)
);

-- The next number of a year. Whoever comes second waits for the first to commit; a number taken by what is rolled back is given again.
create function governance.next_number(year integer) returns integer language sql as $$
  insert into governance.resolution_counter as c (year, last) values ($1, 1) on conflict (year) do update set last = c.last + 1 returning last
$$;

create function governance.check_resolution() returns trigger language plpgsql as $$
begin
  if old.state in ('put', 'adopted') and (new.title, new.clauses, new.effects, new.kind, new.visibility, new.year, new.number) is distinct from (old.title, old.clauses, old.effects, old.kind, old.visibility, old.year, old.number)
     and not (old.state = 'put' and new.state = 'adopted' and (new.title, new.clauses, new.effects, new.kind, new.visibility) is not distinct from (old.title, old.clauses, old.effects, old.kind, old.visibility)) then
    raise exception 'a resolution that is before the four, or adopted, stays as it is' using errcode = '23514';
  end if;
  if old.state = 'adopted' and new.state <> 'adopted' then
    raise exception 'an adopted resolution is not taken back' using errcode = '23514';
  end if;
  if new.state = 'refused' and old.state <> 'refused' and not kernel.is_system() then
    raise exception 'what the four answered says that a resolution is refused' using errcode = '23514';
  end if;
  if new.state = 'adopted' and old.state <> 'adopted' and not exists (
    select from governance.proposal p join governance.round r on r.proposal_id = p.id and r.round = p.round
    where p.subject_type = 'governance.resolution' and p.subject_id = new.id::text and r.state = 'agreed') then
    raise exception 'the four have not agreed' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger kept before update on governance.resolution for each row execute function governance.check_resolution();

alter table governance.resolution enable row level security;
alter table governance.resolution_counter enable row level security;
create policy seen on governance.resolution for select using (
  case when state = 'draft' then kernel.may_see('party', party, null, null, null)
       when state = 'adopted' then kernel.may_see(visibility, party, null, null, null)
       else kernel.may_see('region', party, null, null, null) end);
create policy drafted on governance.resolution for insert with check (kernel.may_change(party) and state = 'draft');
create policy changed on governance.resolution for update using (kernel.may_change(party))
  with check (kernel.is_system() or (kernel.may_change(party) and state in ('draft', 'put', 'refused', 'withdrawn')));
create policy counted on governance.resolution_counter using (kernel.is_system());

grant select, insert on governance.resolution to delta_app;
grant update (kind, title, clauses, effects, visibility, state, year, number, adopted_on, version) on governance.resolution to delta_app;
grant select, insert, update on governance.resolution_counter to delta_app;
