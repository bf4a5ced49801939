-- A term that is over is a state, not a date that one has to compare.
alter table pools.member drop constraint member_state_check;
alter table pools.member add constraint member_state_check check (state in ('nominated', 'returned', 'checked', 'declined', 'admitted', 'suspended', 'expired', 'left'));
create index on pools.member (term_ends_on) where state in ('admitted', 'suspended');

create or replace function pools.guard_member() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.person_id, new.pool_id, new.party) is distinct from (old.person_id, old.pool_id, old.party) then
    raise exception 'a record stays with its person, pool and party' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'admitted' and old.state in ('checked', 'expired') and old.person_id is distinct from kernel.actor_person() then
    raise exception 'consent is the person''s own' using errcode = 'insufficient_privilege';
  end if;
  if new.state is distinct from old.state and new.state in ('checked', 'returned', 'suspended') and not kernel.may_change(old.party) then
    raise exception 'the party checks its own people' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'expired' and old.state <> 'expired' then
    raise exception 'a term ends by its date' using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'checked' and old.state <> 'nominated' or new.state = 'admitted' and old.state not in ('checked', 'suspended', 'admitted', 'expired') then
    raise exception 'nobody is admitted without check and consent' using errcode = 'insufficient_privilege';
  end if;
  -- nobody but the person makes their term longer
  if new.term_ends_on is distinct from old.term_ends_on and old.person_id is distinct from kernel.actor_person() then
    raise exception 'consent is the person''s own' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- How whoever asked for a panel judged what somebody did on it. For those who keep the person's record, and whoever wrote it; never for the person or the others.
create table pools.judgement (
  id            uuid primary key default uuidv7(),
  draw_id       uuid not null,
  place         integer not null,
  member_id     uuid not null references pools.member,
  member_party  kernel.party_code not null,
  party         kernel.party_code not null,                -- who judged
  grade         integer not null check (grade between 1 and 5),
  about         text check (length(about) between 1 and 1000),
  at            timestamptz not null default now(),
  unique (draw_id, place),
  foreign key (draw_id, place) references pools.draw_place
);
create index on pools.judgement (member_id);
create function pools.may_judge(draw uuid, place integer, member uuid, party text) returns boolean language sql stable as $$
  select exists (select from pools.draw d join pools.draw_place p on p.draw_id = d.id where d.id = $1 and p.place = $2 and p.member_id = $3 and d.party = $4 and d.state = 'drawn' and p.place = any(d.panel))
$$;
alter table pools.judgement enable row level security;
create policy seen on pools.judgement for select using (kernel.is_system() or kernel.may_change(member_party) or kernel.may_change(party) or kernel.audits(member_party));
create policy added on pools.judgement for insert with check (kernel.may_change(party) and pools.may_judge(draw_id, place, member_id, party)
  and exists (select from pools.draw_place p where p.draw_id = judgement.draw_id and p.place = judgement.place and p.party = member_party));
grant select, insert on pools.judgement to delta_app;
