import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Json } from './canonical.ts';
import { cosignatures, parseCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { changesDigest, hashOfLeaf, parseLeaf, type LeafFields } from './leaf.ts';
import { climb, sameHash } from './merkle.ts';
import { isSignedBy, keyTypes, parseVerifier, type Verifier } from './note.ts';

// An entry's proof, checked where the reader is: in the browser as on the server, with nothing of the platform but what it says.

/** What the platform shows of an entry, and the proof that it gives with it. */
export type Claimed = {
  readonly changes: unknown;
  readonly proof: { readonly leaf: string; readonly index: number; readonly size: number; readonly hashes: readonly string[]; readonly checkpoint: string };
  readonly log: { readonly origin: string; readonly verifier: string };
  /** The parties' witnesses by their public keys. */
  readonly witnesses: readonly { readonly verifier: string }[];
};

/** What was found, step by step; a step that does not hold makes those after it say nothing. */
export type Checked = {
  /** What the entry says is what its leaf says: the digest of the changes fits. */
  readonly content: boolean;
  readonly leaf: LeafFields | undefined;
  readonly leafHash: string;
  /** From the leaf to the root (hex): what was joined, on which side, and what came of it. */
  readonly way: readonly { readonly hash: string; readonly sibling: string; readonly side: 'left' | 'right' }[];
  /** The way ends at the root that the checkpoint names. */
  readonly path: boolean;
  readonly root: string;
  /** The log has signed the checkpoint. */
  readonly signature: boolean;
  /** The witnesses that have cosigned it, and when (ms since 1970). */
  readonly witnessed: readonly { readonly verifier: string; readonly at: number }[];
};

export function checkEntry({ changes, proof, log, witnesses }: Claimed): Checked {
  const leaf = parseLeaf(proof.leaf);
  const hash = hashOfLeaf(proof.leaf);
  const checkpoint = read(() => parseCheckpoint(proof.checkpoint));
  const way = read(() => climb({ leaf: hash, index: proof.index, size: proof.size, path: proof.hashes.map(hexToBytes) }));
  const top = way?.at(-1)?.hash;
  return {
    content: leaf !== undefined && read(() => changesDigest(changes as Json)) === leaf.digest, // what came as JSON is JSON
    leaf, leafHash: bytesToHex(hash),
    way: (way ?? []).flatMap(({ hash: joined, side }, i) => (side === undefined ? [] : [{ hash: bytesToHex(joined), sibling: proof.hashes[i - 1] ?? '', side }])),
    path: checkpoint !== undefined && checkpoint.size === proof.size && top !== undefined && sameHash(top, checkpoint.root),
    root: checkpoint === undefined ? '' : bytesToHex(checkpoint.root),
    signature: checkpoint !== undefined && isOfLog(checkpoint, log),
    witnessed: checkpoint === undefined ? [] : witnessesOf(checkpoint, witnesses),
  };
}

function isOfLog(checkpoint: SignedCheckpoint, { origin, verifier }: Claimed['log']): boolean {
  const key = keyOf(verifier, keyTypes.note);
  return key !== undefined && checkpoint.origin === origin && key.name === origin && isSignedBy(checkpoint.note, key);
}

function witnessesOf(checkpoint: SignedCheckpoint, witnesses: Claimed['witnesses']): Checked['witnessed'] {
  return witnesses.flatMap(({ verifier }) => {
    const key = keyOf(verifier, keyTypes.cosignature);
    return key === undefined ? [] : cosignatures(checkpoint, [key]).map(({ at }) => ({ verifier, at: at * 1000 }));
  });
}

function keyOf(text: string, type: Verifier['type']): Verifier | undefined {
  return read(() => parseVerifier(text, type));
}

/** What cannot be read does not hold. */
function read<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
