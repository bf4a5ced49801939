-- Two records become one person (directory.decide_merge): their applications, agreements and stays are the one's. What stands in the way is told before (../stay/service/merging.ts); here the constraints have the last word.
create function exchange.merge_person(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update exchange.application x set person_id = kept where x.person_id = gone;
  update exchange.interview_slot x set person_id = kept where x.person_id = gone;
  update exchange.agreement x set person_id = kept where x.person_id = gone;
  update exchange.signature x set person_id = kept where x.person_id = gone;
  update exchange.condition x set person_id = kept where x.person_id = gone;
  update exchange.placement x set person_id = kept where x.person_id = gone;
  update exchange.post x set person_id = kept where x.person_id = gone;
end $$;
revoke execute on function exchange.merge_person from public;
grant execute on function exchange.merge_person to delta_app;

-- Those who were merged before this was there; who cannot be moved stays as they are.
do $$
declare
  one record;
begin
  perform set_config('delta.role', 'system', true);
  for one in select p.id, p.merged_into from directory.person p where p.merged_into is not null loop
    begin
      perform exchange.merge_person(one.id, one.merged_into);
    exception when unique_violation or exclusion_violation then null;
    end;
  end loop;
  perform set_config('delta.role', '', true);
end $$;
