-- Somebody deletes their account: they leave the pools, and what was copied of them becomes the pseudonym. What they declared and what was judged of them goes.
-- A draw's frozen list, its labels and what was opened stay as they are: the transcript could not be checked without them, and every party holds a copy.
create function pools.forget_person(person uuid, pseudonym text) returns table (type text, id text, name text)
language plpgsql security definer set search_path = pools, kernel, pg_temp as $$
declare
  mentioned jsonb;
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('type', 'pools.member', 'id', m.id, 'name', m.name)), '[]') into mentioned from pools.member m where m.person_id = person;
  update pools.member m set name = pseudonym, remark = null, sex = null, languages = '{}', words = '', version = m.version + 1,
    state = case when m.state in ('admitted', 'suspended', 'expired') then 'left' when m.state in ('nominated', 'returned', 'checked') then 'declined' else m.state end,
    state_reason = case when m.state in ('left', 'declined') then m.state_reason else '本人已注销账号' end
  where m.person_id = person;
  update pools.cadre_record r set about = null from pools.member m where m.id = r.member_id and m.person_id = person;
  update pools.judgement j set about = null from pools.member m where m.id = j.member_id and m.person_id = person;
  update pools.sheet_row r set cells = '{}' where r.person_id = person;
  delete from pools.conflict c where c.person_id = person;
  delete from pools.unavailability u where u.person_id = person;
  return query select m.type, m.id, m.name from jsonb_to_recordset(mentioned) as m(type text, id text, name text);
end $$;
revoke execute on function pools.forget_person from public;
grant execute on function pools.forget_person to delta_app;
