-- What was done: one entry for every act that changes something. Entries are only ever added:
-- the application role has no right to update or delete, and who acted is taken from the transaction, not from the request.
create table kernel.journal_entry (
  id            bigint generated always as identity primary key,
  at            timestamptz not null default clock_timestamp(),
  account_id    uuid default kernel.actor_account(),
  person_id     uuid default kernel.actor_person(),
  role          text default kernel.actor_role(),
  role_party    text default kernel.actor_party(),
  job           text default kernel.actor_job(),
  act           text not null check (length(act) between 1 and 100),        -- e.g. plan.milestone/complete
  subject_type  text not null check (length(subject_type) between 1 and 100),
  subject_id    text not null check (length(subject_id) between 1 and 100),
  subject_title text check (length(subject_title) <= 500),
  initiative_id uuid,                                                       -- the initiative that the act serves, where there is one
  reason        text check (length(reason) <= 4000),
  changes       jsonb not null,                                             -- what is said of the act; its RFC 8785 form is what is digested
  digest        bytea not null check (octet_length(digest) = 32),           -- SHA-256
  visibility    kernel.visibility not null,
  party         kernel.party_code,
  division      text,
  organization_id uuid,
  subject_person_id uuid
);
create index on kernel.journal_entry (subject_type, subject_id, id);
create index on kernel.journal_entry (initiative_id, id) where initiative_id is not null;
create index on kernel.journal_entry (account_id, id);

alter table kernel.journal_entry enable row level security;
create policy journal_seen on kernel.journal_entry for select
  using (kernel.may_see(visibility, party, division, organization_id, subject_person_id) or account_id = kernel.actor_account());
create policy journal_added on kernel.journal_entry for insert
  with check (kernel.actor_role() is not null);
grant select on kernel.journal_entry to delta_app;
grant insert (act, subject_type, subject_id, subject_title, initiative_id, reason, changes, digest, visibility, party, division, organization_id, subject_person_id)
  on kernel.journal_entry to delta_app;
