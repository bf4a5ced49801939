import { bytesToHex } from '@noble/hashes/utils.js';
import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { leafText, type LeafFields } from './leaf.ts';
import { consistencyRanges, inclusionRanges, type Range } from './merkle.ts';
import { nativeNodeHash } from './native-hash.ts';
import { hashOfRange, tilesFor } from './tiles.ts';
import { leafColumns, loadCheckpoint, loadTiles } from './tree-store.ts';

/** That an entry is in the journal: with the log's public key anybody can check it, without asking us. */
export type Inclusion = {
  /** The leaf: one line of canonical JSON. */
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  /** From the leaf upwards, hex. */
  readonly hashes: readonly string[];
  /** The checkpoint of that size: a signed note, with the witnesses' cosignatures so far. */
  readonly checkpoint: string;
};

/**
 * The proof that an entry is in the tree of the newest checkpoint, or of the one of `size`.
 * `undefined` when the actor may not see the entry, and while it, or such a checkpoint, is not there yet.
 */
export async function loadInclusion(tx: Tx, entryId: number, size?: number): Promise<Inclusion | undefined> {
  // Both at once: they travel together.
  const [{ rows: [entry] }, checkpoint] = await Promise.all([
    sql<LeafFields & { leafIndex: number }>`
      select l.leaf_index, ${leafColumns} from kernel.journal_entry e join kernel.journal_leaf l on l.entry_id = e.id where e.id = ${entryId}`.execute(tx.db),
    loadCheckpoint(tx, size),
  ]);
  if (entry === undefined || checkpoint === undefined || entry.leafIndex >= checkpoint.size) return undefined;
  const { leafIndex: index, ...fields } = entry;
  const hashes = await loadHashes(tx, inclusionRanges(index, checkpoint.size));
  return { leaf: leafText(fields), index, size: checkpoint.size, hashes, checkpoint: checkpoint.note };
}

/** The proof that the tree of size `second` begins with that of size `first` (hex); both at most the newest checkpoint's size. */
export async function loadConsistency(tx: Tx, first: number, second: number): Promise<string[]> {
  return loadHashes(tx, consistencyRanges(first, second));
}

async function loadHashes(tx: Tx, ranges: readonly Range[]): Promise<string[]> {
  const tiles = await loadTiles(tx, tilesFor(ranges));
  return ranges.map((range) => bytesToHex(hashOfRange(tiles, range, nativeNodeHash)));
}
