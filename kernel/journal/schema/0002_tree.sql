-- Every entry is a leaf of a Merkle tree (RFC 6962), put there after its transaction has committed.
-- Whoever keeps a copy of the hashes finds out when an entry is changed, dropped, inserted or moved, also by the database's owner.

-- Without it, whoever may not see an entry could guess it and compare the hash. Made by the database; seen only with its entry.
alter table kernel.journal_entry add column salt bytea not null default uuid_send(gen_random_uuid()) check (octet_length(salt) = 16);

-- the explorer's filters; of times a few bytes a thousand entries are enough, for entries come in order
create index on kernel.journal_entry (act, id);
create index on kernel.journal_entry using brin (at);

-- Entries that are not in the tree yet. A row is seen when its entry's transaction has committed, however late and in whatever order:
-- nothing is lost that a search for "the ids after the last one" would miss.
create table kernel.journal_pending (entry_id bigint not null) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
insert into kernel.journal_pending select id from kernel.journal_entry;

create function kernel.queue_journal_entry() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into kernel.journal_pending values (new.id);
  return null;
end $$;
revoke execute on function kernel.queue_journal_entry from public;
create trigger queue_for_tree after insert on kernel.journal_entry for each row execute function kernel.queue_journal_entry();

-- Which log this is, from its first start on; its private key follows from the installation's secret and is never here.
create table kernel.journal_log (
  only_one      boolean primary key default true check (only_one),
  origin        text not null check (length(origin) between 1 and 200),
  verifier      text not null check (length(verifier) <= 400),          -- C2SP signed-note verifier key
  begun_at      timestamptz not null default clock_timestamp()
);

create table kernel.journal_leaf (
  leaf_index    bigint primary key check (leaf_index >= 0),
  entry_id      bigint not null unique
);

-- C2SP tlog-tiles: 256 hashes of every eighth level; the last of each level grows.
create table kernel.journal_tile (
  level         smallint not null check (level between 0 and 7),
  tile_index    bigint not null check (tile_index >= 0),
  hashes        bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (level, tile_index)
);
alter table kernel.journal_tile alter column hashes set storage external;   -- hashes cannot be compressed

create table kernel.journal_checkpoint (
  size          bigint primary key check (size > 0),
  note          text not null check (length(note) <= 2000),               -- with the log's signature
  made_at       timestamptz not null default clock_timestamp()
);

-- A party's witness keeps a copy and signs what it found consistent with it.
create table kernel.journal_witness (
  id            uuid primary key default uuidv7(),
  party         kernel.party_code not null,
  name          text not null check (length(name) between 1 and 200),
  verifier      text not null unique check (length(verifier) <= 400),
  registered_at timestamptz not null default now(),
  registered_by uuid default kernel.actor_account(),
  withdrawn_at  timestamptz,
  version       integer not null default 1
);
create unique index on kernel.journal_witness (name) where withdrawn_at is null;

create table kernel.journal_cosignature (
  size          bigint not null references kernel.journal_checkpoint,
  witness_id    uuid not null references kernel.journal_witness,
  line          text not null check (length(line) <= 1000),
  signed_at     timestamptz not null,                                     -- by the witness's clock
  received_at   timestamptz not null default clock_timestamp(),
  primary key (size, witness_id)
);
create index on kernel.journal_cosignature (witness_id, size);

alter table kernel.journal_pending enable row level security;
alter table kernel.journal_log enable row level security;
alter table kernel.journal_leaf enable row level security;
alter table kernel.journal_tile enable row level security;
alter table kernel.journal_checkpoint enable row level security;
alter table kernel.journal_witness enable row level security;
alter table kernel.journal_cosignature enable row level security;

create policy sequenced on kernel.journal_pending for select using (kernel.is_system());
create policy taken on kernel.journal_pending for delete using (kernel.is_system());
-- what is signed is for everybody to check
create policy known on kernel.journal_log for select using (true);
create policy begun on kernel.journal_log for insert with check (kernel.is_system());
create policy known on kernel.journal_checkpoint for select using (true);
create policy added on kernel.journal_checkpoint for insert with check (kernel.is_system());
create policy known on kernel.journal_witness for select using (true);
create policy registered on kernel.journal_witness for insert with check (kernel.may_change(party));
create policy withdrawn on kernel.journal_witness for update using (kernel.may_change(party));
create policy known on kernel.journal_cosignature for select using (true);
create policy received on kernel.journal_cosignature for insert with check (kernel.is_officer() and exists (
  select from kernel.journal_witness w where w.id = witness_id and w.withdrawn_at is null and w.party = kernel.actor_party()));
-- salted hashes say nothing; still, nobody but people of the platform needs them
create policy seen on kernel.journal_leaf for select using (kernel.actor_role() is not null);
create policy added on kernel.journal_leaf for insert with check (kernel.is_system());
create policy seen on kernel.journal_tile for select using (kernel.actor_role() is not null);
create policy added on kernel.journal_tile for insert with check (kernel.is_system());
create policy grown on kernel.journal_tile for update using (kernel.is_system());

grant select, delete on kernel.journal_pending to delta_app;
grant select, insert on kernel.journal_log, kernel.journal_leaf, kernel.journal_cosignature to delta_app;
grant select, insert on kernel.journal_checkpoint to delta_app;
grant select, insert, update on kernel.journal_tile to delta_app;
grant select on kernel.journal_witness to delta_app;
grant insert (party, name, verifier), update (withdrawn_at, version) on kernel.journal_witness to delta_app;
