create schema pools;
grant usage on schema pools to delta_app;

-- The shared registries of people. They belong to the four together; what each keeps of a person is in presets.ts under its key.
create table pools.pool (
  id            uuid primary key,
  preset        text not null unique check (preset in ('higher_experts', 'basic_experts', 'title_reviewers', 'secondment_cadres', 'judges')),
  name          text not null check (length(name) between 2 and 60),
  purpose       text not null check (length(purpose) between 2 and 500),
  admission     text not null check (length(admission) between 2 and 500),
  term_years    integer not null check (term_years between 1 and 10),
  position      integer not null
);
alter table pools.pool enable row level security;
create policy seen on pools.pool for select using (kernel.actor_role() is not null);
grant select on pools.pool to delta_app;

insert into pools.pool (id, preset, name, purpose, admission, term_years, position) values
  ('0198c000-0000-7000-8000-000000000001', 'higher_experts', '高等教育专家库', '学科评议、专业认证、教育教学评估', '具有正高级职称或同等专业水平，从事本学科工作五年以上，经本人同意。', 3, 1),
  ('0198c000-0000-7000-8000-000000000002', 'basic_experts', '基础教育专家库', '学校督导、课程与教学评价、校长教师发展指导', '具有高级职称的教师、校长或教研人员，经本人同意。', 3, 2),
  ('0198c000-0000-7000-8000-000000000003', 'title_reviewers', '高级职称评审专家库', '教师高级职称评审', '具有本系列正高级职称，近三年无师德问题，经本人同意。', 3, 3),
  ('0198c000-0000-7000-8000-000000000004', 'secondment_cadres', '挂职干部信息库', '教育系统干部跨省挂职的推荐与选派', '所在单位同意推荐，任现职满两年，经本人同意。', 2, 4),
  ('0198c000-0000-7000-8000-000000000005', 'judges', '竞赛评委库', '教学能力、职业技能、创新创业等竞赛的评审', '在相应领域有评审或获奖经历，经本人同意。', 2, 5);

-- One person in one pool. What is shared in the region is copied here when they are nominated, so that the directory stays closed.
create table pools.member (
  id            uuid primary key default uuidv7(),
  pool_id       uuid not null references pools.pool,
  person_id     uuid not null references directory.person,
  party         kernel.party_code not null,
  division      text references directory.division,
  institution_id uuid references directory.institution,
  name          text not null check (length(name) between 1 and 60),
  institution_name text not null check (length(institution_name) <= 100),
  title         text not null check (length(title) between 1 and 60),
  categories    text[] not null check (cardinality(categories) between 1 and 5),
  languages     text[] not null default '{}' check (cardinality(languages) <= 5),
  remark        text check (length(remark) <= 500),        -- kept by the party
  state         text not null default 'nominated' check (state in ('nominated', 'returned', 'checked', 'declined', 'admitted', 'suspended', 'left')),
  consented_on  date,
  term_ends_on  date,
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
-- the same person is in a pool once, until they have left it
create unique index member_once on pools.member (pool_id, person_id) where state not in ('left', 'declined');
create index on pools.member (pool_id, state, id);
create index on pools.member (pool_id, party, id) where state = 'admitted';
create index on pools.member using gin (categories);
create index on pools.member (person_id);

create function pools.member_visibility(state text) returns text language sql immutable parallel safe return
  case when state in ('admitted', 'suspended') then 'region' else 'organization' end;
alter table pools.member enable row level security;
create policy seen on pools.member for select using (kernel.may_see(pools.member_visibility(state), party, division, institution_id, person_id));
create policy added on pools.member for insert with check (state = 'nominated' and directory.may_keep(party, division, institution_id));
create policy changed on pools.member for update using (directory.may_keep(party, division, institution_id) or coalesce(person_id = kernel.actor_person(), false));
grant select, insert, update on pools.member to delta_app;

-- Nobody but the person gives their consent; nobody checks for another party; whose record it is does not change.
create function pools.guard_member() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.person_id, new.pool_id, new.party) is distinct from (old.person_id, old.pool_id, old.party) then
    raise exception 'a record stays with its person, pool and party' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'admitted' and old.state = 'checked' and old.person_id is distinct from kernel.actor_person() then
    raise exception 'consent is the person''s own' using errcode = 'insufficient_privilege';
  end if;
  if new.state is distinct from old.state and new.state in ('checked', 'returned', 'suspended') and not kernel.may_change(old.party) then
    raise exception 'the party checks its own people' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'checked' and old.state <> 'nominated' or new.state = 'admitted' and old.state not in ('checked', 'suspended', 'admitted') then
    raise exception 'nobody is admitted without check and consent' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on pools.member for each row execute function pools.guard_member();

-- What the person says stands between them and whom they would judge. Theirs and their party's; a draw heeds it without showing it.
create table pools.conflict (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  kind          text not null check (kind in ('institution', 'person', 'project')),
  institution_id uuid references directory.institution,
  about         text not null check (length(about) between 1 and 200),
  party         kernel.party_code not null,
  declared_at   timestamptz not null default now(),
  withdrawn_at  timestamptz,
  check ((kind = 'institution') = (institution_id is not null))
);
create index on pools.conflict (person_id);
alter table pools.conflict enable row level security;
create policy seen on pools.conflict for select using (kernel.is_system() or kernel.may_change(party) or coalesce(person_id = kernel.actor_person(), false));
create policy added on pools.conflict for insert with check (coalesce(person_id = kernel.actor_person(), false));
create policy changed on pools.conflict for update using (coalesce(person_id = kernel.actor_person(), false));
grant select, insert, update on pools.conflict to delta_app;

-- When they cannot come.
create table pools.unavailability (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  during        daterange not null check (not isempty(during)),
  exclude using gist (person_id with =, during with &&)
);
alter table pools.unavailability enable row level security;
create policy seen on pools.unavailability for select using (kernel.is_system() or kernel.is_officer() or coalesce(person_id = kernel.actor_person(), false));
create policy added on pools.unavailability for insert with check (coalesce(person_id = kernel.actor_person(), false));
create policy removed on pools.unavailability for delete using (coalesce(person_id = kernel.actor_person(), false));
grant select, insert, delete on pools.unavailability to delta_app;
