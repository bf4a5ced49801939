-- What an officer or a member with SQL at hand could still do is closed, and every pause, end and renewal says why.

-- Whoever is nominated is the person that they are, of the party and institution that they have; nothing of what comes later is put in beforehand.
drop policy added on pools.member;
create policy added on pools.member for insert with check (state = 'nominated' and directory.may_keep(party, division, institution_id) and consented_on is null and term_ends_on is null and words = ''
  and exists (select from directory.person p where p.id = person_id and p.party = member.party and p.institution_id = member.institution_id and p.name = member.name));

alter table pools.member add column state_reason text check (length(state_reason) between 1 and 2000);   -- of the last move (lifecycle.ts)
alter table pools.member disable trigger user;
update pools.member set state_reason = '（未记录）' where state in ('suspended', 'left');
alter table pools.member enable trigger user;
alter table pools.member add constraint suspended_or_left_for_a_reason check (state not in ('suspended', 'left') or state_reason is not null);

-- Who takes which step: the same as lifecycle.ts. What others have seen of somebody stays as it is; only the person gives consent, for the pool's term and no longer.
create or replace function pools.guard_member() returns trigger language plpgsql as $$
declare
  own boolean := coalesce(old.person_id = kernel.actor_person(), false);
  step text := old.state || ' ' || new.state;
  moving text[] := array['state', 'state_reason', 'version', 'consented_on', 'term_ends_on', 'facets'];
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.person_id, new.pool_id, new.party, new.ordinal, new.words) is distinct from (old.person_id, old.pool_id, old.party, old.ordinal, old.words) or (old.state not in ('nominated', 'returned') and to_jsonb(new) - moving is distinct from to_jsonb(old) - moving) then
    raise exception 'a record stays with its person, pool and party, and as others have seen it' using errcode = 'insufficient_privilege';
  end if;
  if new.state is distinct from old.state and not (case
    when step in ('nominated checked', 'nominated returned', 'admitted suspended', 'suspended admitted') then kernel.may_change(old.party)
    when step = 'returned nominated' then directory.may_keep(old.party, old.division, old.institution_id)
    when step in ('checked admitted', 'checked declined', 'expired admitted') then own
    when step in ('admitted left', 'suspended left', 'expired left') then own or kernel.may_change(old.party)
    else false end) then
    raise exception 'not a step that this person may take' using errcode = 'insufficient_privilege';
  end if;
  if (new.consented_on, new.term_ends_on) is distinct from (old.consented_on, old.term_ends_on) and not coalesce(
    own and new.state = 'admitted' and (old.term_ends_on is null or new.state_reason is not null)
    and new.term_ends_on = (select (new.consented_on + make_interval(years => p.term_years))::date - 1 from pools.pool p where p.id = new.pool_id), false) then
    raise exception 'consent is the person''s own, for the pool''s term, and a renewal has a reason' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- What was declared is taken back, not rewritten.
revoke update on pools.conflict from delta_app;
grant update (withdrawn_at) on pools.conflict to delta_app;

-- A draw begins with nothing but what is asked.
drop policy added on pools.draw;
create policy added on pools.draw for insert with check (kernel.may_change(party) and state = 'solving' and frozen is null and digest is null and drawn is null and panel is null and problem is null and round = 0);

-- Who leaves a panel is decided by rule, and the panel changes with it: a departure without it would spoil the transcript.
drop policy added on pools.draw_departure;
create policy added on pools.draw_departure for insert with check (kernel.is_system());
drop function pools.may_take_off;

-- Any of the four may say that somebody drawn has a tie to what is reviewed. Where the platform finds it by the draw's own rules, they leave; otherwise their own party looks at what is put forward and decides, with a reason that all four read.
create table pools.draw_objection (
  id            uuid primary key default uuidv7(),
  draw_id       uuid not null,
  place         integer not null,
  party         kernel.party_code not null,                -- who objects
  reason        text not null check (length(reason) between 1 and 2000),
  member_party  kernel.party_code not null check (member_party <> party),
  at            timestamptz not null default now(),
  answer        text check (answer in ('upheld', 'rejected')),
  answer_reason text check (length(answer_reason) between 1 and 2000),
  answered_at   timestamptz,
  check ((answer is null) = (answer_reason is null) and (answer is null) = (answered_at is null)),
  foreign key (draw_id, place) references pools.draw_place
);
create unique index draw_objection_open on pools.draw_objection (draw_id, place) where answer is null;
create index on pools.draw_objection (draw_id, id);
create function pools.may_object(draw uuid, place integer, member_party text) returns boolean language sql stable as $$
  select exists (select from pools.draw d join pools.draw_place p on p.draw_id = d.id where d.id = $1 and p.place = $2 and p.party = $3 and d.state = 'drawn' and p.place = any(d.panel))
$$;
alter table pools.draw_objection enable row level security;
create policy seen on pools.draw_objection for select using (pools.sees_draw(draw_id));
create policy added on pools.draw_objection for insert with check (answer is null and kernel.may_change(party) and pools.may_object(draw_id, place, member_party));
create policy answered on pools.draw_objection for update using (kernel.is_system() or (answer is null and kernel.may_change(member_party))) with check (kernel.is_system() or (answer is not null and kernel.may_change(member_party)));
grant select, insert on pools.draw_objection to delta_app;
grant update (answer, answer_reason, answered_at) on pools.draw_objection to delta_app;
