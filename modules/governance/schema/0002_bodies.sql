-- The bodies by which the four work together (the plan's second part), their seats, and who sat on them when.
create table governance.body (
  code          text primary key check (length(code) <= 40),
  name_zh       text not null check (length(name_zh) <= 60),
  name_en       text not null check (length(name_en) <= 100),
  party         kernel.party_code,                          -- whose secretariat it is; none for what all four have together
  position      integer not null
);

create table governance.seat (
  id            uuid primary key default uuidv7(),
  body          text not null references governance.body,
  post          text not null check (post in ('head', 'deputy', 'member', 'adviser', 'director', 'deputyDirector', 'secretary', 'deputySecretary', 'staff')),
  party         kernel.party_code,                          -- who fills it; none: whoever has the chair
  single        boolean not null,                           -- one person at a time
  position      integer not null,
  unique nulls not distinct (body, post, party),
  unique (id, single)
);

create table governance.term (
  id            uuid primary key default uuidv7(),
  seat_id       uuid not null,
  single        boolean not null,
  name          text not null check (length(name) between 1 and 60),
  office        text check (length(office) between 1 and 100),   -- what else the person is: 副省长、教育厅厅长
  starts_on     date not null,
  ends_on       date check (ends_on >= starts_on),           -- the last day
  basis         text not null check (length(basis) between 1 and 500),
  version       integer not null default 1,
  entered_at    timestamptz not null default now(),
  withdrawn_at  timestamptz,
  foreign key (seat_id, single) references governance.seat (id, single),
  -- a single seat has one person on a day, and nobody sits twice on the same
  exclude using gist (seat_id with =, daterange(starts_on, ends_on, '[]') with &&) where (single and withdrawn_at is null),
  exclude using gist (seat_id with =, name with =, daterange(starts_on, ends_on, '[]') with &&) where (withdrawn_at is null)
);
create index on governance.term (seat_id, starts_on);

-- In which order the chair goes round, from a year on.
create table governance.rotation (
  from_year     integer primary key check (from_year between 2000 and 2200),
  parties       text[] not null check (array_length(parties, 1) = 4 and parties @> '{31,32,33,34}')
);

-- A year that another party chairs, by resolution of all four.
create table governance.chair_exception (
  year          integer primary key check (year between 2000 and 2200),
  party         kernel.party_code not null,
  proposal_id   uuid not null,
  round         integer not null,
  foreign key (proposal_id, round) references governance.round
);
create trigger allowed_by_four before insert or update on governance.chair_exception for each row execute function governance.check_allowance();

create function governance.chair_of(year integer) returns text language sql stable as $$
  select coalesce(
    (select e.party::text from governance.chair_exception e where e.year = $1),
    (select r.parties[($1 - r.from_year) % 4 + 1] from governance.rotation r where r.from_year <= $1 order by r.from_year desc limit 1))
$$;
create function governance.chair_today() returns text language sql stable as
  $$ select governance.chair_of(extract(year from now() at time zone 'Asia/Shanghai')::integer) $$;

-- A chair's year that has begun, and what it has to do in it.
create table governance.chair_year (
  year          integer primary key,
  party         kernel.party_code not null,
  begun_at      timestamptz not null default now()
);
create table governance.duty (
  year          integer not null references governance.chair_year,
  duty          text not null check (length(duty) <= 40),
  due_on        date not null,
  done_at       timestamptz,
  note          text check (length(note) between 1 and 1000),
  primary key (year, duty)
);

alter table governance.body enable row level security;
alter table governance.seat enable row level security;
alter table governance.term enable row level security;
alter table governance.rotation enable row level security;
alter table governance.chair_exception enable row level security;
alter table governance.chair_year enable row level security;
alter table governance.duty enable row level security;

create policy seen on governance.body for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.seat for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.term for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.rotation for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.chair_exception for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.chair_year for select using (kernel.may_see('region', null, null, null, null));
create policy seen on governance.duty for select using (kernel.may_see('region', null, null, null, null));

create function governance.may_fill(seat uuid) returns boolean language sql stable as
  $$ select exists (select from governance.seat s where s.id = seat and kernel.may_change(coalesce(s.party::text, governance.chair_today()))) $$;
create policy filled on governance.term for insert with check (governance.may_fill(seat_id));
create policy changed on governance.term for update using (governance.may_fill(seat_id));

create policy excepted on governance.chair_exception for insert with check (kernel.is_system());
create policy changed on governance.chair_exception for update using (kernel.is_system());
create policy begun on governance.chair_year for insert with check (kernel.is_system());
create policy changed on governance.chair_year for update using (kernel.is_system());
create policy set on governance.duty for insert with check (kernel.is_system());
create policy done on governance.duty for update using (exists (select from governance.chair_year y where y.year = duty.year and kernel.may_change(y.party)));

grant select on governance.body, governance.seat, governance.rotation to delta_app;
grant select, insert on governance.term, governance.chair_exception, governance.chair_year, governance.duty to delta_app;
grant update (ends_on, version, withdrawn_at) on governance.term to delta_app;
grant update (party, proposal_id, round) on governance.chair_exception to delta_app;
grant update (party) on governance.chair_year to delta_app;
grant update (done_at, note) on governance.duty to delta_app;

insert into governance.body (position, code, party, name_zh, name_en) values
  (1, 'leadingGroup', null, '长三角教育一体化发展领导小组', 'Leading group'),
  (2, 'rotatingOffice', null, '领导小组办公室（轮值）', 'Rotating office'),
  (3, 'generalSecretariat', null, '总秘书处', 'General secretariat'),
  (4, 'institute', null, '长三角教育发展研究院', 'Institute'),
  (5, 'secretariat31', '31', '上海市秘书处', 'Shanghai secretariat'),
  (6, 'secretariat32', '32', '江苏省秘书处', 'Jiangsu secretariat'),
  (7, 'secretariat33', '33', '浙江省秘书处', 'Zhejiang secretariat'),
  (8, 'secretariat34', '34', '安徽省秘书处', 'Anhui secretariat');

insert into governance.seat (body, post, party, single, position)
select body, post, party, single, row_number() over (order by place, party nulls first) from (
  select 'leadingGroup' as body, post, party, post in ('head', 'deputy') as single, case post when 'head' then 1 when 'deputy' then 2 else 3 end as place
    from unnest(array['head', 'deputy', 'member']) post, unnest(array['31', '32', '33', '34']) party
  union all values ('leadingGroup', 'adviser', null, false, 4)
  union all select 'rotatingOffice', post, party, post = 'director', case post when 'director' then 5 else 6 end from unnest(array['director', 'staff']) post, unnest(array['31', '32', '33', '34']) party
  union all values ('generalSecretariat', 'secretary', null, true, 7)
  union all select 'generalSecretariat', post, party, post = 'deputySecretary', case post when 'deputySecretary' then 8 else 9 end from unnest(array['deputySecretary', 'staff']) post, unnest(array['31', '32', '33', '34']) party
  union all values ('institute', 'director', null, true, 10)
  union all select 'institute', 'deputyDirector', party, true, 11 from unnest(array['31', '32', '33', '34']) party
  union all select 'secretariat' || party, post, party, post = 'secretary', case post when 'secretary' then 12 else 13 end from unnest(array['secretary', 'staff']) post, unnest(array['31', '32', '33', '34']) party
) seats (body, post, party, single, place);

insert into governance.rotation (from_year, parties) values (2025, '{31,32,33,34}');
