-- Accounts sign in; grants say in which role and scope their owner may act; sessions remember which.
create extension if not exists btree_gist;

create table kernel.account (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null,                                   -- directory.person, which adds the reference
  login         text not null check (login ~ '^[[:alnum:]._@-]{2,100}$'),
  name          text not null check (length(name) between 1 and 100),   -- shown beside acts
  party         kernel.party_code,                               -- the party that keeps the account; null: the region
  email         text check (length(email) between 3 and 254 and email like '%_@_%'),
  password_hash text,                                            -- argon2id, PHC string; read through kernel.password_hash() only
  language      text not null default 'zh' check (language in ('zh', 'en')),
  mail_wanted   boolean not null default true,
  demonstration boolean not null default false,
  disabled_at   timestamptz,
  created_at    timestamptz not null default now()
);
create unique index on kernel.account (lower(login));
create index on kernel.account (person_id);
create index on kernel.account (party, id);

create table kernel.role_grant (
  id            uuid primary key default uuidv7(),
  account_id    uuid not null references kernel.account,
  role          text not null check (role in ('member', 'institution_officer', 'division_officer', 'party_officer', 'party_signatory',
                                              'secretariat_officer', 'auditor', 'administrator')),
  party         kernel.party_code,
  division      text check (division ~ '^[0-9]{6}$'),
  organization_id uuid,
  valid_from    date not null default current_date,
  valid_to      date check (valid_to >= valid_from),             -- last day; withdrawn grants end the day before
  reason        text not null check (length(reason) between 1 and 2000),
  granted_by    uuid default kernel.actor_account(),
  granted_at    timestamptz not null default now(),
  withdrawn_at  timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) <= 2000),
  -- a role's scope names what the role needs, no more
  check (case role
    when 'member' then division is null and organization_id is null
    when 'institution_officer' then party is not null and organization_id is not null
    when 'division_officer' then party is not null and division is not null and organization_id is null
    when 'party_officer' then party is not null and organization_id is null and division is null
    when 'party_signatory' then party is not null and organization_id is null and division is null
    when 'auditor' then organization_id is null and division is null
    else party is null and organization_id is null and division is null end),
  check (starts_with(division, party)),                          -- GB/T 2260: a division's first two digits are its party's
  unique (id, account_id),
  -- the same role in the same scope is held once at a time
  exclude using gist (account_id with =, role with =, (coalesce(party::text, '')) with =, (coalesce(division, '')) with =,
                      (coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
                      daterange(valid_from, valid_to, '[]') with &&) where (withdrawn_at is null)
);
create index on kernel.role_grant (account_id);
create index on kernel.role_grant (organization_id) where organization_id is not null;

create table kernel.session (
  id            uuid primary key default uuidv7(),
  token_hash    bytea not null unique check (octet_length(token_hash) = 32),   -- SHA-256 of the cookie's value
  account_id    uuid not null references kernel.account,
  grant_id      uuid,
  signed_in_by  text not null check (signed_in_by in ('password', 'passkey', 'oidc', 'demonstration', 'first administrator')),
  agent         text check (length(agent) <= 300),               -- the browser's own words, for its owner to recognise it
  created_at    timestamptz not null default now(),
  seen_at       timestamptz not null default now(),
  expires_at    timestamptz not null,
  foreign key (grant_id, account_id) references kernel.role_grant (id, account_id)   -- nobody acts by another's grant
);
create index on kernel.session (account_id);
create index on kernel.session (expires_at);

create table kernel.passkey (
  id            uuid primary key default uuidv7(),
  account_id    uuid not null references kernel.account,
  credential_id text not null unique check (length(credential_id) <= 1400),
  public_key    bytea not null,
  counter       bigint not null default 0,
  transports    text[] not null default '{}',
  name          text not null check (length(name) between 1 and 100),
  created_at    timestamptz not null default now(),
  used_at       timestamptz
);
create index on kernel.passkey (account_id);

-- What a passkey is asked to sign; each is answered once, by whom it was made for (null: whoever signs in).
create table kernel.passkey_challenge (
  challenge     text primary key check (length(challenge) between 20 and 200),
  account_id    uuid references kernel.account,
  expires_at    timestamptz not null
);
create index on kernel.passkey_challenge (expires_at);

-- An identity at a party's own OpenID provider that belongs to an account.
create table kernel.external_identity (
  issuer        text not null check (length(issuer) <= 500),
  subject       text not null check (length(subject) <= 255),
  account_id    uuid not null references kernel.account,
  linked_at     timestamptz not null default now(),
  used_at       timestamptz,
  primary key (issuer, subject),
  unique (account_id, issuer)
);

-- A link by which the owner of an account sets a password or links an identity; good once.
create table kernel.invitation (
  token_hash    bytea primary key check (octet_length(token_hash) = 32),
  account_id    uuid not null references kernel.account,
  made_by       uuid default kernel.actor_account(),
  expires_at    timestamptz not null
);
create index on kernel.invitation (account_id);
create index on kernel.invitation (expires_at);

-- Failed sign-ins, to slow the next down; by login and by address.
create table kernel.sign_in_failure (
  key           text primary key,
  failures      integer not null,
  last_at       timestamptz not null,
  told_at       timestamptz
);

-- Who gives which role: a party's officer those of the party; the region's own, and each party's officers to begin with, the administrator.
create function kernel.may_grant(role text, party text) returns boolean language sql stable parallel safe return
  kernel.may_change(party)
  or coalesce(kernel.actor_role() = 'administrator' and (role = 'party_officer' or (party is null and role in ('secretariat_officer', 'auditor', 'administrator'))), false);

