-- One wishes for what is offered: a published post of the same scheme, at another institution. Past the service too; a post that is withdrawn later stays
-- a wish that says so, and is passed over by the matching.
create function exchange.guard_wish() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if not exists (select from exchange.application a join exchange.offer o on o.id = new.offer_id and o.scheme_id = a.scheme_id and o.state = 'published' and o.institution_id <> a.home_id
                 where a.id = new.application_id) then
    raise exception 'this is not offered to them' using errcode = 'check_violation', constraint = 'wish_is_offered';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_wish from public;
create trigger guard after insert on exchange.wish for each row execute function exchange.guard_wish();

-- A quota that was cut below those nominated: whom it touched, as it was listed before, and how to undo it. The platform alone writes here.
create table exchange.quota_cut (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  institution_id uuid not null,
  party         kernel.party_code not null,
  places_before integer not null check (places_before between 0 and 10000),
  places        integer not null check (places between 0 and 10000 and places < places_before),
  reason        text not null check (length(reason) between 1 and 2000),
  digest        bytea not null check (octet_length(digest) = 32),
  cut_at        timestamptz not null default now(),
  cut_by        uuid default kernel.actor_account(),
  undone_at     timestamptz,
  undone_reason text check (length(undone_reason) between 1 and 2000),
  check ((undone_at is null) = (undone_reason is null)),
  foreign key (scheme_id, institution_id) references exchange.quota
);
create index on exchange.quota_cut (scheme_id);
create table exchange.quota_cut_item (
  cut_id        uuid not null references exchange.quota_cut,
  application_id uuid not null references exchange.application,
  was           text not null check (was in ('atDivision', 'atParty', 'nominated')),
  rank          integer not null,
  restored      boolean not null default false,
  primary key (cut_id, application_id)
);
create index on exchange.quota_cut_item (application_id);
alter table exchange.quota_cut enable row level security;
alter table exchange.quota_cut_item enable row level security;
create policy seen on exchange.quota_cut for select using (kernel.is_system() or kernel.audits(party) or exchange.acts_for(party, institution_id));
create policy added on exchange.quota_cut for insert with check (kernel.is_system());
create policy changed on exchange.quota_cut for update using (kernel.is_system());
create policy seen on exchange.quota_cut_item for select using (exists (select from exchange.quota_cut c where c.id = cut_id));
create policy added on exchange.quota_cut_item for insert with check (kernel.is_system());
create policy changed on exchange.quota_cut_item for update using (kernel.is_system());
grant select, insert, update (undone_at, undone_reason) on exchange.quota_cut to delta_app;
grant select, insert, update (restored) on exchange.quota_cut_item to delta_app;
