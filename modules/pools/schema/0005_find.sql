-- Finding among hundreds of thousands. Below a policy the operators of arrays and ranges cannot use an index, since they are not leakproof;
-- so the functions here look past the policies and apply the rule of who may see what by hand, to the rows that the index gives.

-- What a member can be found by, as one list of marks under one index: pool, state, party, division and all above it, title, categories, languages.
create function pools.facets(pool uuid, state text, party text, division text, title text, categories text[], languages text[]) returns text[] language sql immutable parallel safe as $$
  select array['o:' || pool, 's:' || state, 'p:' || party, 't:' || title, 'd:' || left(division, 2), 'd:' || left(division, 4), 'd:' || division]
    || array(select 'c:' || c from unnest(categories) c) || array(select 'l:' || l from unnest(languages) l)
$$;
alter table pools.member add column facets text[] generated always as (pools.facets(pool_id, state, party, division, title, categories, languages)) stored;
alter table pools.member add column words tsvector not null default '';   -- of those who are admitted (service/members.ts, `indexMembers`)
update pools.member m set words = e.words from kernel.search_entry e where e.subject_type = 'pools.member' and e.subject_id = m.id;
create index member_found on pools.member using gin (facets, words) with (fastupdate = off);
drop index pools.member_categories_idx;
create index on pools.member (pool_id, institution_id) where state = 'admitted';
create index on pools.member (pool_id, term_ends_on) where state = 'admitted';
create index on pools.member (pool_id, name) where state = 'admitted';
create index on pools.unavailability using gist (during);

-- What somebody was drawn or called for. Of the region: whoever asks for a panel may know how much a person has to do.
create table pools.duty (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  subject_type  text not null check (length(subject_type) <= 60),  -- 'pools.draw', or whatever called them
  subject_id    uuid not null,
  title         text not null check (length(title) between 1 and 200),
  party         kernel.party_code not null,                        -- of the person
  year          integer not null check (year between 2000 and 2200),
  begun_on      date not null,
  hours         numeric(6, 1) check (hours >= 0),
  ended         text check (ended in ('done', 'declined', 'conflict', 'withdrawn')),
  unique (subject_type, subject_id, person_id)
);
create index on pools.duty (person_id, year);
create index on pools.duty (year, person_id) where ended is null or ended = 'done';
alter table pools.duty enable row level security;
create policy seen on pools.duty for select using (kernel.is_system() or kernel.is_officer() or coalesce(person_id = kernel.actor_person(), false));
create policy added on pools.duty for insert with check (kernel.is_system());
create policy changed on pools.duty for update using (kernel.is_system());
grant select, insert, update on pools.duty to delta_app;

insert into pools.duty (person_id, subject_type, subject_id, title, party, year, begun_on, ended)
select m.person_id, 'pools.draw', d.id, d.title, m.party, extract(year from d.created_at), d.created_at::date, x.kind
from pools.draw d join pools.draw_place l on l.draw_id = d.id and l.opened join pools.member m on m.id = l.member_id left join pools.draw_departure x on x.draw_id = d.id and x.place = l.place
where d.state = 'drawn' and (l.place = any(d.panel) or x.kind is not null)
on conflict do nothing;

create function pools.find_members(wanted text[], query tsquery, free daterange, load integer, today date, after uuid, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pools, kernel, pg_temp set plan_cache_mode = force_custom_plan set max_parallel_workers_per_gather = 0 as $$
begin
  return query
    select m.id from pools.member m
    where m.facets @> wanted and (query is null or m.words @@ query) and (after is null or m.id > after)
      and kernel.may_see(pools.member_visibility(m.state), m.party, m.division, m.institution_id, m.person_id)
      and (free is null or not exists (select from pools.unavailability u where u.person_id = m.person_id and u.during && free))
      and (load is null or load >= (select count(*) from pools.duty d where d.person_id = m.person_id and d.year = extract(year from today)::integer and coalesce(d.ended, 'done') = 'done'))
    order by m.id limit most;
end $$;
revoke execute on function pools.find_members from public;
grant execute on function pools.find_members to delta_app;

-- The platform's own view of everybody, for draws. Nobody else gets a row of it: the condition stands above the scan.
create view pools.every_member as select * from pools.member where kernel.is_system();
create view pools.every_absence as select * from pools.unavailability where kernel.is_system();
grant select on pools.every_member, pools.every_absence to delta_app;

-- How many are admitted, by what bounds count; kept by the members' own table. What a person sees of a pool can never be more exact than this, and these are seen by the region anyhow.
create function pools.city_of(division text) returns text language sql immutable parallel safe return
  case when division is null then '' when left(division, 2) = '31' then '310000' else left(division, 4) || '00' end;
create table pools.tally (
  pool_id       uuid not null references pools.pool,
  party         kernel.party_code not null,
  city          text not null,
  title         text not null,
  field         text not null,
  sex           text not null,
  people        integer not null,
  primary key (pool_id, party, city, title, field, sex)
);
alter table pools.tally enable row level security;
create policy seen on pools.tally for select using (kernel.is_system() or kernel.is_officer());
grant select on pools.tally to delta_app;

create function pools.keep_tally() returns trigger language plpgsql security definer set search_path = pools, kernel, pg_temp as $$
begin
  -- in the key's order, so that two statements never wait for each other
  if tg_op = 'INSERT' then
    insert into pools.tally select m.pool_id, m.party, pools.city_of(m.division), m.title, m.categories[1], coalesce(m.sex, ''), count(*) from added m where m.state = 'admitted' group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict (pool_id, party, city, title, field, sex) do update set people = tally.people + excluded.people;
  else
    insert into pools.tally
    select m.pool_id, m.party, pools.city_of(m.division), m.title, m.categories[1], coalesce(m.sex, ''), sum(m.one) from (
      select *, 1 as one from added where state = 'admitted' union all select *, -1 from gone where state = 'admitted') m group by 1, 2, 3, 4, 5, 6 having sum(m.one) <> 0 order by 1, 2, 3, 4, 5, 6
    on conflict (pool_id, party, city, title, field, sex) do update set people = tally.people + excluded.people;
  end if;
  return null;
end $$;
create trigger tally_added after insert on pools.member referencing new table as added for each statement execute function pools.keep_tally();
create trigger tally_changed after update on pools.member referencing new table as added old table as gone for each statement execute function pools.keep_tally();
insert into pools.tally select pool_id, party, pools.city_of(division), title, categories[1], coalesce(sex, ''), count(*) from pools.member where state = 'admitted' group by 1, 2, 3, 4, 5, 6;
