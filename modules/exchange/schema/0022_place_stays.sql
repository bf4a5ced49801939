-- What happens during a stay, as both sides and the person record it.
alter table exchange.entry add column id uuid not null default uuidv7();
create unique index entry_by_id on exchange.entry (id);

-- Days off: asked by the person, granted or not by the host; the home sees them.
create table exchange.leave (
  id            uuid primary key default uuidv7(),
  placement_id  uuid not null references exchange.placement,
  during        daterange not null check (not isempty(during)),
  reason        text not null check (length(reason) between 1 and 1000),
  state         text not null default 'asked' check (state in ('asked', 'granted', 'refused', 'withdrawn')),
  asked_at      timestamptz not null default now(),
  answer        text check (length(answer) <= 1000),
  answered_by   uuid,
  answered_at   timestamptz,
  check ((state in ('granted', 'refused')) = (answered_at is not null)),
  constraint one_leave_at_a_time exclude using gist (placement_id with =, during with &&) where (state in ('asked', 'granted'))
);

-- What went wrong: by whom it was reported, and what was done about it.
create table exchange.incident (
  id            uuid primary key default uuidv7(),
  placement_id  uuid not null references exchange.placement,
  kind          text not null check (kind in ('injury', 'health', 'safety', 'dispute', 'other')),
  happened_on   date not null,
  text          text not null check (length(text) between 1 and 3000),
  side          text not null check (side in ('person', 'home', 'host')),
  reported_by   uuid default kernel.actor_account(),
  reported_at   timestamptz not null default now(),
  state         text not null default 'open' check (state in ('open', 'settled')),
  settled_at    timestamptz,
  check ((state = 'settled') = (settled_at is not null))
);
create index on exchange.incident (placement_id, id);
create table exchange.follow_up (
  id            uuid primary key default uuidv7(),
  incident_id   uuid not null references exchange.incident,
  text          text not null check (length(text) between 1 and 3000),
  side          text not null check (side in ('person', 'home', 'host')),
  written_by    uuid default kernel.actor_account(),
  written_at    timestamptz not null default now()
);
create index on exchange.follow_up (incident_id, id);

-- The talk at half time: what host and person say about how it goes.
create table exchange.talk (
  placement_id  uuid primary key references exchange.placement,
  held_on       date not null,
  text          text not null check (length(text) between 1 and 5000),
  held_by       uuid default kernel.actor_account(),
  written_at    timestamptz not null default now(),
  own_view      text check (length(own_view) between 1 and 3000),
  own_view_at   timestamptz,
  check ((own_view is null) = (own_view_at is null))
);

-- An objection to what home or host assessed; or the person's word that there is none.
create table exchange.objection (
  placement_id  uuid not null,
  side          text not null check (side in ('home', 'host')),
  text          text not null check (length(text) between 1 and 3000),
  raised_at     timestamptz not null default now(),
  outcome       text check (outcome in ('kept', 'changed')),
  answer        text check (length(answer) between 1 and 3000),
  grade         text check (grade in ('excellent', 'good', 'passed', 'failed')),
  answered_by   uuid,
  answered_at   timestamptz,
  primary key (placement_id, side),
  foreign key (placement_id, side) references exchange.assessment,
  check ((outcome is null) = (answered_at is null) and (outcome is null) = (answer is null)),
  check ((outcome = 'changed') is not distinct from (grade is not null) or outcome is null)
);
alter table exchange.placement add column no_objection_at timestamptz;

