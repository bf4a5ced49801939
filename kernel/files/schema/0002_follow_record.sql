-- Who sees a record sees what hangs on it, in the database too: for each type of record its table, whose own policies are asked. A type that is not here has files that only
-- the platform and whoever brought them see. A module adds a line for each of its `fileSubjects`.
create table kernel.file_subject (
  subject_type  text primary key check (length(subject_type) <= 100),
  relation      regclass not null
);
alter table kernel.file_subject enable row level security;
create policy seen on kernel.file_subject for select using (true);
grant select on kernel.file_subject to delta_app;

-- With the rights of whoever asks, so that the record's policies hold; the name comes from the table above, never from a request.
create function kernel.sees_record(subject_type text, subject_id text) returns boolean language plpgsql stable parallel safe as $$
declare
  record_table regclass;
  found boolean;
begin
  if kernel.is_system() then return true; end if;
  select s.relation into record_table from kernel.file_subject s where s.subject_type = $1;
  if record_table is null or $2 !~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then return false; end if;
  execute format('select exists (select from %s where id = $1)', record_table) into found using $2::uuid;
  return found;
end $$;

drop policy seen on kernel.file;
create policy seen on kernel.file for select using (kernel.is_system() or uploaded_by = kernel.actor_account() or kernel.audits(party) or kernel.sees_record(subject_type, subject_id));

-- The journal says the names of files in the acts of adding and withdrawing them; those entries follow the record likewise.
create policy file_seen on kernel.journal_entry as restrictive for select using (
  case when act in ('file/add', 'file/withdraw') then account_id = kernel.actor_account() or kernel.audits(party) or kernel.sees_record(subject_type, subject_id) else true end);
