-- A partner's review moves a report on (`changed on plan.report` lets those who take part do that), and does nothing else to it:
-- a policy sees the row as it was or as it will be, never both, so what may differ between the two is kept here.
create function plan.guard_report() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.party, new.item_id, new.milestone_id, new.created_at) is distinct from (old.party, old.item_id, old.milestone_id, old.created_at) then
    raise exception 'a report stays with its party and its milestone' using errcode = 'insufficient_privilege';
  end if;
  if old.party is distinct from kernel.actor_party() and not (
    to_jsonb(new) - 'state' - 'version' = to_jsonb(old) - 'state' - 'version'
    and old.state = 'submitted' and new.state in ('submitted', 'accepted', 'returned') and new.version between old.version and old.version + 1
    and exists (select from plan.review r where r.report_id = old.id and r.report_version = old.version and r.party = kernel.actor_party()
                and (new.state <> 'returned' or r.verdict = 'return') and (new.state <> 'accepted' or r.verdict = 'agree'))
  ) then
    raise exception 'a report is written by its own party' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on plan.report for each row execute function plan.guard_report();
