import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { consistencyRanges, emptyFrontier, emptyRoot, grow, inclusionRanges, leafHash, nodeHash, rootOf, verifyConsistency, verifyInclusion, type Hash, type Range } from './merkle.ts';
import { nativeLeafHash, nativeNodeHash } from './native-hash.ts';
import { edgeTiles, extendTiles, hashOfRange, tileKey, tilesFor, tileWidth } from './tiles.ts';

/** MTH as RFC 6962, section 2.1 writes it down, with another implementation of SHA-256. */
function mth(leaves: readonly Uint8Array[]): Buffer {
  const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return hash(Buffer.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return hash(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
/** PATH(m, D[n]) and PROOF(m, D[n]) by the RFC's recursion. */
function path(m: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length <= 1) return [];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return m < k ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))] : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return m <= k ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))] : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

/** A tree kept in tiles, grown in steps, as the journal keeps it. */
function treeOf(hashes: readonly Hash[], steps: readonly number[] = [hashes.length]) {
  const tiles = new Map<string, Uint8Array>();
  let size = 0;
  for (const step of [...steps, hashes.length]) {
    const leaves = hashes.slice(size, size + step);
    const edge = new Map(edgeTiles(size).map((place) => [tileKey(place), tiles.get(tileKey(place))!]));
    for (const tile of extendTiles({ size, edge, leaves })) tiles.set(tileKey(tile), tile.hashes);
    size += leaves.length;
  }
  const read = (ranges: readonly Range[]) => {
    const needed = new Map(tilesFor(ranges).map((place) => [tileKey(place), tiles.get(tileKey(place))!]));
    return { hashes: ranges.map((range) => hashOfRange(needed, range)), tiles: needed.size };
  };
  return { tiles, read, root: (n: number) => (n === 0 ? emptyRoot : read([{ from: 0, to: n }]).hashes[0]!) };
}
const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => new TextEncoder().encode(`leaf ${i}`));
const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'));

