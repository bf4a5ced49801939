import { canonicalJson } from '#kernel/journal/canonical.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { algorithms, type Algorithm } from './keys.ts';
import { exactly, listOf, matching, oneOf, readCanonical, text, wholeNumber } from './strict.ts';

/**
 * The bundle: all that one needs to check a joint signature years later, in one file of canonical JSON.
 * What was signed stands in it as the very bytes, in base64, so that nothing has to be written anew before it is checked.
 */
export type Bundle = {
  readonly format: 'delta.bundle/1';
  /** The canonical document. */
  readonly document: string;
  readonly digests: { readonly sm3: string; readonly sha256: string };
  readonly signatures: readonly BundleSignature[];
  readonly journal: BundleProof;
};

export type BundleSignature = {
  readonly party: PartyCode;
  /** The statement that was signed, and the signature (DER). */
  readonly statement: string;
  readonly signature: string;
  /** The public key (SubjectPublicKeyInfo), what it says of itself, and its own signature over that. */
  readonly key: { readonly algorithm: Algorithm; readonly publicKey: string; readonly statement: string; readonly proof: string };
};

/** That the document came into force by an entry of the journal: the entry's leaf and what it says, its place in the tree, the checkpoint and the log's key. */
export type BundleProof = { readonly leaf: string; readonly changes: string; readonly index: number; readonly size: number; readonly hashes: readonly string[]; readonly checkpoint: string; readonly log: string };

/** What the entry by which a document comes into force says. */
export type InForceChanges = { readonly document: string; readonly sm3: string; readonly sha256: string; readonly signatures: readonly { readonly party: PartyCode; readonly sha256: string }[] };

/** The longest bundle, in characters. */
export const longestBundle = 3_000_000;

const party = oneOf(partyCodes);
const hex64 = matching(/^[0-9a-f]{64}$/);
const base64 = (most: number) => text(most);

const bundle = exactly<Bundle>({
  format: oneOf(['delta.bundle/1']),
  document: base64(longestBundle),
  digests: exactly({ sm3: hex64, sha256: hex64 }),
  signatures: listOf(exactly<BundleSignature>({
    party, statement: base64(40_000), signature: base64(120),
    key: exactly({ algorithm: oneOf(algorithms), publicKey: base64(200), statement: base64(4_000), proof: base64(120) }),
  }), 16),
  journal: exactly<BundleProof>({ leaf: text(20_000), changes: text(20_000), index: wholeNumber, size: wholeNumber, hashes: listOf(hex64, 64), checkpoint: text(20_000), log: text(1_000) }),
});

/** @throws Malformed */
export function readBundle(source: string): Bundle {
  return readCanonical(source, bundle);
}

export function writeBundle(content: Omit<Bundle, 'format'>): string {
  return canonicalJson({ ...content, format: 'delta.bundle/1' });
}

const inForce = exactly<InForceChanges>({ document: text(100), sm3: hex64, sha256: hex64, signatures: listOf(exactly({ party, sha256: hex64 }), 4) });

/** @throws Malformed */
export function readInForce(changes: string): InForceChanges {
  return readCanonical(changes, inForce);
}
