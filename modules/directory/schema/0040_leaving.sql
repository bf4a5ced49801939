-- The records that were merged into somebody's go with it: their personal data too, and the rows of sheets by which they came in.
create or replace function directory.forget_person(person uuid, pseudonym text) returns void
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
declare
  records uuid[] := array(select p.id from directory.person p where p.id = person or p.merged_into = person);
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  delete from directory.person_private s where s.person_id = any (records);
  update directory.affiliation a set position = null where a.person_id = any (records);
  update directory.import_row r set cells = '{}', sealed = null, id_hash = null where r.target = any (records);
  update directory.person p set name = pseudonym, position = null, title = null, field = null, version = p.version + 1 where p.id = any (records);
end $$;
create index on directory.person (merged_into) where merged_into is not null;
