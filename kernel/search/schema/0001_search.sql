-- What can be found, of any module: a title, the words, and who may see it.
create table kernel.search_entry (
  subject_type  text not null check (length(subject_type) <= 100),
  subject_id    uuid not null,
  title         text not null check (length(title) <= 300),
  summary       text check (length(summary) <= 500),
  link          text not null check (length(link) <= 500),
  words         tsvector not null,
  visibility    kernel.visibility not null,
  party         kernel.party_code,
  division      text,
  organization_id uuid,
  person_id     uuid,
  primary key (subject_type, subject_id)
);
create index search_words on kernel.search_entry using gin (words) with (fastupdate = off);
alter table kernel.search_entry enable row level security;
create policy seen on kernel.search_entry for select using (kernel.may_see(visibility, party, division, organization_id, person_id));
create policy added on kernel.search_entry for insert with check (kernel.is_system() or (kernel.is_officer() and party is not distinct from kernel.actor_party()));
create policy changed on kernel.search_entry for update using (kernel.is_system() or (kernel.is_officer() and party is not distinct from kernel.actor_party()));
create policy removed on kernel.search_entry for delete using (kernel.is_system() or (kernel.is_officer() and party is not distinct from kernel.actor_party()));
grant select, insert, update, delete on kernel.search_entry to delta_app;

-- Finds under the rule of who may see what. The operator @@ is not leakproof, so below a policy the index could not be used;
-- here the rule is applied by hand, to the rows that the index gives. Of very common words the first `candidates` matches are ranked.
create function kernel.search(query tsquery, types text[], most integer, candidates integer)
returns table (subject_type text, subject_id uuid, title text, summary text, link text, party text, rank real)
language sql stable security definer set search_path = kernel, pg_temp as $$
  select f.subject_type, f.subject_id, f.title, f.summary, f.link, f.party, ts_rank('{0.1, 0.2, 0.4, 1.0}', f.words, query, 1) as rank
  from (
    select * from kernel.search_entry e
    where e.words @@ query and (types is null or e.subject_type = any (types))
      and kernel.may_see(e.visibility, e.party, e.division, e.organization_id, e.person_id)
    limit candidates) f
  order by rank desc, f.subject_id limit most
$$;
revoke execute on function kernel.search from public;
grant execute on function kernel.search to delta_app;
