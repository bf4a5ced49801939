import { unzipSync, zipSync } from 'fflate';

/** Whether what a file says of itself (author, program, place, dates) can be taken out of it; a PDF's is by `renderWatermarked`. */
export function canLoseProperties(mediaType: string): boolean {
  return mediaType.startsWith('text/plain') || isOffice(mediaType) || mediaType === 'image/png' || mediaType === 'image/jpeg' || mediaType === 'application/pdf';
}

/** A file without what it says of itself: who wrote it, with what, where and when. `undefined` for what cannot be read, or is of another kind. */
export function withoutProperties(mediaType: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (mediaType.startsWith('text/plain')) return Uint8Array.from(bytes);
    if (isOffice(mediaType)) return officeWithout(bytes);
    if (mediaType === 'image/png') return pngWithout(bytes);
    if (mediaType === 'image/jpeg') return jpegWithout(bytes);
  } catch {
    return undefined; // damaged
  }
  return undefined;
}

/** What the name of such a file ends in. */
export function extensionOf(mediaType: string): string {
  return extensions[mediaType.split(';')[0] ?? ''] ?? 'bin';
}
const office = 'application/vnd.openxmlformats-officedocument.';
const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp', 'video/mp4': 'mp4', 'application/zip': 'zip', 'application/msword': 'doc', 'text/plain': 'txt',
  [`${office}wordprocessingml.document`]: 'docx', [`${office}spreadsheetml.sheet`]: 'xlsx', [`${office}presentationml.presentation`]: 'pptx',
};

const isOffice = (mediaType: string) => mediaType.startsWith(office);

/** No file that is handed on this way unpacks to more, in bytes. */
const mostUnpacked = 300 * 1024 * 1024;

/** An Office file with empty property parts, no thumbnail, and nobody named as the author of changes and comments. */
function officeWithout(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let unpacked = 0;
  const parts = unzipSync(bytes, { filter: ({ originalSize }) => { unpacked += originalSize; if (unpacked > mostUnpacked) throw new Error('too large'); return true; } });
  const decode = (part: Uint8Array) => new TextDecoder().decode(part);
  const encode = (text: string) => new TextEncoder().encode(text);
  const kept = Object.entries(parts).flatMap(([name, part]): [string, Uint8Array][] => {
    if (/^docProps\/thumbnail/i.test(name)) return [];
    if (/^docProps\/core\.xml$/i.test(name)) return [[name, encode('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>')]];
    if (/^docProps\/app\.xml$/i.test(name)) return [[name, encode('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>')]];
    if (/^docProps\/custom\.xml$/i.test(name)) return [[name, encode('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>')]];
    if (/^_rels\/\.rels$/i.test(name)) return [[name, encode(decode(part).replace(/<Relationship\b[^>]*thumbnail[^>]*\/>/gi, ''))]];
    if (/\.xml$/i.test(name)) return [[name, encode(authorless(decode(part)))]];
    return [[name, part]];
  });
  return zipSync(Object.fromEntries(kept.map(([name, part]) => [name, [part, { mtime: '1980-01-01T00:00:00' }]]))) as Uint8Array<ArrayBuffer>;
}

/** Attributes and elements in which Word, Excel and PowerPoint keep who changed or commented. */
function authorless(xml: string): string {
  return xml
    .replace(/\b((?:w|w15|p|p188|p15):)?(author|initials|userId|lastModifiedBy|displayName|providerId)="[^"]*"/g, (_, prefix: string | undefined, name: string) => `${prefix ?? ''}${name}=""`)
    .replace(/(<p:cmAuthor\b[^>]*?\bname=)"[^"]*"/g, '$1""')
    .replace(/<author>[^<]*<\/author>/g, '<author></author>');
}

const told = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

function pngWithout(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw new Error('cut off');
    if (!told.has(String.fromCharCode(...bytes.subarray(at + 4, at + 8)))) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return joined(parts);
}

/** A JPEG without its APPn segments (but JFIF's and Adobe's, which say how its colours are meant) and comments. */
function jpegWithout(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    const marker = view.getUint16(at);
    if (marker === 0xffda) break; // the picture itself begins
    const end = at + 2 + view.getUint16(at + 2);
    if (marker >> 8 !== 0xff || end > bytes.length) throw new Error('no segment');
    const tells = (marker >= 0xffe1 && marker <= 0xffef && marker !== 0xffee) || marker === 0xfffe;
    if (!tells) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return joined([...parts, bytes.subarray(at)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