-- What secondees write for those who come after them, and what is said about it.
create table exchange.post (
  id            uuid primary key default uuidv7(),
  scheme_id     uuid not null references exchange.scheme,
  person_id     uuid not null references directory.person,
  author_name   text not null check (length(author_name) between 1 and 60),
  host_name     text not null check (length(host_name) <= 100),
  title         text not null check (length(title) between 1 and 120),
  text          text not null check (length(text) between 1 and 20000),
  state         text not null default 'published' check (state in ('published', 'withdrawn')),
  withdrawn_reason text check (length(withdrawn_reason) <= 2000),
  party         kernel.party_code not null,                  -- of the author's home
  published_at  timestamptz not null default now()
);
create index on exchange.post (scheme_id, id);
create table exchange.reply (
  id            uuid primary key default uuidv7(),
  post_id       uuid not null references exchange.post,
  author_name   text not null check (length(author_name) between 1 and 60),
  account_id    uuid default kernel.actor_account(),
  text          text not null check (length(text) between 1 and 3000),
  written_at    timestamptz not null default now()
);
create index on exchange.reply (post_id, id);

-- Whoever applied for a programme reads what those write who were chosen. With the owner's rights, or else it would depend on what else the actor sees.
create function exchange.applied_for(scheme uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.application a where a.scheme_id = scheme and a.person_id = kernel.actor_person() and a.state not in ('draft', 'withdrawn'))
$$;
create function exchange.is_there(scheme uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.placement p where p.scheme_id = scheme and p.person_id = kernel.actor_person() and p.state in ('underway', 'finished', 'certified'))
$$;
-- The side on which the actor stands, as a policy needs it.
create function exchange.stands_for(side text, placement uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.placement p where p.id = placement and case side
    when 'person' then p.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
    when 'home' then exchange.acts_for(p.home_party, p.home_id)
    else exchange.acts_for(p.host_party, p.host_id) end)
$$;
revoke execute on function exchange.applied_for, exchange.is_there, exchange.stands_for from public;
grant execute on function exchange.applied_for, exchange.is_there, exchange.stands_for to delta_app;

alter table exchange.leave enable row level security;
alter table exchange.incident enable row level security;
alter table exchange.follow_up enable row level security;
alter table exchange.talk enable row level security;
alter table exchange.objection enable row level security;
alter table exchange.post enable row level security;
alter table exchange.reply enable row level security;

create policy seen on exchange.leave for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy asked on exchange.leave for insert with check (state = 'asked' and exchange.stands_for('person', placement_id) and exists (select from exchange.placement p where p.id = placement_id and p.state = 'underway' and leave.during <@ p.during));
create policy answered on exchange.leave for update using (state = 'asked' and exchange.stands_for('host', placement_id)) with check (state in ('granted', 'refused') and exchange.stands_for('host', placement_id));
create policy withdrawn on exchange.leave for update using (state = 'asked' and exchange.stands_for('person', placement_id)) with check (state = 'withdrawn' and exchange.stands_for('person', placement_id));
create policy seen on exchange.incident for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy reported on exchange.incident for insert with check (state = 'open' and exchange.stands_for(side, placement_id));
create policy settled on exchange.incident for update using (exchange.stands_for('home', placement_id) or exchange.stands_for('host', placement_id));
create policy seen on exchange.follow_up for select using (exists (select from exchange.incident i where i.id = incident_id));
create policy written on exchange.follow_up for insert with check (exists (select from exchange.incident i where i.id = incident_id and exchange.stands_for(follow_up.side, i.placement_id)));
create policy seen on exchange.talk for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy held on exchange.talk for insert with check (own_view is null and exchange.stands_for('host', placement_id));
create policy viewed on exchange.talk for update using (own_view is null and exchange.stands_for('person', placement_id)) with check (exchange.stands_for('person', placement_id));
create policy seen on exchange.objection for select using (exists (select from exchange.placement p where p.id = placement_id));
create policy raised on exchange.objection for insert with check (outcome is null and exchange.stands_for('person', placement_id) and exists (select from exchange.placement p where p.id = placement_id and p.state = 'finished'));
create policy answered on exchange.objection for update using (outcome is null and exchange.stands_for(side, placement_id)) with check (outcome is not null and exchange.stands_for(side, placement_id));
create policy seen on exchange.post for select using (kernel.is_system() or kernel.is_officer() or exchange.applied_for(scheme_id));
create policy written on exchange.post for insert with check (person_id = kernel.actor_person() and kernel.actor_role() = 'member' and exchange.is_there(scheme_id));
create policy withdrawn on exchange.post for update using (person_id = kernel.actor_person() or kernel.may_change(party));
create policy seen on exchange.reply for select using (exists (select from exchange.post p where p.id = post_id));
create policy written on exchange.reply for insert with check (exists (select from exchange.post p where p.id = post_id and p.state = 'published'));

