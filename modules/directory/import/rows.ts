import { columnsOf, type CellError, type ImportKind } from './columns.ts';

/** A row of a sheet by its columns; `line` as the sheet counts, the head being line 1. */
export type SheetRow = { readonly line: number; readonly cells: Readonly<Record<string, string>>; readonly errors: readonly CellError[] };

export type ReadRows = { readonly rows: readonly SheetRow[]; readonly missing: readonly string[] };

/**
 * Reads a sheet's rows by the heads of its columns, in any order and either language; unknown columns are passed over, empty rows too.
 * Each row carries what is wrong with its own cells. `missing` names required columns that are not there.
 */
export function readRows(kind: ImportKind, sheet: readonly (readonly string[])[]): ReadRows {
  const columns = columnsOf[kind];
  const heads = (sheet[0] ?? []).map((head) => head.replace(/[*＊\s]/g, '').toLowerCase());
  const places = columns.map(({ key, label }) => heads.findIndex((head) => head === label.zh.toLowerCase() || head === label.en.toLowerCase().replaceAll(' ', '') || head === key.toLowerCase()));
  const missing = columns.filter(({ required }, i) => required && places[i] === -1).map(({ label }) => label.zh);
  if (missing.length > 0) return { rows: [], missing };
  const rows = sheet.slice(1).flatMap((cells, i): SheetRow[] => {
    if (cells.every((cell) => cell === '')) return [];
    const named = Object.fromEntries(columns.map(({ key }, c) => [key, (cells[places[c] ?? -1] ?? '').normalize('NFC')]));
    return [{ line: i + 2, cells: named, errors: checkCells(kind, named) }];
  });
  return { rows, missing };
}

function checkCells(kind: ImportKind, cells: Readonly<Record<string, string>>): CellError[] {
  return columnsOf[kind].flatMap(({ key, required, check }): CellError[] => {
    const cell = cells[key] ?? '';
    if (cell === '') return required ? [{ column: key, text: { zh: '必填', en: 'must be filled in' } }] : [];
    const wrong = check(cell);
    return wrong === undefined ? [] : [{ column: key, text: wrong }];
  });
}

/** The lines, behind the first, in which a key stands again: key → first line, by line. Empty keys do not count. */
export function repeatedKeys(rows: readonly SheetRow[], keyOf: (row: SheetRow) => string): ReadonlyMap<number, number> {
  const first = new Map<string, number>();
  const repeated = new Map<number, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === '') continue;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, row.line);
    else repeated.set(row.line, earlier);
  }
  return repeated;
}
