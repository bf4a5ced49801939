-- Tasks to do. A task is addressed to a role in a scope (whoever holds it), or to one person; the act that settles it closes it.
create table kernel.task (
  id            uuid primary key default uuidv7(),
  kind          text not null check (length(kind) between 1 and 100),        -- e.g. plan.milestone/report
  subject_type  text not null,
  subject_id    text not null,
  title         jsonb not null,                                              -- {zh, en}
  link          text not null check (length(link) <= 500),
  to_role       text,
  to_party      kernel.party_code,
  to_division   text,
  to_organization_id uuid,
  to_person_id  uuid,
  due_on        date,
  created_at    timestamptz not null default now(),
  closed_at     timestamptz,
  reminders     smallint not null default 0,                                 -- 1: that it is due soon, 2: that it is overdue
  check (to_role is not null or to_person_id is not null)
);
-- one open task of a kind for a subject and an addressee, however often it is asked for
create unique index task_open_once on kernel.task
  (kind, subject_type, subject_id, coalesce(to_role, ''), coalesce(to_party, ''), coalesce(to_division, ''),
   coalesce(to_organization_id::text, ''), coalesce(to_person_id::text, '')) where closed_at is null;
create index on kernel.task (to_role, to_party, id) where closed_at is null;
create index on kernel.task (to_person_id, id) where closed_at is null;
create index on kernel.task (due_on) where closed_at is null;
create index on kernel.task (subject_type, subject_id);

create function kernel.is_addressee(role text, party text, division text, organization uuid, person uuid) returns boolean
language sql stable parallel safe return
  coalesce(person = kernel.actor_person(), false)
  or coalesce(role = kernel.actor_role()
      and (party is null or party = kernel.actor_party())
      and (organization is null or organization = kernel.actor_organization())
      and (division is null or kernel.in_division(division)), false);

alter table kernel.task enable row level security;
create policy task_seen on kernel.task for select
  using (kernel.is_system() or kernel.is_addressee(to_role, to_party, to_division, to_organization_id, to_person_id));
grant select on kernel.task to delta_app;

-- Whoever acts may set a task to others, or close what their act settles, without seeing those others' lists.
create function kernel.open_task(kind text, subject_type text, subject_id text, title jsonb, link text, to_role text, to_party text,
                                 to_division text, to_organization_id uuid, to_person_id uuid, due_on date) returns void
language sql security definer set search_path = kernel, pg_temp as $$
  insert into kernel.task (kind, subject_type, subject_id, title, link, to_role, to_party, to_division, to_organization_id, to_person_id, due_on)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict do nothing
$$;
create function kernel.close_tasks(subject_type text, subject_id text, kind text) returns integer
language sql security definer set search_path = kernel, pg_temp as $$
  with closed as (
    update kernel.task set closed_at = now()
    where closed_at is null and task.subject_type = $1 and task.subject_id = $2 and ($3 is null or task.kind = $3) returning 1)
  select count(*)::integer from closed
$$;
revoke execute on function kernel.open_task, kernel.close_tasks from public;
grant execute on function kernel.open_task, kernel.close_tasks to delta_app;

-- What somebody should know. Addressed like a task; each reader marks it read for themselves.
create table kernel.notification (
  id            uuid primary key default uuidv7(),
  kind          text not null check (length(kind) between 1 and 100),
  subject_type  text not null,
  subject_id    text not null,
  title         jsonb not null,
  link          text not null check (length(link) <= 500),
  to_role       text,
  to_party      kernel.party_code,
  to_division   text,
  to_organization_id uuid,
  to_person_id  uuid,
  created_at    timestamptz not null default now(),
  check (to_role is not null or to_person_id is not null)
);
create index on kernel.notification (to_person_id, id);
create index on kernel.notification (to_role, to_party, id);
create table kernel.notification_read (
  notification_id uuid not null references kernel.notification on delete cascade,
  account_id    uuid not null default kernel.actor_account(),
  read_at       timestamptz not null default now(),
  primary key (notification_id, account_id)
);
alter table kernel.notification enable row level security;
create policy notification_seen on kernel.notification for select
  using (kernel.is_system() or kernel.is_addressee(to_role, to_party, to_division, to_organization_id, to_person_id));
grant select on kernel.notification to delta_app;
alter table kernel.notification_read enable row level security;
create policy own_reading on kernel.notification_read using (account_id = kernel.actor_account());
grant select, insert (notification_id) on kernel.notification_read to delta_app;

create function kernel.notify(kind text, subject_type text, subject_id text, title jsonb, link text, to_role text, to_party text,
                              to_division text, to_organization_id uuid, to_person_id uuid) returns uuid
language sql security definer set search_path = kernel, pg_temp as $$
  insert into kernel.notification (kind, subject_type, subject_id, title, link, to_role, to_party, to_division, to_organization_id, to_person_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id
$$;
revoke execute on function kernel.notify from public;
grant execute on function kernel.notify to delta_app;

-- Reminds of every open task that is due within `days`, once, and once more when it is overdue. Gives how many.
create function kernel.remind_of_tasks(today date, days integer) returns integer
language sql security definer set search_path = kernel, pg_temp as $$
  with due as (
    update kernel.task set reminders = case when due_on < today then 2 else 1 end
    where closed_at is null and due_on <= today + days and reminders < case when due_on < today then 2 else 1 end and kernel.is_system()
    returning *),
  told as (
    insert into kernel.notification (kind, subject_type, subject_id, title, link, to_role, to_party, to_division, to_organization_id, to_person_id)
    select 'inbox/reminder', subject_type, subject_id,
      jsonb_build_object('zh', case when due_on < today then '已逾期：' else '即将到期：' end || (title->>'zh'), 'en', case when due_on < today then 'Overdue: ' else 'Due soon: ' end || (title->>'en')),
      link, to_role, to_party, to_division, to_organization_id, to_person_id from due
    returning 1)
  select count(*)::integer from told
$$;
revoke execute on function kernel.remind_of_tasks from public;
grant execute on function kernel.remind_of_tasks to delta_app;

-- Mail that goes out: one for each notification and each reader who wants mail. Sent once; what fails is tried again.
create table kernel.mail (
  notification_id uuid not null references kernel.notification on delete cascade,
  account_id    uuid not null,
  attempts      integer not null default 0,
  sent_at       timestamptz,
  primary key (notification_id, account_id)
);
create index on kernel.mail (notification_id) where sent_at is null;
alter table kernel.mail enable row level security;
create policy system_only on kernel.mail using (kernel.is_system());
grant select, insert, update on kernel.mail to delta_app;
