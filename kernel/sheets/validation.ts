import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** What a column of a sheet takes, and what is said beside the cell when somebody goes into it. */
export type Validation = {
  /** From 0. */
  readonly column: number;
  /** How many rows below the head. */
  readonly rows: number;
  readonly rule: { readonly kind: 'whole' | 'decimal' } | { readonly kind: 'list'; /** The sheet whose first column has the choices, below its head. */ readonly from: string; readonly count: number };
  readonly prompt: string;
};

/**
 * The workbook with rules on the cells of one of its sheets (1 = the first): our writer knows none, so they are written into the sheet's XML
 * (ECMA-376, 18.3.1.32, dataValidations). A spreadsheet then refuses text where a number belongs.
 */
export function withValidations(workbook: Uint8Array<ArrayBuffer>, sheet: number, validations: readonly Validation[]): Uint8Array<ArrayBuffer> {
  const some = validations.filter(({ rows }) => rows > 0);
  if (some.length === 0) return workbook;
  const files = unzipSync(workbook);
  const name = `xl/worksheets/sheet${sheet}.xml`;
  const content = files[name];
  if (content === undefined) throw new Error(`the workbook has no ${name}`);
  const xml = strFromU8(content);
  // the schema fixes the order of a sheet's parts: rules come after the rows and what belongs to them, before links and the page
  const place = /<(?:hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|drawing|legacyDrawing|tableParts|extLst)\b|<\/worksheet>/.exec(xml)?.index;
  if (place === undefined) throw new Error(`${name} does not end`);
  const rules = `<dataValidations count="${some.length}">${some.map(ruleXml).join('')}</dataValidations>`;
  return zipSync({ ...files, [name]: strToU8(xml.slice(0, place) + rules + xml.slice(place)) }, { level: 6 });
}

function ruleXml({ column, rows, rule, prompt }: Validation): string {
  const letters = columnLetters(column);
  const common = `allowBlank="1" showInputMessage="1" showErrorMessage="1" prompt="${escape(prompt.slice(0, 255))}" sqref="${letters}2:${letters}${rows + 1}"`;
  if (rule.kind === 'list') return `<dataValidation type="list" ${common}><formula1>${escape(`'${rule.from.replaceAll("'", "''")}'!$A$2:$A$${rule.count + 1}`)}</formula1></dataValidation>`;
  return `<dataValidation type="${rule.kind}" operator="greaterThanOrEqual" errorTitle="请填数字" error="${rule.kind === 'whole' ? '请填不小于 0 的整数；缺失请留空。' : '请填不小于 0 的数字；缺失请留空。'}" ${common}><formula1>0</formula1></dataValidation>`;
}

function columnLetters(column: number): string {
  return column < 26 ? String.fromCodePoint(65 + column) : columnLetters(Math.floor(column / 26) - 1) + columnLetters(column % 26);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}
