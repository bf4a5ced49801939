-- A host's order may leave some equal; then the lottery decides between them. `final` is the order in which the matching took them.
alter table exchange.ordering add column level integer, add column given boolean not null default true, add column final integer check (final >= 1);
update exchange.ordering set level = rank;
alter table exchange.ordering alter column level set not null, add check (level between 1 and rank);

drop policy added on exchange.ordering;
drop policy removed on exchange.ordering;
create function exchange.may_order(offer uuid) returns boolean language sql stable return exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer and s.state = 'ordering' and exchange.acts_for(o.party, o.institution_id));
create policy added on exchange.ordering for insert with check (kernel.is_system() or (given and final is null and exchange.may_order(offer_id)));
create policy changed on exchange.ordering for update using (kernel.is_system());
create policy removed on exchange.ordering for delete using (kernel.is_system() or exchange.may_order(offer_id));
grant update (final) on exchange.ordering to delta_app;

-- Points by the criteria of the programme, each rater's own.
create table exchange.score (
  offer_id      uuid not null references exchange.offer,
  application_id uuid not null references exchange.application,
  rater         uuid not null default kernel.actor_account(),
  criterion     text not null check (length(criterion) between 1 and 40),
  points        integer not null check (points between 0 and 100),
  scored_at     timestamptz not null default now(),
  primary key (offer_id, application_id, rater, criterion)
);
alter table exchange.score enable row level security;
create function exchange.is_host_of(offer uuid) returns boolean language sql stable return exists (
  select from exchange.offer o where o.id = offer and exchange.acts_for(o.party, o.institution_id));
create policy seen on exchange.score for select using (kernel.is_system() or exchange.is_host_of(offer_id) or exists (select from exchange.offer o where o.id = offer_id and kernel.audits(o.party)));
create policy added on exchange.score for insert with check (rater = kernel.actor_account() and exchange.is_host_of(offer_id)
  and exists (select from exchange.wish w join exchange.application a on a.id = w.application_id where w.application_id = score.application_id and w.offer_id = score.offer_id and a.state in ('nominated', 'reserve'))
  and exists (select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer_id and s.state in ('open', 'ordering')));
create policy removed on exchange.score for delete using (rater = kernel.actor_account() and exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer_id and s.state in ('open', 'ordering') and exchange.acts_for(o.party, o.institution_id)));
grant select, insert, delete on exchange.score to delta_app;

-- Interviews: a panel is at one at a time, a person too, and a slot is one person's. The database refuses anything else, whoever asks at the same moment.
create table exchange.interview_slot (
  id            uuid primary key default uuidv7(),
  offer_id      uuid not null references exchange.offer,
  institution_id uuid not null references directory.institution,
  party         kernel.party_code not null,
  panel         text not null check (length(panel) between 1 and 60),
  room          text not null check (length(room) between 1 and 200),   -- or the address of a meeting on line
  during        tstzrange not null check (not isempty(during) and upper(during) - lower(during) <= interval '8 hours'),
  application_id uuid references exchange.application,
  person_id     uuid references directory.person,
  check ((application_id is null) = (person_id is null)),
  constraint panel_at_one_interview exclude using gist (institution_id with =, panel with =, during with &&),
  constraint person_at_one_interview exclude using gist (person_id with =, during with &&) where (person_id is not null)
);
create index on exchange.interview_slot (offer_id);
create unique index one_interview_an_offer on exchange.interview_slot (offer_id, application_id) where application_id is not null;
alter table exchange.interview_slot enable row level security;
create function exchange.may_be_interviewed(offer uuid, application uuid) returns boolean language sql stable return exists (
  select from exchange.application a join exchange.wish w on w.application_id = a.id and w.offer_id = offer
  where (application is null or a.id = application) and a.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and a.state in ('nominated', 'reserve'));
create policy seen on exchange.interview_slot for select using (kernel.is_system() or kernel.audits(party) or exchange.acts_for(party, institution_id)
  or coalesce(person_id = kernel.actor_person(), false) or (application_id is null and exchange.may_be_interviewed(offer_id, null)));
create policy added on exchange.interview_slot for insert with check (application_id is null and exchange.acts_for(party, institution_id)
  and exists (select from exchange.offer o where o.id = offer_id and (o.party, o.institution_id) = (interview_slot.party, interview_slot.institution_id)));
create policy changed on exchange.interview_slot for update using (exchange.acts_for(party, institution_id) or coalesce(person_id = kernel.actor_person(), false) or (application_id is null and exchange.may_be_interviewed(offer_id, null)))
  with check (exchange.acts_for(party, institution_id) or application_id is null or exchange.may_be_interviewed(offer_id, application_id));
create policy removed on exchange.interview_slot for delete using (application_id is null and exchange.acts_for(party, institution_id));
grant select, insert, update (application_id, person_id), delete on exchange.interview_slot to delta_app;
-- Whoever is booked is who applied, for an offer that they wish for.
create function exchange.guard_slot() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if new.application_id is not null and not exists (
    select from exchange.application a join exchange.wish w on w.application_id = a.id and w.offer_id = new.offer_id
    where a.id = new.application_id and a.person_id = new.person_id and a.state in ('nominated', 'reserve')) then
    raise exception 'an interview is for somebody nominated who wishes for the offer' using errcode = 'check_violation', constraint = 'interviewed_applies';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_slot from public;
create trigger guard before insert or update on exchange.interview_slot for each row execute function exchange.guard_slot();
