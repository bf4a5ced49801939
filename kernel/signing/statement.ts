import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { fromBase64, toBase64, toUtf8 } from './encoding.ts';
import { algorithms, readPublicKey, sha256Of, sm3Of, type Algorithm, type PublicKey } from './keys.ts';
import { anyJson, day, exactly, instant, listOf, Malformed, matching, oneOf, readCanonical, text, wholeNumber } from './strict.ts';

/**
 * What is signed, as canonical JSON (RFC 8785): the document; the statement by which a party signs it; the statement by
 * which a key says whose it is. Built and read here alone, in the browser, on the server and on the command line alike.
 */

/** What a party signs with; the only role that can. */
export const signingRole = 'party_signatory';

export type Attachment = { readonly name: string; /** hex */ readonly sha256: string };
export type SignedDocument = {
  readonly format: 'delta.signed-document/1';
  readonly id: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly round: number;
  readonly title: string;
  readonly content: Json;
  readonly attachments: readonly Attachment[];
  /** The four, and those of them whose signature it needs. */
  readonly parties: readonly PartyCode[];
  readonly required: readonly PartyCode[];
};
export type Digests = { readonly sm3: string; readonly sha256: string };

const hex64 = matching(/^[0-9a-f]{64}$/);
const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const party = oneOf(partyCodes);
const parties = (value: unknown): PartyCode[] => {
  const found = listOf(party, 4)(value);
  if (found.length === 0 || found.some((one, i) => i > 0 && one <= (found[i - 1] ?? ''))) throw new Malformed('parties, each once and in order');
  return found;
};

const document = exactly<SignedDocument>({
  format: oneOf(['delta.signed-document/1']), id: uuid, subject: exactly({ type: text(100), id: text(100) }), round: wholeNumber, title: text(300), content: anyJson,
  attachments: listOf(exactly<Attachment>({ name: text(255), sha256: hex64 }), 100), parties, required: parties,
});

export function readDocument(canonical: string): SignedDocument {
  return readCanonical(canonical, document);
}

/** The canonical document's text. */
export function writeDocument(content: Omit<SignedDocument, 'format' | 'parties'>): string {
  const written = canonicalJson({ ...content, required: content.required.toSorted(), format: 'delta.signed-document/1', parties: partyCodes });
  readDocument(written);
  return written;
}

export function digestsOf(canonical: string): Digests {
  const bytes = toUtf8(canonical);
  return { sm3: sm3Of(bytes), sha256: sha256Of(bytes) };
}

/** “We sign this document”, said for a party by a key. */
export type SignatureStatement = {
  readonly format: 'delta.signature/1';
  readonly document: Digests & { readonly id: string };
  readonly party: PartyCode;
  readonly role: typeof signingRole;
  /** The key's fingerprint. */
  readonly key: string;
  /** Why they sign, in their own words. */
  readonly reason: string;
  /** By the signatory's own clock. */
  readonly signedAt: string;
};

const statement = exactly<SignatureStatement>({
  format: oneOf(['delta.signature/1']), document: exactly({ id: uuid, sm3: hex64, sha256: hex64 }), party, role: oneOf([signingRole]), key: hex64, reason: text(2000), signedAt: instant,
});

export function readStatement(canonical: string): SignatureStatement {
  return readCanonical(canonical, statement);
}

export function writeStatement(said: Omit<SignatureStatement, 'format' | 'role'>): string {
  return canonicalJson({ ...said, format: 'delta.signature/1', role: signingRole });
}

/** “I am the key of a signatory of this party, from this day to that”, signed by the key itself: proof that its owner holds it. */
export type KeyStatement = {
  readonly format: 'delta.signing-key/1';
  readonly algorithm: Algorithm;
  /** SubjectPublicKeyInfo, base64. */
  readonly publicKey: string;
  readonly party: PartyCode;
  readonly role: typeof signingRole;
  /** First and last day, in the region. */
  readonly validFrom: string;
  readonly validTo: string;
};

const keyStatement = exactly<KeyStatement>({
  format: oneOf(['delta.signing-key/1']), algorithm: oneOf(algorithms), publicKey: text(200), party, role: oneOf([signingRole]), validFrom: day, validTo: day,
});

/** Reads a key's statement and the key in it. */
export function readKeyStatement(canonical: string): KeyStatement & { readonly key: PublicKey } {
  const said = readCanonical(canonical, keyStatement);
  const spki = fromBase64(said.publicKey);
  const key = spki === undefined ? undefined : readPublicKey(spki);
  if (key === undefined || key.algorithm !== said.algorithm || said.validTo < said.validFrom) throw new Malformed('key');
  return { ...said, key };
}

export function writeKeyStatement({ key, ...said }: { key: PublicKey; party: PartyCode; validFrom: string; validTo: string }): string {
  return canonicalJson({ ...said, format: 'delta.signing-key/1', algorithm: key.algorithm, publicKey: toBase64(key.spki), role: signingRole });
}

/** Whether an instant lies on one of a key's days, as they are counted in the region (UTC+8, no summer time). */
export function isWithin({ validFrom, validTo }: { validFrom: string; validTo: string }, at: string): boolean {
  const onDay = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
  return validFrom <= onDay && onDay <= validTo;
}
