import { createReadStream } from 'node:fs';

/** What is wrong with a file, as `FILE:LINE: reason`. */
export class BadFile extends Error {
  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`);
    this.name = 'BadFile';
  }
}

/** A row with the line on which it begins, as an editor counts them, also after a line feed within quotation marks. */
export type Row = { readonly line: number; readonly cells: readonly string[] };

/**
 * The rows of a CSV file by its columns, in the order asked for, the required ones first; an optional one that is not there is empty, other columns are passed over.
 * Read piece by piece, and given in such pieces: such a file may have millions of rows, and waiting for each would take longer than reading it.
 * @throws BadFile for a missing column, a row that is longer than its head, quotation marks that do not fit, or bytes that are not UTF-8
 */
export async function* rowsOf(file: string, columns: readonly string[], optional: readonly string[] = [], needed: readonly string[] = []): AsyncGenerator<readonly Row[]> {
  let places: number[] | undefined;
  let width = 0;
  for await (const records of recordsOf(file)) {
    const rows: Row[] = [];
    for (const { line, cells } of records) {
      if (places === undefined) {
        const names = cells.map((name) => name.trim().toLowerCase());
        const missing = [...columns, ...needed].filter((name) => !names.includes(name));
        if (missing.length > 0) throw new BadFile(file, line, `缺少列 ${missing.join('、')} · missing column ${missing.join(', ')}`);
        if (new Set(names).size !== names.length) throw new BadFile(file, line, '有列名重复 two columns have the same name');
        places = [...columns, ...optional].map((name) => names.indexOf(name));
        width = names.length;
        continue;
      }
      if (cells.length === 1 && cells[0] === '') continue;
      // A list with commas in place of semicolons would otherwise lose all but its first.
      if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) throw new BadFile(file, line, `这一行有 ${cells.length} 格，表头只有 ${width} 列 the row has ${cells.length} cells, its head ${width} columns`);
      rows.push({ line, cells: places.map((place) => (cells[place] ?? '').trim()) });
    }
    yield rows;
  }
  if (places === undefined) throw new BadFile(file, 1, '文件是空的 the file is empty');
}

/** Comma-separated records (RFC 4180). */
async function* recordsOf(file: string): AsyncGenerator<Row[]> {
  let rest = '';
  let line = 1;
  for await (const piece of textOf(file)) {
    rest += piece;
    const rows: Row[] = [];
    const endOf = ends(rest);
    let from = 0;
    for (let end = endOf(from); end !== -1; end = endOf(from)) {
      const record = rest.slice(from, end);
      rows.push({ line, cells: cellsOf(record, file, line) });
      line += lineFeeds(record) + 1;
      from = end + 1;
    }
    rest = rest.slice(from);
    yield rows;
  }
  if (rest !== '') yield [{ line, cells: cellsOf(rest, file, line) }];
}

/** A file's text, without a byte order mark; what is not UTF-8 is refused with its line. */
async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 1;
  const decoded = (piece: Buffer | undefined): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      throw new BadFile(file, lines + linesBefore(piece), '不是 UTF-8 编码，请另存为“CSV UTF-8” this is not UTF-8; save it as "CSV UTF-8"');
    }
  };
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const text = decoded(piece);
    yield text;
    lines += lineFeeds(text);
  }
  yield decoded(undefined);
}

/** How many lines of a piece are well-formed; where it is whole, the fault is at its end. */
function linesBefore(piece: Buffer | undefined): number {
  let lines = 0;
  if (piece === undefined) return lines;
  for (let from = 0; from < piece.length; lines += 1) {
    const end = piece.indexOf(10, from);
    const line = piece.subarray(from, end === -1 ? piece.length : end);
    if (end === -1 || Buffer.compare(Buffer.from(line.toString('utf8')), line) !== 0) return lines;
    from = end + 1;
  }
  return lines;
}

/** Where the record that begins at a place ends: at the first line feed outside quotation marks. Asked for one place after another. */
function ends(text: string): (from: number) => number {
  let quote = text.indexOf('"'); // the next one, looked for only when it is passed: else every record would be searched to the end of the text
  return (from) => {
    if (quote !== -1 && quote < from) quote = text.indexOf('"', from);
    const end = text.indexOf('\n', from);
    if (end === -1 || quote === -1 || quote > end) return end;
    let quoted = false;
    for (let i = quote; i < text.length; i += 1) {
      if (text[i] === '"') quoted = !quoted;
      else if (text[i] === '\n' && !quoted) return i;
    }
    return -1;
  };
}

function cellsOf(record: string, file: string, line: number): string[] {
  const text = record.endsWith('\r') ? record.slice(0, -1) : record;
  if (!text.includes('"')) return text.split(',');
  const stray = () => new BadFile(file, line, '引号没有成对，或单元格只有一部分在引号内 a quotation mark is not closed, or stands inside a cell');
  const cells: string[] = [];
  for (let from = 0; from <= text.length; ) {
    let end = text.indexOf(',', from);
    if (end === -1) end = text.length;
    if (text[from] === '"') {
      end = closingQuote(text, from + 1) + 1;
      if (end === 0 || (end < text.length && text[end] !== ',')) throw stray();
      cells.push(text.slice(from + 1, end - 1).replaceAll('""', '"'));
    } else {
      const cell = text.slice(from, end);
      if (cell.includes('"')) throw stray();
      cells.push(cell);
    }
    from = end + 1;
  }
  return cells;
}

/** The quotation mark that ends a cell; two of them are one in it. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

const lineFeeds = (text: string): number => (text.includes('\n') ? text.split('\n').length - 1 : 0);
