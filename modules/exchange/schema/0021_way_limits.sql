-- What a scheme restricts beside capacities and quotas (rules in ../restrictions.ts), the category that an applicant falls under, and the code of
-- those who go together or not at all.
alter table exchange.scheme add column limits jsonb not null default '{"by": "none", "quotas": [], "caps": [], "teams": false}' check (pg_column_size(limits) <= 8000);
alter table exchange.application
  add column category text check (length(category) between 1 and 30),
  add column team text check (team ~ '^[A-HJ-NP-Z2-9]{6}$');
create index on exchange.application (scheme_id, team) where team is not null;
alter table exchange.run_input add column caps text not null default '';

-- Those of a team, for whoever knows its code because they are in it: by name, whether their wishes are as many, whether they were sent in.
create function exchange.team_of(application uuid) returns table (person_name text, wishes integer, state text)
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select o.person_name, (select count(*)::integer from exchange.wish w where w.application_id = o.id), o.state
  from exchange.application a join exchange.application o on o.scheme_id = a.scheme_id and o.team = a.team and o.id <> a.id and o.state <> 'withdrawn'
  where a.id = application and a.person_id = kernel.actor_person() order by o.person_name, o.id limit 20
$$;
revoke execute on function exchange.team_of from public;
grant execute on function exchange.team_of to delta_app;

-- A team is small: who are more than four are a group of their own.
create function exchange.guard_team() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if new.team is not null and new.team is distinct from old.team then
    perform pg_advisory_xact_lock(hashtextextended('exchange.team ' || new.scheme_id || new.team, 0));
    if (select count(*) from exchange.application where scheme_id = new.scheme_id and team = new.team and state <> 'withdrawn' and id <> new.id) >= 4 then
      raise exception 'the team is full' using errcode = 'check_violation', constraint = 'team_of_four';
    end if;
  end if;
  if new.team is distinct from old.team or new.category is distinct from old.category then
    if not (kernel.actor_role() is null or kernel.is_system() or (old.person_id = kernel.actor_person() and old.state = 'draft')) then
      raise exception 'category and team are the applicant''s to name' using errcode = 'insufficient_privilege';
    end if;
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_team from public;
create trigger guard_team before update of team, category on exchange.application for each row execute function exchange.guard_team();
