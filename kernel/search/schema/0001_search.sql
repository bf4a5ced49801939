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
create policy kept on kernel.search_entry for all using (kernel.actor_role() is not null) with check (kernel.actor_role() is not null);
grant select, insert, update, delete on kernel.search_entry to delta_app;
