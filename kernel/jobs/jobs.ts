import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

export type NewJob = {
  /** Its name among the modules' jobs, e.g. `directory.import`. */
  readonly kind: string;
  /** JSON; no personal data, for the queue keeps it. */
  readonly payload: unknown;
  /** Not before this instant. */
  readonly runAt?: Temporal.Instant | undefined;
};

/** Queues work in the transaction that asks for it: when that is rolled back, so is the job. Gives the id under which its progress is shown. */
export async function enqueue(tx: Tx, { kind, payload, runAt }: NewJob): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into kernel.job (kind) values (${kind}) returning id`.execute(tx.db);
  const [job] = rows;
  if (job === undefined) throw new Error('the job was not stored');
  await sql`select kernel.add_job(${kind}, ${JSON.stringify({ jobId: job.id, payload })}::json, ${runAt?.toString() ?? null}::timestamptz, ${job.id})`.execute(tx.db);
  return job.id;
}
