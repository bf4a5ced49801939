import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sm2, sm3 } from 'sm-crypto-v2';
import { bits, concat, contentOf, decodeSequence, equal, integer, NotDer, octets, oid, sequence, tag } from './der.ts';
import { fromHex, toHex } from './encoding.ts';

/**
 * Signatures by SM2 with SM3 (GB/T 32918.2, with the id that OpenSSL calls distid) and by ECDSA on P-256 with SHA-256.
 * Runs in the browser and on the command line too. Keys are SubjectPublicKeyInfo, signatures DER: what OpenSSL reads and writes.
 */
export const algorithms = ['SM2', 'P-256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** The id that goes into every SM2 signature (GB/T 35276); OpenSSL has none of its own accord. */
export const sm2Id = '1234567812345678';

export type PublicKey = { readonly algorithm: Algorithm; /** SubjectPublicKeyInfo, DER. */ readonly spki: Uint8Array<ArrayBuffer> };
export type PrivateKey = PublicKey & { /** The secret number, 32 bytes. */ readonly secret: Uint8Array<ArrayBuffer> };

const curves: Readonly<Record<Algorithm, { readonly oid: string; readonly order: bigint }>> = {
  SM2: { oid: '1.2.156.10197.1.301', order: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n },
  'P-256': { oid: '1.2.840.10045.3.1.7', order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
};
const ecPublicKey = '1.2.840.10045.2.1';

/** A new key pair, from the machine's own randomness. */
export function newKey(algorithm: Algorithm): PrivateKey {
  for (;;) {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const number = numberOf(secret);
    // SM2 excludes n − 1 too (GB/T 32918.1, 6.1)
    if (number > 0n && number < curves[algorithm].order - 1n) return privateKeyOf(algorithm, secret);
  }
}

export function privateKeyOf(algorithm: Algorithm, secret: Uint8Array<ArrayBuffer>): PrivateKey {
  const point = algorithm === 'SM2' ? fromHex(sm2.getPublicKeyFromPrivateKey(toHex(secret))) : p256.getPublicKey(secret, false);
  return { algorithm, secret, spki: concat(spkiHead(algorithm), point.slice(1)) };
}

/** Reads a public key; `undefined` unless it is an uncompressed point of one of the two curves in the one form that DER allows. */
export function readPublicKey(spki: Uint8Array): PublicKey | undefined {
  const algorithm = algorithms.find((name) => spki.length === 91 && equal(spki.subarray(0, 27), spkiHead(name)));
  if (algorithm === undefined) return undefined;
  try {
    if (algorithm === 'P-256') p256.Point.fromBytes(spki.slice(26)).assertValidity();
    else if (!sm2.verifyPublicKey(pointHex(spki))) return undefined;
  } catch {
    return undefined; // not on the curve
  }
  return { algorithm, spki: Uint8Array.from(spki) };
}

/** Signs; gives DER. */
export function signWith(key: PrivateKey, message: Uint8Array): Uint8Array<ArrayBuffer> {
  if (key.algorithm === 'P-256') return Uint8Array.from(p256.sign(message, key.secret, { format: 'der', lowS: false }));
  const rs = fromHex(sm2.doSignature(message, toHex(key.secret), { hash: true, publicKey: pointHex(key.spki), userId: sm2Id }));
  return sequence(integer(rs.subarray(0, 32)), integer(rs.subarray(32))) as Uint8Array<ArrayBuffer>;
}

/** Whether `signature` (DER, in its one form) is the key's over `message`. */
export function isSignedBy(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const rs = readSignature(signature, curves[key.algorithm].order);
  if (rs === undefined) return false;
  try {
    if (key.algorithm === 'P-256') return p256.verify(rs, message, key.spki.slice(26), { lowS: false });
    return sm2.doVerifySignature(message, toHex(rs), pointHex(key.spki), { hash: true, userId: sm2Id });
  } catch {
    return false;
  }
}

/** What a person compares, SHA-256 of the public key: twenty hexadecimal digits in fives of four. */
export function fingerprintOf({ spki }: PublicKey): string {
  return toHex(sha256(spki));
}
export function shortFingerprint(fingerprint: string): string {
  return (fingerprint.slice(0, 20).toUpperCase().match(/.{4}/g) ?? []).join(' ');
}

export function sm3Of(bytes: Uint8Array): string {
  return sm3(bytes);
}
export function sha256Of(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

/** PrivateKeyInfo (RFC 5208) with the public key in it, as OpenSSL writes it. */
export function encodePrivateKey({ algorithm, secret, spki }: PrivateKey): Uint8Array<ArrayBuffer> {
  const inner = sequence(integer(Uint8Array.of(1)), octets(secret), explicit(1, bits(spki.subarray(26))));
  return sequence(integer(Uint8Array.of(0)), algorithmOf(algorithm), octets(inner)) as Uint8Array<ArrayBuffer>;
}

/** Reads PrivateKeyInfo; the public key is computed, whatever the file says. */
export function decodePrivateKey(der: Uint8Array): PrivateKey {
  const outer = decodeSequence(der);
  const named = contentOf(outer, 1, tag.sequence);
  const algorithm = algorithms.find((name) => equal(sequence(named), algorithmOf(name)));
  if (algorithm === undefined) throw new NotDer('neither SM2 nor P-256');
  const secret = contentOf(decodeSequence(contentOf(outer, 2, tag.octets)), 1, tag.octets);
  if (secret.length !== 32) throw new NotDer('secret');
  return privateKeyOf(algorithm, Uint8Array.from(secret));
}

/** r and s, 32 bytes each, of a signature in DER whose numbers lie between 1 and n − 1 and are written in the shortest way. */
function readSignature(der: Uint8Array, order: bigint): Uint8Array | undefined {
  try {
    const elements = decodeSequence(der);
    const numbers = [0, 1].map((i) => contentOf(elements, i, tag.integer)).map((bytes) => bytes.subarray(bytes[0] === 0 ? 1 : 0));
    if (elements.length !== 2 || numbers.some((bytes) => bytes.length > 32)) return undefined;
    const [r = new Uint8Array(), s = new Uint8Array()] = numbers;
    if (!equal(sequence(integer(r), integer(s)), der)) return undefined;
    if ([r, s].some((bytes) => numberOf(bytes) <= 0n || numberOf(bytes) >= order)) return undefined;
    return concat(new Uint8Array(32 - r.length), r, new Uint8Array(32 - s.length), s);
  } catch {
    return undefined;
  }
}

function spkiHead(algorithm: Algorithm): Uint8Array {
  // 04 says that the point follows uncompressed
  return sequence(algorithmOf(algorithm), bits(concat(Uint8Array.of(4), new Uint8Array(64)))).subarray(0, 27);
}

const algorithmOf = (algorithm: Algorithm) => sequence(oid(ecPublicKey), oid(curves[algorithm].oid));
const explicit = (number: number, content: Uint8Array) => concat(Uint8Array.of(0xa0 + number, content.length), content);
const pointHex = (spki: Uint8Array) => toHex(spki.subarray(26));
const numberOf = (bytes: Uint8Array) => BigInt(`0x${toHex(bytes) || '0'}`);
