import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { sequence } from '#kernel/journal/sequencer.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { makeBundle } from './bundle.ts';
import { readBundle, writeBundle, type Bundle } from './bundle-format.ts';
import { sampleBundle, sampleParts, sampleProof, sampleSignature } from './bundle-sample.ts';
import { openSigning } from './documents.ts';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from './encoding.ts';
import { newKey, signWith } from './keys.ts';
import { aColleague, aSignatory, signAs } from './testing.ts';
import { digestsOf } from './statement.ts';
import { verifyBundle } from './verify.ts';

/** What the verifier finds wrong, in Chinese. */
const wrong = (source: string | Uint8Array) => verifyBundle(source).checks.filter(({ ok }) => !ok).map(({ text }) => text.zh);
/** Bundles that stand apart are written anew, so that only what is meant is wrong. */
const rewritten = (parts: Bundle, more: Partial<Bundle>) => writeBundle({ ...parts, ...more });
const withSignatures = (parts: Bundle, signatures: Bundle['signatures']) => rewritten(parts, { signatures, journal: sampleProof(parts.digests, signatures) });

const four = sampleParts({ algorithm: (party) => (party === '32' ? 'P-256' : 'SM2') });

describe('a bundle with the four signatures', () => {
  test('is genuine, and each check says what it found', () => {
    const verdict = verifyBundle(writeBundle(four));
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.genuine).toBe(true);
    expect(verdict.checks.map(({ name, party }) => `${party ?? ''}${name}`)).toEqual(['form', 'document', 'digests', 'parties', ...partyCodes.flatMap((party) => ['key', 'statement', 'validity', 'signature'].map((name) => party + name)), 'journal']);
    expect(verdict.signatures.map(({ reason, algorithm }) => [reason, algorithm])).toContainEqual(['经党组会议研究，同意签署。', 'P-256']);
    for (const { text } of verdict.checks) expect(`${text.zh}${text.en}`).not.toContain('{');
  });

  test('is also read as bytes, and is of the log that one knows', () => {
    const source = writeBundle(four);
    expect(verifyBundle(toUtf8(source)).genuine).toBe(true);
    expect(verifyBundle(source, { log: four.journal.log }).genuine).toBe(true);
    expect(verifyBundle(source, { log: 'other/journal+12345678+AAAA' }).checks.at(-1)).toMatchObject({ ok: false, text: { zh: expect.stringContaining('另一个日志') } });
  });
});

describe('one flipped bit anywhere in a bundle is found', () => {
  const flip = (bytes: Uint8Array, bit: number) => {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    return flipped;
  };
  const bytes = toUtf8(sampleBundle({ required: ['31'] }));

  test('at any place', () => {
    fc.assert(fc.property(fc.nat(bytes.length * 8 - 1), (bit) => !verifyBundle(flip(bytes, bit)).genuine), { numRuns: 400 });
  });

  test('in every field, at its first, its last and a middle byte, each of the eight bits', () => {
    const source = fromUtf8(bytes)!;
    const places = [...source.matchAll(/"((?:[^"\\]|\\.)*)"|\d+/g)].flatMap(({ 0: { length }, index }) => {
      const at = toUtf8(source.slice(0, index)).length;
      return [at, at + 1, at + (length >> 1), at + length - 2, at + length - 1];
    });
    for (const at of new Set(places)) {
      const bit = at * 8 + (at % 8);
      expect(verifyBundle(flip(bytes, bit)).genuine, `bit ${bit} in …${source.slice(Math.max(0, at - 30), at + 10)}…`).toBe(false);
    }
  });

  test('inside what is signed, when everything around it was written anew to fit', () => {
    const document = fromBase64(four.document)!;
    fc.assert(fc.property(fc.nat(document.length * 8 - 1), (bit) => {
      const [altered, text] = [flip(document, bit), fromUtf8(flip(document, bit))];
      const digests = digestsOf(text ?? '');
      return wrong(rewritten(four, { document: toBase64(altered), digests, journal: sampleProof(digests, four.signatures) })).length > 0;
    }), { numRuns: 40 });
  });
});

