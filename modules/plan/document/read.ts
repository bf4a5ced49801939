import { refuse } from '#kernel/refusal.ts';
import { readWord } from './word.ts';
import { documentRefusals } from './refusals.ts';

/** The largest file that is taken, in bytes. */
export const largestFile = 5_000_000;

/**
 * The text of a document: .docx by its content, otherwise text in UTF-8, UTF-16 or GB 18030, found by the bytes and not by the name.
 * @throws Refusal when it is something else
 */
export function readDocument(bytes: Uint8Array): string {
  if (bytes.length === 0) throw refuse(documentRefusals.empty);
  if (bytes.length > largestFile) throw refuse(documentRefusals.tooLong, { limit: '5 MB' });
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return readWord(bytes);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw refuse(documentRefusals.oldWord);
  const text = decode(bytes);
  // Control characters other than line ends and tabs: not a text, whatever its name says.
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/.test(text)) throw refuse(documentRefusals.notText);
  return text;
}

function decode(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes);
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // not this one; the next
    }
  }
  throw refuse(documentRefusals.notText);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
