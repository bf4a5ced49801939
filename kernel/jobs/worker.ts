import { Logger, parseCronItems, run, runMigrations, type Task } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { JobHandler, Module } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';

export type WorkerOptions = {
  /** The database administrator's URL: the queue's tables are the worker's own, out of the application role's reach. */
  readonly adminUrl: string;
  readonly jobs: Readonly<Record<string, JobHandler>>;
  readonly schedule: NonNullable<Module['schedule']>;
  readonly concurrency?: number;
};

/** Brings the queue's own tables up to date; before the first job is queued. */
export async function prepareQueue(adminUrl: string): Promise<void> {
  await runMigrations({ connectionString: adminUrl, logger: silent });
}

/**
 * Works off the queue in this process until it is stopped. A job that a stopped or killed process had begun is begun again.
 * What a handler refuses (Refusal) is told to whoever asked for the job; what fails otherwise is tried again, more and more slowly.
 */
export async function startWorker(platform: Platform, { adminUrl, jobs, schedule, concurrency = 2 }: WorkerOptions): Promise<{ stop: () => Promise<void> }> {
  const pgPool = new pg.Pool({ connectionString: adminUrl, max: concurrency + 4 });
  // A connection that broke is replaced; one that breaks while the pool is closed must not take the process with it.
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  const runner = await run({
    pgPool,
    concurrency,
    noHandleSignals: true,
    logger: silent,
    taskList: Object.fromEntries(Object.entries(jobs).map(([name, handler]) => [name, taskOf(platform, name, handler)])),
    parsedCronItems: parseCronItems(schedule.map(({ cron, job }) => ({ match: cron, task: job }))),
  });
  return { stop: async () => { await runner.stop(); await pgPool.end(); } };
}

function taskOf(platform: Platform, name: string, handler: JobHandler): Task {
  return async (given, { job }) => {
    const { jobId, payload } = envelope(given);
    const tell = (values: { state?: string; progress?: number; step?: Text; problem?: Text }) => (jobId === undefined ? Promise.resolve() : storeProgress(platform, jobId, values));
    const startedAt = performance.now();
    try {
      await tell({ state: 'running' });
      await handler(platform, payload, { report: (progress, step) => tell({ progress, step }) });
      await tell({ state: 'done', progress: 1 });
      platform.log.info({ job: name, jobId, ms: Math.round(performance.now() - startedAt) }, 'job done');
    } catch (error) {
      if (error instanceof Refusal) return tell({ state: 'failed', problem: error.text });
      platform.log.error({ job: name, jobId, attempt: job.attempts, err: { message: (error as Error).message, stack: (error as Error).stack } }, 'job failed');
      const last = job.attempts >= job.max_attempts;
      await tell(last ? { state: 'failed', problem: failed } : { state: 'queued' });
      throw error;
    }
  };
}

const failed: Text = { zh: '处理未能完成，请稍后重试；如果一再出现，请联系管理员。', en: 'This could not be completed; try again later, and tell the administrator if it happens again.' };

/** Jobs that somebody waits for carry the id of their progress; scheduled ones do not. */
function envelope(given: unknown): { jobId: string | undefined; payload: unknown } {
  if (typeof given === 'object' && given !== null && 'jobId' in given && typeof given.jobId === 'string') return { jobId: given.jobId, payload: 'payload' in given ? given.payload : undefined };
  return { jobId: undefined, payload: given };
}

async function storeProgress(platform: Platform, id: string, { state, progress, step, problem }: { state?: string; progress?: number; step?: Text; problem?: Text }): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await inTransaction(platform.database, systemActor('jobs'), (tx) => sql`
    update kernel.job set state = coalesce(${state ?? null}, state), progress = greatest(progress, coalesce(${progress ?? null}, progress)),
      step = coalesce(${json(step)}::jsonb, step), problem = ${json(problem)}::jsonb,
      finished_at = case when ${state ?? null} in ('done', 'failed') then now() else finished_at end
    where id = ${id}`.execute(tx.db));
}

/** The queue's own chatter; what matters is logged above. */
const silent = new Logger(() => () => undefined);
