create extension if not exists btree_gist;
create schema directory;
grant usage on schema directory to delta_app;

-- Administrative divisions (GB/T 2260): 4 provincial, 41 prefectural, 329 county-level.
create table directory.division (
  code          text primary key check (code ~ '^[0-9]{6}$'),
  name          text not null,
  level         text not null check (level in ('province', 'city', 'county')),
  parent        text references directory.division,
  party         kernel.party_code not null
);
alter table directory.division enable row level security;
create policy seen on directory.division for select using (true);
create policy loaded on directory.division for insert with check (kernel.is_system());
grant select, insert on directory.division to delta_app;

create table directory.institution (
  id            uuid primary key default uuidv7(),
  kind          text not null check (kind in ('department', 'university', 'vocational_school', 'school', 'enterprise', 'base', 'association')),
  name          text not null check (length(name) between 2 and 100),
  code          text check (code ~ '^[0-9A-Z]{4,20}$'),      -- the national code, where there is one
  division      text not null references directory.division,
  party         kernel.party_code not null,
  authority     text check (length(authority) <= 100),       -- 主管部门
  level         text check (length(level) <= 20),            -- 本科, 专科, 小学, 初中 …
  remark        text check (length(remark) <= 200),
  visibility    kernel.visibility not null default 'public',
  state         text not null default 'active' check (state in ('active', 'closed')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create unique index institution_code_once on directory.institution (code) where code is not null;
create unique index institution_name_once on directory.institution (division, name) where state = 'active';
create index on directory.institution (party, kind, id);
create index on directory.institution (division, id);

-- An institution's own officers, its city's and its party's look after it.
create function directory.may_keep(party text, division text, organization uuid) returns boolean language sql stable parallel safe return
  kernel.may_change(party)
  or coalesce(kernel.actor_role() = 'institution_officer' and organization = kernel.actor_organization(), false)
  or coalesce(kernel.actor_role() = 'division_officer' and party = kernel.actor_party() and kernel.in_division(division), false);

alter table directory.institution enable row level security;
create policy seen on directory.institution for select using (kernel.may_see(visibility, party, division, id, null));
create policy added on directory.institution for insert with check (directory.may_keep(party, division, null));
create policy changed on directory.institution for update using (directory.may_keep(party, division, id));
grant select, insert, update on directory.institution to delta_app;

-- People: what others may know of them. Personal data is kept apart, below.
create table directory.person (
  id            uuid primary key default uuidv7(),
  name          text not null check (length(name) between 1 and 60),
  party         kernel.party_code,
  division      text references directory.division,
  institution_id uuid references directory.institution,      -- the present one; the history is in affiliation
  position      text check (length(position) <= 100),        -- 职务
  title         text check (length(title) <= 60),            -- 职称
  field         text check (length(field) <= 100),           -- 学科、专业
  visibility    kernel.visibility not null default 'organization',
  merged_into   uuid references directory.person,
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create index on directory.person (institution_id, id);
create index on directory.person (party, id);
alter table directory.person enable row level security;
create policy seen on directory.person for select using (kernel.may_see(visibility, party, division, institution_id, id));
create policy added on directory.person for insert with check (directory.may_keep(party, division, institution_id));
create policy changed on directory.person for update using (directory.may_keep(party, division, institution_id));
grant select, insert, update on directory.person to delta_app;

create table directory.affiliation (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  institution_id uuid not null references directory.institution,
  position      text check (length(position) <= 100),
  during        daterange not null,
  exclude using gist (person_id with =, institution_id with =, during with &&)
);
alter table directory.affiliation enable row level security;
create policy seen on directory.affiliation for select using (exists (select from directory.person p where p.id = person_id));
create policy added on directory.affiliation for insert with check (exists (
  select from directory.institution i where i.id = institution_id and directory.may_keep(i.party, i.division, i.id)));
create policy changed on directory.affiliation for update using (exists (
  select from directory.institution i where i.id = institution_id and directory.may_keep(i.party, i.division, i.id)));
grant select, insert, update on directory.affiliation to delta_app;

-- Personal data. Nobody selects from here: each look goes through look_at_person(), which says in the journal who looked and what for.
create table directory.person_private (
  person_id     uuid primary key references directory.person,
  id_hash       bytea check (octet_length(id_hash) = 32),    -- HMAC-SHA-256 of the id number, to find the same person again
  sealed        jsonb not null check (jsonb_typeof(sealed) = 'object' and pg_column_size(sealed) <= 4000)  -- {idNumber, phone, email}, each by AES-256-GCM
);
create index on directory.person_private (id_hash);
alter table directory.person_private enable row level security;
-- no policy, no grant: only the functions below reach it

create table directory.look (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  account_id    uuid default kernel.actor_account(),
  role          text default kernel.actor_role(),
  role_party    text default kernel.actor_party(),
  looker        text,                                        -- the name they went by that day
  purpose       text not null check (length(purpose) between 2 and 500),
  at            timestamptz not null default now()
);
create index on directory.look (person_id, id);
alter table directory.look enable row level security;
create policy seen on directory.look for select using (kernel.is_system() or person_id = kernel.actor_person() or account_id = kernel.actor_account()
  or exists (select from directory.person p where p.id = person_id and kernel.audits(p.party)));
grant select on directory.look to delta_app;

create function directory.look_at_person(person uuid, purpose text) returns jsonb
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
declare
  subject directory.person;
begin
  select * into subject from directory.person p where p.id = person;
  if subject.id is null or not (directory.may_keep(subject.party, subject.division, subject.institution_id) or coalesce(person = kernel.actor_person(), false)) then
    return null;
  end if;
  insert into directory.look (person_id, purpose, looker)
  values (person, look_at_person.purpose, (select p.name from directory.person p where p.id = kernel.actor_person()));
  return (select sealed from directory.person_private s where s.person_id = person);
end $$;
revoke execute on function directory.look_at_person from public;
grant execute on function directory.look_at_person to delta_app;

-- Keeps personal data of people whom the actor keeps; others' are passed over.
create function directory.keep_private(ids uuid[], hashes bytea[], contents jsonb[]) returns void
language sql security definer set search_path = directory, kernel, pg_temp as $$
  insert into directory.person_private (person_id, id_hash, sealed)
  select p.id, g.hash, g.sealed from unnest(ids, hashes, contents) as g(id, hash, sealed) join directory.person p on p.id = g.id
  where directory.may_keep(p.party, p.division, p.institution_id) or coalesce(p.id = kernel.actor_person(), false)
  on conflict (person_id) do update set id_hash = coalesce(excluded.id_hash, person_private.id_hash), sealed = person_private.sealed || excluded.sealed
$$;
revoke execute on function directory.keep_private from public;
grant execute on function directory.keep_private to delta_app;

-- Of these hashes, the people whom the actor keeps. Who else has them is nobody's to learn.
create function directory.kept_by_hash(hashes bytea[]) returns table (id_hash bytea, person_id uuid)
language sql stable security definer set search_path = directory, kernel, pg_temp as $$
  select s.id_hash, s.person_id from directory.person_private s join directory.person p on p.id = s.person_id
  where s.id_hash = any (hashes) and p.merged_into is null and directory.may_keep(p.party, p.division, p.institution_id)
$$;
revoke execute on function directory.kept_by_hash from public;
grant execute on function directory.kept_by_hash to delta_app;

-- Two records that seem to be one person. Each record's keeper says so for their side; when both have, they become one.
create table directory.merge (
  id            uuid primary key default uuidv7(),
  person_a      uuid not null references directory.person,
  person_b      uuid not null references directory.person,
  state         text not null default 'proposed' check (state in ('proposed', 'merged', 'dismissed')),
  confirmed_a   uuid,
  confirmed_b   uuid,
  reason        text check (length(reason) between 1 and 2000),
  proposed_at   timestamptz not null default now(),
  decided_at    timestamptz,
  check (person_a < person_b)
);
create unique index merge_once on directory.merge (person_a, person_b);
create index on directory.merge (person_b);
alter table directory.merge enable row level security;
create function directory.keeps(person uuid) returns boolean language sql stable security definer set search_path = directory, kernel, pg_temp as $$
  select coalesce((select directory.may_keep(p.party, p.division, p.institution_id) from directory.person p where p.id = person), false)
$$;
revoke execute on function directory.keeps from public;
grant execute on function directory.keeps to delta_app;
create policy seen on directory.merge for select using (directory.keeps(person_a) or directory.keeps(person_b));
grant select on directory.merge to delta_app;

-- Proposes to merge each of these people with whoever has the same id hash, anywhere in the region. Tells nobody but the keepers.
create function directory.propose_merges(ids uuid[]) returns integer
language sql security definer set search_path = directory, kernel, pg_temp as $$
  with added as (
    insert into directory.merge (person_a, person_b)
    select distinct least(mine.person_id, other.person_id), greatest(mine.person_id, other.person_id)
    from directory.person_private mine join directory.person_private other on other.id_hash = mine.id_hash and other.person_id <> mine.person_id
    join directory.person p on p.id = mine.person_id and p.merged_into is null join directory.person q on q.id = other.person_id and q.merged_into is null
    where mine.person_id = any (ids) on conflict do nothing returning 1)
  select count(*)::integer from added
$$;
revoke execute on function directory.propose_merges from public;
grant execute on function directory.propose_merges to delta_app;

-- A keeper's word on a proposal: gives the state it is in afterwards, null when it is none of the actor's.
create function directory.decide_merge(merge_id uuid, agrees boolean, why text) returns text
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
declare
  m directory.merge;
begin
  select * into m from directory.merge where id = merge_id for update;
  if m.id is null or not (directory.keeps(m.person_a) or directory.keeps(m.person_b)) then return null; end if;
  if m.state <> 'proposed' then return m.state; end if;
  if not agrees then
    update directory.merge set state = 'dismissed', reason = why, decided_at = now() where id = merge_id;
    return 'dismissed';
  end if;
  update directory.merge set reason = why,
    confirmed_a = case when directory.keeps(m.person_a) then kernel.actor_account() else confirmed_a end,
    confirmed_b = case when directory.keeps(m.person_b) then kernel.actor_account() else confirmed_b end
  where id = merge_id returning * into m;
  if m.confirmed_a is null or m.confirmed_b is null then return 'proposed'; end if;
  -- the older record stays; what hangs on the other moves over, where it is not there already
  update directory.affiliation x set person_id = m.person_a where person_id = m.person_b
    and not exists (select from directory.affiliation y where y.person_id = m.person_a and y.institution_id = x.institution_id and y.during && x.during);
  update kernel.account set person_id = m.person_a where person_id = m.person_b;
  update directory.person set merged_into = m.person_a, version = version + 1 where id = m.person_b;
  update directory.merge set state = 'merged', decided_at = now() where id = merge_id;
  return 'merged';
end $$;
revoke execute on function directory.decide_merge from public;
grant execute on function directory.decide_merge to delta_app;

alter table kernel.account add foreign key (person_id) references directory.person;
alter table kernel.role_grant add foreign key (organization_id) references directory.institution;
alter table kernel.role_grant add foreign key (division) references directory.division;
