import { bytesToHex } from '@noble/hashes/utils.js';
import { sql, type RawBuilder } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { readAll } from '#kernel/sheets/export.ts';
import type { Json } from './canonical.ts';
import { leafText, type LeafFields } from './leaf.ts';
import { hashesIn, tileKey, tileWidth } from './tiles.ts';
import { leafColumns, loadCheckpoint, loadTiles } from './tree-store.ts';

/** An entry in a list; `leafIndex` is its place in the tree, `null` while it has none. */
export type EntryRow = {
  id: number; leafIndex: number | null; at: string; act: string; subjectType: string; subjectId: string; subjectTitle: string | null; initiativeId: string | null; reason: string | null;
  role: string | null; roleParty: PartyCode | null; job: string | null; personId: string | null;
};

export type EntryFilter = {
  readonly subjectType?: string | undefined; readonly subjectId?: string | undefined; readonly initiativeId?: string | undefined; readonly act?: string | undefined;
  /** The party in whose name it was done. */
  readonly party?: PartyCode | undefined;
  /** Days on the wall of the region, both inclusive. */
  readonly from?: string | undefined; readonly to?: string | undefined;
};

/** Entries that the actor may see, newest first, those before the entry `before` where it is given. */
export async function loadEntries(tx: Tx, filter: EntryFilter, { limit, before }: { limit: number; before?: number | undefined }): Promise<EntryRow[]> {
  const conditions = [...conditionsOf(filter), ...(before === undefined ? [] : [sql`e.id < ${before}`])];
  const { rows } = await sql<EntryRow>`
    select e.id, l.leaf_index, e.at, e.act, e.subject_type, e.subject_id, e.subject_title, e.initiative_id, e.reason, e.role, e.role_party, e.job, e.person_id
    from kernel.journal_entry e left join kernel.journal_leaf l on l.entry_id = e.id
    where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)} order by e.id desc limit ${limit}`.execute(tx.db);
  return rows;
}

/** The same to take along, up to the bound of every export. */
export function loadAllEntries(tx: Tx, filter: EntryFilter): Promise<EntryRow[]> {
  return readAll((after: EntryRow | undefined, limit) => loadEntries(tx, filter, { limit, before: after?.id }));
}

// Only what is asked for stands in the query: the planner then sees which index serves it.
function conditionsOf({ subjectType, subjectId, initiativeId, act, party, from, to }: EntryFilter): RawBuilder<unknown>[] {
  return [
    subjectType === undefined ? [] : [sql`e.subject_type = ${subjectType}`],
    subjectId === undefined ? [] : [sql`e.subject_id = ${subjectId}`],
    initiativeId === undefined ? [] : [sql`e.initiative_id = ${initiativeId}`],
    act === undefined ? [] : [sql`e.act = ${act}`],
    party === undefined ? [] : [sql`e.role_party = ${party}`],
    from === undefined ? [] : [sql`e.at >= ${from}::date::timestamp at time zone 'Asia/Shanghai'`],
    to === undefined ? [] : [sql`e.at < (${to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`],
  ].flat();
}

export type Entry = EntryRow & { leaf: string; changes: Json };

/** One entry with its leaf; `undefined` when there is none that the actor may see. */
export async function loadEntry(tx: Tx, id: number): Promise<Entry | undefined> {
  const [row] = await loadEntries(tx, {}, { limit: 1, before: id + 1 });
  if (row === undefined || row.id !== id) return undefined;
  const { rows: [leaf] } = await sql<LeafFields & { changes: Json }>`select ${leafColumns}, e.changes from kernel.journal_entry e where e.id = ${id}`.execute(tx.db);
  if (leaf === undefined) return undefined;
  const { changes, ...fields } = leaf;
  return { ...row, leaf: leafText(fields), changes };
}

/** A place in the tree; leaf and changes where the actor may see the entry, and it is there. */
export type Leaf = { index: number; entryId: number; hash: string | null; leaf?: string; changes?: Json };

/**
 * The tree's places from `from` on, in order, within the newest checkpoint, each with the hash that the tiles have there.
 * A place that the table does not have is left out.
 */
export async function loadLeaves(tx: Tx, { from, limit }: { from: number; limit: number }): Promise<{ size: number; items: Leaf[] }> {
  const size = (await loadCheckpoint(tx))?.size ?? 0;
  const { rows } = await sql<LeafFields & { leafIndex: number; entryId: number; seen: boolean; changes: Json }>`
    select l.leaf_index, l.entry_id, e.id is not null as seen, ${leafColumns}, e.changes
    from kernel.journal_leaf l left join kernel.journal_entry e on e.id = l.entry_id
    where l.leaf_index >= ${from} and l.leaf_index < ${Math.min(from + limit, size)} order by l.leaf_index`.execute(tx.db);
  const places = [...new Set(rows.map(({ leafIndex }) => Math.floor(leafIndex / tileWidth)))].map((index) => ({ level: 0, index }));
  const tiles = await loadTiles(tx, places);
  const hashes = new Map(places.flatMap((place) => hashesIn(tiles.get(tileKey(place)) ?? new Uint8Array()).map((hash, i) => [place.index * tileWidth + i, bytesToHex(hash)] as const)));
  const items = rows.map(({ leafIndex: index, entryId, seen, changes, ...fields }) => ({ index, entryId, hash: hashes.get(index) ?? null, ...(seen ? { leaf: leafText(fields), changes } : {}) }));
  return { size, items };
}

/** Entries that the actor may see and that are not in the tree, the oldest first; the platform, which sees the queue, leaves out what waits in it. */
export async function loadStray(tx: Tx, limit: number): Promise<{ id: number; at: string }[]> {
  const { rows } = await sql<{ id: number; at: string }>`
    select e.id, e.at from kernel.journal_entry e
    where not exists (select from kernel.journal_leaf l where l.entry_id = e.id) and not exists (select from kernel.journal_pending p where p.entry_id = e.id)
    order by e.id limit ${limit}`.execute(tx.db);
  return rows;
}
