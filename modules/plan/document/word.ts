import { strFromU8, unzipSync } from 'fflate';
import { toChinese } from '#kernel/numerals.ts';
import { refuse } from '#kernel/refusal.ts';
import { toCircled } from './numbering.ts';
import { documentRefusals } from './refusals.ts';

/** A part of the package that unpacks to more than this is refused: no plan is that long. */
const largestPart = 20_000_000;

/**
 * The text of a .docx, a paragraph a line, with the numbers that Word adds by itself:
 * official documents are often numbered so, and a reader that gives the bare text (mammoth) loses just what we need.
 */
export function readWord(bytes: Uint8Array): string {
  const parts = unpack(bytes);
  const body = parts.get('word/document.xml');
  if (body === undefined) throw refuse(documentRefusals.notText);
  const number = numberer(parts.get('word/numbering.xml') ?? '', parts.get('word/styles.xml') ?? '');
  const paragraphs = body.match(/<w:p[ >][\s\S]*?<\/w:p>/g) ?? [];
  return paragraphs.map((paragraph) => number(paragraph) + textOf(paragraph)).join('\n');
}

function unpack(bytes: Uint8Array): Map<string, string> {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/^word\/(document|numbering|styles)\.xml$/.test(name)) return false;
        if (originalSize > largestPart) throw refuse(documentRefusals.tooLong, { limit: largestPart });
        return true;
      },
    });
    return new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
  } catch {
    throw refuse(documentRefusals.brokenWord);
  }
}

function textOf(paragraph: string): string {
  const runs = paragraph.match(/<w:t[ >][^<]*<\/w:t>|<w:t>[^<]*<\/w:t>|<w:tab\/>|<w:br\/>/g) ?? [];
  return runs.map((run) => (run.startsWith('<w:t>') || run.startsWith('<w:t ') ? unescape(run.replace(/<[^>]*>/g, '')) : ' ')).join('');
}

function unescape(text: string): string {
  return text
    .replace(/&#(x?)([0-9a-fA-F]{1,6});/g, (_, hex: string, code: string) => String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code, hex === '' ? 10 : 16))))
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}

type NumberLevel = { readonly format: string; readonly text: string; readonly start: number };

/** Gives each numbered paragraph, in order, the number that Word would show before it. */
function numberer(numbering: string, styles: string): (paragraph: string) => string {
  const abstracts = new Map([...numbering.matchAll(/<w:abstractNum [^>]*w:abstractNumId="(\d+)"[\s\S]*?<\/w:abstractNum>/g)].map(([xml, id]) => [id, levelsOf(xml)]));
  const lists = new Map([...numbering.matchAll(/<w:num [^>]*w:numId="(\d+)"[\s\S]*?<w:abstractNumId w:val="(\d+)"/g)].map(([, id, abstract]) => [id, { key: abstract, levels: abstracts.get(abstract) ?? new Map<number, NumberLevel>() }]));
  const byStyle = new Map([...styles.matchAll(/<w:style [^>]*w:styleId="([^"]+)"[\s\S]*?<\/w:style>/g)].map(([xml, id]) => [id, numPrOf(xml)]));
  const counts = new Map<string, number[]>();
  return (paragraph) => {
    const style = /<w:pStyle w:val="([^"]+)"/.exec(paragraph)?.[1];
    const own = numPrOf(paragraph);
    const inherited = style === undefined ? undefined : byStyle.get(style);
    const list = lists.get(own?.list ?? inherited?.list ?? '');
    if (list === undefined) return '';
    const depth = own?.depth ?? inherited?.depth ?? 0;
    const level = list.levels.get(depth);
    if (level === undefined) return '';
    const count = counts.get(list.key ?? '') ?? [];
    counts.set(list.key ?? '', count);
    count.length = Math.min(count.length, depth + 1); // a new number restarts what is below it
    count[depth] = (count[depth] ?? level.start - 1) + 1;
    return level.text.replace(/%(\d)/g, (_, place: string) => {
      const at = Number(place) - 1;
      return shown(list.levels.get(at)?.format ?? 'decimal', count[at] ?? list.levels.get(at)?.start ?? 1);
    });
  };
}

function levelsOf(xml: string): Map<number, NumberLevel> {
  return new Map([...xml.matchAll(/<w:lvl [^>]*w:ilvl="(\d)"[\s\S]*?<\/w:lvl>/g)].map(([level, depth]) => [
    Number(depth),
    {
      format: /<w:numFmt w:val="([^"]+)"/.exec(level)?.[1] ?? 'decimal',
      text: unescape(/<w:lvlText w:val="([^"]*)"/.exec(level)?.[1] ?? ''),
      start: Number(/<w:start w:val="(\d+)"/.exec(level)?.[1] ?? 1),
    },
  ]));
}

function numPrOf(xml: string): { list: string | undefined; depth: number | undefined } | undefined {
  const found = /<w:numPr>([\s\S]*?)<\/w:numPr>/.exec(xml)?.[1];
  if (found === undefined) return undefined;
  const depth = /<w:ilvl w:val="(\d)"/.exec(found)?.[1];
  return { list: /<w:numId w:val="(\d+)"/.exec(found)?.[1], depth: depth === undefined ? undefined : Number(depth) };
}

/** A number in Word's formats that Chinese documents use; any other is shown in digits. */
function shown(format: string, value: number): string {
  if (/^(chineseCounting|chineseCountingThousand|japaneseCounting|ideographDigital|taiwaneseCountingThousand)$/.test(format)) return toChinese(value);
  if (/^(decimalEnclosedCircle|decimalEnclosedCircleChinese)$/.test(format)) return toCircled(value);
  return format === 'bullet' || format === 'none' ? '' : String(value);
}