describe('text that says the same in another way is refused', () => {
  const source = writeBundle(four);
  for (const [what, other] of [
    ['white space', source.replace('{', '{ ')], ['a line at the end', `${source}\n`], ['a byte order mark', `\ufeff${source}`], ['an escape', source.replace('delta.bundle', '\\u0064elta.bundle')],
    ['a member twice', source.replace('{"digests"', '{"digests":{},"digests"')], ['a member too many', source.replace('{"digests"', '{"a":1,"digests"')], ['another order', `{"format":"delta.bundle/1",${source.slice(1).replace(',"format":"delta.bundle/1"', '')}`],
    ['a number otherwise', source.replace('"size":5', '"size":5.0')],
  ] as const) test(what, () => expect(wrong(other)).toEqual([expect.stringMatching(/^文件不是签署包，或已被改动/)]));

  test('base64 with stray bits, and a signature in longer DER', () => {
    const [first, ...rest] = four.signatures as [Bundle['signatures'][0], ...Bundle['signatures']];
    const der = fromBase64(first.signature)!;
    const longer = Uint8Array.from([0x30, 0x81, der[1]!, ...der.subarray(2)]);
    expect(wrong(withSignatures(four, [{ ...first, signature: toBase64(longer) }, ...rest]))).toEqual(['上海市：签名与签署内容、公钥对不上，不真实或已被改动']);
    expect(fromBase64('AB==')).toBeUndefined();
  });
});

describe('each thing that can be wrong has its own sentence', () => {
  const key = newKey('SM2');
  const digests = four.digests;
  const [shanghai, jiangsu, zhejiang, anhui] = four.signatures as [Bundle['signatures'][0], Bundle['signatures'][0], Bundle['signatures'][0], Bundle['signatures'][0]];
  const instead = (other: Bundle['signatures'][0]) => withSignatures(four, [other, jiangsu, zhejiang, anhui]);

  test('three signatures', () => expect(wrong(withSignatures(four, [shanghai, jiangsu, zhejiang]))).toEqual(['缺少安徽省的签名：应有 4 方，只有 3 方']));
  test('two signatures of one party', () => expect(wrong(withSignatures(four, [shanghai, sampleSignature('31', digests, { key }), jiangsu, zhejiang, anhui]))).toContain('上海市有两个签名，一方只能签一次'));
  test('two of one party instead of another’s', () => expect(wrong(withSignatures(four, [shanghai, shanghai, zhejiang, anhui]))).toContain('上海市有两个签名，一方只能签一次'));
  test('a party that was not asked', () => {
    const three = sampleParts({ required: ['31', '32', '33'] });
    expect(wrong(withSignatures(three, [...three.signatures, sampleSignature('34', three.digests, { key })]))).toEqual(['安徽省不在应签之列，却有签名']);
  });
  test('another order', () => expect(wrong(withSignatures(four, [jiangsu, shanghai, zhejiang, anhui]))).toEqual(['签名的排列次序与规定不符']));
  test('one key for two parties', () => expect(wrong(withSignatures(four, [sampleSignature('31', digests, { key }), jiangsu, zhejiang, sampleSignature('34', digests, { key })]))).toEqual(['两方用了同一把密钥']));
  test('a key of another party', () => expect(wrong(instead(sampleSignature('31', digests, { key, registeredFor: '32' })))).toEqual(['上海市：所用密钥登记在江苏省名下，不是上海市的']));
  test('a statement for another party', () => expect(wrong(instead(sampleSignature('31', digests, { key, speaksFor: '32' })))).toEqual(['上海市：签署内容是以江苏省的名义写的']));
  test('a signature over yesterday’s digest', () => expect(wrong(instead(sampleSignature('31', { ...digests, sm3: '00'.repeat(32) }, { key })))).toEqual(['上海市：签的是另一份文件或另一版本（摘要不符）']));
  test('a signature when the key had expired', () => expect(wrong(instead(sampleSignature('31', digests, { key, signedAt: '2030-01-01T02:00:00Z' })))).toEqual([expect.stringMatching(/^上海市：北京时间 2030-01-01 10:00 签署，不在密钥有效期内/)]));
  test('a key is valid by the days of the region, not of Greenwich', () => {
    expect(wrong(instead(sampleSignature('31', digests, { key, signedAt: '2029-12-31T15:59:59Z' })))).toEqual([]);
    expect(wrong(instead(sampleSignature('31', digests, { key, signedAt: '2029-12-31T16:00:00Z' })))).toHaveLength(1);
  });
  test('a signature by another key', () => expect(wrong(instead(sampleSignature('31', digests, { key, signer: (_, message) => signWith(newKey('SM2'), message) })))).toEqual(['上海市：公钥或其登记内容已被改动']));
  test('a signature of another statement', () => expect(wrong(instead({ ...shanghai, signature: zhejiang.signature }))).toEqual(['上海市：签名与签署内容、公钥对不上，不真实或已被改动']));
  test('another document', () => expect(wrong(rewritten(four, { document: sampleParts({ content: { clauses: [] } }).document }))).toContain('正文与摘要不符：正文或摘要已被改动'));
  test('a journal entry of other signatures', () => expect(wrong(rewritten(four, { journal: sampleProof(digests, [shanghai, jiangsu, zhejiang]) }))).toEqual(['日志记录说的不是这份文件和这些签名，或已被改动']));
  test('a journal without the entry', () => expect(wrong(rewritten(four, { journal: { ...four.journal, index: 2 } }))).toEqual(['日志记录不在检查点所述的日志中']));
  test('a checkpoint that the log has not signed', () => expect(wrong(rewritten(four, { journal: { ...four.journal, checkpoint: four.journal.checkpoint.replace('\n5\n', '\n6\n') } }))).toEqual(['日志检查点不真实或已被改动']));
  test('rubbish', () => {
    for (const rubbish of ['', '{}', 'null', '[]', '甲', '0', '"', 'x'.repeat(4_000_000)]) expect(verifyBundle(rubbish).genuine).toBe(false);
    expect(wrong(Uint8Array.of(0xff, 0xfe))).toEqual(['文件不是签署包：内容不是 UTF-8 文本']);
    fc.assert(fc.property(fc.json(), (json) => !verifyBundle(json).genuine), { numRuns: 100 });
  });
});

