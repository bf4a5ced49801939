-- Nominations that come as a sheet: read, checked row by row, then stored as members who wait for the party's check. The sheet is its sender's; the party whose people it names sees it once it is stored.
create table pools.sheet (
  id            uuid primary key default uuidv7(),
  pool_id       uuid not null references pools.pool,
  file_name     text not null check (length(file_name) between 1 and 255),
  party         kernel.party_code not null,
  account_id    uuid not null default kernel.actor_account(),
  state         text not null default 'checking' check (state in ('checking', 'checked', 'storing', 'stored', 'approved')),
  job_id        uuid,
  good          integer not null default 0,
  bad           integer not null default 0,
  created_at    timestamptz not null default now()
);
create table pools.sheet_row (
  sheet_id      uuid not null references pools.sheet,
  line          integer not null check (line > 1),                  -- as the sheet counts
  cells         jsonb not null check (pg_column_size(cells) <= 8000),
  person_id     uuid,
  institution_id uuid,
  errors        jsonb not null default '[]',                        -- [{column, text: {zh, en}}]
  member_id     uuid,                                               -- whom it became
  primary key (sheet_id, line)
);
create index on pools.sheet_row (sheet_id, line) where errors <> '[]';
alter table pools.sheet enable row level security;
alter table pools.sheet_row enable row level security;
create policy seen on pools.sheet for select using (account_id = kernel.actor_account() or (state in ('stored', 'approved') and kernel.may_change(party)));
create policy added on pools.sheet for insert with check (account_id = kernel.actor_account() and party = kernel.actor_party() and state = 'checking');
create policy changed on pools.sheet for update using (account_id = kernel.actor_account() or kernel.may_change(party));
create function pools.owns_sheet(sheet uuid) returns boolean language sql stable as
  $$ select exists (select from pools.sheet s where s.id = sheet and s.account_id = kernel.actor_account()) $$;
create function pools.sees_sheet(sheet uuid) returns boolean language sql stable as
  $$ select exists (select from pools.sheet s where s.id = sheet) $$;
create policy seen on pools.sheet_row for select using (pools.sees_sheet(sheet_id));
create policy added on pools.sheet_row for insert with check (pools.owns_sheet(sheet_id));
create policy changed on pools.sheet_row for update using (pools.owns_sheet(sheet_id));
grant select, insert, update on pools.sheet, pools.sheet_row to delta_app;

-- Only its party says that a sheet's people are approved.
create function pools.guard_sheet() returns trigger language plpgsql as $$
begin
  if (new.pool_id, new.party, new.account_id) is distinct from (old.pool_id, old.party, old.account_id) or (new.state = 'approved' and not kernel.may_change(old.party)) then
    raise exception 'a sheet is approved by its party' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on pools.sheet for each row execute function pools.guard_sheet();
