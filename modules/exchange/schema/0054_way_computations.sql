-- A rehearsal and a matching are computed in the queue: when it was asked for, how far it is, what came out. One of each a scheme; asked for again, it takes the place of the earlier.
create table exchange.computation (
  scheme_id     uuid not null references exchange.scheme,
  kind          text not null check (kind in ('rehearsal', 'matching')),
  party         kernel.party_code not null,
  job_id        uuid,                                        -- its progress
  stamp         text not null,                               -- of everything that it stands on, to see that it has moved on since
  asked_at      timestamptz not null default now(),
  finished_at   timestamptz,
  result        jsonb,
  problem       jsonb,                                       -- {zh, en}
  primary key (scheme_id, kind)
);
-- What each applicant would get by each mechanism, home by home in the homes' order.
create table exchange.rehearsed (
  scheme_id     uuid not null references exchange.scheme,
  place         integer not null,
  id            uuid not null references exchange.application,
  home_id       uuid not null references directory.institution,
  party         kernel.party_code not null,
  nomination_rank integer,
  by            jsonb not null,
  primary key (scheme_id, place)
);
alter table exchange.computation enable row level security;
alter table exchange.rehearsed enable row level security;
-- Nobody is told before it is made known: whoever matches sees it, and nobody else.
create policy seen on exchange.computation for select using (kernel.may_change(party));
create policy added on exchange.computation for insert with check (kernel.is_system());
create policy changed on exchange.computation for update using (kernel.is_system());
create policy seen on exchange.rehearsed for select using (exists (select from exchange.computation c where c.scheme_id = rehearsed.scheme_id and c.kind = 'rehearsal'));
create policy added on exchange.rehearsed for insert with check (kernel.is_system());
create policy removed on exchange.rehearsed for delete using (kernel.is_system());
grant select, insert, update on exchange.computation to delta_app;
grant select, insert, delete on exchange.rehearsed to delta_app;
