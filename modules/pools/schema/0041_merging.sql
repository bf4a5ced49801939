-- Two records become one person: memberships, duties and what was declared are the one's; days away are put together, a duty that both had counts once.
create function pools.merge_person(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = pools, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update pools.member x set person_id = kept where x.person_id = gone;
  update pools.conflict x set person_id = kept where x.person_id = gone;
  update pools.draw_reviewed x set person_id = kept where x.person_id = gone;
  update pools.sheet_row x set person_id = kept where x.person_id = gone;
  delete from pools.duty x where x.person_id = gone and exists (select from pools.duty y where y.person_id = kept and (y.subject_type, y.subject_id) = (x.subject_type, x.subject_id));
  update pools.duty x set person_id = kept where x.person_id = gone;
  with away as (delete from pools.unavailability x where x.person_id in (gone, kept) returning x.during)
    , days as (select unnest(range_agg(a.during)) as during from away a)
  insert into pools.unavailability (person_id, during) select kept, d.during from days d;
end $$;
revoke execute on function pools.merge_person from public;
grant execute on function pools.merge_person to delta_app;

do $$
declare
  one record;
begin
  perform set_config('delta.role', 'system', true);
  for one in select p.id, p.merged_into from directory.person p where p.merged_into is not null loop
    begin
      perform pools.merge_person(one.id, one.merged_into);
    exception when unique_violation or exclusion_violation then null;
    end;
  end loop;
  perform set_config('delta.role', '', true);
end $$;
