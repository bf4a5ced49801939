-- Content that nothing needs any more is erased from the store, by a job after the commit (../erase.ts). Only the platform asks for it, when somebody deletes their account.
alter table kernel.file add column erase_asked_at timestamptz, add column erased_at timestamptz;
create index on kernel.file (sha256);
create index on kernel.file (id) where erase_asked_at is not null and erased_at is null;
grant update (erased_at) on kernel.file to delta_app;

-- Which tables hold content by its digest, in a column `sha256`; a module adds a line for each of its own.
create table kernel.content_holder (
  relation      regclass primary key
);
alter table kernel.content_holder enable row level security;
create policy seen on kernel.content_holder for select using (kernel.is_system());
grant select on kernel.content_holder to delta_app;

-- Whether anything but what is to be erased still holds this content.
create function kernel.needs_content(content bytea) returns boolean
language plpgsql stable security definer set search_path = kernel, pg_temp as $$
declare
  holder regclass;
  found boolean := exists (select from kernel.file f where f.sha256 = content and f.erase_asked_at is null);
begin
  if not kernel.is_system() then
    raise exception 'the platform erases content' using errcode = 'insufficient_privilege';
  end if;
  for holder in select h.relation from kernel.content_holder h loop
    exit when found;
    execute format('select exists (select from %s where sha256 = $1)', holder) into found using content;
  end loop;
  return found;
end $$;
revoke execute on function kernel.needs_content from public;
grant execute on function kernel.needs_content to delta_app;

-- Takes the files of these records away for good: nobody is given them from here on, and the job erases what they hold.
create function kernel.erase_files(of_type text, of_ids text[]) returns void
language plpgsql security definer set search_path = kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform erases content' using errcode = 'insufficient_privilege';
  end if;
  update kernel.file f set withdrawn_at = coalesce(f.withdrawn_at, now()), name = '（已删除）', erase_asked_at = now()
  where f.subject_type = of_type and f.subject_id = any (of_ids) and f.erase_asked_at is null;
end $$;
revoke execute on function kernel.erase_files from public;
grant execute on function kernel.erase_files to delta_app;

-- What was erased stays so, and only the platform says that it was.
create function kernel.guard_erased_file() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.erased_at, new.erase_asked_at) is distinct from (old.erased_at, old.erase_asked_at) or (old.withdrawn_at is not null and new.withdrawn_at is null) then
    raise exception 'the platform erases content' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function kernel.guard_erased_file from public;
create trigger guard_erased before update on kernel.file for each row execute function kernel.guard_erased_file();
drop policy added on kernel.file;
create policy added on kernel.file for insert with check (kernel.actor_account() is not null and (kernel.is_system() or (withdrawn_at is null and erase_asked_at is null and erased_at is null)));
