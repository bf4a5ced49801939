-- Posts for secondment, as institutions wish for them before a year's scheme is drafted. Offered: the institution would take a cadre; wanted: it would send one.
create table pools.post (
  id            uuid primary key default uuidv7(),
  kind          text not null check (kind in ('wanted', 'offered')),
  party         kernel.party_code not null,
  division      text not null references directory.division,
  institution_id uuid not null references directory.institution,
  level         text not null check (length(level) <= 40),  -- cadres/messages.ts names the levels and fields
  field         text not null check (length(field) <= 40),
  about         text check (length(about) between 1 and 500),
  count         integer not null check (count between 1 and 100),
  during        daterange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  state         text not null default 'open' check (state in ('open', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create index on pools.post (lower(during), id);
alter table pools.post enable row level security;
create policy seen on pools.post for select using (kernel.may_see('region', party, division, institution_id, null));
create policy added on pools.post for insert with check (state = 'open' and directory.may_keep(party, division, institution_id)
  and exists (select from directory.institution i where i.id = institution_id and i.party = post.party and i.division = post.division));
create policy changed on pools.post for update using (directory.may_keep(party, division, institution_id));
grant select, insert, update on pools.post to delta_app;

create function pools.guard_post() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'state' - 'version' is distinct from to_jsonb(old) - 'state' - 'version' then
    raise exception 'a post that others saw stays as it is; withdraw it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on pools.post for each row execute function pools.guard_post();

-- What a cadre learned, which the region may know when it places them; and how their work was judged, which only their keepers and they themselves may.
create table pools.cadre_record (
  id            uuid primary key default uuidv7(),
  member_id     uuid not null references pools.member,
  kind          text not null check (kind in ('training', 'assessment')),
  title         text not null check (length(title) between 1 and 100),
  during        daterange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  hours         integer check (hours between 1 and 10000),
  grade         text check (grade in ('excellent', 'competent', 'basic', 'incompetent')),
  about         text check (length(about) between 1 and 500),
  recorded_at   timestamptz not null default now(),
  check (case kind when 'training' then grade is null else grade is not null and hours is null end)
);
create index on pools.cadre_record (member_id, id);
create function pools.keeps_member(member uuid) returns boolean language sql stable as
  $$ select exists (select from pools.member m where m.id = member and directory.may_keep(m.party, m.division, m.institution_id)) $$;
create function pools.sees_member(member uuid) returns boolean language sql stable as
  $$ select exists (select from pools.member m where m.id = member) $$;
create function pools.is_member(member uuid) returns boolean language sql stable as
  $$ select exists (select from pools.member m where m.id = member and m.person_id = kernel.actor_person()) $$;
alter table pools.cadre_record enable row level security;
create policy seen on pools.cadre_record for select using (
  case kind when 'training' then pools.sees_member(member_id) else kernel.is_system() or pools.keeps_member(member_id) or pools.is_member(member_id) end);
create policy added on pools.cadre_record for insert with check (pools.keeps_member(member_id));
grant select, insert on pools.cadre_record to delta_app;
