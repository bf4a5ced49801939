import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import { signCheckpoint } from '#kernel/journal/checkpoint.ts';
import { changesDigest, hashOfLeaf, leafText } from '#kernel/journal/leaf.ts';
import { emptyFrontier, grow, rootOf, nodeHash } from '#kernel/journal/merkle.ts';
import { formatVerifier, keyTypes, signerOf } from '#kernel/journal/note.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { writeBundle, type Bundle, type BundleSignature, type InForceChanges } from './bundle-format.ts';
import { fromBase64, toBase64, toUtf8 } from './encoding.ts';
import { fingerprintOf, newKey, sha256Of, signWith, type Algorithm, type PrivateKey } from './keys.ts';
import { digestsOf, writeDocument, writeKeyStatement, writeStatement, type Digests } from './statement.ts';

/** A bundle made out of nothing, with keys and a journal of its own: for tests and measurements of the verifier. */
export type SampleOptions = {
  readonly required?: readonly PartyCode[];
  readonly algorithm?: (party: PartyCode) => Algorithm;
  readonly content?: Json;
  /** Signs what OpenSSL is to sign, for instance. */
  readonly signer?: (key: PrivateKey, message: Uint8Array) => Uint8Array;
  readonly keyOf?: (party: PartyCode) => PrivateKey;
};

export const sampleId = '0198c0de-0000-7000-8000-000000000001';

export function sampleParts({ required = partyCodes, algorithm = () => 'SM2', content = { clauses: [{ id: '1', heading: '一、深化高校交换生计划', text: '四地互派交换生 300 人。' }] }, signer = signWith, keyOf }: SampleOptions = {}): Bundle {
  const document = writeDocument({ id: sampleId, subject: { type: 'plan.keyPoints', id: sampleId }, round: 1, title: '2027 年度近期工作要点', content, attachments: [{ name: '任务清单.pdf', sha256: 'ab'.repeat(32) }], required });
  const digests = digestsOf(document);
  const signatures = required.map((party) => sampleSignature(party, digests, { key: keyOf?.(party) ?? newKey(algorithm(party)), signer }));
  return { format: 'delta.bundle/1', document: toBase64(toUtf8(document)), digests, signatures, journal: sampleProof(digests, signatures) };
}

export function sampleBundle(options: SampleOptions = {}): string {
  return writeBundle(sampleParts(options));
}

export function sampleSignature(party: PartyCode, digests: Digests, { key, signer = signWith, signedAt = '2027-03-15T02:00:00Z', id = sampleId, registeredFor = party, speaksFor = party }: { key: PrivateKey; signer?: (key: PrivateKey, message: Uint8Array) => Uint8Array; signedAt?: string; id?: string; registeredFor?: PartyCode; speaksFor?: PartyCode }): BundleSignature {
  const statement = toUtf8(writeStatement({ document: { id, ...digests }, party: speaksFor, key: fingerprintOf(key), reason: '经党组会议研究，同意签署。', signedAt }));
  const registration = toUtf8(writeKeyStatement({ key, party: registeredFor, validFrom: '2027-01-01', validTo: '2029-12-31' }));
  return {
    party, statement: toBase64(statement), signature: toBase64(signer(key, statement)),
    key: { algorithm: key.algorithm, publicKey: toBase64(key.spki), statement: toBase64(registration), proof: toBase64(signer(key, registration)) },
  };
}

/** A journal of five entries, the fourth of which brings the document into force. */
export function sampleProof(digests: Digests, signatures: readonly BundleSignature[]): Bundle['journal'] {
  const signer = signerOf('delta.test/journal', keyTypes.note, new Uint8Array(32).fill(7));
  const changes: InForceChanges = { document: sampleId, ...digests, signatures: signatures.map(({ party, signature }) => ({ party, sha256: sha256Of(fromBase64(signature) ?? new Uint8Array()) })) };
  const nobody = { account: null, person: null, roleParty: null, initiative: null, reason: null, party: null, division: null, organization: null, subjectPerson: null };
  const leaf = leafText({ ...nobody, id: 4, at: '2027-03-15T02:00:00.000000Z', role: 'system', job: 'signing', act: 'signing/inForce', subjectType: 'plan.keyPoints', subjectId: sampleId, subjectTitle: '2027 年度近期工作要点', digest: changesDigest(changes), visibility: 'public', salt: '00'.repeat(16) });
  const [a, b, c, e] = ['1', '2', '3', '5'].map(hashOfLeaf) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const root = rootOf(grow(emptyFrontier, [a, b, c, hashOfLeaf(leaf), e]));
  return { leaf, changes: canonicalJson(changes), index: 3, size: 5, hashes: [c, nodeHash(a, b), e].map(bytesToHex), checkpoint: signCheckpoint({ origin: signer.verifier.name, size: 5, root }, signer), log: formatVerifier(signer.verifier) };
}
