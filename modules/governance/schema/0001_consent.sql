create schema governance;
grant usage on schema governance to delta_app;

-- What is put before the four: one proposal for a record, in as many rounds as its text had versions.
create table governance.proposal (
  id            uuid primary key default uuidv7(),
  kind          text not null check (length(kind) between 1 and 60),
  subject_type  text not null check (length(subject_type) between 1 and 100),
  subject_id    text not null check (length(subject_id) between 1 and 100),
  title         text not null check (length(title) between 1 and 300),
  link          text not null check (length(link) between 1 and 500),
  party         kernel.party_code,                          -- who put it; none where the platform did for all four
  state         text not null default 'open' check (state in ('open', 'lapsed', 'agreed', 'refused', 'withdrawn')),
  round         integer not null default 0 check (round >= 0), -- the newest
  put_at        timestamptz not null default now(),
  unique (subject_type, subject_id)
);
create index on governance.proposal (state, id);

-- A text as it is answered to: frozen, and known by its digest.
create table governance.round (
  proposal_id   uuid not null references governance.proposal,
  round         integer not null check (round >= 1),
  clauses       jsonb not null check (jsonb_typeof(clauses) = 'array'),
  digest        bytea not null check (octet_length(digest) = 32),   -- SHA-256 of {title, clauses} in canonical JSON
  rule          text not null check (rule in ('four', 'three')),
  deadline      date not null,                              -- the last day, in the region, on which it is answered
  state         text not null default 'open' check (state in ('open', 'lapsed', 'agreed', 'refused', 'superseded', 'withdrawn')),
  opened_at     timestamptz not null default now(),
  opened_by     uuid default kernel.actor_account(),
  settled_at    timestamptz,
  primary key (proposal_id, round)
);
create unique index one_open_round on governance.round (proposal_id) where state in ('open', 'lapsed');
create index on governance.round (deadline) where state = 'open';

-- What a party said of a round: one answer, whoever gives it for the party.
create table governance.answer (
  proposal_id   uuid not null,
  round         integer not null,
  party         kernel.party_code not null,
  answer        text not null check (answer in ('agree', 'reserve', 'object', 'abstain')),
  text          text check (length(text) between 1 and 2000),
  digest        bytea not null check (octet_length(digest) = 32),
  role          text not null default kernel.actor_role(),
  account_id    uuid default kernel.actor_account(),
  person_id     uuid default kernel.actor_person(),
  name          text not null check (length(name) between 1 and 100),
  answered_at   timestamptz not null default now(),
  version       integer not null default 1,
  primary key (proposal_id, round, party),
  foreign key (proposal_id, round) references governance.round,
  check (case answer when 'agree' then text is null when 'abstain' then true else text is not null end)
);

-- Kinds of proposal for which three of four are enough: only where all four have allowed it, and until they end it.
create table governance.allowance (
  id            uuid primary key default uuidv7(),
  kind          text not null check (length(kind) between 1 and 60 and kind <> 'rules'),
  proposal_id   uuid not null,
  round         integer not null,
  granted_at    timestamptz not null default now(),
  ended_at      timestamptz,
  ended_by      uuid references governance.proposal,
  foreign key (proposal_id, round) references governance.round,
  check ((ended_at is null) = (ended_by is null))
);
create unique index one_allowance on governance.allowance (kind) where ended_at is null;

-- How many agreed to a round, with or without a reservation.
create function governance.consents(proposal uuid, round integer) returns bigint language sql stable as
  $$ select count(*) from governance.answer a where a.proposal_id = $1 and a.round = $2 and a.answer in ('agree', 'reserve') $$;

-- What the four have said decides, whoever writes the row: also the platform, also the owner of the database.
create function governance.check_allowance() returns trigger language plpgsql as $$
begin
  if not exists (select from governance.round r join governance.proposal p on p.id = r.proposal_id and p.kind = 'rules'
                 where r.proposal_id = new.proposal_id and r.round = new.round and r.rule = 'four' and r.state = 'agreed')
     or governance.consents(new.proposal_id, new.round) < 4 then
    raise exception 'three of four are enough only where all four have allowed it' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger allowed_by_four before insert on governance.allowance for each row execute function governance.check_allowance();

