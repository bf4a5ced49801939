-- Accounts sign in; grants say in which role and scope their owner may act; sessions remember which.
create table kernel.account (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null,                                   -- directory.person, which adds the reference
  login         text not null check (login ~ '^[[:alnum:]._@-]{2,100}$'),
  name          text not null check (length(name) between 1 and 100),   -- shown beside acts
  email         text check (length(email) between 3 and 254 and email like '%_@_%'),
  password_hash text,                                            -- argon2id, PHC string
  language      text not null default 'zh' check (language in ('zh', 'en')),
  mail_wanted   boolean not null default true,
  demonstration boolean not null default false,
  disabled_at   timestamptz,
  created_at    timestamptz not null default now()
);
create unique index on kernel.account (lower(login));
create index on kernel.account (person_id);

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
    else party is null and organization_id is null and division is null end)
);
create index on kernel.role_grant (account_id);
create index on kernel.role_grant (organization_id) where organization_id is not null;

create table kernel.session (
  id            uuid primary key default uuidv7(),
  token_hash    bytea not null unique check (octet_length(token_hash) = 32),   -- SHA-256 of the cookie's value
  account_id    uuid not null references kernel.account,
  grant_id      uuid references kernel.role_grant,
  signed_in_by  text not null check (signed_in_by in ('password', 'passkey', 'oidc', 'demonstration', 'first administrator')),
  agent         text check (length(agent) <= 300),               -- the browser's own words, for its owner to recognise it
  created_at    timestamptz not null default now(),
  seen_at       timestamptz not null default now(),
  expires_at    timestamptz not null
);
create index on kernel.session (account_id);

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

-- An identity at a party's own OpenID provider that belongs to an account.
create table kernel.external_identity (
  provider      text not null,
  subject       text not null check (length(subject) <= 255),
  account_id    uuid not null references kernel.account,
  linked_at     timestamptz not null default now(),
  primary key (provider, subject)
);

-- Failed sign-ins, to slow the next down; by login and by address.
create table kernel.sign_in_failure (
  key           text primary key,
  failures      integer not null,
  last_at       timestamptz not null,
  told_at       timestamptz
);

alter table kernel.account enable row level security;
alter table kernel.role_grant enable row level security;
alter table kernel.session enable row level security;
alter table kernel.passkey enable row level security;
alter table kernel.external_identity enable row level security;
alter table kernel.sign_in_failure enable row level security;

create policy own_account on kernel.account using (kernel.is_system() or id = kernel.actor_account());
create policy own_session on kernel.session using (kernel.is_system() or account_id = kernel.actor_account());
create policy own_passkey on kernel.passkey using (kernel.is_system() or account_id = kernel.actor_account());
create policy own_identity on kernel.external_identity using (kernel.is_system() or account_id = kernel.actor_account());
create policy system_only on kernel.sign_in_failure using (kernel.is_system());
create policy grant_seen on kernel.role_grant for select
  using (kernel.is_system() or account_id = kernel.actor_account() or kernel.audits(party) or kernel.acts_for_party(party)
         or kernel.actor_role() = 'administrator' or coalesce(organization_id = kernel.actor_organization(), false)
         or (kernel.actor_role() = 'division_officer' and kernel.in_division(division)));
-- A party's officer grants its party's roles; region-wide roles come from the administrator.
create policy grant_given on kernel.role_grant for insert
  with check (kernel.may_change(party) or kernel.is_system() or (kernel.actor_role() = 'administrator' and role in ('party_officer', 'secretariat_officer', 'auditor', 'administrator')));
create policy grant_ended on kernel.role_grant for update
  using (kernel.may_change(party) or kernel.is_system() or kernel.actor_role() = 'administrator');

grant select, insert, update on kernel.account, kernel.role_grant, kernel.session, kernel.passkey, kernel.external_identity, kernel.sign_in_failure to delta_app;
grant delete on kernel.session, kernel.passkey, kernel.sign_in_failure to delta_app;

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
