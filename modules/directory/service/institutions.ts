import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { removeRecords } from '#kernel/search/search.ts';
import type { Page } from '#kernel/http/paging.ts';
import { cutSorted, decodeSorted, type SortKey } from '#kernel/http/sorting.ts';
import { readAll } from '#kernel/sheets/export.ts';
import { refusals } from '../refusals.ts';
import { indexInstitutions } from '../search-records.ts';
import { loadInstitution, loadInstitutions, type InstitutionFilter, type InstitutionKind, type InstitutionRow, type InstitutionSort } from '../store.ts';

export type NewInstitution = { kind: InstitutionKind; name: string; division: string; code?: string | null | undefined; level?: string | null | undefined; authority?: string | null | undefined };

/** Adds an institution to a division; universities come from the Ministry's list and are not added by hand. */
export async function addInstitution(platform: Platform, actor: Actor, { kind, name, division, code, level, authority }: NewInstitution): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const party = division.slice(0, 2);
    await refuseSameName(tx, division, name);
    const { rows } = await sql<{ id: string }>`
      insert into directory.institution (kind, name, division, party, code, level, authority)
      values (${kind}, ${name}, ${division}, ${party}, ${code ?? null}, ${level ?? null}, ${authority ?? null}) returning id`.execute(tx.db);
    const [row] = rows;
    if (row === undefined) throw refuse(refusals.outOfScope);
    await indexInstitutions(tx, [row.id]);
    await recordInstitution(tx, 'add', { id: row.id, name, party }, { kind, name, division, code, level, authority });
    return row;
  });
}

export async function changeInstitution(platform: Platform, actor: Actor, id: string, { version, name, level, authority }: { version: number; name: string; level: string | null; authority: string | null }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await openInstitution(tx, id);
    if (name !== before.name) await refuseSameName(tx, before.division, name);
    await changeRecord<InstitutionRow>(tx, { table: 'directory.institution', id, version, values: { name, level, authority } });
    await indexInstitutions(tx, [id]);
    await recordInstitution(tx, 'change', before, { name, level, authority, before: { name: before.name, level: before.level, authority: before.authority } });
  });
}

/** Closes an institution, with a reason; what refers to it stays. */
export async function closeInstitution(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await openInstitution(tx, id);
    await changeRecord<InstitutionRow>(tx, { table: 'directory.institution', id, version, values: { state: 'closed' } });
    await removeRecords(tx, 'directory.institution', [id]);
    await recordInstitution(tx, 'close', before, {}, reason);
  });
}

export async function showInstitution(platform: Platform, actor: Actor, id: string): Promise<InstitutionRow> {
  const institution = await inTransaction(platform.database, actor, (tx) => loadInstitution(tx, id));
  if (institution === undefined) throw refuse(commonRefusals.notFound);
  return institution;
}

/** One page of the institutions that fit. */
export async function listInstitutions(platform: Platform, actor: Actor, { limit, sort, cursor, ...filter }: InstitutionFilter & { limit: number; sort: InstitutionSort; cursor?: string | undefined }): Promise<Page<InstitutionRow>> {
  const rows = await inTransaction(platform.database, actor, (tx) => loadInstitutions(tx, filter, { limit: limit + 1, sort, after: decodeSorted(cursor, sort) }));
  return cutSorted(rows, limit, sort);
}

/** Every institution that fits the filter, for export. */
export async function listAllInstitutions(platform: Platform, actor: Actor, filter: InstitutionFilter): Promise<InstitutionRow[]> {
  return inTransaction(platform.database, actor, (tx) => readAll<InstitutionRow & SortKey>((after, limit) => loadInstitutions(tx, filter, { limit, sort: 'name', after })));
}

async function openInstitution(tx: Tx, id: string): Promise<InstitutionRow> {
  const institution = await loadInstitution(tx, id);
  if (institution === undefined) throw refuse(commonRefusals.notFound);
  if (institution.state !== 'active') throw refuse(refusals.closed);
  return institution;
}

async function refuseSameName(tx: Tx, division: string, name: string): Promise<void> {
  const { rows } = await sql`select from directory.institution where division = ${division} and name = ${name} and state = 'active'`.execute(tx.db);
  if (rows.length > 0) throw refuse(refusals.sameName, { name }, { field: '/name' });
}

async function recordInstitution(tx: Tx, act: string, { id, name, party }: { id: string; name: string; party: string }, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `directory.institution/${act}`, subject: { type: 'directory.institution', id, title: name }, reason, changes, access: { visibility: 'region', party: party as InstitutionRow['party'], organizationId: id } });
}
