import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { BlobStore } from './blobs.ts';

/** The job's name; whoever asks for files to be erased queues it in the same transaction. */
export const eraseJob = 'files.erase';
/** So many contents at a time; what is left comes with the next run. */
const most = 1_000;

/**
 * Erases from the store what was asked to be erased and nothing else holds; gives how many contents went. Run twice, or broken off, it does no harm.
 * A content that another record holds stays for that record.
 */
export async function eraseFiles(platform: Platform, blobs: BlobStore): Promise<number> {
  const job = systemActor(eraseJob);
  const { rows } = await inTransaction(platform.database, job, (tx) => sql<{ sha256: Buffer }>`select distinct sha256 from kernel.file where erase_asked_at is not null and erased_at is null limit ${most}`.execute(tx.db));
  let erased = 0;
  for (const { sha256 } of rows) {
    // oxlint-disable-next-line no-await-in-loop -- each its own transaction, with its own lock
    if (await inTransaction(platform.database, job, (tx) => eraseContent(tx, blobs, sha256))) erased += 1;
  }
  return erased;
}

async function eraseContent(tx: Tx, blobs: BlobStore, sha256: Buffer): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${keyOf(sha256)})`.execute(tx.db);
  const { rows: [found] } = await sql<{ needed: boolean }>`select kernel.needs_content(${sha256}) as needed`.execute(tx.db);
  const gone = found?.needed === false;
  if (gone) await blobs.remove(sha256); // were the commit to fail, the next run finds nothing to remove and says so
  const { rows } = await sql<{ id: string; subjectType: string; subjectId: string }>`update kernel.file set erased_at = now() where sha256 = ${sha256} and erase_asked_at is not null and erased_at is null returning id, subject_type, subject_id`.execute(tx.db);
  // oxlint-disable-next-line no-await-in-loop -- the same content hangs on a record or two
  for (const { id, subjectType, subjectId } of rows) await record(tx, { act: 'file/erase', subject: { type: subjectType, id: subjectId }, changes: { file: id, sha256: sha256.toString('hex'), contentErased: gone }, access: { visibility: 'organization' } });
  return gone;
}

/**
 * Before a row that holds this content is stored: it is in the store and is not erased until the transaction ends.
 * @throws a refusal when it was erased since it came in; the same upload again brings it back
 */
export async function holdContent(tx: Tx, blobs: BlobStore, sha256: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${keyOf(sha256)})`.execute(tx.db);
  if (!(await blobs.has(sha256))) throw refuse(commonRefusals.unavailable, {}, { details: { retryAfter: 1 } });
}

const keyOf = (sha256: Buffer) => sql`hashtextextended(${`content ${sha256.toString('hex')}`}, 0)`;
