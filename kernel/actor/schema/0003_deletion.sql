-- An account that its holder has deleted: no way in is left, nor a name; what was done by it stays, under a pseudonym.
alter table kernel.account add column deleted_at timestamptz;
grant select (deleted_at) on kernel.account to delta_app;

-- Only the platform deletes, when the holder has confirmed: a service that forgets to ask cannot reach another's account through it.
create function kernel.forget_account(account uuid, pseudonym text) returns void
language plpgsql security definer set search_path = kernel, pg_temp as $$
declare
  of kernel.account;
begin
  if not kernel.is_system() then
    raise exception 'the platform deletes accounts' using errcode = 'insufficient_privilege';
  end if;
  select * into strict of from kernel.account a where a.id = account for update;
  delete from kernel.session s where s.account_id = account;
  delete from kernel.passkey p where p.account_id = account;
  delete from kernel.passkey_challenge c where c.account_id = account;
  delete from kernel.external_identity e where e.account_id = account;
  delete from kernel.invitation i where i.account_id = account;
  delete from kernel.sign_in_failure f where f.key = 'login ' || lower(of.login);
  delete from kernel.notification n where n.to_person_id = of.person_id;
  delete from kernel.letter l where of.email is not null and lower(l.to_address) = lower(of.email);
  update kernel.task t set closed_at = now() where t.to_person_id = of.person_id and t.closed_at is null;
  update kernel.role_grant g set withdrawn_at = now(), withdrawn_reason = '账号已注销' where g.account_id = account and g.withdrawn_at is null;
  update kernel.account a set login = 'deleted-' || replace(account::text, '-', ''), name = pseudonym, email = null, password_hash = null, mail_wanted = false, demonstration = false, disabled_at = coalesce(a.disabled_at, now()), deleted_at = now()
  where a.id = account;
end $$;
revoke execute on function kernel.forget_account from public;
grant execute on function kernel.forget_account to delta_app;

-- Nobody lets anybody into it again, by whatever way.
create function kernel.guard_deleted_account() returns trigger language plpgsql as $$
begin
  raise exception 'the account was deleted by its holder' using errcode = 'insufficient_privilege', constraint = 'deleted_account';
end $$;
revoke execute on function kernel.guard_deleted_account from public;
create trigger guard_deleted before update on kernel.account for each row when (old.deleted_at is not null) execute function kernel.guard_deleted_account();
