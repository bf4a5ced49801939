import { sha256 } from '@noble/hashes/sha2.js';

// The Merkle tree of RFC 6962, section 2.1 (proofs and their verification in the words of RFC 9162, section 2.1).
// Pure and without Node: the server builds with it, the browser and the command line check with it.

/** SHA-256; 32 bytes. */
export type Hash = Uint8Array;

/** The leaves [from, to), whose hash some tree or proof needs. */
export type Range = { readonly from: number; readonly to: number };

/** A subtree in which no leaf is missing: 2^level leaves, the index-th of its size. */
export type Subtree = { readonly level: number; readonly index: number };

export const hashLength = 32;

/** The root of a tree without leaves. */
export const emptyRoot: Hash = sha256(new Uint8Array());

/** MTH({d}) = SHA-256(0x00 ‖ d) */
export function leafHash(leaf: Uint8Array): Hash {
  return sha256.create().update(leafPrefix).update(leaf).digest();
}

/** SHA-256(0x01 ‖ left ‖ right) */
export function nodeHash(left: Hash, right: Hash): Hash {
  const node = new Uint8Array(1 + 2 * hashLength);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 1 + hashLength);
  return sha256(node);
}

const leafPrefix = new Uint8Array([0]);

/** The tree so far, as the roots of its complete subtrees from left to right: all that is needed to go on. */
export type Frontier = { readonly size: number; readonly peaks: readonly Hash[] };

export const emptyFrontier: Frontier = { size: 0, peaks: [] };

/** The tree with these leaf hashes added. */
export function grow({ size, peaks }: Frontier, leaves: readonly Hash[]): Frontier {
  const grown = [...peaks];
  let count = size;
  for (const leaf of leaves) {
    let hash = leaf;
    // Each trailing 1 in the binary count is a subtree as large as the one just completed.
    for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2)) hash = nodeHash(popped(grown), hash);
    grown.push(hash);
    count += 1;
  }
  return { size: count, peaks: grown };
}

export function rootOf({ peaks }: Frontier): Hash {
  return joined(peaks);
}

/** How two nodes are joined: `nodeHash`, or the same by another implementation. */
export type Join = (left: Hash, right: Hash) => Hash;

/** The hash of neighbouring complete subtrees, the largest first, as one tree. */
export function joined(peaks: readonly Hash[], join: Join = nodeHash): Hash {
  return peaks.length === 0 ? emptyRoot : peaks.reduceRight((right, left) => join(left, right));
}

/** The complete subtrees that make up a range, the largest first; the range must be one that a tree splits into. */
export function subtreesOf({ from, to }: Range): Subtree[] {
  const found: Subtree[] = [];
  for (let at = from; at < to;) {
    const size = largestPower(to - at);
    found.push({ level: Math.round(Math.log2(size)), index: at / size });
    at += size;
  }
  return found;
}

/** PATH(m, D[n]): what one must know beside the leaf to compute the root, from the leaf upwards. `index` < `size`. */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    const left = index < middle;
    path.push(left ? { from: middle, to } : { from, to: middle });
    [from, to] = left ? [from, middle] : [middle, to];
  }
  return path.toReversed();
}

/** PROOF(m, D[n]): what shows that the tree of size `second` begins with that of size `first`. 0 ≤ `first` ≤ `second`. */
export function consistencyRanges(first: number, second: number): Range[] {
  if (first === 0 || first === second) return [];
  const path: Range[] = [];
  let [from, to] = [0, second];
  while (first !== to) {
    const middle = from + split(to - from);
    const left = first <= middle;
    path.push(left ? { from: middle, to } : { from, to: middle });
    [from, to] = left ? [from, middle] : [middle, to];
  }
  // The tree of size `first` is known to whoever asks; a subtree of it is not.
  if (from > 0) path.push({ from, to });
  return path.toReversed();
}

/** Whether a leaf is in the tree with this root, at this place (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ root, ...proof }: { leaf: Hash; index: number; size: number; path: readonly Hash[]; root: Hash }): boolean {
  const top = climb(proof)?.at(-1)?.hash;
  return top !== undefined && sameHash(top, root);
}

/** A node on the way from a leaf to the root; the sibling that it was joined with stood on this side. */
export type Climbed = { readonly hash: Hash; readonly side?: 'left' | 'right' };

/** The way from a leaf to the root, the leaf first, the root last; `undefined` when the path is not one for this place and size. */
export function climb({ leaf, index, size, path }: { leaf: Hash; index: number; size: number; path: readonly Hash[] }): Climbed[] | undefined {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined;
  const way: Climbed[] = [{ hash: leaf }];
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const side = node % 2 === 1 || node === last ? 'left' : 'right';
    hash = side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    way.push({ hash, side });
    if (side === 'left') while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? way : undefined;
}

/** Whether the tree with the second root begins with the leaves of the first, in their order (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ first, second, firstRoot, secondRoot, path }: { first: number; second: number; firstRoot: Hash; secondRoot: Hash; path: readonly Hash[] }): boolean {
  if (!isCount(first) || !isCount(second) || first > second) return false;
  if (first === 0) return path.length === 0 && sameHash(firstRoot, emptyRoot);
  if (first === second) return path.length === 0 && sameHash(firstRoot, secondRoot);
  const [start, ...rest] = largestPower(first) === first ? [firstRoot, ...path] : path;
  if (start === undefined) return false;
  let [node, last] = [first - 1, second - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [older, newer] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameHash(older, firstRoot) && sameHash(newer, secondRoot);
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === hashLength && b.length === hashLength && a.every((byte, i) => byte === b[i]);
}

/** Sizes go beyond 32 bits, so halves are not taken by shifting. */
function half(n: number): number {
  return Math.floor(n / 2);
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

/** The largest power of two that is not larger than `n` ≥ 1. */
function largestPower(n: number): number {
  let power = 1;
  while (power * 2 <= n) power *= 2;
  return power;
}

/** Where a tree of `n` ≥ 2 leaves splits: the largest power of two below `n`. */
function split(n: number): number {
  const power = largestPower(n);
  return power === n ? power / 2 : power;
}

function popped(peaks: Hash[]): Hash {
  const peak = peaks.pop();
  if (peak === undefined) throw new RangeError('a frontier has a peak for each 1 in its size');
  return peak;
}
