import type { CellValue } from './csv.ts';
import writeExcelFile, { type Cell as ExcelCell, type Sheet as ExcelSheet } from 'write-excel-file/node';

export type Column = { readonly label: string; readonly width?: number; readonly kind?: 'text' | 'number' | 'percent' | 'date' };
export type Sheet = { readonly name: string; /** So many first columns stay in sight: who a row is about. */ readonly sticky?: number; readonly columns: readonly Column[]; readonly rows: readonly (readonly CellValue[])[] };

/**
 * A workbook (.xlsx) with a bold first row that stays in sight, long heads on several lines. Dates are given as 'YYYY-MM-DD'.
 * Text stays text: a value that begins with “=” is no formula.
 */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array<ArrayBuffer>> {
  const written = sheets.map(({ name, sticky, columns, rows }): ExcelSheet<Buffer> => ({
    sheet: sheetName(name),
    stickyRowsCount: 1,
    ...(sticky === undefined ? {} : { stickyColumnsCount: sticky }),
    columns: columns.map(({ width = 16 }) => ({ width })),
    data: [
      columns.map(({ label }) => ({ value: label, type: String, fontWeight: 'bold' as const, backgroundColor: '#E8ECF6', wrap: true, alignVertical: 'center' as const })),
      ...rows.map((row) => row.map((value, i) => cell(value, columns[i]?.kind ?? 'text'))),
    ],
  }));
  return new Uint8Array(await writeExcelFile(written).toBuffer());
}

function cell(value: CellValue, kind: NonNullable<Column['kind']>): ExcelCell {
  if (value === null || value === '') return null;
  if (kind === 'date') return { value: new Date(`${value}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  if (typeof value === 'number') return kind === 'percent' ? { value, type: Number, format: '0%' } : { value, type: Number };
  return { value, type: String };
}

/** Excel takes at most 31 characters, and not all of them. */
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);
}

/** The answer that makes a browser save the workbook under a name, Chinese or not (RFC 6266). */
export function workbookAnswer(bytes: Uint8Array<ArrayBuffer>, fileName: string): Response {
  return new Response(bytes, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });
}
