import { concat, contentOf, decodeSequence, encode, equal, integer, octets, oid, sequence, tag } from './der.ts';
import { fromBase64, toBase64, toUtf8 } from './encoding.ts';
import { decodePrivateKey, encodePrivateKey, type PrivateKey } from './keys.ts';

/**
 * A private key in a file that its owner keeps: PKCS#8, PEM, encrypted by a passphrase as PBES2 (RFC 8018):
 * PBKDF2 with HMAC-SHA-256, AES-256-CBC. `openssl pkey` opens it. Runs in the browser and on the command line; never on the server.
 */
const iterations = 600_000; // OWASP's least for PBKDF2 with HMAC-SHA-256
/** A file that asks for more would hold the browser up. */
const mostIterations = 10_000_000;
/** The shortest passphrase that is taken for a new file, in characters. */
export const shortestPassphrase = 12;

const oids = { pbes2: '1.2.840.113549.1.5.13', pbkdf2: '1.2.840.113549.1.5.12', hmacSha256: '1.2.840.113549.2.9', aes256cbc: '2.16.840.1.101.3.4.1.42' } as const;
const begin = '-----BEGIN ENCRYPTED PRIVATE KEY-----';
const end = '-----END ENCRYPTED PRIVATE KEY-----';

/** Why a key file does not open. */
export class KeyFileProblem extends Error {
  override name = 'KeyFileProblem';
  readonly kind: 'notAKeyFile' | 'unknownEncryption' | 'wrongPassphrase';
  constructor(kind: KeyFileProblem['kind']) {
    super(kind);
    this.kind = kind;
  }
}

/** The file's text. */
export async function sealKeyFile(key: PrivateKey, passphrase: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const aes = await deriveKey(passphrase, { salt, iterations }, 'encrypt');
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, aes, encodePrivateKey(key)));
  const derivation = sequence(oid(oids.pbkdf2), sequence(octets(salt), integer(bytesOf(iterations)), sequence(oid(oids.hmacSha256), encode(tag.null))));
  const scheme = sequence(oid(oids.pbes2), sequence(derivation, sequence(oid(oids.aes256cbc), octets(iv))));
  const lines = toBase64(sequence(scheme, octets(sealed))).match(/.{1,64}/g) ?? [];
  return [begin, ...lines, end, ''].join('\n');
}

/** Opens a key file, ours or one that OpenSSL made. @throws KeyFileProblem */
export async function openKeyFile(text: string, passphrase: string): Promise<PrivateKey> {
  const { sealed, iv, salt, iterations } = readParts(text);
  const aes = await deriveKey(passphrase, { salt, iterations }, 'decrypt');
  try {
    return decodePrivateKey(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, aes, sealed)));
  } catch {
    throw new KeyFileProblem('wrongPassphrase');
  }
}

function readParts(text: string): { sealed: Uint8Array<ArrayBuffer>; iv: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer>; iterations: number } {
  const body = text.split(begin)[1]?.split(end)[0];
  const der = body === undefined ? undefined : fromBase64(body.replace(/\s/g, ''));
  if (der === undefined) throw new KeyFileProblem('notAKeyFile');
  try {
    const outer = decodeSequence(der);
    const scheme = sequenceIn(sequence(contentOf(outer, 0, tag.sequence)), oids.pbes2);
    const derivation = sequenceIn(sequence(contentOf(scheme, 0, tag.sequence)), oids.pbkdf2);
    const cipher = decodeSequence(sequence(contentOf(scheme, 1, tag.sequence)));
    const prf = derivation.at(-1);
    if (prf?.tag !== tag.sequence || !equal(prf.content, concat(oid(oids.hmacSha256), encode(tag.null))) || !equal(encode(tag.oid, contentOf(cipher, 0, tag.oid)), oid(oids.aes256cbc))) throw new Error('other algorithms');
    const count = contentOf(derivation, 1, tag.integer).reduce((sum, byte) => sum * 256 + byte, 0);
    if (count < 1 || count > mostIterations) throw new Error('iterations');
    const own = (bytes: Uint8Array) => Uint8Array.from(bytes);
    return { sealed: own(contentOf(outer, 1, tag.octets)), iv: own(contentOf(cipher, 1, tag.octets)), salt: own(contentOf(derivation, 0, tag.octets)), iterations: count };
  } catch {
    throw new KeyFileProblem('unknownEncryption');
  }
}

/** What stands in a sequence that names an algorithm: the elements of its parameters. */
function sequenceIn(algorithm: Uint8Array, name: string) {
  const elements = decodeSequence(algorithm);
  if (!equal(encode(tag.oid, contentOf(elements, 0, tag.oid)), oid(name))) throw new Error(name);
  return decodeSequence(sequence(contentOf(elements, 1, tag.sequence)));
}

async function deriveKey(passphrase: string, { salt, iterations }: { salt: Uint8Array<ArrayBuffer>; iterations: number }, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', toUtf8(passphrase), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, material, { name: 'AES-CBC', length: 256 }, false, [use]);
}

function bytesOf(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}
