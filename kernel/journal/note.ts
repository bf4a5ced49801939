import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

// Signed notes (C2SP signed-note): a text and, under it, lines with signatures. Without Node: the browser checks them too.

/** What a key signs: the text of a note itself, or a statement about a checkpoint at a time (C2SP tlog-cosignature). */
export const keyTypes = { note: 0x01, cosignature: 0x04 } as const;
export type KeyType = (typeof keyTypes)[keyof typeof keyTypes];

/** A public key by its name, as a person compares and configures it: `name+keyid+base64`. */
export type Verifier = { readonly name: string; readonly keyId: string; readonly type: KeyType; readonly publicKey: Uint8Array };

/** A key that signs; whoever holds it keeps it to themselves. */
export type Signer = { readonly verifier: Verifier; readonly secretKey: Uint8Array };

/** One signature line: whose, by which key (8 hex digits), and what follows the key's id in it. */
export type Signature = { readonly name: string; readonly keyId: string; readonly bytes: Uint8Array; readonly line: string };

export type Note = { readonly text: string; readonly signatures: readonly Signature[] };

/** A note that cannot be read, or a key. */
export class BadNote extends Error {
  override name = 'BadNote';
}

/** Notes are read up to this length and with so many signatures; the standard asks for 16 at least. */
const longestNote = 100_000;
const mostSignatures = 100;

const utf8 = new TextEncoder();

export function verifierOf(name: string, type: KeyType, publicKey: Uint8Array): Verifier {
  if (!isKeyName(name)) throw new BadNote('a key name has no spaces and no plus');
  if (publicKey.length !== 32) throw new BadNote('an Ed25519 public key has 32 bytes');
  const digest = sha256(concatBytes(utf8.encode(`${name}\n`), new Uint8Array([type]), publicKey));
  return { name, type, publicKey, keyId: bytesToHex(digest.subarray(0, 4)) };
}

/** @param secretKey the 32 bytes of RFC 8032 */
export function signerOf(name: string, type: KeyType, secretKey: Uint8Array): Signer {
  return { secretKey, verifier: verifierOf(name, type, ed25519.getPublicKey(secretKey)) };
}

export function formatVerifier({ name, keyId, type, publicKey }: Verifier): string {
  return `${name}+${keyId}+${toBase64(concatBytes(new Uint8Array([type]), publicKey))}`;
}

/** @throws BadNote unless it is a key of this kind whose id fits */
export function parseVerifier(text: string, type: KeyType): Verifier {
  const [, name, keyId, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text.trim()) ?? [];
  if (name === undefined || keyId === undefined || encoded === undefined) throw new BadNote('not a verifier key: name+keyid+base64');
  const bytes = fromBase64(encoded);
  if (bytes[0] !== type) throw new BadNote(type === keyTypes.note ? 'not the key of a log' : 'not the key of a witness');
  const verifier = verifierOf(name, type, bytes.subarray(1));
  if (verifier.keyId !== keyId) throw new BadNote('the key does not fit its id');
  return verifier;
}

/** @throws BadNote */
export function parseNote(note: string): Note {
  if (note.length > longestNote || !note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new BadNote('not a note');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw new BadNote('a note ends in signature lines');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > mostSignatures) throw new BadNote('too many signatures');
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/** @throws BadNote */
export function parseSignature(line: string): Signature {
  const [, name, encoded] = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) throw new BadNote('not a signature line');
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new BadNote('not a signature line');
  return { name, keyId: bytesToHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4), line };
}

export function formatNote({ text, signatures }: { text: string; signatures: readonly Pick<Signature, 'line'>[] }): string {
  return `${text}\n${signatures.map(({ line }) => `${line}\n`).join('')}`;
}

export function formatSignature({ name, keyId }: Pick<Verifier, 'name' | 'keyId'>, bytes: Uint8Array): string {
  return `— ${name} ${toBase64(concatBytes(hexToBytes(keyId), bytes))}`;
}

/** Signs a text that ends in a newline, as its note. */
export function signNote(text: string, { verifier, secretKey }: Signer): string {
  return formatNote({ text, signatures: [{ line: formatSignature(verifier, ed25519.sign(utf8.encode(text), secretKey)) }] });
}

/** Whether the note carries a signature of this key, and every one that claims to be of it is. */
export function isSignedBy({ text, signatures }: Note, verifier: Verifier): boolean {
  const own = signaturesOf(signatures, verifier);
  return own.length > 0 && own.every(({ bytes }) => verifies(verifier, bytes, text));
}

export function signaturesOf(signatures: readonly Signature[], { name, keyId }: Verifier): Signature[] {
  return signatures.filter((signature) => signature.name === name && signature.keyId === keyId);
}

/** An Ed25519 signature over a text. */
export function verifies({ publicKey }: Verifier, signature: Uint8Array, text: string): boolean {
  try {
    return signature.length === 64 && ed25519.verify(signature, utf8.encode(text), publicKey, { zip215: false });
  } catch {
    return false; // bytes that are no point on the curve
  }
}

function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && !/[\s+]/u.test(name);
}

// btoa and atob are in every browser that still runs; Uint8Array.fromBase64 is not.
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Only the one canonical encoding: two texts for the same bytes would let a note be changed without notice. */
export function fromBase64(text: string): Uint8Array {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    if (toBase64(bytes) === text) return bytes;
  } catch { /* not base64: told below */ }
  throw new BadNote('not base64');
}
