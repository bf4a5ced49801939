-- Whoever has deleted their account: personal data is erased, and what is left of the person is a pseudonym at an institution, for the records that refer to it.
create function directory.forget_person(person uuid, pseudonym text) returns void
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  delete from directory.person_private s where s.person_id = person;
  update directory.affiliation a set position = null where a.person_id = person;
  update directory.person p set name = pseudonym, position = null, title = null, field = null, version = p.version + 1 where p.id = person or p.merged_into = person;
end $$;
revoke execute on function directory.forget_person from public;
grant execute on function directory.forget_person to delta_app;
