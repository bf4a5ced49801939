import { z } from 'zod';
import type { Language, Text } from '#kernel/text.ts';
import { csvText, type CellValue } from './csv.ts';
import { workbookAnswer, writeWorkbook, type Column, type Sheet } from './write.ts';

/** The query of every list that can be taken along. */
export const exportQuery = { format: z.enum(['xlsx', 'csv']).default('xlsx'), language: z.enum(['zh', 'en']).default('zh') };

/** A list is exported up to this many rows; whoever needs more narrows the filter. */
export const mostExported = 50_000;

export type ExportColumn<T> = { readonly label: Text; readonly value: (row: T, language: Language) => CellValue; readonly width?: number; readonly kind?: NonNullable<Column['kind']> };

/** A list to take along: its rows, and what each column says of a row. */
export type ExportedList<T> = { readonly name: Text; readonly rows: readonly T[]; readonly columns: readonly ExportColumn<T>[] };

/** A list as one sheet of a workbook. */
export function sheetOf<T>({ name, rows, columns }: ExportedList<T>, language: Language): Sheet {
  return {
    name: name[language],
    columns: columns.map(({ label, width = 18, kind = 'text' }) => ({ label: label[language], width, kind })),
    rows: rows.map((row) => columns.map(({ value }) => value(row, language))),
  };
}

/** A list as a file to take along: a workbook, or CSV that Excel opens in Chinese (UTF-8 with its mark). */
export async function exportList<T>({ format, language, ...list }: ExportedList<T> & { format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  const sheet = sheetOf(list, language);
  if (format === 'xlsx') return workbookAnswer(await writeWorkbook([sheet]), `${sheet.name}.xlsx`);
  return new Response(csvText([sheet.columns.map(({ label }) => label), ...sheet.rows]), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="export.csv"; filename*=UTF-8''${encodeURIComponent(`${sheet.name}.csv`)}` } });
}

/** Reads a list page by page, by its key, until it ends or the bound is reached. */
export async function readAll<T>(load: (after: T | undefined, limit: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  const step = 5_000;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each page begins after the last
    const page = await load(all.at(-1), Math.min(step, mostExported - all.length));
    all.push(...page);
    if (page.length < step || all.length >= mostExported) return all;
  }
}
