import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { LeafFields } from './leaf.ts';
import { tileKey, type Tile, type TilePlace, type Tiles } from './tiles.ts';

/** The columns of `kernel.journal_entry e` that its leaf is made of. */
export const leafColumns: RawBuilder<unknown> = sql`
  e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.account_id as account, e.person_id as person, e.role, e.role_party, e.job, e.act,
  e.subject_type, e.subject_id, e.subject_title, e.initiative_id as initiative, e.reason, encode(e.digest, 'hex') as digest,
  e.visibility, e.party, e.division, e.organization_id as organization, e.subject_person_id as subject_person, encode(e.salt, 'hex') as salt`;

/** Tiles by their places, for the functions of `tiles.ts`; one that is not there is left out. */
export async function loadTiles(tx: Tx, places: readonly TilePlace[]): Promise<Tiles> {
  if (places.length === 0) return new Map();
  const { rows } = await sql<{ level: number; tileIndex: number; hashes: Buffer }>`
    select level, tile_index, hashes from kernel.journal_tile
    where (level, tile_index) in (select * from unnest(${places.map(({ level }) => level)}::smallint[], ${places.map(({ index }) => index)}::bigint[]))`.execute(tx.db);
  return new Map(rows.map(({ level, tileIndex, hashes }) => [tileKey({ level, index: tileIndex }), hashes]));
}

export async function storeTiles(tx: Tx, tiles: readonly Tile[]): Promise<void> {
  await sql`
    insert into kernel.journal_tile (level, tile_index, hashes)
    select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ index }) => index)}::bigint[], ${tiles.map(({ hashes }) => Buffer.from(hashes))}::bytea[])
    on conflict (level, tile_index) do update set hashes = excluded.hashes`.execute(tx.db);
}

/** The newest checkpoint with its cosignatures under it, or that of one size. */
export async function loadCheckpoint(tx: Tx, size?: number): Promise<{ size: number; note: string; madeAt: string } | undefined> {
  const { rows } = await sql<{ size: number; note: string; madeAt: string }>`
    select c.size, c.made_at, c.note || coalesce((select string_agg(s.line || e'\n', '' order by s.received_at) from kernel.journal_cosignature s where s.size = c.size), '') as note
    from kernel.journal_checkpoint c where c.size = coalesce(${size ?? null}::bigint, (select max(size) from kernel.journal_checkpoint))`.execute(tx.db);
  return rows[0];
}

/** Takes entries off the queue, at most so many; gives those that are not in the tree yet, in the order of their ids. */
export async function takePending(tx: Tx, most: number): Promise<{ taken: number[]; entries: LeafFields[] }> {
  const { rows } = await sql<{ entryId: number }>`
    delete from kernel.journal_pending where ctid = any (array(select ctid from kernel.journal_pending limit ${most})) returning entry_id`.execute(tx.db);
  const taken = rows.map(({ entryId }) => entryId);
  if (taken.length === 0) return { taken, entries: [] };
  const { rows: entries } = await sql<LeafFields>`
    select ${leafColumns} from kernel.journal_entry e
    where e.id = any (${taken}::bigint[]) and not exists (select from kernel.journal_leaf l where l.entry_id = e.id) order by e.id`.execute(tx.db);
  return { taken, entries };
}

export async function storeLeaves(tx: Tx, first: number, entryIds: readonly number[]): Promise<void> {
  await sql`
    insert into kernel.journal_leaf (leaf_index, entry_id)
    select ${first}::bigint + i - 1, id from unnest(${entryIds}::bigint[]) with ordinality as given (id, i)`.execute(tx.db);
}

/** How many entries wait for the tree; counted up to ten thousand. */
export async function countPending(tx: Tx): Promise<number> {
  const { rows: [row] } = await sql<{ waiting: number }>`select count(*) as waiting from (select from kernel.journal_pending limit 10000) p`.execute(tx.db);
  return row?.waiting ?? 0;
}

/** Those of these entries that the queue still has. */
export async function loadWaiting(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ entryId: number }>`select entry_id from kernel.journal_pending where entry_id = any (${ids}::bigint[])`.execute(tx.db);
  return new Set(rows.map(({ entryId }) => entryId));
}
