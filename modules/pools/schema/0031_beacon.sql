-- A draw may name a round of a public beacon before it exists. When the numbers of the four are out, each party says what it reads; what three have read, all the same, is mixed in.
alter table pools.draw drop constraint draw_state_check;
alter table pools.draw add constraint draw_state_check check (state in ('solving', 'impossible', 'committing', 'revealing', 'reading', 'drawn', 'withdrawn')),
  add constraint draw_reading_is_frozen check (state <> 'reading' or (frozen is not null and digest is not null));

create table pools.draw_reading (
  draw_id       uuid not null references pools.draw,
  party         kernel.party_code not null,
  value         text not null check (length(value) between 1 and 500),   -- as transcript.ts, `writtenBeacon`, writes it
  at            timestamptz not null default now(),
  primary key (draw_id, party)
);
alter table pools.draw_reading enable row level security;
create function pools.awaits_beacon(draw uuid) returns boolean language sql stable as
  $$ select exists (select from pools.draw d where d.id = draw and d.state = 'reading') $$;
create policy seen on pools.draw_reading for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_reading for insert with check (kernel.acts_for_party(party) and pools.awaits_beacon(draw_id));
create policy changed on pools.draw_reading for update using (kernel.acts_for_party(party) and pools.awaits_beacon(draw_id));
grant select, insert, update (value, at) on pools.draw_reading to delta_app;

-- Whom and what a panel reviews is bound into what is frozen by a digest; with the salt, whoever knows it can show it later.
alter table pools.draw_reviewed add column salt text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') check (salt ~ '^[0-9a-f]{64}$');
