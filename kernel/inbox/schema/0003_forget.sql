-- What stands in lists and notices of somebody who has deleted their account: by the records that were about them, their name becomes the pseudonym.
-- The notice that tells of the deletion itself, made in this very transaction, still says who it was: those concerned have to know. It goes after a month.
create function kernel.forget_titles(about jsonb, pseudonym text) returns void
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  update kernel.notification n set title = (select jsonb_object_agg(t.key, replace(t.value, r.name, pseudonym)) from jsonb_each_text(n.title) as t)
  from jsonb_to_recordset(about) as r(type text, id text, name text)
  where n.subject_type = r.type and n.subject_id = r.id and position(r.name in n.title::text) > 0 and n.created_at < now();
  update kernel.task n set title = (select jsonb_object_agg(t.key, replace(t.value, r.name, pseudonym)) from jsonb_each_text(n.title) as t)
  from jsonb_to_recordset(about) as r(type text, id text, name text)
  where n.subject_type = r.type and n.subject_id = r.id and position(r.name in n.title::text) > 0;
  delete from kernel.letter l using jsonb_to_recordset(about) as r(type text, id text, name text) where l.subject_type = r.type and l.subject_id = r.id and l.to_name = r.name;
end $$;

-- Notices that somebody has deleted their account, older than so many days. Gives how many went.
create function kernel.drop_departures(days integer) returns integer
language plpgsql security definer set search_path = kernel, pg_temp as $$
declare
  gone integer;
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  delete from kernel.notification n where n.kind like '%/accountDeleted' and n.created_at < now() - make_interval(days => drop_departures.days);
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function kernel.forget_titles, kernel.drop_departures from public;
grant execute on function kernel.forget_titles, kernel.drop_departures to delta_app;
