-- What the formulas of a result are put together from, unit by unit: the way from a number on to the forms. Like the forms it is its party's own until it is
-- published; of the region everybody who sees the result sees it.
create table indicators.part (
  run_id        uuid not null references indicators.run,
  unit          text not null check (length(unit) between 1 and 40),
  level         text not null check (level in ('city', 'party', 'region')),
  party         kernel.party_code not null,
  part          text not null check (length(part) between 1 and 2000),   -- as the language writes it: sum(pupils)
  value         double precision,
  people        double precision,                                        -- the smallest number of people that it counts, above zero
  primary key (run_id, unit, part)
);
alter table indicators.part enable row level security;
create policy seen on indicators.part for select using (
  exists (select from indicators.run r where r.id = run_id)
  and (kernel.is_system() or kernel.acts_for_party(party) or kernel.audits(party) or (level = 'region' and kernel.is_officer())
       or coalesce(kernel.actor_role() = 'division_officer' and party = kernel.actor_party() and level = 'city' and kernel.in_division(unit), false)));
create policy added on indicators.part for insert with check (kernel.is_system());
create policy removed on indicators.part for delete using (kernel.is_system());
grant select, insert, delete on indicators.part to delta_app;
