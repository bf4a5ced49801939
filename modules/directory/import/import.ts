import { sql } from 'kysely';
import { isPerson, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { record } from '#kernel/journal/journal.ts';
import type { JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import type { Text } from '#kernel/text.ts';
import { idHash, seal } from '../private.ts';
import { normalIdNumber } from '../id-number.ts';
import { refusals } from '../refusals.ts';
import { columnsOf, type CellError, type ImportKind } from './columns.ts';
import { readRows, type SheetRow } from './rows.ts';
import { checkInstitutions, storeInstitutions } from './institutions.ts';
import { checkPeople, storePeople } from './people.ts';

/** A sheet may have this many rows and bytes. */
export const mostRows = 50_000;
export const largestSheet = 20 * 1024 * 1024;

/** Rows that travel in one statement. */
const chunk = 5_000;

export type Fate = 'new' | 'changed' | 'same' | 'error';
export type ImportRow = { id: string; kind: ImportKind; fileName: string; state: 'checking' | 'checked' | 'storing' | 'stored'; mode: 'all' | 'good' | null; totals: Partial<Record<Fate, number>>; createdAt: string; storedAt: string | null; job: { state: 'queued' | 'running' | 'done' | 'failed'; progress: number; step: Text | null; problem: Text | null } | null };

/** Takes a sheet in, row by row, and has it checked. Nothing of it is in the directory before it is stored. */
export async function takeSheet(platform: Platform, actor: Actor, { kind, fileName, bytes }: { kind: ImportKind; fileName: string; bytes: Uint8Array }): Promise<{ id: string; jobId: string; rows: number }> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  if (!['party_officer', 'division_officer', 'institution_officer'].includes(actor.role)) throw refuse(commonRefusals.notAllowed);
  const { rows, missing } = readRows(kind, await readSheet(bytes, mostRows));
  if (missing.length > 0) throw refuse(refusals.missingColumns, { columns: missing.join('、') });
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: made } = await sql<{ id: string }>`insert into directory.import (kind, file_name, actor) values (${kind}, ${fileName}, ${JSON.stringify(actor)}) returning id`.execute(tx.db);
    const id = made[0]?.id ?? '';
    for (let i = 0; i < rows.length; i += chunk) await storeRows(tx, platform.config.secret, id, kind, rows.slice(i, i + chunk));
    const jobId = await enqueue(tx, { kind: 'directory.check', payload: { importId: id, actor } });
    await sql`update directory.import set job_id = ${jobId} where id = ${id}`.execute(tx.db);
    return { id, jobId, rows: rows.length };
  });
}

async function storeRows(tx: Tx, secret: string, importId: string, kind: ImportKind, rows: readonly SheetRow[]): Promise<void> {
  const personal = columnsOf[kind].filter((column) => column.personal === true).map(({ key }) => key);
  const values = rows.map(({ line, cells, errors }) => {
    const open = Object.fromEntries(Object.entries(cells).filter(([key, cell]) => !personal.includes(key) && cell !== ''));
    const kept = Object.fromEntries(Object.entries(cells).filter(([key, cell]) => personal.includes(key) && cell !== ''));
    const number = normalIdNumber(cells['idNumber'] ?? '');
    return {
      line, cells: open, errors,
      sealed: Object.keys(kept).length === 0 ? null : seal(secret, importId, kept),
      id_hash: number === undefined ? null : idHash(secret, number).toString('hex'),
    };
  });
  await sql`insert into directory.import_row (import_id, line, cells, errors, sealed, id_hash)
    select ${importId}, line, cells, errors, sealed, decode(id_hash, 'hex')
    from json_to_recordset(${JSON.stringify(values)}::json) as r(line integer, cells jsonb, errors jsonb, sealed jsonb, id_hash text)`.execute(tx.db);
}

type Work = { importId: string; actor: PersonActor };

/** The job that decides every row's fate; a second run decides anew. */
export const checkImport: JobHandler = async (platform, payload, { report }) => {
  const { importId, actor } = payload as Work;
  await report(0.1, { zh: '正在核对', en: 'Checking' });
  await inTransaction(platform.database, actor, async (tx) => {
    const found = await lockImport(tx, importId);
    if (found.state === 'stored' || found.state === 'storing') return;
    await sql`update directory.import_row set fate = null, target = null, errors = (select coalesce(jsonb_agg(e), '[]') from jsonb_array_elements(errors) e where not coalesce((e->>'checked')::boolean, false)) where import_id = ${importId} and fate is not null`.execute(tx.db);
    // Rows that have just come are unknown to the planner's statistics: it would take the sheet for a few rows and loop over 40,000 × 40,000.
    await sql`set local enable_nestloop = off`.execute(tx.db);
    await (found.kind === 'institutions' ? checkInstitutions(tx, importId) : checkPeople(tx, importId));
    await sql`update directory.import_row set fate = 'error', target = null where import_id = ${importId} and errors <> '[]'`.execute(tx.db);
    await sql`update directory.import set state = 'checked', totals = (select coalesce(jsonb_object_agg(fate, n), '{}') from (select fate, count(*) n from directory.import_row where import_id = ${importId} group by fate) f) where id = ${importId}`.execute(tx.db);
  });
};

