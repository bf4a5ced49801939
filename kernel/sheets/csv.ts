/** What a cell of a sheet holds. */
export type CellValue = string | number | null;

/** A cell of CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
export function csvCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV that Excel opens in Chinese (UTF-8 with its mark). */
export function csvText(rows: readonly (readonly CellValue[])[]): string {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
