-- Answers: accepted on conditions, put off to the next term, and places that nobody answered for. Nothing here declines anybody by itself:
-- what a deadline or a closed post would touch is listed, confirmed by an officer, and can be undone.

-- Rounds: what is left over is matched once more.
alter table exchange.scheme add column round integer not null default 1 check (round between 1 and 9);
alter table exchange.run add column round integer not null default 1;
alter table exchange.run drop constraint run_scheme_id_key;
create unique index run_once on exchange.run (scheme_id, round);

alter table exchange.application drop constraint application_state_check, drop constraint application_check;
alter table exchange.application
  add column deferred_from uuid references exchange.application,   -- put off from an earlier scheme
  add constraint application_state_check check (state in ('draft', 'submitted', 'nominated', 'refused', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed', 'withdrawn')),
  add constraint placed_somewhere check ((state in ('offered', 'conditional', 'accepted')) = (offer_id is not null));
create unique index deferred_once on exchange.application (deferred_from) where deferred_from is not null and state <> 'withdrawn';

-- How many of an offer's places are taken, counted where the check stands: no rule, round or pair of officers at once gives a place twice.
alter table exchange.offer add column taken integer not null default 0;
update exchange.offer o set taken = (select count(*) from exchange.application a where a.offer_id = o.id);
alter table exchange.offer add constraint taken_within_capacity check (taken between 0 and capacity);
revoke update on exchange.offer from delta_app;
grant update (title, description, requirements, capacity, tutor, lodging, allowance, visibility, state, version) on exchange.offer to delta_app;

create function exchange.count_place() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.offer_id is not distinct from new.offer_id then return new; end if;
  if tg_op = 'UPDATE' and old.offer_id is not null then update exchange.offer set taken = taken - 1 where id = old.offer_id; end if;
  if new.offer_id is not null then update exchange.offer set taken = taken + 1 where id = new.offer_id; end if;
  return new;
end $$;
revoke execute on function exchange.count_place from public;
create trigger count_place after insert or update of offer_id on exchange.application for each row execute function exchange.count_place();

create or replace function exchange.count_nomination() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  counted text[] := array['nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed'];
  before integer := case when tg_op = 'UPDATE' and old.state = any(counted) then 1 else 0 end;
  after integer := case when new.state = any(counted) then 1 else 0 end;
begin
  if before <> after then
    update exchange.quota set nominated = nominated + after - before where scheme_id = new.scheme_id and institution_id = new.home_id;
    if not found then
      raise exception 'the home has no quota' using errcode = 'check_violation', constraint = 'nominated_within_quota';
    end if;
  end if;
  return new;
end $$;

-- Whether an application is the person's own, put off, and of the same programme as the scheme it is carried into.
create function exchange.may_carry_over(application uuid, person uuid, scheme uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.application a join exchange.scheme s on s.id = a.scheme_id join exchange.scheme n on n.id = scheme
                 where a.id = application and a.person_id = person and a.state = 'deferred' and n.preset = s.preset and n.item_id = s.item_id and n.id <> s.id)
$$;
revoke execute on function exchange.may_carry_over from public;
grant execute on function exchange.may_carry_over to delta_app;

create or replace function exchange.guard_application() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.created_at) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.created_at)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at or new.deferred_from is distinct from old.deferred_from then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred', 'conditional>declined', 'conditional>deferred'))
     and (new.statement = old.statement or old.state in ('draft', 'submitted'))
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'draft>withdrawn', 'submitted>withdrawn', 'offered>accepted', 'offered>conditional', 'offered>declined', 'offered>deferred',
                  'conditional>declined', 'conditional>deferred', 'reserve>reserve') then
    new.submitted_at := case when step = 'draft>submitted' then now() else old.submitted_at end;
    return new;
  end if;
  if exchange.acts_for(old.party, old.home_id) and new.statement = old.statement and new.offer_id is not distinct from old.offer_id
     and step in ('submitted>nominated', 'submitted>refused', 'nominated>submitted', 'refused>submitted', 'nominated>nominated') then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;

drop policy seen on exchange.application;
create policy seen on exchange.application for select using (
  kernel.is_system() or kernel.audits(party) or coalesce(person_id = kernel.actor_person(), false)
  or (state not in ('draft', 'withdrawn') and exchange.acts_for(party, home_id))
  or (state in ('nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed') and exchange.is_wished_host(id)));
drop policy added on exchange.application;
create policy added on exchange.application for insert with check (
  kernel.is_system() or (person_id = kernel.actor_person() and kernel.actor_role() = 'member' and state = 'draft' and offer_id is null and nomination_rank is null
    and exists (select from directory.person p where p.id = person_id and p.institution_id = home_id and p.party = application.party)
    and (deferred_from is null or exchange.may_carry_over(deferred_from, person_id, scheme_id))));