/** Has a checked sheet stored: all of it, or nothing while rows have errors; or the good rows. */
export async function commitImport(platform: Platform, actor: Actor, id: string, mode: 'all' | 'good'): Promise<{ jobId: string }> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    const found = await lockImport(tx, id);
    if (found.state !== 'checked') throw refuse(refusals.notChecked);
    const errors = found.totals.error ?? 0;
    if (mode === 'all' && errors > 0) throw refuse(refusals.hasErrors, { count: errors });
    const jobId = await enqueue(tx, { kind: 'directory.store', payload: { importId: id, actor } });
    await sql`update directory.import set state = 'storing', mode = ${mode}, job_id = ${jobId} where id = ${id}`.execute(tx.db);
    return { jobId };
  });
}

/** The job that stores a sheet's rows, in one transaction: a second run finds it stored and does nothing. */
export const storeImport: JobHandler = async (platform, payload, { report }) => {
  const { importId, actor } = payload as Work;
  await inTransaction(platform.database, actor, async (tx) => {
    const found = await lockImport(tx, importId);
    if (found.state !== 'storing') return;
    const progress = (share: number) => report(share * 0.95, { zh: `已入库 ${Math.round(share * 100)}%`, en: `${Math.round(share * 100)}% stored` });
    await (found.kind === 'institutions' ? storeInstitutions(tx, importId, progress) : storePeople(tx, importId, platform.config.secret, progress));
    await sql`update directory.import set state = 'stored', stored_at = now() where id = ${importId}`.execute(tx.db);
    await sql`update directory.import_row set sealed = null, id_hash = null where import_id = ${importId} and (sealed is not null or id_hash is not null)`.execute(tx.db);
    await record(tx, { act: 'directory.import/store', subject: { type: 'directory.import', id: importId, title: found.fileName }, changes: { kind: found.kind, mode: found.mode, totals: found.totals }, access: { visibility: 'party', party: actor.party } });
  });
};

/** Throws away a sheet that is not stored: its rows, and the personal data that was on its way, are gone. */
export async function discardImport(platform: Platform, actor: Actor, id: string): Promise<void> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  await inTransaction(platform.database, actor, async (tx) => {
    const found = await lockImport(tx, id);
    if (found.state !== 'checked') throw refuse(refusals.notChecked);
    await sql`delete from directory.import where id = ${id}`.execute(tx.db);
    await record(tx, { act: 'directory.import/discard', subject: { type: 'directory.import', id, title: found.fileName }, changes: { kind: found.kind, totals: found.totals }, access: { visibility: 'party', party: actor.party } });
  });
}

export async function showImport(platform: Platform, actor: Actor, id: string): Promise<ImportRow> {
  return inTransaction(platform.database, actor, (tx) => loadImport(tx, id));
}

export type CheckedRow = { line: number; cells: Record<string, string>; fate: Fate | null; errors: CellError[] };

/** A sheet's rows with their fates, in the sheet's order. */
export async function listImportRows(platform: Platform, actor: Actor, id: string, { fate, limit, cursor }: { fate?: Fate | undefined; limit: number; cursor?: string | undefined }): Promise<Page<CheckedRow>> {
  const [after] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  return inTransaction(platform.database, actor, async (tx) => {
    await loadImport(tx, id);
    return cutPage(await loadRows(tx, id, fate, { after: Number(after), limit: limit + 1 }), limit, ({ line }) => [line]);
  });
}

/** The rows of a sheet that cannot be stored, to be mended and sent again. */
export async function listBadRows(platform: Platform, actor: Actor, id: string): Promise<{ kind: ImportKind; rows: CheckedRow[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { kind } = await loadImport(tx, id);
    return { kind, rows: await readAll<CheckedRow>((last, limit) => loadRows(tx, id, 'error', { after: last?.line ?? 0, limit })) };
  });
}

/** The latest sheets that the actor brought, so that none is lost by closing a page. */
export async function listImports(platform: Platform, actor: Actor): Promise<Omit<ImportRow, 'job'>[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows } = await sql<ImportRow>`select id, kind, file_name, state, mode, totals, created_at, stored_at from directory.import order by id desc limit 10`.execute(tx.db);
    return rows;
  });
}

async function loadRows(tx: Tx, id: string, fate: Fate | undefined, { after, limit }: { after: number; limit: number }): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`select line, cells, fate, errors from directory.import_row
    where import_id = ${id} and line > ${after} and (${fate ?? null}::text is null or fate = ${fate ?? null}) order by line limit ${limit}`.execute(tx.db);
  return rows;
}

async function loadImport(tx: Tx, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select i.id, i.kind, i.file_name, i.state, i.mode, i.totals, i.created_at, i.stored_at,
      case when j.id is not null then jsonb_build_object('state', j.state, 'progress', j.progress, 'step', j.step, 'problem', j.problem) end as job
    from directory.import i left join kernel.job j on j.id = i.job_id where i.id = ${id}`.execute(tx.db);
  const [found] = rows;
  if (found === undefined) throw refuse(commonRefusals.notFound);
  return found;
}

async function lockImport(tx: Tx, id: string): Promise<ImportRow> {
  await sql`select from directory.import where id = ${id} for update`.execute(tx.db);
  return loadImport(tx, id);
}
