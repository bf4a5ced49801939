-- Joint signature. Who may sign for a party, with which keys, what is signed, and the signatures.

create function kernel.today_in_region() returns date language sql stable parallel safe
  return (now() at time zone 'Asia/Shanghai')::date;
create function kernel.actor_name() returns text language sql stable security definer set search_path = kernel, pg_temp as
  $$ select a.name from kernel.account a where a.id = kernel.actor_account() $$;

-- A signatory is appointed by a resolution of the four, or by an officer of the party with a second person's approval.
create table kernel.signatory (
  id            uuid primary key default uuidv7(),
  party         kernel.party_code not null,
  account_id    uuid not null references kernel.account,
  person_id     uuid not null,
  name          text not null check (length(name) between 1 and 100),
  valid_from    date not null,
  valid_to      date not null check (valid_to >= valid_from),
  basis         text not null check (basis in ('resolution', 'officer')),
  resolution    text check (length(resolution) between 1 and 500),
  reason        text check (length(reason) between 1 and 2000),
  proposed_by   uuid default kernel.actor_account(),
  proposed_by_person uuid default kernel.actor_person(),
  proposed_by_name text default kernel.actor_name(),
  proposed_at   timestamptz not null default now(),
  approved_by   uuid,
  approved_by_person uuid,
  approved_by_name text,
  approved_at   timestamptz,
  withdrawn_at  timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 2000),
  check (case basis when 'resolution' then resolution is not null and approved_at is not null
                    else proposed_by_person is not null and reason is not null end),
  -- two people, and neither of them the one who is appointed
  constraint signatory_not_oneself check (basis = 'resolution' or (proposed_by_person <> person_id and proposed_by <> account_id)),
  constraint signatory_second_person check (basis = 'resolution' or approved_at is null
         or (approved_by_person is not null and approved_by_person not in (person_id, proposed_by_person) and approved_by not in (account_id, proposed_by))),
  exclude using gist (party with =, person_id with =, daterange(valid_from, valid_to, '[]') with &&) where (withdrawn_at is null)
);
create index on kernel.signatory (party, id);

create function kernel.is_signatory(account uuid, party text) returns boolean
language sql stable security definer set search_path = kernel, pg_temp as $$
  select exists (select from kernel.signatory s where s.account_id = $1 and s.party = $2 and s.approved_at is not null and s.withdrawn_at is null
                 and kernel.today_in_region() between s.valid_from and s.valid_to)
$$;

-- Whose account it is, the database itself looks up: nobody names another person to approve themselves.
create function kernel.name_signatory() returns trigger
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  select a.person_id, a.name into new.person_id, new.name from kernel.account a where a.id = new.account_id;
  return new;
end $$;
create trigger signatory_named before insert on kernel.signatory for each row execute function kernel.name_signatory();

-- The second person's approval. Gives false where there is nothing to approve; the table's own checks refuse the same person.
create function kernel.approve_signatory(appointment uuid) returns boolean
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  update kernel.signatory s set approved_at = now(), approved_by = kernel.actor_account(), approved_by_person = kernel.actor_person(), approved_by_name = kernel.actor_name()
  where s.id = appointment and s.approved_at is null and s.withdrawn_at is null and kernel.acts_for_party(s.party);
  return found;
end $$;

alter table kernel.signatory enable row level security;
create policy seen on kernel.signatory for select using (kernel.is_officer() or kernel.is_system());
create policy proposed on kernel.signatory for insert with check (kernel.is_system() or (kernel.may_change(party) and basis = 'officer' and approved_at is null));
create policy withdrawn on kernel.signatory for update using (kernel.may_change(party) and withdrawn_at is null) with check (kernel.may_change(party));
grant select, insert (party, account_id, valid_from, valid_to, basis, resolution, reason, approved_at),
      update (withdrawn_at, withdrawn_reason) on kernel.signatory to delta_app;

-- Public keys, each registered by its owner with a statement that the key itself has signed.
create table kernel.signing_key (
  id            uuid primary key default uuidv7(),
  account_id    uuid not null default kernel.actor_account() references kernel.account,
  person_id     uuid not null default kernel.actor_person(),
  party         kernel.party_code not null default kernel.actor_party(),
  name          text not null default kernel.actor_name(),
  algorithm     text not null check (algorithm in ('SM2', 'P-256')),
  public_key    bytea not null check (octet_length(public_key) = 91),    -- SubjectPublicKeyInfo, DER
  fingerprint   bytea not null unique check (fingerprint = sha256(public_key)),
  statement     text not null check (length(statement) <= 2000),
  proof         bytea not null check (octet_length(proof) between 8 and 80),
  valid_from    date not null,
  valid_to      date not null check (valid_to >= valid_from),
  registered_at timestamptz not null default now(),
  revoked_at    timestamptz,
  revoked_by    uuid,
  revoked_reason text check (length(revoked_reason) between 1 and 2000)
);
create index on kernel.signing_key (account_id);
create index on kernel.signing_key (party, id);

-- Revoked once and for good, by its owner or an officer of their party.
create function kernel.revoke_signing_key(key uuid, reason text) returns boolean
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  update kernel.signing_key k set revoked_at = now(), revoked_by = kernel.actor_account(), revoked_reason = reason
  where k.id = key and k.revoked_at is null and (k.account_id = kernel.actor_account() or kernel.may_change(k.party));
  return found;
end $$;