// The vectors of Certificate Transparency's own tests of RFC 6962 (merkle_tree_test.cc)
const vectors = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hexToBytes);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const inclusions: [number, number, string[]][] = [
  [0, 1, []],
  [0, 8, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']],
  [5, 8, ['bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7']],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [1, 5, ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b']],
];
const consistencies: [number, number, string[]][] = [
  [1, 1, []],
  [1, 8, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']],
  [6, 8, ['0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7']],
  [2, 5, ['5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b']],
];

describe('the tree of RFC 6962', () => {
  test('has the published roots', () => {
    expect(bytesToHex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [i, root] of roots.entries()) {
      const hashes = vectors.slice(0, i + 1).map(leafHash);
      expect(bytesToHex(rootOf(grow(emptyFrontier, hashes)))).toBe(root);
      expect(bytesToHex(treeOf(hashes).root(i + 1))).toBe(root);
    }
  });

  test('has the published proofs', () => {
    const tree = treeOf(vectors.map(leafHash));
    for (const [index, size, expected] of inclusions) expect(hex(tree.read(inclusionRanges(index, size)).hashes)).toEqual(expected);
    for (const [first, second, expected] of consistencies) expect(hex(tree.read(consistencyRanges(first, second)).hashes)).toEqual(expected);
  });

  test('is, for every size up to 70 and grown in any steps, what the recursion of the standard gives', () => {
    const leaves = leavesOf(70);
    const hashes = leaves.map(leafHash);
    const tree = treeOf(hashes, [1, 2, 30, 5]);
    for (let size = 1; size <= 70; size += 1) {
      expect(bytesToHex(tree.root(size))).toBe(mth(leaves.slice(0, size)).toString('hex'));
      for (let m = 0; m < size; m += 1) {
        expect(hex(tree.read(inclusionRanges(m, size)).hashes)).toEqual(hex(path(m, leaves.slice(0, size))));
        expect(hex(tree.read(consistencyRanges(m, size)).hashes)).toEqual(hex(m === 0 ? [] : subproof(m, leaves.slice(0, size), true)));
      }
    }
  });

  test('is the same over several levels of tiles, and a proof reads a handful of them', () => {
    const leaves = leavesOf(tileWidth * tileWidth + 3 * tileWidth + 17);
    const hashes = leaves.map(leafHash);
    const size = hashes.length;
    const tree = treeOf(hashes, [100, tileWidth * 3, 1, 40_000, 155]);
    const root = rootOf(grow(emptyFrontier, hashes));
    expect(bytesToHex(tree.root(size))).toBe(bytesToHex(root));
    expect([...tree.tiles.keys()].filter((key) => key.startsWith('2/'))).toEqual(['2/0']);
    for (const index of [0, 255, 256, 65_535, 65_536, size - 18, size - 1]) {
      const { hashes: proof, tiles } = tree.read(inclusionRanges(index, size));
      expect(verifyInclusion({ leaf: hashes[index]!, index, size, path: proof, root })).toBe(true);
      expect(tiles).toBeLessThanOrEqual(6);
    }
    for (const first of [1, 255, 256, 65_536, 65_537, size - 1, size]) {
      const { hashes: proof } = tree.read(consistencyRanges(first, size));
      expect(verifyConsistency({ first, second: size, firstRoot: tree.root(first), secondRoot: root, path: proof })).toBe(true);
    }
  });
});

describe('whoever checks a proof', () => {
  const leaves = leavesOf(200);
  const hashes = leaves.map(leafHash);
  const tree = treeOf(hashes);
  const flipped = (hash: Hash, bit: number) => hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  const sizes = fc.integer({ min: 1, max: 200 });

  test('accepts each that is right and refuses it with any one bit flipped, shortened, lengthened, or for another place', () => {
    fc.assert(fc.property(sizes, fc.nat(), fc.nat(), fc.nat({ max: 255 }), (size, at, which, bit) => {
      const index = at % size;
      const proof = { leaf: hashes[index]!, index, size, path: tree.read(inclusionRanges(index, size)).hashes, root: tree.root(size) };
      expect(verifyInclusion(proof)).toBe(true);
      const spoilt = which % (proof.path.length + 2);
      expect(verifyInclusion(spoilt === 0 ? { ...proof, leaf: flipped(proof.leaf, bit) } : spoilt === 1 ? { ...proof, root: flipped(proof.root, bit) } : { ...proof, path: proof.path.with(spoilt - 2, flipped(proof.path[spoilt - 2]!, bit)) })).toBe(false);
      expect(verifyInclusion({ ...proof, path: [...proof.path, proof.root] })).toBe(false);
      if (proof.path.length > 0) expect(verifyInclusion({ ...proof, path: proof.path.slice(0, -1) })).toBe(false);
      for (const other of [index - 1, index + 1, size, -1, 0.5, Number.NaN]) expect(verifyInclusion({ ...proof, index: other })).toBe(false);
    }), { numRuns: 300 });
  });

  test('the same of the proof that one tree begins with another', () => {
    fc.assert(fc.property(sizes, sizes, fc.nat(), fc.nat({ max: 255 }), (a, b, which, bit) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const proof = { first, second, firstRoot: tree.root(first), secondRoot: tree.root(second), path: tree.read(consistencyRanges(first, second)).hashes };
      expect(verifyConsistency(proof)).toBe(true);
      const spoilt = which % (proof.path.length + 2);
      expect(verifyConsistency(spoilt === 0 ? { ...proof, firstRoot: flipped(proof.firstRoot, bit) } : spoilt === 1 ? { ...proof, secondRoot: flipped(proof.secondRoot, bit) } : { ...proof, path: proof.path.with(spoilt - 2, flipped(proof.path[spoilt - 2]!, bit)) })).toBe(false);
      expect(verifyConsistency({ ...proof, path: [...proof.path, proof.firstRoot] })).toBe(false);
      if (proof.path.length > 0) expect(verifyConsistency({ ...proof, path: proof.path.slice(1) })).toBe(false);
      if (first !== second) expect(verifyConsistency({ ...proof, first: second, second: first })).toBe(false);
    }), { numRuns: 300 });
  });

  test('computes as the server does, with another SHA-256', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (text, left, right) => {
      expect(bytesToHex(nativeLeafHash(text))).toBe(bytesToHex(leafHash(new TextEncoder().encode(text))));
      expect(bytesToHex(nativeNodeHash(left, right))).toBe(bytesToHex(nodeHash(left, right)));
    }));
  });

  test('tells a leaf from a node: nobody passes the inside of the tree off as an entry', () => {
    const inside = new Uint8Array([...hashes[0]!, ...hashes[1]!]);
    expect(bytesToHex(leafHash(inside))).not.toBe(bytesToHex(nodeHash(hashes[0]!, hashes[1]!)));
  });
});
