-- The day with whose end a campaign is locked by itself; who opens it again has it open until they lock it.
alter table indicators.campaign add column locks_on date check (locks_on >= due_on);

create or replace function indicators.guard_campaign() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.system_id, new.title, new.period, new.due_on, new.party, new.visibility) is distinct from (old.system_id, old.title, old.period, old.due_on, old.party, old.visibility) then
    raise exception 'a campaign stays what it was opened as' using errcode = 'insufficient_privilege';
  end if;
  if new.locks_on is distinct from old.locks_on and not (new.locks_on is null and old.state = 'locked' and new.state = 'open') then
    raise exception 'the day on which a campaign is locked stays' using errcode = 'insufficient_privilege';
  end if;
  if old.state = 'withdrawn' or (new.state = 'withdrawn' and old.state <> 'open') then
    raise exception 'not a step of a campaign: % to %', old.state, new.state using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
