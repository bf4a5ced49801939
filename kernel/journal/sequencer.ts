import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { openCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.ts';
import { leafText } from './leaf.ts';
import { openLogKey } from './log-key.ts';
import { emptyRoot, sameHash, type Hash } from './merkle.ts';
import { nativeLeafHash, nativeNodeHash } from './native-hash.ts';
import type { Signer } from './note.ts';
import { edgeTiles, extendTiles, hashOfRange, tileKey, type Tiles } from './tiles.ts';
import { loadCheckpoint, loadTiles, storeLeaves, storeTiles, takePending } from './tree-store.ts';

/** So many entries at most are put into the tree in one transaction. */
const batch = 5_000;

/**
 * Puts entries that were committed and are not in the tree yet at its end, and signs what it is then: all of it or nothing,
 * so that a crash loses none and doubles none. One process at a time; another that asks meanwhile has nothing to do.
 * @returns how many, and whether there may be more
 */
export async function sequence(platform: Platform): Promise<{ sequenced: number; more: boolean }> {
  return inTransaction(platform.database, systemActor('journal'), async (tx) => {
    const { rows: [lock] } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('delta journal', 0)) as mine`.execute(tx.db);
    if (lock?.mine !== true) return { sequenced: 0, more: false };
    const { taken, entries } = await takePending(tx, batch);
    if (entries.length < taken.length) reportVanished(platform, taken, entries);
    if (entries.length > 0) await extend(tx, await openLogKey(tx, platform), entries.map((entry) => ({ id: entry.id, hash: nativeLeafHash(leafText(entry)) })));
    return { sequenced: entries.length, more: taken.length === batch };
  });
}

/** Sequences in this process, about a second after entries come, until it is stopped; a failure is logged and tried again. */
export function startSequencer(platform: Platform, { everyMs = 1_000 }: { everyMs?: number } = {}): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const ended = keepSequencing(platform, everyMs, stopping.signal);
  return { stop: () => { stopping.abort(); return ended; } };
}

async function keepSequencing(platform: Platform, everyMs: number, signal: AbortSignal): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other
      const { more } = await sequence(platform);
      failing = false;
      if (more) continue;
    } catch (error) {
      if (!failing) platform.log.error({ err: { message: (error as Error).message, stack: (error as Error).stack } }, 'journal is not sequenced');
      failing = true; // said once, not every second of an outage
    }
    // oxlint-disable-next-line no-await-in-loop -- its time has to come
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function extend(tx: Tx, signer: Signer, added: readonly { id: number; hash: Hash }[]): Promise<void> {
  const origin = signer.verifier.name;
  const before = await loadCheckpoint(tx);
  const last: Checkpoint = before === undefined ? { origin, size: 0, root: emptyRoot } : openCheckpoint(before.note, { origin, verifier: signer.verifier });
  const edge = await loadTiles(tx, edgeTiles(last.size));
  // Never sign what does not follow from what was signed.
  if (!sameHash(rootOfTree(edge, last.size), last.root)) throw new Error(`The tree of ${last.size} entries is not the one that was signed; nothing is added to it. Run: delta journal verify`);
  const tiles = extendTiles({ size: last.size, edge, leaves: added.map(({ hash }) => hash), join: nativeNodeHash });
  const size = last.size + added.length;
  const root = rootOfTree(new Map([...edge, ...tiles.map((tile) => [tileKey(tile), tile.hashes] as const)]), size);
  await storeTiles(tx, tiles);
  await storeLeaves(tx, last.size, added.map(({ id }) => id));
  await sql`insert into kernel.journal_checkpoint (size, note) values (${size}, ${signCheckpoint({ origin, size, root }, signer)})`.execute(tx.db);
}

function rootOfTree(tiles: Tiles, size: number): Hash {
  return size === 0 ? emptyRoot : hashOfRange(tiles, { from: 0, to: size }, nativeNodeHash);
}

/** Queued, and neither there nor in the tree: somebody with rights on the database has removed it before anybody could notice. */
function reportVanished({ log }: Platform, taken: readonly number[], entries: readonly { id: number }[]): void {
  const there = new Set(entries.map(({ id }) => id));
  log.error({ entries: taken.filter((id) => !there.has(id)) }, 'journal entries vanished before they were in the tree');
}
