import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkEntry, type Claimed } from './check.ts';
import { cosign, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { changesDigest, hashOfLeaf, leafText } from './leaf.ts';
import { emptyFrontier, grow, inclusionRanges, leafHash, rootOf } from './merkle.ts';
import { formatVerifier, keyTypes, signerOf } from './note.ts';
import { extendTiles, hashOfRange, tileKey } from './tiles.ts';

const changes = { from: 'draft', to: 'submitted', reason: '按会商意见' };
const leaf = leafText({ id: 12, at: '2027-03-15T02:00:00.000000Z', account: null, person: null, role: 'party_officer', roleParty: '32', job: null, act: 'plan.report/submit', subjectType: 'plan.report', subjectId: '1', subjectTitle: '进展', initiative: null, reason: null, digest: changesDigest(changes), visibility: 'region', party: '32', division: null, organization: null, subjectPerson: null, salt: '11'.repeat(16) });
const leaves = Array.from({ length: 11 }, (_, i) => (i === 6 ? hashOfLeaf(leaf) : leafHash(new Uint8Array([i]))));
const logKey = signerOf('delta.example/journal/1', keyTypes.note, new Uint8Array(32).fill(1));
const witness = signerOf('js.example/witness', keyTypes.cosignature, new Uint8Array(32).fill(2));
const tiles = new Map(extendTiles({ size: 0, edge: new Map(), leaves }).map((tile) => [tileKey(tile), tile.hashes]));
const note = signCheckpoint({ origin: 'delta.example/journal/1', size: 11, root: rootOf(grow(emptyFrontier, leaves)) }, logKey);
const claimed: Claimed = {
  changes, log: { origin: 'delta.example/journal/1', verifier: formatVerifier(logKey.verifier) }, witnesses: [{ verifier: formatVerifier(witness.verifier) }],
  proof: { leaf, index: 6, size: 11, hashes: inclusionRanges(6, 11).map((range) => bytesToHex(hashOfRange(tiles, range))), checkpoint: `${note}${cosign(parseCheckpoint(note).note, witness, 1_800_000_000)}\n` },
};
const holds = (claim: Claimed) => {
  const { content, path, signature, witnessed } = checkEntry(claim);
  return [content, path, signature, witnessed.length > 0];
};

test('an entry\'s proof is checked step by step, from what it says to who has witnessed it', () => {
  const checked = checkEntry(claimed);
  expect(checked).toMatchObject({ content: true, path: true, signature: true, witnessed: [{ verifier: formatVerifier(witness.verifier), at: 1_800_000_000_000 }] });
  expect(checked.way.at(-1)?.hash).toBe(checked.root);
  expect(checked.way.map(({ side }) => side)).toEqual(['right', 'left', 'left', 'right']);
});

test('what was changed makes just its own step fail, and whatever rests on it', () => {
  expect(holds({ ...claimed, changes: { ...changes, to: 'accepted' } })).toEqual([false, true, true, true]);
  expect(holds({ ...claimed, proof: { ...claimed.proof, leaf: leaf.replace('进展', '别的') } })).toEqual([true, false, true, true]);
  expect(holds({ ...claimed, proof: { ...claimed.proof, index: 7 } })).toEqual([true, false, true, true]);
  expect(holds({ ...claimed, proof: { ...claimed.proof, checkpoint: claimed.proof.checkpoint.replace('\n11\n', '\n12\n') } })).toEqual([true, false, false, false]);
  expect(holds({ ...claimed, log: { ...claimed.log, verifier: formatVerifier(signerOf('delta.example/journal/1', keyTypes.note, new Uint8Array(32).fill(9)).verifier) } })).toEqual([true, true, false, true]);
  expect(holds({ ...claimed, witnesses: [] })).toEqual([true, true, true, false]);
});

test('one flipped bit anywhere in the proof is found, and rubbish is never more than a step that does not hold', () => {
  const text = JSON.stringify(claimed.proof);
  fc.assert(fc.property(fc.nat({ max: Buffer.byteLength(text) - 1 }), fc.nat({ max: 7 }), (at, bit) => {
    const bytes = Buffer.from(text);
    bytes[at]! ^= 1 << bit;
    let proof: Claimed['proof'];
    try {
      proof = JSON.parse(bytes.toString('utf8')) as Claimed['proof'];
    } catch {
      return;
    }
    if (Object.keys(proof).toSorted().join() !== 'checkpoint,hashes,index,leaf,size' || JSON.stringify(proof) === text) return;
    // hex in capitals says the same
    if (JSON.stringify(proof).toLowerCase() === text.toLowerCase() && proof.checkpoint === claimed.proof.checkpoint && proof.leaf === leaf) return;
    expect(holds({ ...claimed, proof })).not.toEqual([true, true, true, true]);
  }), { numRuns: 400 });
  fc.assert(fc.property(fc.record({ leaf: fc.string(), index: fc.integer(), size: fc.integer(), hashes: fc.array(fc.string()), checkpoint: fc.string() }), (proof) => {
    expect(checkEntry({ ...claimed, proof }).path).toBe(false);
  }));
});
