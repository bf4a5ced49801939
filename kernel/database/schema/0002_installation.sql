-- What this installation is: one row, written when the database is first filled.
create table kernel.installation (
  only_one      boolean primary key default true check (only_one),
  demonstration boolean not null,
  filled_at     timestamptz not null default now()
);
alter table kernel.installation enable row level security;
create policy known on kernel.installation for select using (true);
create policy filled on kernel.installation for insert with check (kernel.is_system());
grant select, insert on kernel.installation to delta_app;
