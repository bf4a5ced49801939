-- A sheet on its way into the directory: read, checked row by row, then stored. It is its importer's own until it is done.
create table directory.import (
  id            uuid primary key default uuidv7(),
  kind          text not null check (kind in ('institutions', 'people')),
  file_name     text not null check (length(file_name) between 1 and 255),
  account_id    uuid not null default kernel.actor_account(),
  actor         jsonb not null,                                  -- who stores it: the scope that the rows are held to
  job_id        uuid,                                            -- the work on it, for its progress
  state         text not null default 'checking' check (state in ('checking', 'checked', 'storing', 'stored')),
  mode          text check (mode in ('all', 'good')),
  totals        jsonb not null default '{}',                     -- fate → rows
  created_at    timestamptz not null default now(),
  stored_at     timestamptz
);
create table directory.import_row (
  import_id     uuid not null references directory.import on delete cascade,
  line          integer not null check (line > 1),               -- as the sheet counts
  cells         jsonb not null,                                  -- what the person may see again: no personal data
  sealed        jsonb,                                           -- personal data on its way
  id_hash       bytea,
  fate          text check (fate in ('new', 'changed', 'same', 'error')),
  target        uuid,                                            -- the record that is there already
  errors        jsonb not null default '[]',                     -- [{column, text: {zh, en}}]
  primary key (import_id, line)
);
create index on directory.import_row (import_id, fate, line);
alter table directory.import enable row level security;
alter table directory.import_row enable row level security;
create policy own_import on directory.import using (account_id = kernel.actor_account());
create policy own_row on directory.import_row using (exists (select from directory.import i where i.id = import_id and i.account_id = kernel.actor_account()));
grant select, insert, update, delete on directory.import, directory.import_row to delta_app;