-- In a second round those in reserve may wish anew, for what is left.
create function exchange.may_wish(application uuid) returns boolean language sql stable return exists (
  select from exchange.application a join exchange.scheme s on s.id = a.scheme_id
  where a.id = application and a.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
    and (a.state in ('draft', 'submitted') or (a.state = 'reserve' and s.state = 'open')));
drop policy added on exchange.wish;
drop policy removed on exchange.wish;
create policy added on exchange.wish for insert with check (kernel.is_system() or exchange.may_wish(application_id));
create policy removed on exchange.wish for delete using (kernel.is_system() or exchange.may_wish(application_id));

-- What must come true for somebody to go: named by one side, shown by any of them, judged by the side that named it.
create table exchange.condition (
  id            uuid primary key default uuidv7(),
  application_id uuid not null references exchange.application,
  person_id     uuid not null references directory.person,
  home_id       uuid not null references directory.institution,
  home_party    kernel.party_code not null,
  host_id       uuid not null references directory.institution,
  host_party    kernel.party_code not null,
  side          text not null check (side in ('person', 'home', 'host')),
  text          text not null check (length(text) between 1 and 500),
  due_on        date not null,
  proof         text check (length(proof) between 1 and 2000),
  state         text not null default 'open' check (state in ('open', 'met', 'notMet')),
  note          text check (length(note) <= 1000),
  decided_at    timestamptz,
  decided_by    uuid,
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  check ((state = 'open') = (decided_at is null)),
  check (state <> 'met' or proof is not null or note is not null)   -- nobody is let through without a word why
);
create index on exchange.condition (application_id);
alter table exchange.condition enable row level security;
create function exchange.is_own_side(side text, person uuid, home_party text, home uuid, host_party text, host uuid) returns boolean language sql stable parallel safe return
  coalesce(case side when 'person' then person = kernel.actor_person() and kernel.actor_role() = 'member' when 'home' then exchange.acts_for(home_party, home) else exchange.acts_for(host_party, host) end, false);
create policy seen on exchange.condition for select using (exchange.is_side(person_id, home_party, home_id, host_party, host_id));
create policy added on exchange.condition for insert with check (state = 'open' and proof is null and exchange.is_own_side(side, person_id, home_party, home_id, host_party, host_id)
  and exists (select from exchange.application a join exchange.offer o on o.id = a.offer_id
              where a.id = application_id and a.state in ('offered', 'conditional') and (a.person_id, a.home_id, a.party, o.institution_id, o.party) = (condition.person_id, condition.home_id, condition.home_party, condition.host_id, condition.host_party)));
create policy changed on exchange.condition for update using (exchange.is_side(person_id, home_party, home_id, host_party, host_id));
grant select, insert, update (proof, state, note, decided_at, decided_by, version) on exchange.condition to delta_app;
create function exchange.guard_condition() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if old.state = 'open' and new.state = 'open' and new.note is not distinct from old.note and new.decided_at is null then return new; end if;
  if new.proof is not distinct from old.proof and exchange.is_own_side(old.side, old.person_id, old.home_party, old.home_id, old.host_party, old.host_id) then return new; end if;
  raise exception 'a condition is judged by the side that named it' using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on exchange.condition for each row execute function exchange.guard_condition();

-- Places that an officer took back after seeing the list: from those who did not answer, or because a post is closed.
create table exchange.release (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  kind          text not null check (kind in ('overdue', 'closed')),
  offer_id      uuid references exchange.offer,
  party         kernel.party_code not null,                  -- whose people, or whose post
  institution_id uuid references directory.institution,      -- of the post that was closed
  reason        text not null check (length(reason) between 1 and 2000),
  digest        bytea not null check (octet_length(digest) = 32),
  released_at   timestamptz not null default now(),
  released_by   uuid default kernel.actor_account(),
  undone_at     timestamptz,
  undone_reason text check (length(undone_reason) between 1 and 2000),
  check ((kind = 'closed') = (offer_id is not null)),
  check ((undone_at is null) = (undone_reason is null))
);
create index on exchange.release (scheme_id);
create table exchange.release_item (
  release_id    uuid not null references exchange.release,
  application_id uuid not null references exchange.application,
  person_name   text not null,
  offer_id      uuid not null references exchange.offer,
  was           text not null check (was in ('offered', 'conditional', 'accepted')),
  successor_id  uuid references exchange.application,
  restored      boolean not null default false,
  primary key (release_id, application_id)
);
alter table exchange.release enable row level security;
alter table exchange.release_item enable row level security;
create policy seen on exchange.release for select using (kernel.is_system() or kernel.audits(party) or kernel.may_change(party) or (institution_id is not null and exchange.acts_for(party, institution_id)));
create policy added on exchange.release for insert with check (kernel.is_system());
create policy changed on exchange.release for update using (kernel.is_system());
create policy seen on exchange.release_item for select using (exists (select from exchange.release r where r.id = release_id));
create policy added on exchange.release_item for insert with check (kernel.is_system());
create policy changed on exchange.release_item for update using (kernel.is_system());
grant select, insert, update on exchange.release, exchange.release_item to delta_app;
