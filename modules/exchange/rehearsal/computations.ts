import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { refusals } from '../refusals.ts';
import { lockUntilEnd, type SchemeRow } from '../store.ts';

export type Kind = 'rehearsal' | 'matching';
export type Computation<R> = {
  readonly state: 'running' | 'failed' | 'done'; readonly progress: number; readonly step: Text | null; readonly problem: Text | null;
  readonly askedAt: string; readonly finishedAt: string | null; /** What it stands on has changed since. */ readonly outdated: boolean; readonly result: R | null;
};

type Row<R> = { jobId: string | null; stamp: string; askedAt: string; finishedAt: string | null; result: R | null; problem: Text | null };

/** Work that is asked for in a scheme, one of its kind at a time; who may ask is the caller's to check. */
export async function askFor(tx: Tx, scheme: SchemeRow, kind: Kind, payload: Readonly<Record<string, string | number>>): Promise<{ jobId: string }> {
  await lockUntilEnd(tx, `exchange.${kind} ${scheme.id}`);
  if ((await loadComputation(tx, scheme, kind))?.state === 'running') throw refuse(refusals.computing);
  const jobId = await enqueue(tx, { kind: `exchange.${kind}`, payload: { schemeId: scheme.id, ...payload } });
  await asSystem(tx, `exchange.${kind}`, (system) => begin(system, scheme, kind, jobId));
  return { jobId };
}

/** Notes that a computation begins, on what the scheme is now. */
export async function begin(system: Tx, scheme: SchemeRow, kind: Kind, jobId: string | null): Promise<void> {
  await sql`
    insert into exchange.computation (scheme_id, kind, party, job_id, stamp) values (${scheme.id}, ${kind}, ${scheme.party}, ${jobId}, ${await loadStamp(system, scheme)})
    on conflict (scheme_id, kind) do update set job_id = excluded.job_id, stamp = excluded.stamp, asked_at = now(), finished_at = null, result = null, problem = null`.execute(system.db);
}

export async function finish(system: Tx, schemeId: string, kind: Kind, result: unknown): Promise<void> {
  await sql`update exchange.computation set finished_at = now(), result = ${JSON.stringify(result)}::jsonb where scheme_id = ${schemeId} and kind = ${kind}`.execute(system.db);
}

/** What stands in the way of a computation is kept with it, for all who wait for it, and told to whoever asked. */
export async function keepRefusal<T>(platform: Platform, schemeId: string, kind: Kind, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      await inTransaction(platform.database, systemActor(`exchange.${kind}`), (system) =>
        sql`update exchange.computation set finished_at = now(), problem = ${JSON.stringify(error.text)}::jsonb where scheme_id = ${schemeId} and kind = ${kind}`.execute(system.db));
    }
    throw error;
  }
}

/** How far a computation is, or what came of it; nothing for those who may not see it, and before it was asked for. */
export async function loadComputation<R>(tx: Tx, scheme: SchemeRow, kind: Kind): Promise<Computation<R> | undefined> {
  const { rows: [row] } = await sql<Row<R>>`select job_id, stamp, asked_at, finished_at, result, problem from exchange.computation where scheme_id = ${scheme.id} and kind = ${kind}`.execute(tx.db);
  if (row === undefined) return undefined;
  return asSystem(tx, `exchange.${kind}`, async (system) => {
    const { rows: [job] } = await sql<{ state: string; progress: number; step: Text | null; problem: Text | null }>`select state, progress, step, problem from kernel.job where id = ${row.jobId}`.execute(system.db);
    const problem = row.problem ?? (job?.state === 'failed' ? job.problem : null);
    const lost = row.finishedAt === null && row.jobId !== null && job === undefined;
    const state = problem !== null || lost ? 'failed' : row.finishedAt !== null ? 'done' : 'running';
    return { state, progress: job?.progress ?? 0, step: job?.step ?? null, problem, askedAt: row.askedAt, finishedAt: row.finishedAt, outdated: state === 'done' && kind === 'rehearsal' && row.stamp !== (await loadStamp(system, scheme)), result: row.result };
  });
}

/** Changes with everything that a matching stands on: applications with their wishes, posts, orders, marks, the lottery. */
async function loadStamp(system: Tx, { id, round }: SchemeRow): Promise<string> {
  const { rows: [found] } = await sql<{ stamp: string }>`
    select md5(concat_ws('|', ${round}::int,
      (select concat_ws(':', count(*), sum(version)) from exchange.application where scheme_id = ${id} and state in ('nominated', 'reserve')),
      (select concat_ws(':', count(*), sum(version), sum(taken), max(ordered_at), sum(capacity)) from exchange.offer where scheme_id = ${id} and state <> 'draft'),
      (select concat_ws(':', count(*), max(r.scored_at)) from exchange.score r join exchange.offer o on o.id = r.offer_id where o.scheme_id = ${id}),
      (select string_agg(l.id::text || l.state, ',' order by l.id) from exchange.lottery l where l.scheme_id = ${id}))) as stamp`.execute(system.db);
  return found?.stamp ?? '';
}
