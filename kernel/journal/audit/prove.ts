import { hexToBytes } from '@noble/hashes/utils.js';
import { openCheckpoint, parseCheckpoint } from '../checkpoint.ts';
import { hashOfLeaf } from '../leaf.ts';
import { sameHash, verifyConsistency, verifyInclusion } from '../merkle.ts';
import { keyTypes, parseVerifier } from '../note.ts';
import type { Inclusion } from '../proofs.ts';
import { openCopy } from './copy.ts';
import type { Source } from './source.ts';

/** All that shows, to anybody who has the log's public key, that what the journal says of a record is in it. */
export type SubjectProof = {
  readonly subject: string; readonly log: { readonly origin: string; readonly verifier: string };
  readonly entries: readonly (Inclusion & { readonly entry: number; readonly holds: boolean })[];
  /** Entries that are not in the tree yet. */
  readonly waiting: readonly number[];
  /** That the newest tree begins with the one of one's copy. */
  readonly consistency?: { readonly first: number; readonly second: number; readonly hashes: readonly string[]; readonly from: string; readonly holds: boolean } | undefined;
};

/** Asks for the proofs of every entry about a record, oldest first, and checks each. */
export async function proveSubject(source: Source, subject: { type: string; id: string }, folder?: string): Promise<SubjectProof | undefined> {
  const head = await source.loadHead();
  if (head === undefined) return undefined;
  const log = { origin: head.origin, verifier: parseVerifier(head.verifier, keyTypes.note) };
  const ids = (await source.loadEntriesOf(subject)).toSorted((a, b) => a - b);
  const proofs: SubjectProof['entries'][number][] = [];
  for (const entry of ids) {
    // oxlint-disable-next-line no-await-in-loop -- a record has few entries, and the log need not be asked for all at once
    const inclusion = await source.loadInclusion(entry);
    if (inclusion === undefined) continue;
    const { leaf, index, size, hashes } = inclusion;
    const { root, size: signed } = openCheckpoint(inclusion.checkpoint, log);
    proofs.push({ entry, ...inclusion, holds: signed === size && verifyInclusion({ leaf: hashOfLeaf(leaf), index, size, path: hashes.map(hexToBytes), root }) });
  }
  const there = new Set(proofs.map(({ entry }) => entry));
  return { subject: `${subject.type}:${subject.id}`, log: { origin: head.origin, verifier: head.verifier }, entries: proofs, waiting: ids.filter((id) => !there.has(id)), consistency: folder === undefined ? undefined : await proveConsistency(source, folder, openCheckpoint(head.checkpoint, log)) };
}

async function proveConsistency(source: Source, folder: string, newest: { size: number; root: Uint8Array }): Promise<SubjectProof['consistency']> {
  const copy = await openCopy(folder);
  if (copy === undefined) return undefined;
  const { size: first, root: firstRoot } = parseCheckpoint(copy.checkpoint);
  const hashes = first > newest.size ? [] : await source.loadConsistency(first, newest.size);
  const holds = first === newest.size ? sameHash(firstRoot, newest.root) : verifyConsistency({ first, second: newest.size, firstRoot, secondRoot: newest.root, path: hashes.map(hexToBytes) });
  return { first, second: newest.size, hashes, from: copy.checkpoint, holds };
}
