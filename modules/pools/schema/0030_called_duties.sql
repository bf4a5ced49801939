-- A duty that did not come from a draw: the four see whom a draw gave, but whom an office chose for a blind review only that office (and the person) knows.
alter table pools.duty add column kept_by kernel.party_code;   -- null: of the region
drop policy seen on pools.duty;
create policy seen on pools.duty for select using (
  kernel.is_system() or coalesce(person_id = kernel.actor_person(), false)
  or case when kept_by is null then kernel.is_officer() else kernel.acts_for_party(kept_by) or kernel.audits(kept_by) end);

-- Whether a duty counts for whoever asks: a load that rose on the day of an invitation would name who was invited. Draws count all, by the platform.
create or replace function pools.find_members(wanted text[], query tsquery, free daterange, load integer, today date, after uuid, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pools, kernel, pg_temp set plan_cache_mode = force_custom_plan set max_parallel_workers_per_gather = 0 as $$
begin
  return query
    select m.id from pools.member m
    where m.facets @> wanted and (query is null or m.words @@ query) and (after is null or m.id > after)
      and kernel.may_see(pools.member_visibility(m.state), m.party, m.division, m.institution_id, m.person_id)
      and (free is null or not exists (select from pools.unavailability u where u.person_id = m.person_id and u.during && free))
      and (load is null or load >= (select count(*) from pools.duty d where d.person_id = m.person_id and d.year = extract(year from today)::integer and coalesce(d.ended, 'done') = 'done'
        and (d.kept_by is null or kernel.is_system() or kernel.acts_for_party(d.kept_by) or kernel.audits(d.kept_by) or coalesce(d.person_id = kernel.actor_person(), false))))
    order by m.id limit most;
end $$;
