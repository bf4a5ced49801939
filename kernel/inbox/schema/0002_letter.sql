-- A letter to one address, with what a calendar should know: invitations, also to people without an account.
create table kernel.letter (
  id            uuid primary key default uuidv7(),
  subject_type  text not null check (length(subject_type) <= 100),
  subject_id    text not null check (length(subject_id) <= 100),
  to_name       text not null check (length(to_name) between 1 and 100),
  to_address    text not null check (length(to_address) between 3 and 320),
  title         text not null check (length(title) between 1 and 300),
  text          text not null check (length(text) <= 10000),
  calendar_method text check (calendar_method in ('REQUEST', 'CANCEL')),
  calendar      text check (length(calendar) <= 100000),     -- RFC 5545
  attempts      integer not null default 0,
  posted_at     timestamptz not null default now(),
  sent_at       timestamptz,
  check ((calendar is null) = (calendar_method is null))
);
create index on kernel.letter (id) where sent_at is null;
alter table kernel.letter enable row level security;
create policy system_only on kernel.letter using (kernel.is_system());
grant select, insert, update on kernel.letter to delta_app;
