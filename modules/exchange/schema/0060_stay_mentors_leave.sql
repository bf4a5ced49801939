-- A mentor who deletes their account is named in no offer any more; of two records that become one the posts are the one's.
create function exchange.forget_mentor(person uuid, pseudonym text) returns table (id uuid, title text, scheme_id uuid, institution_id uuid)
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  return query update exchange.offer o set tutor = pseudonym where o.tutor_id = person returning o.id, o.title, o.scheme_id, o.institution_id;
end $$;
create function exchange.move_mentor(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update exchange.offer o set tutor_id = kept where o.tutor_id = gone;
end $$;
revoke execute on function exchange.forget_mentor, exchange.move_mentor from public;
grant execute on function exchange.forget_mentor, exchange.move_mentor to delta_app;
