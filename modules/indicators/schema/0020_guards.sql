-- A system is in force when the four have agreed: the platform alone says so, past any service too.
create function indicators.guard_system() returns trigger language plpgsql as $$
begin
  if new.state = 'in_force' and old.state <> 'in_force' and kernel.actor_role() is not null and not kernel.is_system() then
    raise exception 'the four put a system in force' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update of state on indicators.system for each row execute function indicators.guard_system();

-- A form stays its unit's, and nobody passes it on in a higher level's place.
create function indicators.guard_form() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.campaign_id, new.unit, new.party, new.division, new.city, new.organization_id, new.level)
     is distinct from (old.campaign_id, old.unit, old.party, old.division, old.city, old.organization_id, old.level) then
    raise exception 'a form stays its unit''s' using errcode = 'insufficient_privilege';
  end if;
  if new.state = old.state or kernel.may_change(old.party) or new.state = 'submitted'
     or (kernel.actor_role() = 'division_officer' and (new.state in ('open', 'verified') or (new.state = 'checked' and kernel.in_division(old.city)))) then
    return new;
  end if;
  raise exception 'not a step of this actor: % to %', old.state, new.state using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on indicators.form for each row execute function indicators.guard_form();