create function governance.check_round() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.clauses, new.digest, new.rule, new.proposal_id, new.round) is distinct from (old.clauses, old.digest, old.rule, old.proposal_id, old.round) then
    raise exception 'a text that is put to the four stays as it is' using errcode = '23514';
  end if;
  if tg_op = 'UPDATE' and old.state not in ('open', 'lapsed') and new.state <> old.state then
    raise exception 'what was settled stays settled' using errcode = '23514';
  end if;
  if new.rule = 'three' and tg_op = 'INSERT' and not exists (
    select from governance.allowance a join governance.proposal p on p.kind = a.kind where p.id = new.proposal_id and a.ended_at is null) then
    raise exception 'three of four are enough only where all four have allowed it' using errcode = '23514';
  end if;
  if new.state = 'agreed' and (tg_op = 'INSERT' or old.state <> 'agreed')
     and governance.consents(new.proposal_id, new.round) < (case new.rule when 'four' then 4 else 3 end) then
    raise exception 'too few have agreed' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger kept before insert or update on governance.round for each row execute function governance.check_round();

-- A round is answered while it is open, to its very text.
create function governance.check_answer() returns trigger language plpgsql as $$
begin
  if not exists (select from governance.round r where r.proposal_id = new.proposal_id and r.round = new.round and r.state = 'open' and r.digest = new.digest) then
    raise exception 'the round is not open, or its text is another' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger to_an_open_round before insert or update on governance.answer for each row execute function governance.check_answer();

alter table governance.proposal enable row level security;
alter table governance.round enable row level security;
alter table governance.answer enable row level security;
alter table governance.allowance enable row level security;

-- The four see all of it at any time, the public nothing.
create policy seen on governance.proposal for select using (kernel.may_see('region', party, null, null, null));
create policy put on governance.proposal for insert with check (kernel.may_change(party));
create policy changed on governance.proposal for update using (kernel.may_change(party));

create policy seen on governance.round for select using (kernel.may_see('region', null, null, null, null));
create policy put on governance.round for insert with check (state = 'open' and exists (select from governance.proposal p where p.id = proposal_id and kernel.may_change(p.party)));
create policy changed on governance.round for update using (exists (select from governance.proposal p where p.id = proposal_id and kernel.may_change(p.party)))
  -- only the platform, counting the answers, says that a round is decided
  with check (kernel.is_system() or state in ('open', 'superseded', 'withdrawn'));

create policy seen on governance.answer for select using (kernel.may_see('region', party, null, null, null));
create policy given on governance.answer for insert with check (
  kernel.actor_role() = 'party_signatory' and party = kernel.actor_party() and role = 'party_signatory'
  and account_id = kernel.actor_account() and person_id = kernel.actor_person());
create policy changed on governance.answer for update using (kernel.actor_role() = 'party_signatory' and party = kernel.actor_party())
  with check (party = kernel.actor_party() and role = 'party_signatory' and account_id = kernel.actor_account() and person_id = kernel.actor_person());

create policy seen on governance.allowance for select using (kernel.may_see('region', null, null, null, null));
create policy granted on governance.allowance for insert with check (kernel.is_system());
create policy ended on governance.allowance for update using (kernel.is_system());

grant select, insert on governance.proposal, governance.round, governance.answer, governance.allowance to delta_app;
grant update (title, link, state, round) on governance.proposal to delta_app;
grant update (deadline, state, settled_at) on governance.round to delta_app;
grant update (answer, text, role, account_id, person_id, name, answered_at, version) on governance.answer to delta_app;
grant update (ended_at, ended_by) on governance.allowance to delta_app;
