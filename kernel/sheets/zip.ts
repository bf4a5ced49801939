import { createInflateRaw } from 'node:zlib';
import { refuse } from '#kernel/refusal.ts';
import { sheetRefusals } from './refusals.ts';

/** A file inside a ZIP. Sizes in the archive are claims; what really comes out is counted while unpacking. */
export type ZipEntry = { readonly name: string; readonly stored: boolean; readonly packed: Uint8Array };

/** A workbook with pictures has hundreds of parts; more than this is no workbook. */
const maxEntries = 5_000;

/**
 * Lists a ZIP archive by its central directory (APPNOTE.TXT 4.3), Zip64 included.
 * Keys are lower-case, as names of parts in an Office file are compared without case. Refuses encrypted and damaged archives.
 */
export function listZip(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readDirectory(bytes, view);
  } catch (error) {
    if (error instanceof RangeError) throw refuse(sheetRefusals.damaged); // an offset that points outside the file
    throw error;
  }
}

/** The content of one entry, in pieces; refuses as soon as more than `limit` bytes have come out. */
export async function* unpack(entry: ZipEntry, limit: number): AsyncGenerator<Uint8Array> {
  if (entry.stored) {
    if (entry.packed.byteLength > limit) throw refuse(sheetRefusals.unpacksTooLarge);
    yield entry.packed;
    return;
  }
  const inflate = createInflateRaw({ chunkSize: 65_536 });
  inflate.end(entry.packed);
  let unpacked = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      unpacked += chunk.byteLength;
      if (unpacked > limit) throw refuse(sheetRefusals.unpacksTooLarge);
      yield chunk;
    }
  } catch (error) {
    if (isZlibError(error)) throw refuse(sheetRefusals.damaged);
    throw error;
  } finally {
    inflate.destroy();
  }
}

function readDirectory(bytes: Uint8Array, view: DataView): ReadonlyMap<string, ZipEntry> {
  const { count, offset } = findDirectory(view);
  if (count > maxEntries) throw refuse(sheetRefusals.unpacksTooLarge);
  const entries = new Map<string, ZipEntry>();
  const decoder = new TextDecoder();
  let at = offset;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw refuse(sheetRefusals.damaged);
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/');
    if ((flags & 1) !== 0) throw refuse(sheetRefusals.encrypted);
    const { packedSize, headerAt } = placeOf(view, at, at + 46 + nameLength, extraLength);
    if (method !== 0 && method !== 8) throw refuse(sheetRefusals.damaged);
    const start = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
    if (start + packedSize > bytes.byteLength) throw refuse(sheetRefusals.damaged);
    entries.set(name.toLowerCase(), { name, stored: method === 0, packed: bytes.subarray(start, start + packedSize) });
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

function findDirectory(view: DataView): { count: number; offset: number } {
  // the end record is 22 bytes and a comment of at most 65,535
  const first = Math.max(0, view.byteLength - 22 - 65_535);
  for (let at = view.byteLength - 22; at >= first; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true);
    const offset = view.getUint32(at + 16, true);
    if (count !== 0xffff && offset !== 0xffffffff) return { count, offset };
    const zip64 = large(view, at - 20 + 8);
    return { count: large(view, zip64 + 32), offset: large(view, zip64 + 48) };
  }
  throw refuse(sheetRefusals.damaged);
}

/** Where an entry's data is: values of 0xffffffff stand in the Zip64 extra field, in a fixed order (4.5.3). */
function placeOf(view: DataView, at: number, extraAt: number, extraLength: number): { packedSize: number; headerAt: number } {
  const size = view.getUint32(at + 24, true);
  let packedSize = view.getUint32(at + 20, true);
  let headerAt = view.getUint32(at + 42, true);
  for (let extra = extraAt; extra + 4 <= extraAt + extraLength; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue;
    let value = extra + 4 + (size === 0xffffffff ? 8 : 0);
    if (packedSize === 0xffffffff) {
      packedSize = large(view, value);
      value += 8;
    }
    if (headerAt === 0xffffffff) headerAt = large(view, value);
  }
  return { packedSize, headerAt };
}

function large(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
