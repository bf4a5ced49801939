-- Files hang on a record, and who sees the record sees them. The content lies outside, addressed by its SHA-256.
create table kernel.file (
  id            uuid primary key default uuidv7(),
  sha256        bytea not null check (octet_length(sha256) = 32),
  size          bigint not null check (size > 0),
  media_type    text not null check (length(media_type) <= 100),
  name          text not null check (length(name) between 1 and 255),
  subject_type  text not null check (length(subject_type) <= 100),
  subject_id    text not null check (length(subject_id) <= 100),
  party         kernel.party_code,
  uploaded_by   uuid default kernel.actor_account(),
  uploaded_at   timestamptz not null default now(),
  withdrawn_at  timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) <= 2000)
);
create index on kernel.file (subject_type, subject_id, id);
alter table kernel.file enable row level security;
-- The service asks the record's module; the table itself opens to officers of the four and to whoever brought the file.
create policy seen on kernel.file for select using (kernel.is_system() or kernel.is_officer() or uploaded_by = kernel.actor_account());
create policy added on kernel.file for insert with check (kernel.actor_account() is not null);
create policy withdrawn on kernel.file for update using (uploaded_by = kernel.actor_account() or kernel.may_change(party));
grant select, insert on kernel.file to delta_app;
grant update (withdrawn_at, withdrawn_reason) on kernel.file to delta_app;