alter table kernel.signing_key enable row level security;
create policy seen on kernel.signing_key for select using (kernel.is_officer() or kernel.is_system());
create policy registered on kernel.signing_key for insert
  with check (kernel.actor_role() = 'party_signatory' and account_id = kernel.actor_account() and party = kernel.actor_party() and kernel.is_signatory(account_id, party));
grant select, insert (algorithm, public_key, fingerprint, statement, proof, valid_from, valid_to) on kernel.signing_key to delta_app;

-- The documents: the canonical text itself, never changed; a changed text is a new document of a new round.
create table kernel.signing_document (
  id            uuid primary key,
  subject_type  text not null check (length(subject_type) between 1 and 100),
  subject_id    text not null check (length(subject_id) between 1 and 100),
  title         text not null check (length(title) between 1 and 300),
  round         integer not null check (round >= 1),
  canonical     text not null check (octet_length(canonical) <= 2000000),
  sm3           bytea not null unique check (octet_length(sm3) = 32),
  sha256        bytea not null unique check (sha256 = sha256(convert_to(canonical, 'UTF8'))),
  required      text[] not null check (cardinality(required) between 1 and 4 and required <@ array['31', '32', '33', '34']),
  link          text not null check (length(link) <= 500),
  visibility    kernel.visibility not null default 'region' check (visibility in ('region', 'public')),
  party         kernel.party_code default kernel.actor_party(),            -- whose officer opened it; null: the region
  state         text not null default 'open' check (state in ('open', 'inForce', 'withdrawn')),
  opened_at     timestamptz not null default now(),
  in_force_at   timestamptz,
  withdrawn_at  timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 2000),
  journal_entry bigint,                                                    -- the entry by which it came into force
  check ((state = 'inForce') = (in_force_at is not null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null and withdrawn_reason is not null))
);
create unique index signing_open_once on kernel.signing_document (subject_type, subject_id) where state = 'open';
create index on kernel.signing_document (subject_type, subject_id, id);
create index on kernel.signing_document (state, id);

create table kernel.signature (
  document_id   uuid not null references kernel.signing_document,
  party         kernel.party_code not null default kernel.actor_party(),
  account_id    uuid not null default kernel.actor_account() references kernel.account,
  person_id     uuid not null default kernel.actor_person(),
  name          text not null default kernel.actor_name(),
  key_id        uuid not null references kernel.signing_key,
  statement     text not null check (length(statement) <= 20000),
  signature     bytea not null check (octet_length(signature) between 8 and 80),
  reason        text not null check (length(reason) between 1 and 2000),
  signed_at     timestamptz not null,                                      -- by the signatory's clock, as they signed it
  received_at   timestamptz not null default now(),
  primary key (document_id, party)                                         -- a party signs once
);

-- Whether the actor may at this moment sign this document, for their party, with this key.
create function kernel.may_sign(document uuid, party text, key uuid) returns boolean
language sql stable security definer set search_path = kernel, pg_temp as $$
  select kernel.actor_role() = 'party_signatory' and $2 = kernel.actor_party() and kernel.is_signatory(kernel.actor_account(), $2)
    and exists (select from kernel.signing_document d where d.id = $1 and d.state = 'open' and $2 = any (d.required))
    and exists (select from kernel.signing_key k where k.id = $3 and k.account_id = kernel.actor_account() and k.party = $2 and k.revoked_at is null
                and kernel.today_in_region() between k.valid_from and k.valid_to)
$$;

-- A document moves from open to in force, with every signature that it needs, or to withdrawn; never back.
create function kernel.check_signing_move() returns trigger
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  if old.state <> 'open' and new.state <> old.state then raise exception 'a signed or withdrawn document does not move' using errcode = '23514'; end if;
  if new.state = 'inForce' and exists (select from unnest(new.required) p where not exists (select from kernel.signature s where s.document_id = new.id and s.party = p)) then
    raise exception 'a signature is missing' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger signing_moves before update of state on kernel.signing_document for each row execute function kernel.check_signing_move();

alter table kernel.signing_document enable row level security;
create policy seen on kernel.signing_document for select
  using (kernel.is_officer() or kernel.is_system() or (visibility = 'public' and state = 'inForce'));
create policy opened on kernel.signing_document for insert
  with check (kernel.is_system() or kernel.actor_role() = 'secretariat_officer' or kernel.acts_for_party(kernel.actor_party()));
create policy moved on kernel.signing_document for update using (kernel.is_system());
grant select, insert (id, subject_type, subject_id, title, round, canonical, sm3, sha256, required, link, visibility),
      update (state, visibility, in_force_at, withdrawn_at, withdrawn_reason, journal_entry) on kernel.signing_document to delta_app;

alter table kernel.signature enable row level security;
create policy seen on kernel.signature for select
  using (kernel.is_officer() or kernel.is_system());
create policy signed on kernel.signature for insert
  with check (account_id = kernel.actor_account() and kernel.may_sign(document_id, party, key_id));
grant select, insert (document_id, key_id, statement, signature, reason, signed_at) on kernel.signature to delta_app;

revoke execute on function kernel.actor_name, kernel.is_signatory, kernel.approve_signatory, kernel.revoke_signing_key, kernel.may_sign, kernel.check_signing_move, kernel.name_signatory from public;
grant execute on function kernel.actor_name, kernel.is_signatory, kernel.approve_signatory, kernel.revoke_signing_key, kernel.may_sign, kernel.check_signing_move, kernel.name_signatory to delta_app;
