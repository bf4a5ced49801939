-- Two records become one person: the meetings to which one was invited are the other's. What was answered for a party stays as it was given.
create function governance.merge_person(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = governance, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update governance.attendee x set person_id = kept where x.person_id = gone;
end $$;
revoke execute on function governance.merge_person from public;
grant execute on function governance.merge_person to delta_app;
update governance.attendee x set person_id = p.merged_into from directory.person p where p.id = x.person_id and p.merged_into is not null;
