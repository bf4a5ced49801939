import { unzipSync, zipSync } from 'fflate';
import readExcelFile from 'read-excel-file/node';
import { declareRefusals, refuse } from '#kernel/refusal.ts';

export const sheetRefusals = declareRefusals('sheets', {
  notASheet: { status: 415, zh: '无法识别这个文件，请上传 .xlsx 或 .csv 表格。', en: 'This file cannot be read; send a .xlsx or .csv sheet.' },
  oldExcel: { status: 415, zh: '这是旧版 .xls 文件，请在 Excel 或 WPS 中另存为 .xlsx 后再上传。', en: 'This is an old .xls file; save it as .xlsx first.' },
  broken: { status: 422, zh: '表格已损坏或已加密，无法打开。', en: 'The sheet is damaged or encrypted and cannot be opened.' },
  tooManyRows: { status: 413, zh: '表格超过 {limit} 行，请拆分后上传。', en: 'The sheet has more than {limit} rows; please split it.' },
  openQuote: { status: 422, zh: '第 {line} 行的引号没有结束，其后的内容无法辨认。', en: 'The quotation that begins on line {line} never ends, so what follows cannot be told apart.' },
  empty: { status: 422, zh: '表格里没有内容。', en: 'The sheet is empty.' },
});

/** A sheet may unpack to at most this much: a small file that unpacks to gigabytes is refused before it does. */
const mostUnpackedBytes = 100 * 1024 * 1024;

/** A cell may hold this much; the rest of a longer one is cut, so that the check of its column refuses it with its row. */
const longestCell = 2_000;

/**
 * The first sheet of a workbook (.xlsx), or a .csv in UTF-8 or GB 18030, found by content and not by name: rows of trimmed text,
 * empty ones at the end left out. Dates are 'YYYY-MM-DD'.
 * @throws Refusal when it is something else, damaged, or longer than `mostRows`
 */
export async function readSheet(bytes: Uint8Array, mostRows: number): Promise<string[][]> {
  return (await readLines(bytes, mostRows)).rows;
}

/** The same with the line of each row in the file: of a workbook its row. */
export async function readLines(bytes: Uint8Array, mostRows: number): Promise<Lines> {
  if (bytes.length === 0) throw refuse(sheetRefusals.empty);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw refuse(sheetRefusals.oldExcel);
  const { rows, lines } = startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) ? numbered(await readWorkbook(bytes)) : parseLines(decodeText(bytes));
  while (rows.length > 0 && (rows.at(-1) ?? []).every((cell) => cell === '')) rows.pop();
  if (rows.length === 0) throw refuse(sheetRefusals.empty);
  if (rows.length > mostRows + 1) throw refuse(sheetRefusals.tooManyRows, { limit: mostRows });
  return { rows, lines: lines.slice(0, rows.length) };
}

function numbered(rows: string[][]): Lines {
  return { rows, lines: rows.map((_, i) => i + 1) };
}

async function readWorkbook(bytes: Uint8Array): Promise<string[][]> {
  try {
    const [sheet] = await readExcelFile(Buffer.from(boundedArchive(bytes)));
    return (sheet?.data ?? []).map((row) => row.map(cellText));
  } catch {
    throw refuse(sheetRefusals.broken);
  }
}

/**
 * The same archive, unpacked into the sizes that it states and never past them: an archive whose directory lies about what it unpacks to
 * would otherwise fill the memory.
 */
function boundedArchive(bytes: Uint8Array): Uint8Array {
  let unpacked = 0;
  const files = unzipSync(bytes, {
    filter: ({ originalSize }) => {
      unpacked += originalSize;
      if (unpacked > mostUnpackedBytes) throw new RangeError('unpacks to too much');
      return true;
    },
  });
  return zipSync(files, { level: 0 });
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  const text = typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
  return text.trim().slice(0, longestCell);
}

/** Text in UTF-8 or GB 18030, found by content. */
export function decodeText(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!/[\u0000-\u0008\u000e-\u001f]/.test(text)) return text;
    } catch {
      // not this one; the next
    }
  }
  throw refuse(sheetRefusals.notASheet);
}

/** Rows with the lines on which they begin, as an editor counts from 1. */
export type Lines = { readonly rows: string[][]; readonly lines: readonly number[] };

/** Comma-separated rows (RFC 4180); also by tabs or semicolons, as Excel saves them in some places. */
export function parseCsv(text: string): string[][] {
  return parseLines(text).rows;
}

/**
 * The same with the line of each row, for whoever reads a file in an editor: a quoted cell may hold line breaks. Lines end as on any system.
 * @throws Refusal where a quotation never ends: whatever follows it would be lost in one cell
 */
export function parseLines(text: string): Lines {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let cell = '';
  let [line, begun, opened] = [1, 1, 0];
  let quoted = false;
  const endCell = () => { row.push(cell.trim().slice(0, longestCell)); cell = ''; };
  const endRow = () => { endCell(); rows.push(row); lines.push(begun); row = []; };
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    const ends = character === '\n' || (character === '\r' && text[i + 1] !== '\n');
    if (ends) line += 1;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') { cell += '"'; i += 1; } else quoted = false;
    } else if (character === '"' && cell.trim() === '') { quoted = true; opened = line; cell = ''; }
    else if (character === separator) endCell();
    else if (ends) { endRow(); begun = line; }
    else if (character !== '\r') cell += character;
  }
  if (quoted) throw refuse(sheetRefusals.openQuote, { line: opened });
  if (cell !== '' || row.length > 0) endRow();
  return { rows, lines };
}

/** The first of the known marks that stands in the head outside quotes. */
function separatorOf(text: string): string {
  const head = text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r?\n|\r/, 1)[0] ?? '';
  return [',', '\t', ';'].find((mark) => head.includes(mark)) ?? ',';
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
