import { sql } from 'kysely';
import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { record } from '#kernel/journal/journal.ts';
import type { JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { refusals } from '../refusals.ts';
import { loadPool } from '../store.ts';
import { readNominations } from './columns.ts';
import { approveRows, findPeople, loadBadRows, loadSheet, lockSheet, nominateRows, storeRows, type BadRow, type Sheet } from './store.ts';

/** A sheet may have this many rows and bytes. */
export const mostRows = 100_000;
export const largestSheet = 20 * 1024 * 1024;

type Work = { sheetId: string; actor: PersonActor };
const subject = (id: string) => ({ type: 'pools.sheet', id }) as const;

/** Takes a sheet of nominations in and has every row checked. Nobody is nominated before its sender says so. */
export async function takeSheet(platform: Platform, actor: Actor, { poolId, fileName, bytes }: { poolId: string; fileName: string; bytes: Uint8Array }): Promise<{ id: string; rows: number }> {
  const person = nominator(actor);
  const read = await readSheet(bytes, mostRows);
  return inTransaction(platform.database, actor, async (tx) => {
    const pool = await loadPool(tx, poolId);
    if (pool === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/poolId' });
    const { rows, missing } = readNominations(read, pool.preset);
    if (missing.length > 0) throw refuse(refusals.missingColumns, { columns: missing.join('、') });
    const { rows: [made] } = await sql<{ id: string }>`insert into pools.sheet (pool_id, file_name, party) values (${poolId}, ${fileName}, ${person.party ?? null}) returning id`.execute(tx.db);
    if (made === undefined) throw refuse(commonRefusals.notAllowed);
    await storeRows(tx, made.id, rows);
    await putToWork(tx, 'pools.checkSheet', made.id, person);
    return { id: made.id, rows: rows.length };
  });
}

/** The job that finds the people of a sheet's rows. Run twice, it finds them again. */
export const checkSheet: JobHandler = async (platform, payload, { report }) => {
  const { sheetId, actor } = payload as Work; // as takeSheet queued it
  await report(0.2, { zh: '正在逐行核对', en: 'Checking every row' });
  await inTransaction(platform.database, actor, async (tx) => {
    const sheet = await lockSheet(tx, sheetId);
    if (sheet?.state === 'checking') await findPeople(tx, sheetId, sheet.poolId);
  });
};

/** Has the good rows of a checked sheet nominated. */
export async function storeSheet(platform: Platform, actor: Actor, id: string): Promise<void> {
  const person = nominator(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const sheet = await seenSheet(tx, id, lockSheet);
    if (sheet.state !== 'checked') throw refuse(refusals.sheetNotChecked);
    await sql`update pools.sheet set state = 'storing' where id = ${id}`.execute(tx.db);
    await putToWork(tx, 'pools.storeSheet', id, person);
  });
}

/** The job that nominates the people of a sheet, in one transaction; a second run finds it stored. */
export const nominateSheet: JobHandler = async (platform, payload, { report }) => {
  const { sheetId, actor } = payload as Work; // as storeSheet queued it
  await inTransaction(platform.database, actor, async (tx) => {
    const sheet = await lockSheet(tx, sheetId);
    if (sheet?.state !== 'storing') return;
    const pool = await loadPool(tx, sheet.poolId);
    if (pool === undefined) throw new Error('a sheet has a pool');
    const stored = await nominateRows(tx, sheet, pool.preset, (done) => report(Math.min(0.95, done / Math.max(1, sheet.good)), { zh: `已推荐 ${done} 人`, en: `${done} nominated` }));
    await sql`update pools.sheet set state = 'stored' where id = ${sheetId}`.execute(tx.db);
    await recordSheet(tx, sheet, 'store', { poolId: sheet.poolId, nominated: stored, errors: sheet.bad });
    await openTask(tx, { kind: 'pools.sheet/approve', subject: subject(sheetId), to: { role: 'party_officer', party: sheet.party }, title: { zh: `审核批量入库推荐：${stored} 人`, en: `Check ${stored} nominations` }, link: `/workspace/pools/sheets/${sheetId}` });
  });
};

/** The party approves a sheet's people at once; whoever it would not approve it returns one by one before. */
export async function approveSheet(platform: Platform, actor: Actor, id: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const sheet = await seenSheet(tx, id, lockSheet);
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party !== sheet.party) throw refuse(commonRefusals.notAllowed);
    if (sheet.state !== 'stored') throw refuse(refusals.sheetNotChecked);
    const approved = await approveRows(tx, id);
    await sql`update pools.sheet set state = 'approved' where id = ${id}`.execute(tx.db);
    await recordSheet(tx, sheet, 'approve', { approved });
    await closeTasks(tx, subject(id));
  });
}

export async function showSheet(platform: Platform, actor: Actor, id: string): Promise<Sheet & { may: { store: boolean; approve: boolean } }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const sheet = await seenSheet(tx, id);
    return { ...sheet, may: { store: sheet.state === 'checked' && sheet.good > 0, approve: sheet.state === 'stored' && isPerson(actor) && actor.role === 'party_officer' && actor.party === sheet.party } };
  });
}

export async function listBadRows(platform: Platform, actor: Actor, id: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<BadRow>> {
  const [after] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  return inTransaction(platform.database, actor, async (tx) => {
    await seenSheet(tx, id);
    return cutPage(await loadBadRows(tx, id, { after: Number(after), limit: limit + 1 }), limit, ({ line }) => [line]);
  });
}

/** Every row with an error, to be mended and sent again. */
export async function listAllBadRows(platform: Platform, actor: Actor, id: string): Promise<BadRow[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    await seenSheet(tx, id);
    return readAll<BadRow>((last, limit) => loadBadRows(tx, id, { after: last?.line ?? 0, limit }));
  });
}

async function seenSheet(tx: Tx, id: string, load = loadSheet): Promise<Sheet> {
  const sheet = await load(tx, id);
  if (sheet === undefined) throw refuse(commonRefusals.notFound);
  return sheet;
}

async function putToWork(tx: Tx, kind: string, sheetId: string, actor: PersonActor): Promise<void> {
  const jobId = await enqueue(tx, { kind, payload: { sheetId, actor } satisfies Work });
  await sql`update pools.sheet set job_id = ${jobId} where id = ${sheetId}`.execute(tx.db);
}

async function recordSheet(tx: Tx, { id, fileName, party }: Sheet, act: string, changes: Json): Promise<void> {
  await record(tx, { act: `pools.sheet/${act}`, subject: { ...subject(id), title: fileName }, changes, access: { visibility: 'party', party } });
}

function nominator(actor: Actor): PersonActor {
  if (!isPerson(actor) || !['party_officer', 'division_officer', 'institution_officer'].includes(actor.role)) throw refuse(commonRefusals.notAllowed);
  return actor;
}
