/**
 * The little of DER (X.690) that keys and signatures need. Runs in the browser too.
 */

export const tag = { integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30 } as const;

/** One element: its tag and what is in it. */
export type Element = { readonly tag: number; readonly content: Uint8Array };

export class NotDer extends Error {
  override name = 'NotDer';
}

export function encode(elementTag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const length = content.length < 0x80 ? [content.length] : content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  if (content.length > 0xffff) throw new NotDer('too long');
  return concat(Uint8Array.of(elementTag, ...length), content);
}

export const sequence = (...parts: readonly Uint8Array[]) => encode(tag.sequence, ...parts);
export const octets = (content: Uint8Array) => encode(tag.octets, content);
export const bits = (content: Uint8Array) => encode(tag.bits, Uint8Array.of(0), content);

/** A natural number, from its bytes, the highest first. */
export function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  return encode(tag.integer, (significant[0] ?? 0) > 0x7f ? concat(Uint8Array.of(0), significant) : significant);
}

/** '1.2.840.10045.2.1' */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return encode(tag.oid, Uint8Array.from(bytes));
}

/** The elements that follow each other in `bytes`, to the last byte; lengths in their shortest form only. */
export function decode(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const elementTag = byteAt(bytes, at);
    const short = byteAt(bytes, at + 1);
    const extra = short < 0x80 ? 0 : short & 0x7f;
    if (short === 0x80 || extra > 2) throw new NotDer('length');
    let length = short;
    if (extra > 0) length = extra === 1 ? byteAt(bytes, at + 2) : byteAt(bytes, at + 2) * 256 + byteAt(bytes, at + 3);
    if (extra > 0 && length < (extra === 1 ? 0x80 : 0x100)) throw new NotDer('length');
    const start = at + 2 + extra;
    if (start + length > bytes.length) throw new NotDer('cut off');
    elements.push({ tag: elementTag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

/** The elements of the one sequence that `bytes` are. */
export function decodeSequence(bytes: Uint8Array): Element[] {
  const [whole, ...more] = decode(bytes);
  if (whole?.tag !== tag.sequence || more.length > 0) throw new NotDer('sequence');
  return decode(whole.content);
}

/** The content of the `index`th element, which must have this tag. */
export function contentOf(elements: readonly Element[], index: number, elementTag: number): Uint8Array {
  const element = elements[index];
  if (element?.tag !== elementTag) throw new NotDer(`element ${index}`);
  return element.content;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new NotDer('cut off');
  return byte;
}
