-- A server process remembers for a few seconds whom a cookie stands for. Whatever could change that is said at once, by account.
create function kernel.tell_session_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('delta_session', case tg_table_name when 'account' then to_jsonb(old) ->> 'id' else to_jsonb(old) ->> 'account_id' end);
  return null;
end $$;

create trigger session_changed after update of account_id, grant_id, expires_at or delete on kernel.session
  for each row execute function kernel.tell_session_changed();
create trigger session_changed after update of login, name, language, disabled_at, person_id or delete on kernel.account
  for each row execute function kernel.tell_session_changed();
create trigger session_changed after update or delete on kernel.role_grant
  for each row execute function kernel.tell_session_changed();
