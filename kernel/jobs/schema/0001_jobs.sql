-- Long work that somebody waits for: its progress, for the page. The queue itself is graphile_worker's.
create table kernel.job (
  id            uuid primary key default uuidv7(),
  kind          text not null check (length(kind) between 1 and 100),
  account_id    uuid default kernel.actor_account(),
  state         text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  progress      double precision not null default 0 check (progress between 0 and 1),
  step          jsonb,                                            -- {zh, en}
  result        jsonb,
  problem       jsonb,
  created_at    timestamptz not null default now(),
  finished_at   timestamptz
);
alter table kernel.job enable row level security;
create policy own_job on kernel.job for select using (kernel.is_system() or account_id = kernel.actor_account());
create policy job_added on kernel.job for insert with check (account_id is not distinct from kernel.actor_account());
create policy job_progress on kernel.job for update using (kernel.is_system());
grant select, insert, update on kernel.job to delta_app;

-- The application role queues work in its own transaction without rights on the queue's tables.
-- graphile_worker is migrated after this file, so its function is looked up when it is called.
create function kernel.add_job(identifier text, payload json, run_at timestamptz, job_key text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(identifier => $1, payload => $2, run_at => $3, job_key => $4, max_attempts => 10);
end $$;
revoke execute on function kernel.add_job from public;
grant execute on function kernel.add_job to delta_app;
