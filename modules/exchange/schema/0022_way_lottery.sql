-- The lottery between those whom hosts hold equal: after the inputs are frozen, each party commits to a secret number, then reveals it; the four together make the seed.
create table exchange.lottery (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  scheme_round  integer not null check (scheme_round >= 1),
  frozen        jsonb not null,
  digest        text not null check (digest ~ '^[0-9a-f]{64}$'),
  inputs        text not null check (inputs ~ '^[0-9a-f]{64}$'),   -- of everything that the matching stands on
  attempt       integer not null default 1 check (attempt between 1 and 1000),
  reveal_until  timestamptz,                                       -- set when all have committed
  state         text not null default 'committing' check (state in ('committing', 'revealing', 'drawn', 'void')),
  drawn         jsonb,
  party         kernel.party_code not null,
  frozen_at     timestamptz not null default now(),
  check ((state = 'drawn') = (drawn is not null)),
  check ((state = 'revealing') <= (reveal_until is not null))
);
create unique index one_lottery_a_round on exchange.lottery (scheme_id, scheme_round) where state <> 'void';
create table exchange.lottery_commit (
  lottery_id    uuid not null references exchange.lottery,
  attempt       integer not null,
  party         kernel.party_code not null,
  digest        text not null check (digest ~ '^[0-9a-f]{64}$'),
  at            timestamptz not null default now(),
  primary key (lottery_id, attempt, party)
);
create table exchange.lottery_reveal (
  lottery_id    uuid not null,
  attempt       integer not null,
  party         kernel.party_code not null,
  secret        text not null unique check (secret ~ '^[0-9a-f]{64}$'),   -- serves once
  at            timestamptz not null default now(),
  primary key (lottery_id, attempt, party),
  foreign key (lottery_id, attempt, party) references exchange.lottery_commit
);
alter table exchange.lottery enable row level security;
alter table exchange.lottery_commit enable row level security;
alter table exchange.lottery_reveal enable row level security;
create function exchange.lottery_takes(lottery uuid, attempt integer, state text) returns boolean language sql stable as
  $$ select exists (select from exchange.lottery l where l.id = lottery and l.attempt = $2 and l.state = $3) $$;
create policy seen on exchange.lottery for select using (exists (select from exchange.scheme s where s.id = scheme_id));
create policy added on exchange.lottery for insert with check (kernel.is_system());
create policy changed on exchange.lottery for update using (kernel.is_system());
create policy seen on exchange.lottery_commit for select using (exists (select from exchange.lottery l where l.id = lottery_id));
create policy added on exchange.lottery_commit for insert with check (kernel.acts_for_party(party) and exchange.lottery_takes(lottery_id, attempt, 'committing'));
create policy seen on exchange.lottery_reveal for select using (exists (select from exchange.lottery l where l.id = lottery_id));
create policy added on exchange.lottery_reveal for insert with check (kernel.acts_for_party(party) and exchange.lottery_takes(lottery_id, attempt, 'revealing'));
grant select, insert, update on exchange.lottery to delta_app;
grant select, insert on exchange.lottery_commit, exchange.lottery_reveal to delta_app;

-- What was frozen and drawn stays.
create function exchange.guard_lottery() returns trigger language plpgsql as $$
begin
  if (new.scheme_id, new.scheme_round, new.frozen, new.digest, new.inputs) is distinct from (old.scheme_id, old.scheme_round, old.frozen, old.digest, old.inputs) or (old.drawn is not null and new.drawn is distinct from old.drawn and new.state <> 'void') then
    raise exception 'what was frozen stays as it is' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before update on exchange.lottery for each row execute function exchange.guard_lottery();

-- From the freeze on no host orders anew.
create or replace function exchange.may_order(offer uuid) returns boolean language sql stable return exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer and s.state = 'ordering' and exchange.acts_for(o.party, o.institution_id)
    and not exists (select from exchange.lottery l where l.scheme_id = s.id and l.scheme_round = s.round and l.state <> 'void'));
