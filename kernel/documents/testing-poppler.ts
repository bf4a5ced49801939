import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is on a page, in millimetres from its upper left corner: words as poppler finds them (Chinese: what stands together on a line). */
export type Word = { readonly text: string; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
export type Page = { readonly width: number; readonly height: number; readonly words: readonly Word[] };

/** Reads a PDF with poppler's tools, which did not make it. */
export function inspect<T>(pdf: Uint8Array, look: (reader: PdfReader) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'delta-pdf-'));
  try {
    const path = join(folder, 'document.pdf');
    writeFileSync(path, pdf);
    return look(new PdfReader(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const point = 25.4 / 72;

export class PdfReader {
  private readonly path: string;
  constructor(path: string) {
    this.path = path;
  }

  /** What pdfinfo says. */
  info(): Readonly<Record<string, string>> {
    return Object.fromEntries(poppler('pdfinfo', [this.path]).split('\n').filter((line) => line.includes(':')).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  }

  /** Each font's name, and whether it is embedded, a subset, and can be read back as Unicode. */
  fonts(): { name: string; embedded: boolean; unicode: boolean }[] {
    return poppler('pdffonts', [this.path]).trim().split('\n').slice(2).map((line) => {
      const [name = '', , , , ...rest] = line.split(/\s+/);
      const flags = rest.filter((word) => word === 'yes' || word === 'no');
      return { name, embedded: flags[0] === 'yes', unicode: flags[2] === 'yes' };
    });
  }

  /** The text as a reader copies it, without white space, page by page. */
  texts(): string[] {
    return poppler('pdftotext', ['-raw', this.path, '-']).split('\f').slice(0, -1).map((text) => text.replace(/\s+/g, ''));
  }

  pages(): Page[] {
    const html = poppler('pdftotext', ['-bbox', this.path, '-']);
    return [...html.matchAll(/<page width="([\d.]+)" height="([\d.]+)">(.*?)<\/page>/gs)].map(([, width, height, inside = '']) => ({
      width: Number(width) * point,
      height: Number(height) * point,
      words: [...inside.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g)].map(([, left, top, right, bottom, text = '']) => ({
        text: unescape(text), left: Number(left) * point, top: Number(top) * point, right: Number(right) * point, bottom: Number(bottom) * point,
      })),
    }));
  }

  /** The page's rows of pixels, 10 to the millimetre: which part of the row is inked, and from where to where. */
  ink(page: number): { at: number; from: number; to: number; share: number }[] {
    const output = this.path.replace(/\.pdf$/, '');
    poppler('pdftoppm', ['-r', '254', '-gray', '-f', String(page), '-l', String(page), '-singlefile', this.path, output]);
    const image = readFileSync(`${output}.pgm`);
    const [, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.toString('latin1', 0, 40)) ?? [];
    const [w, h] = [Number(width), Number(height)];
    const pixels = image.subarray(image.length - w * h);
    return Array.from({ length: h }, (_, y) => {
      const row = pixels.subarray(y * w, (y + 1) * w);
      const dark = (value: number) => value < 160;
      return { at: y / 10, from: row.findIndex(dark) / 10, to: (row.findLastIndex(dark) + 1) / 10, share: row.reduce((count, value) => count + (dark(value) ? 1 : 0), 0) / w };
    }).filter(({ share }) => share > 0);
  }
}

/** The words that stand on one line, as lines from above to below. */
export function linesOf(words: readonly Word[]): { text: string; left: number; right: number; top: number }[] {
  const lines: { text: string; left: number; right: number; top: number }[] = [];
  for (const word of words.toSorted((a, b) => a.top - b.top || a.left - b.left)) {
    const line = lines.findLast(({ top }) => Math.abs(top - word.top) < 2);
    if (line === undefined) lines.push({ ...word });
    else Object.assign(line, { text: line.text + word.text, left: Math.min(line.left, word.left), right: Math.max(line.right, word.right) });
  }
  return lines;
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(/&(#(\d+)|\w+);/g, (whole, name: string, code?: string) => (code === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(code))));
}

function poppler(tool: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw new Error(`${tool} is not there (Debian: apt-get install poppler-utils; macOS: brew install poppler)`, { cause: error });
  if (status !== 0) throw new Error(`${tool}: ${stderr}`);
  return stdout;
}
