import { refuse } from '#kernel/refusal.ts';
import { sheetRefusals } from './refusals.ts';

/** What a scanner tells of a document, in its order. Names come without their namespace prefix. */
export type XmlHandler = {
  readonly open: (name: string, attributes: string) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
};

/** The longest tag or run of text that is waited for: a cell has at most 32,767 characters, each at most ten as an entity. */
const maxToken = 1_000_000;

/**
 * Reads XML as it arrives, keeping nothing but an unfinished token: enough for the parts of a workbook and no more.
 * A document type declaration is refused, so that there are no entities to expand but XML's own five.
 */
export async function scanXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  for await (const _ of scanningXml(chunks, handler)) continue;
}

/** As `scanXml`, but stops after each piece so that the caller can hand on what it has gathered. */
export async function* scanningXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): AsyncGenerator<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    rest = text.slice(scan(text, handler));
    if (rest.length > maxToken) throw refuse(sheetRefusals.damaged);
    yield;
  }
  rest += decoder.decode();
  if (rest.slice(scan(rest, handler)).trim() !== '') throw refuse(sheetRefusals.damaged);
}

/** One attribute of a tag by its local name; `undefined` where it has none. */
export function attribute(attributes: string, name: string): string | undefined {
  attributePattern.lastIndex = 0;
  for (let match = attributePattern.exec(attributes); match !== null; match = attributePattern.exec(attributes)) {
    if (match[1] === name) return unescapeXml(match[2] ?? match[3] ?? '');
  }
  return undefined;
}

const attributePattern = /(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Text with XML's five entities and character references replaced. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Tells the handler every finished token of `text` and gives the place where the unfinished one begins. */
function scan(text: string, handler: XmlHandler): number {
  let at = 0;
  while (true) {
    const tag = text.indexOf('<', at);
    if (tag === -1) return at;
    if (tag > at) handler.text(unescapeXml(text.slice(at, tag)));
    const end = readTag(text, tag, handler);
    if (end === -1) return tag;
    at = end;
  }
}

/** Reads the tag at `at` and gives the place after it, or -1 where it is not complete yet. */
function readTag(text: string, at: number, handler: XmlHandler): number {
  const next = text[at + 1];
  if (next === '?') return after(text, '?>', at);
  if (next === '!') return readMarkup(text, at, handler);
  const end = tagEnd(text, at + 1);
  if (end === -1) return -1;
  if (next === '/') {
    handler.close(localName(text, at + 2, end));
    return end + 1;
  }
  const empty = text[end - 1] === '/';
  const nameEnd = endOfName(text, at + 1, end);
  const name = localName(text, at + 1, nameEnd);
  handler.open(name, text.slice(nameEnd, empty ? end - 1 : end));
  if (empty) handler.close(name);
  return end + 1;
}

function readMarkup(text: string, at: number, handler: XmlHandler): number {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
  if (text.startsWith('<![CDATA[', at)) {
    const end = after(text, ']]>', at + 9);
    if (end !== -1) handler.text(text.slice(at + 9, end - 3));
    return end;
  }
  if (text.length - at < 9) return -1;
  throw refuse(sheetRefusals.damaged);
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? -1 : found + mark.length;
}

/** The closing `>`: one inside an attribute's value does not count. */
function tagEnd(text: string, from: number): number {
  let quote = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 62) return i;
    else if (code === 34 || code === 39) quote = code;
  }
  return -1;
}

function endOfName(text: string, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 47) return i;
  }
  return end;
}

function localName(text: string, from: number, end: number): string {
  const name = text.slice(from, end).trimEnd();
  return name.slice(name.indexOf(':') + 1);
}
