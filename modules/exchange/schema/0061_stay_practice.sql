-- Practice in enterprises that was not arranged here: entered by the teacher's institution with its evidence, and confirmed by its department. Only then it counts.
create table exchange.practice (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  institution_id uuid not null references directory.institution,
  party         kernel.party_code not null,
  enterprise    text not null check (length(enterprise) between 2 and 100),
  work          text not null check (length(work) between 1 and 2000),       -- what was done there
  during        daterange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  state         text not null default 'entered' check (state in ('entered', 'sent', 'confirmed', 'withdrawn')),
  reason        text check (length(reason) <= 2000),                          -- why it was sent back
  entered_by    uuid default kernel.actor_account(),
  confirmed_by  uuid,
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  constraint practice_once exclude using gist (person_id with =, during with &&) where (state <> 'withdrawn')
);
create index on exchange.practice (person_id);
alter table exchange.practice enable row level security;
create policy seen on exchange.practice for select using (kernel.is_system() or coalesce(person_id = kernel.actor_person(), false) or exchange.acts_for(party, institution_id) or kernel.audits(party));
create policy added on exchange.practice for insert with check (state = 'entered' and confirmed_by is null and entered_by is not distinct from kernel.actor_account()
  and kernel.actor_role() = 'institution_officer' and exchange.acts_for(party, institution_id)
  and exists (select from directory.person p where p.id = person_id and p.institution_id = practice.institution_id and p.party = practice.party));
create policy changed on exchange.practice for update using (kernel.is_system() or exchange.acts_for(party, institution_id));
grant select, insert, update on exchange.practice to delta_app;

-- The institution enters, sends and withdraws; the department alone confirms or sends back; nothing goes without evidence, and what was sent stands.
create function exchange.guard_practice() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'version' - 'reason' - 'confirmed_by') is distinct from (to_jsonb(old) - 'state' - 'version' - 'reason' - 'confirmed_by') then
    raise exception 'what was entered stays as it is' using errcode = 'insufficient_privilege';
  end if;
  if step in ('entered>sent', 'sent>confirmed') and not exists (select from kernel.file f where f.subject_type = 'exchange.practice' and f.subject_id = old.id::text and f.withdrawn_at is null) then
    raise exception 'practice elsewhere needs its evidence' using errcode = 'check_violation', constraint = 'practice_has_evidence';
  end if;
  if kernel.actor_role() = 'institution_officer' and step in ('entered>sent', 'entered>withdrawn', 'sent>withdrawn') and new.confirmed_by is null then
    return new;
  end if;
  if kernel.actor_role() = 'party_officer' and kernel.may_change(old.party) and step in ('sent>confirmed', 'sent>entered', 'confirmed>withdrawn')
     and new.confirmed_by is not distinct from (case when step = 'sent>entered' then null when step = 'sent>confirmed' then kernel.actor_account() else old.confirmed_by end) then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;
revoke execute on function exchange.guard_practice from public;
create trigger guard before update on exchange.practice for each row execute function exchange.guard_practice();

insert into kernel.file_subject (subject_type, relation) values ('exchange.practice', 'exchange.practice');
create trigger clock before insert or update on exchange.practice for each row execute function kernel.stamp('created_at');

create function exchange.forget_practice(person uuid) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  update exchange.practice x set work = '（本人已注销账号，内容已删除）', reason = null where x.person_id = person;
  perform kernel.erase_files('exchange.practice', array(select x.id::text from exchange.practice x where x.person_id = person));
end $$;
create function exchange.move_practice(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  -- Entered under both records, the same days count once: the one that is moved gives way.
  update exchange.practice x set state = 'withdrawn', reason = '合并人员记录时与另一条重复' where x.person_id = gone and x.state <> 'withdrawn'
    and exists (select from exchange.practice y where y.person_id = kept and y.state <> 'withdrawn' and y.during && x.during);
  update exchange.practice x set person_id = kept where x.person_id = gone;
end $$;
revoke execute on function exchange.forget_practice, exchange.move_practice from public;
grant execute on function exchange.forget_practice, exchange.move_practice to delta_app;

-- Days in enterprises of each teacher since a day: stays by these programmes less the leave that was granted, and what was confirmed from elsewhere; days that overlap count once.
-- With the caller's rights: whoever may not see a teacher's stays gets no sum of them.
create function exchange.practice_days(person uuid, presets text[], counted daterange) returns integer language sql stable return
  coalesce((select sum(upper(r) - lower(r))::integer from unnest((
    select coalesce(range_agg(t.during * counted), '{}'::datemultirange) from (
      select p.during from exchange.placement p join exchange.scheme s on s.id = p.scheme_id where p.person_id = person and s.preset = any (presets) and p.state in ('underway', 'finished', 'certified', 'ended')
      union all select x.during from exchange.practice x where x.person_id = person and x.state = 'confirmed') t)
    - (select coalesce(range_agg(l.during), '{}'::datemultirange) from exchange.leave l join exchange.placement p on p.id = l.placement_id join exchange.scheme s on s.id = p.scheme_id
       where p.person_id = person and s.preset = any (presets) and l.state = 'granted')) as r), 0);

-- A teacher of a vocational school or college, as the directory has them: by a title or a post that says so (教授, 高级教师, 实习指导教师 …; not an accountant’s).
create function exchange.teaches_vocationally(kind text, level text, title text, post text) returns boolean language sql immutable parallel safe return
  (kind = 'vocational_school' or (kind = 'university' and level = '专科')) and (coalesce(title, '') ~ '教|讲师|实习指导' or coalesce(post, '') ~ '教师|讲师|教授|教员|实训|实习指导') and coalesce(post, '') !~ '学生';
