-- What a party's officer judges of the parts of a draft, pair by pair, for weights by AHP; the four together make the group's.
create table indicators.judgment (
  system_id     uuid not null references indicators.system,
  party         kernel.party_code not null,
  parent        text not null check (length(parent) between 1 and 100),
  matrix        jsonb not null check (jsonb_typeof(matrix) = 'array' and pg_column_size(matrix) <= 8000),
  changed_at    timestamptz not null default now(),
  primary key (system_id, parent, party)
);
alter table indicators.judgment enable row level security;
create policy seen on indicators.judgment for select using (kernel.is_officer() or kernel.is_system());
create policy added on indicators.judgment for insert with check (kernel.may_change(party));
create policy changed on indicators.judgment for update using (kernel.may_change(party));
grant select, insert, update on indicators.judgment to delta_app;