describe('the platform’s own bundle', () => {
  let db: TestDatabase;
  beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
  afterAll(() => db.drop());

  test('is genuine once its entry is in the journal’s tree; a visitor gets it when it is public, by either digest', async () => {
    const platform = testPlatform(db, { now: Temporal.Now.instant().toString() });
    const make = async (visibility: 'public' | 'region') => {
      const document = await inTransaction(db, systemActor('test'), (tx) => openSigning(tx, { subject: { type: 'test.record', id: crypto.randomUUID() }, title: '要点', content: { text: '同意。' }, attachments: [], round: 1, required: ['31', '33'], link: '/x', visibility }));
      await expect(makeBundle(platform, systemActor('test'), { id: document.documentId })).rejects.toMatchObject({ kind: { code: 'signing/no-bundle' } });
      for (const signatory of signatories) await signAs(platform, document, signatory);
      return document;
    };
    const signatories = [await aSignatory(db, platform, '31'), await aSignatory(db, platform, '33', 'P-256')];
    const open = await make('public');
    const officer = await aColleague(db, '34');
    await expect(makeBundle(platform, officer, { id: open.documentId })).rejects.toMatchObject({ kind: { code: 'signing/not-sequenced' } });
    const internal = await make('region');
    await sequence(platform);
    const { bundle } = await makeBundle(platform, officer, { id: internal.documentId });
    expect(verifyBundle(bundle).checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(bundle).not.toContain('许海涛');
    expect(readBundle(bundle).digests).toEqual({ sm3: internal.sm3, sha256: internal.sha256 });
    await expect(makeBundle(platform, visitor, { digest: internal.sm3 })).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    for (const digest of [open.sm3, open.sha256]) expect(verifyBundle((await makeBundle(platform, visitor, { digest })).bundle).genuine).toBe(true);
  });
});
