-- Nobody offers places, or gives quotas, in the name of another party's institution.
alter table exchange.offer add constraint offer_of_own_institution foreign key (institution_id, party) references directory.institution (id, party);
alter table exchange.quota add constraint quota_of_own_institution foreign key (institution_id, party) references directory.institution (id, party);
alter table exchange.application add constraint application_of_own_home foreign key (home_id, party) references directory.institution (id, party);

-- A scheme is agreed when the four have agreed: the platform alone says so, past any service too.
create function exchange.guard_scheme() returns trigger language plpgsql as $$
begin
  if new.state = 'agreed' and old.state <> 'agreed' and kernel.actor_role() is not null and not kernel.is_system() then
    raise exception 'the four agree to a scheme' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update of state on exchange.scheme for each row execute function exchange.guard_scheme();
