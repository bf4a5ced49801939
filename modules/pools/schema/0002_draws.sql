-- A draw from a pool: asked for by one party, carried out by all four.
create table pools.draw (
  id            uuid primary key default uuidv7(),
  pool_id       uuid not null references pools.pool,
  title         text not null check (length(title) between 2 and 200),
  request       jsonb not null check (jsonb_typeof(request) = 'object' and pg_column_size(request) <= 100000),
  party         kernel.party_code not null,                -- who asked
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'solving' check (state in ('solving', 'impossible', 'committing', 'revealing', 'drawn', 'withdrawn')),
  problem       jsonb,                                     -- why there is no panel, in both languages
  frozen        jsonb,
  digest        text check (digest ~ '^[0-9a-f]{64}$'),
  round         integer not null default 0 check (round >= 0),
  reveal_until  timestamptz,
  job_id        uuid,
  drawn         jsonb,
  panel         integer[],
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  check ((state in ('committing', 'revealing', 'drawn')) <= (frozen is not null and digest is not null)),
  check ((state = 'drawn') = (drawn is not null and panel is not null))
);
create index on pools.draw (pool_id, id);
alter table pools.draw enable row level security;
create policy seen on pools.draw for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on pools.draw for insert with check (kernel.may_change(party) and state = 'solving');
create policy changed on pools.draw for update using (kernel.may_change(party));
grant select, insert, update on pools.draw to delta_app;

-- What was frozen stays; only the platform moves a draw on, by rule; the party that asked may withdraw it while nothing was revealed.
create function pools.guard_draw() returns trigger language plpgsql as $$
begin
  if (new.request, new.party, new.pool_id, new.title) is distinct from (old.request, old.party, old.pool_id, old.title)
     or (old.digest is not null and (new.frozen, new.digest) is distinct from (old.frozen, old.digest)) or (old.drawn is not null and new.drawn is distinct from old.drawn) then
    raise exception 'what was asked and frozen stays as it is' using errcode = 'check_violation';
  end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if new.state = 'withdrawn' and old.state in ('solving', 'impossible', 'committing')
     and to_jsonb(new) - 'state' - 'version' = to_jsonb(old) - 'state' - 'version' then return new; end if;
  raise exception 'a draw goes on by rule' using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on pools.draw for each row execute function pools.guard_draw();

create table pools.draw_round (
  draw_id       uuid not null references pools.draw,
  round         integer not null check (round >= 1),
  opened_at     timestamptz not null default now(),
  reveal_until  timestamptz,                               -- set when all have committed
  missing       text[] not null default '{}',              -- by whose silence it is void
  primary key (draw_id, round)
);
create table pools.draw_commit (
  draw_id       uuid not null,
  round         integer not null,
  party         kernel.party_code not null,
  digest        text not null check (digest ~ '^[0-9a-f]{64}$'),
  at            timestamptz not null default now(),
  account_id    uuid default kernel.actor_account(),
  primary key (draw_id, round, party),
  foreign key (draw_id, round) references pools.draw_round
);
create table pools.draw_reveal (
  draw_id       uuid not null,
  round         integer not null,
  party         kernel.party_code not null,
  secret        text not null check (secret ~ '^[0-9a-f]{64}$'),
  at            timestamptz not null default now(),
  primary key (draw_id, round, party),
  unique (secret),                                         -- a secret serves once
  foreign key (draw_id, round, party) references pools.draw_commit
);

create function pools.sees_draw(draw uuid) returns boolean language sql stable as
  $$ select exists (select from pools.draw d where d.id = draw) $$;
create function pools.draw_takes(draw uuid, round integer, state text) returns boolean language sql stable as
  $$ select exists (select from pools.draw d where d.id = draw and d.round = $2 and d.state = $3) $$;

alter table pools.draw_round enable row level security;
alter table pools.draw_commit enable row level security;
alter table pools.draw_reveal enable row level security;
create policy seen on pools.draw_round for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_round for insert with check (kernel.is_system());
create policy changed on pools.draw_round for update using (kernel.is_system());
create policy seen on pools.draw_commit for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_commit for insert with check (kernel.acts_for_party(party) and pools.draw_takes(draw_id, round, 'committing'));
create policy seen on pools.draw_reveal for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_reveal for insert with check (kernel.acts_for_party(party) and pools.draw_takes(draw_id, round, 'revealing')
  and exists (select from pools.draw_round r where r.draw_id = draw_reveal.draw_id and r.round = draw_reveal.round and r.reveal_until > now()));
grant select, insert, update on pools.draw_round to delta_app;
grant select, insert on pools.draw_commit, pools.draw_reveal to delta_app;

-- Who stands at which place of the frozen list, with the salt that opens the digest. A party has those of its own people; the four those who were drawn.
create table pools.draw_place (
  draw_id       uuid not null references pools.draw,
  place         integer not null check (place >= 0),
  member_id     uuid not null references pools.member,
  party         kernel.party_code not null,
  label         text not null check (length(label) <= 200),
  salt          text not null check (salt ~ '^[0-9a-f]{64}$'),
  held          jsonb not null,                            -- the values that the bounds count
  opened        boolean not null default false,
  primary key (draw_id, place),
  unique (draw_id, member_id)
);
alter table pools.draw_place enable row level security;
create policy seen on pools.draw_place for select using (kernel.is_system() or (opened and kernel.is_officer()) or kernel.may_change(party) or kernel.audits(party));
create policy added on pools.draw_place for insert with check (kernel.is_system());
create policy changed on pools.draw_place for update using (kernel.is_system());
grant select, insert, update on pools.draw_place to delta_app;

create table pools.draw_departure (
  id            uuid primary key default uuidv7(),
  draw_id       uuid not null references pools.draw,
  place         integer not null,
  kind          text not null check (kind in ('declined', 'conflict', 'withdrawn')),
  reason        text not null check (length(reason) between 1 and 2000),
  party         kernel.party_code not null,
  at            timestamptz not null default now(),
  unique (draw_id, place),
  foreign key (draw_id, place) references pools.draw_place
);
alter table pools.draw_departure enable row level security;
create policy seen on pools.draw_departure for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_departure for insert with check (kernel.may_change(party) or kernel.is_system());
grant select, insert on pools.draw_departure to delta_app;
