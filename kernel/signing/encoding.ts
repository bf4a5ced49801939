import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

export { bytesToHex as toHex, hexToBytes as fromHex };

const utf8 = new TextEncoder();

export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(text);
}

/** The text that bytes are in UTF-8; `undefined` when they are none. A byte order mark stays: it is one sign too many. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Bytes from base64 in its one canonical form: padded, no white space, no stray bits; `undefined` for anything else. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}