grant select, insert, update (state, answer, answered_by, answered_at) on exchange.leave to delta_app;
grant select, insert, update (state, settled_at) on exchange.incident to delta_app;
grant select, insert on exchange.follow_up to delta_app;
grant select, insert, update (own_view, own_view_at) on exchange.talk to delta_app;
grant select, insert, update (outcome, answer, grade, answered_by, answered_at) on exchange.objection to delta_app;
grant select, insert, update (state, withdrawn_reason) on exchange.post to delta_app;
grant select, insert on exchange.reply to delta_app;

-- What a finished or running stay comes to, by pair of cities and month; sums only, so that everybody's officers may see them whole.
-- Days lie in the month in which they were; a person is counted in the month of arrival; hours as recognised, or by the journal until they are; credits when they were recognised.
create function exchange.figures(until date) returns table (preset text, home_city text, host_city text, home_party text, host_party text, month text, people bigint, days bigint, hours numeric, credits numeric, certified bigint)
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  with stay as (
    select p.id, s.preset, p.home_party, p.host_party, lower(p.during) as starts, upper(p.during) - 1 as ends, p.certified_on, p.recognised,
      coalesce((select sum((line ->> 'hours')::numeric) from jsonb_array_elements(p.recognised) as line), 0) as recognised_hours,
      case when h.division like '31%' then '310100' else left(h.division, 4) || '00' end as home_city, case when i.division like '31%' then '310100' else left(i.division, 4) || '00' end as host_city
    from exchange.placement p join exchange.scheme s on s.id = p.scheme_id join directory.institution h on h.id = p.home_id join directory.institution i on i.id = p.host_id
    where p.state in ('underway', 'finished', 'certified', 'ended') and not isempty(p.during) and lower(p.during) <= until
  ), part as (
    select id, to_char(starts, 'YYYY-MM') as month, 1 as people, 0 as days, 0::numeric as hours, 0::numeric as credits, 0 as certified from stay
    union all
    select stay.id, to_char(m, 'YYYY-MM'), 0, greatest(0, (least(stay.ends, (m + interval '1 month' - interval '1 day')::date, until) - greatest(stay.starts, m::date)) + 1), 0, 0, 0
    from stay cross join lateral generate_series(date_trunc('month', stay.starts::timestamp), stay.ends::timestamp, interval '1 month') as m
    union all
    select e.placement_id, e.month, 0, 0, e.hours, 0, 0 from exchange.entry e join stay on stay.id = e.placement_id where stay.recognised_hours = 0
    union all
    select id, to_char(certified_on, 'YYYY-MM'), 0, 0, recognised_hours, coalesce((select sum((line ->> 'credits')::numeric) from jsonb_array_elements(recognised) as line), 0), 1 from stay where certified_on is not null
  )
  select stay.preset, stay.home_city, stay.host_city, stay.home_party, stay.host_party, part.month, sum(people), sum(days), sum(hours), sum(credits), sum(certified)
  from part join stay on stay.id = part.id where kernel.is_officer() or kernel.is_system()
  group by 1, 2, 3, 4, 5, 6 having sum(people) + sum(days) + sum(hours) + sum(credits) + sum(certified) > 0
$$;
revoke execute on function exchange.figures from public;
grant execute on function exchange.figures to delta_app;

create or replace function exchange.guard_placement() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'version' - 'during' - 'end_reason') is distinct from (to_jsonb(old) - 'state' - 'version' - 'during' - 'end_reason') or (new.state = 'certified') is distinct from (old.state = 'certified') then
    raise exception 'a certificate is given by the platform when all three sides have assessed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
