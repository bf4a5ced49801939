-- A side records how a stay goes, its days included; who it is about, and that it was certified, is not a side's to write.
create function exchange.guard_placement() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'version' - 'during') is distinct from (to_jsonb(old) - 'state' - 'version' - 'during') or (new.state = 'certified') is distinct from (old.state = 'certified') then
    raise exception 'a certificate is given by the platform when all three sides have assessed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on exchange.placement for each row execute function exchange.guard_placement();