-- Whether the actor may let somebody into another's account: only where they could have given it every role that it holds,
-- or else a new password would be a way to a role that nobody gave.
create function kernel.may_administer(account uuid) returns boolean
language sql stable security definer set search_path = kernel, pg_temp as $$
  select kernel.is_system() or exists (
    select from kernel.account a where a.id = $1 and a.id <> kernel.actor_account()
      and (kernel.may_change(a.party) or kernel.actor_role() = 'administrator')
      and not exists (select from kernel.role_grant g where g.account_id = a.id and g.withdrawn_at is null and coalesce(g.valid_to >= current_date, true)
                      and g.role <> 'member' and not kernel.may_grant(g.role, g.party)))
$$;

-- The hash of one's own password, or, while somebody signs in, of theirs.
create function kernel.password_hash(account uuid) returns text
language sql stable security definer set search_path = kernel, pg_temp as $$
  select a.password_hash from kernel.account a where a.id = $1 and (kernel.is_system() or a.id = kernel.actor_account())
$$;

-- Closes an account, or opens it again; its sessions end. Gives false where that is none of the actor's.
create function kernel.set_disabled(account uuid, disabled boolean) returns boolean
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  if not (kernel.may_administer(account) or (kernel.actor_role() = 'administrator' and account <> kernel.actor_account())) then return false; end if;
  update kernel.account a set disabled_at = case when disabled then coalesce(a.disabled_at, now()) end where a.id = account;
  if disabled then
    delete from kernel.session s where s.account_id = account;
    delete from kernel.invitation i where i.account_id = account;
  end if;
  return true;
end $$;
revoke execute on function kernel.may_administer, kernel.password_hash, kernel.set_disabled from public;
grant execute on function kernel.may_administer, kernel.password_hash, kernel.set_disabled to delta_app;

alter table kernel.account enable row level security;
alter table kernel.role_grant enable row level security;
alter table kernel.session enable row level security;
alter table kernel.passkey enable row level security;
alter table kernel.passkey_challenge enable row level security;
alter table kernel.external_identity enable row level security;
alter table kernel.invitation enable row level security;
alter table kernel.sign_in_failure enable row level security;

create policy seen on kernel.account for select
  using (kernel.is_system() or id = kernel.actor_account() or kernel.acts_for_party(party) or kernel.audits(party) or kernel.actor_role() = 'administrator');
create policy opened on kernel.account for insert
  with check (kernel.may_change(party) or kernel.actor_role() = 'administrator');
create policy own_changed on kernel.account for update using (kernel.is_system() or id = kernel.actor_account());
create policy own_session on kernel.session using (kernel.is_system() or account_id = kernel.actor_account());
create policy own_passkey on kernel.passkey using (kernel.is_system() or account_id = kernel.actor_account());
create policy own_challenge on kernel.passkey_challenge using (kernel.is_system() or account_id = kernel.actor_account());
create policy own_identity on kernel.external_identity using (kernel.is_system() or account_id = kernel.actor_account());
create policy inviting on kernel.invitation using (kernel.may_administer(account_id));
create policy system_only on kernel.sign_in_failure using (kernel.is_system());
create policy grant_seen on kernel.role_grant for select
  using (kernel.is_system() or account_id = kernel.actor_account() or kernel.audits(party) or kernel.acts_for_party(party)
         or kernel.actor_role() = 'administrator' or coalesce(organization_id = kernel.actor_organization(), false)
         or (kernel.actor_role() = 'division_officer' and kernel.in_division(division)));
-- Nobody grants themselves anything, nor takes it from themselves: the last administrator stays.
create policy grant_given on kernel.role_grant for insert
  with check (kernel.is_system() or (kernel.may_grant(role, party) and account_id <> kernel.actor_account()));
create policy grant_ended on kernel.role_grant for update using (kernel.is_system() or (kernel.may_grant(role, party) and account_id <> kernel.actor_account()));

-- By column: no service reads a password's hash by mistake, and none moves an account to another person or a grant to another scope.
grant select (id, person_id, login, name, party, email, language, mail_wanted, demonstration, disabled_at, created_at),
      insert (id, person_id, login, name, party, email, password_hash, language),
      update (name, email, password_hash, language, mail_wanted) on kernel.account to delta_app;
grant select, insert (id, account_id, role, party, division, organization_id, valid_from, valid_to, reason),
      update (valid_to, withdrawn_at, withdrawn_reason) on kernel.role_grant to delta_app;
grant select, insert, update, delete on kernel.session, kernel.passkey, kernel.passkey_challenge, kernel.external_identity, kernel.sign_in_failure to delta_app;
grant select, insert, delete on kernel.invitation to delta_app;

-- Who a session's cookie stands for, with the grant it acts by; the one thing that is read before anybody acts.
create function kernel.session_actor(token_hash bytea)
returns table (session_id uuid, account_id uuid, person_id uuid, name text, login text, language text, grant_id uuid, role text, party text, division text, organization_id uuid, seen_at timestamptz)
language sql stable security definer set search_path = kernel, pg_temp as $$
  select s.id, a.id, a.person_id, a.name, a.login, a.language, g.id, coalesce(g.role, 'member'), g.party, g.division, g.organization_id, s.seen_at
  from kernel.session s
  join kernel.account a on a.id = s.account_id and a.disabled_at is null
  left join kernel.role_grant g on g.id = s.grant_id and g.withdrawn_at is null
       and current_date >= g.valid_from and (g.valid_to is null or current_date <= g.valid_to)
  where s.token_hash = $1 and s.expires_at > now()
$$;
revoke execute on function kernel.session_actor from public;
grant execute on function kernel.session_actor to delta_app;
