-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on pools.cadre_record for each row execute function kernel.stamp('recorded_at');
create trigger clock before insert or update on pools.conflict for each row execute function kernel.stamp('declared_at', 'withdrawn_at');
create trigger clock before insert or update on pools.draw for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on pools.draw_commit for each row execute function kernel.stamp('at');
create trigger clock before insert or update on pools.draw_reveal for each row execute function kernel.stamp('at');
create trigger clock before insert or update on pools.draw_reading for each row execute function kernel.stamp('at');
create trigger clock before insert or update on pools.draw_objection for each row execute function kernel.stamp('at', 'answered_at');
create trigger clock before insert or update on pools.judgement for each row execute function kernel.stamp('at');
create trigger clock before insert or update on pools.post for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on pools.sheet for each row execute function kernel.stamp('created_at');

-- A nomination is of the moment in which it is made, a draw has no deadline before its first round.
create policy of_now on pools.member as restrictive for insert with check (kernel.is_system() or created_at = now());
create policy of_now on pools.draw as restrictive for insert with check (kernel.is_system() or reveal_until is null);

-- Consent is of the day on which it is given: dated ahead it would make the term longer.
create function pools.guard_consent() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if new.consented_on is distinct from old.consented_on and new.consented_on is distinct from kernel.today() then
    raise exception 'consent is of the day on which it is given' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function pools.guard_consent from public;
create trigger guard_consent before update of consented_on on pools.member for each row execute function pools.guard_consent();

-- A sheet goes its way step by step, and its rows name whom it nominated: its sender points none of them at somebody else whom the party would then approve with it.
create or replace function pools.guard_sheet() returns trigger language plpgsql as $$
declare
  step text := old.state || ' ' || new.state;
begin
  if (new.pool_id, new.party, new.account_id) is distinct from (old.pool_id, old.party, old.account_id) or (new.state = 'approved' and not kernel.may_change(old.party)) then
    raise exception 'a sheet is approved by its party' using errcode = 'insufficient_privilege';
  end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if new.state <> old.state and step not in ('checking checked', 'checked storing', 'storing stored', 'stored approved') then
    raise exception 'not a step of a sheet: %', step using errcode = 'insufficient_privilege';
  end if;
  if step <> 'stored approved' and old.account_id is distinct from kernel.actor_account() then
    raise exception 'a sheet is its sender''s until it is approved' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create function pools.sheet_is(sheet uuid, state text) returns boolean language sql stable as
  $$ select exists (select from pools.sheet s where s.id = sheet and s.state = $2) $$;
create policy taken_in on pools.sheet_row as restrictive for insert with check (kernel.is_system() or (member_id is null and pools.sheet_is(sheet_id, 'checking')));
create function pools.guard_sheet_row() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.sheet_id, new.line, new.cells) is distinct from (old.sheet_id, old.line, old.cells)
     or ((new.person_id, new.institution_id, new.errors) is distinct from (old.person_id, old.institution_id, old.errors) and not pools.sheet_is(old.sheet_id, 'checking'))
     or (new.member_id is distinct from old.member_id and not (old.member_id is null and pools.sheet_is(old.sheet_id, 'storing')
         and exists (select from pools.member m join pools.sheet s on s.id = old.sheet_id and s.pool_id = m.pool_id where m.id = new.member_id and m.person_id = old.person_id and m.state = 'nominated' and m.created_at = now()))) then
    raise exception 'a row names whom its sheet has nominated' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function pools.guard_sheet_row from public;
create trigger guard before update on pools.sheet_row for each row execute function pools.guard_sheet_row();
