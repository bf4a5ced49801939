-- Two people's records become one: what is addressed to the one that goes is for the one that stays. A task that both have open is theirs once.
create function kernel.merge_person(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update kernel.task t set closed_at = now() where t.to_person_id = gone and t.closed_at is null
    and exists (select from kernel.task o where o.to_person_id = kept and o.closed_at is null and (o.kind, o.subject_type, o.subject_id) = (t.kind, t.subject_type, t.subject_id));
  update kernel.task t set to_person_id = kept where t.to_person_id = gone;
  update kernel.notification n set to_person_id = kept where n.to_person_id = gone;
  update kernel.search_entry e set person_id = kept where e.person_id = gone;
end $$;
revoke execute on function kernel.merge_person from public;
grant execute on function kernel.merge_person to delta_app;
