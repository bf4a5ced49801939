import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../canonical.ts';
import type { SignedCheckpoint } from '../checkpoint.ts';
import { changesDigest, hashOfLeaf, parseLeaf } from '../leaf.ts';
import { emptyFrontier, grow, rootOf, sameHash } from '../merkle.ts';
import { appendToCopy, openCopy, readHashes, storeState, type CopiedEntry } from './copy.ts';
import type { Finding } from './findings.ts';
import type { Head, Place, Source } from './source.ts';
import { openHead, step } from './verify.ts';

export type Followed = { readonly from: number; readonly to: number; readonly checkpoint?: SignedCheckpoint; readonly findings: readonly Finding[] };

/**
 * Brings a copy up to the newest checkpoint, if the log has only added to what the copy has: the copy's own hashes and the new ones
 * must give the root that the log has signed. Otherwise the copy stays as it was, and what was found is told.
 */
export async function followLog(source: Source, folder: string, head: Head): Promise<Followed> {
  const copy = await openCopy(folder);
  const from = copy?.size ?? 0;
  const { checkpoint, findings } = openHead(head, copy);
  if (checkpoint === undefined || findings.length > 0) return { from, to: from, findings };
  let tree = grow(emptyFrontier, await readHashes(folder));
  let entryBytes = copy?.entryBytes ?? 0;
  for (let next = from; next < checkpoint.size; next += step) {
    // oxlint-disable-next-line no-await-in-loop -- one page after the other
    const places = (await source.loadPlaces(next, Math.min(step, checkpoint.size - next))).filter(({ index }) => index < checkpoint.size);
    const wrong = places.flatMap(checkNew);
    const expected = Math.min(step, checkpoint.size - next);
    if (places.length < expected || wrong.length > 0) return { from, to: from, findings: wrong.length > 0 ? wrong : [{ kind: 'dropped', index: firstGap(places, next) }] };
    const hashes = places.map(({ hash }) => hexToBytes(hash ?? ''));
    tree = grow(tree, hashes);
    // oxlint-disable-next-line no-await-in-loop -- one page after the other
    entryBytes += (await appendToCopy(folder, { hashes, entries: places.flatMap(copied) })).bytes;
  }
  if (!sameHash(rootOf(tree), checkpoint.root)) {
    await openCopy(folder); // takes back what was added
    return { from, to: from, findings: [{ kind: 'forked', size: checkpoint.size }] };
  }
  await storeState(folder, { origin: head.origin, verifier: head.verifier, size: checkpoint.size, entryBytes, checkpoint: head.checkpoint });
  return { from, to: checkpoint.size, checkpoint, findings: [] };
}

function checkNew({ index, entryId, hash, leaf, changes }: Place): Finding[] {
  if (hash === null) return [{ kind: 'dropped', index, entry: entryId }];
  if (leaf === undefined) return [];
  const fits = bytesToHex(hashOfLeaf(leaf)) === hash && changesDigest(changes as Json) === parseLeaf(leaf)?.digest; // what came as JSON is JSON
  return fits ? [] : [{ kind: 'altered', index, entry: entryId }];
}

function copied({ index, entryId, leaf, changes }: Place): CopiedEntry[] {
  return leaf === undefined ? [] : [{ index, entryId, leaf, changes }];
}

function firstGap(places: readonly Place[], from: number): number {
  const gap = places.findIndex(({ index }, i) => index !== from + i);
  return from + (gap < 0 ? places.length : gap);
}
