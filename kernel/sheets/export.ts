import { z } from 'zod';
import type { Language, Text } from '#kernel/text.ts';
import { workbookAnswer, writeWorkbook, type CellValue } from './write.ts';

/** The query of every list that can be taken along. */
export const exportQuery = { format: z.enum(['xlsx', 'csv']).default('xlsx'), language: z.enum(['zh', 'en']).default('zh') };

/** A list is exported up to this many rows; whoever needs more narrows the filter. */
export const mostExported = 50_000;

export type ExportColumn<T> = { readonly label: Text; readonly value: (row: T) => CellValue; readonly width?: number };

/** A list as a file to take along: a workbook, or CSV that Excel opens in Chinese (UTF-8 with its mark). */
export async function exportList<T>({ name, rows, columns, format, language }: { name: Text; rows: readonly T[]; columns: readonly ExportColumn<T>[]; format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  const table = rows.map((row) => columns.map(({ value }) => value(row)));
  const heads = columns.map(({ label }) => label[language]);
  if (format === 'xlsx') return workbookAnswer(await writeWorkbook([{ name: name[language], columns: columns.map(({ label, width = 18 }) => ({ label: label[language], width })), rows: table }]), `${name[language]}.xlsx`);
  const lines = [heads, ...table].map((row) => row.map(csvCell).join(',')).join('\r\n');
  return new Response(`\ufeff${lines}\r\n`, { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="export.csv"; filename*=UTF-8''${encodeURIComponent(`${name[language]}.csv`)}` } });
}

/** A cell of CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
export function csvCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
