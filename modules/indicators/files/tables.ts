import { checkSystem, indicatorsOf, type IndexNode } from '#algorithms/indices/system.ts';
import { columnOf, type Column } from '#algorithms/indices/statistics.ts';
import type { Lines } from '#kernel/sheets/read.ts';
import { bothLanguages, type Messages, type Text, type TextValues } from '#kernel/text.ts';
import { sayProblem } from '../notes.ts';

/** Something in one of the two files that cannot be honoured; `line` from 1, as an editor counts. */
export type TableProblem = { readonly file: 'data' | 'meta'; readonly line: number; readonly text: Text };

export type Tables = {
  readonly units: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly nodes: readonly IndexNode[];
  readonly groups: readonly string[] | undefined;
};

const words = {
  noColumn: { zh: '缺少“{name}”列', en: 'the column “{name}” is missing' },
  unknownColumn: { zh: '不认识“{name}”列', en: 'the column “{name}” is not known' },
  sameColumn: { zh: '“{name}”列重复', en: 'the column “{name}” stands there twice' },
  rowLength: { zh: '这一行有 {found} 格，表头有 {wanted} 格', en: 'this row has {found} cells, the heading {wanted}' },
  reserved: { zh: '“{name}”是数据表的固定列名，不能作代码', en: '“{name}” is a column of its own in the data and cannot be a code' },
  noCode: { zh: '没有填代码', en: 'the code is missing' },
  noGroup: { zh: '“{name}”没有填所属的组（group）', en: '“{name}” has no group' },
  noUnit: { zh: '没有填单位名称', en: 'the unit is missing' },
  sameUnit: { zh: '单位“{name}”重复', en: 'the unit “{name}” stands there twice' },
  notNumber: { zh: '“{name}”列的“{value}”不是数字（缺失请留空）', en: '“{value}” in the column “{name}” is not a number (leave a missing one empty)' },
  direction: { zh: '方向应为 1 或 -1，这里是“{value}”', en: 'the direction must be 1 or -1, not “{value}”' },
  oneGoalpost: { zh: 'low 和 high 应同时填写', en: 'low and high go together' },
  groupOnly: { zh: '“{name}”只用于第 1 层的指标', en: '“{name}” is for indicators on level 1 only' },
  notInMeta: { zh: '“{name}”列不在指标表中', en: 'the column “{name}” is not in the meta file' },
  notInData: { zh: '指标“{name}”在数据中没有对应的列', en: 'the indicator “{name}” has no column in the data' },
} satisfies Messages;

const metaColumns = { required: ['code', 'name', 'level', 'parent', 'weight', 'direction'], optional: ['low', 'high', 'denominator'] } as const;

/** What a row of the data says of itself. */
const columnsOfData: readonly string[] = ['unit', 'group'];

/** Reads `data.csv` and `meta.csv`; every problem of both files at once, or tables that can be honoured in full. */
export function readTables(data: Lines, meta: Lines): Tables | readonly TableProblem[] {
  const { nodes, problems: metaProblems } = readMeta(meta);
  if (metaProblems.length > 0) return byLine(metaProblems);
  const read = readData(data, nodes);
  return 'units' in read ? read : byLine(read);
}

function readMeta({ rows: [head = [], ...rows], lines }: Lines): { nodes: IndexNode[]; problems: TableProblem[] } {
  const problems: TableProblem[] = [];
  const report = (line: number, word: keyof typeof words, values: TextValues = {}) => void problems.push({ file: 'meta', line, text: bothLanguages(words[word], values) });
  checkHead(head, report);
  for (const name of metaColumns.required) if (!head.includes(name)) report(1, 'noColumn', { name });
  const known: readonly string[] = [...metaColumns.required, ...metaColumns.optional];
  for (const name of head) if (!known.includes(name)) report(1, 'unknownColumn', { name });
  if (problems.length > 0) return { nodes: [], problems };
  const nodes = rows.map((row, i): IndexNode => {
    const line = lines[i + 1] ?? i + 2;
    const cell = (name: string) => row[head.indexOf(name)] ?? '';
    const number = (name: string) => {
      const value = parseNumber(cell(name));
      if (value === undefined) report(line, 'notNumber', { name, value: cell(name) });
      return value ?? 0;
    };
    if (row.length !== head.length) report(line, 'rowLength', { found: row.length, wanted: head.length });
    if (cell('code') === '') report(line, 'noCode');
    for (const name of ['code', 'denominator']) if (columnsOfData.includes(cell(name))) report(line, 'reserved', { name: cell(name) });
    const level = number('level');
    const parent = cell('parent') === '' ? undefined : cell('parent');
    const direction = cell('direction');
    if (!['1', '+1', '-1'].includes(direction) && !(direction === '' && level > 1)) report(line, 'direction', { value: direction });
    const [low, high] = [cell('low'), cell('high')];
    if ((low === '') !== (high === '')) report(line, 'oneGoalpost');
    for (const name of metaColumns.optional) if (level > 1 && cell(name) !== '') report(line, 'groupOnly', { name });
    return {
      code: cell('code'), name: cell('name'), level, parent,
      weight: parent === undefined && cell('weight') === '' ? 1 : number('weight'), // the whole has no siblings to share with
      direction: direction === '-1' ? -1 : 1,
      goalposts: low === '' || high === '' ? undefined : { low: number('low'), high: number('high') },
      denominator: cell('denominator') === '' ? undefined : cell('denominator'),
    };
  });
  if (problems.length === 0) problems.push(...checkSystem(nodes).map((problem): TableProblem => ({ file: 'meta', line: 'line' in problem ? (lines[problem.line + 1] ?? 1) : 1, text: sayProblem(problem) })));
  return { nodes, problems };
}

function readData({ rows: [head = [], ...rows], lines }: Lines, nodes: readonly IndexNode[]): Tables | TableProblem[] {
  const problems: TableProblem[] = [];
  const report = (line: number, word: keyof typeof words, values: TextValues = {}) => void problems.push({ file: 'data', line, text: bothLanguages(words[word], values) });
  checkHead(head, report);
  const wanted = new Set(indicatorsOf(nodes).flatMap(({ code, denominator }) => (denominator === undefined ? [code] : [code, denominator])));
  if (!head.includes('unit')) report(1, 'noColumn', { name: 'unit' });
  for (const name of wanted) if (!head.includes(name)) report(1, 'notInData', { name });
  for (const name of head) if (!wanted.has(name) && !columnsOfData.includes(name)) report(1, 'notInMeta', { name });
  if (problems.length > 0) return problems;
  const lineOf = (i: number) => lines[i + 1] ?? i + 2;
  const units = rows.map((row) => row[head.indexOf('unit')] ?? '');
  const seen = new Set<string>();
  units.forEach((name, i) => {
    if (name === '') report(lineOf(i), 'noUnit');
    else if (seen.has(name)) report(lineOf(i), 'sameUnit', { name });
    seen.add(name);
    const found = rows[i]?.length ?? 0;
    if (found !== head.length) report(lineOf(i), 'rowLength', { found, wanted: head.length });
    else if (head.includes('group') && rows[i]?.[head.indexOf('group')] === '') report(lineOf(i), 'noGroup', { name });
  });
  const columns = new Map([...wanted].map((name): [string, Column] => {
    const place = head.indexOf(name);
    return [name, columnOf(rows.map((row, i) => {
      const cell = row[place] ?? '';
      const value = cell === '' ? undefined : parseNumber(cell);
      if (cell !== '' && value === undefined) report(lineOf(i), 'notNumber', { name, value: cell });
      return value;
    }))];
  }));
  if (problems.length > 0) return problems;
  const groups = head.includes('group') ? rows.map((row) => row[head.indexOf('group')] ?? '') : undefined;
  return { units, columns, nodes, groups };
}

function byLine(problems: readonly TableProblem[]): TableProblem[] {
  return problems.toSorted((a, b) => a.line - b.line);
}

function checkHead(head: readonly string[], report: (line: number, word: 'sameColumn', values: TextValues) => void): void {
  head.forEach((name, i) => { if (head.indexOf(name) !== i) report(1, 'sameColumn', { name }); });
}

/** What is larger cannot be reckoned with: differences and squares would overflow, and a number would be lost without a word. */
const largest = 1e100;

/** A plain decimal number, also with an exponent; nothing else counts as one, so that 1,234, １２ or 5% is asked about and not guessed. */
export function parseNumber(cell: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return undefined;
  const value = Number(cell);
  // so small that nothing would be left of it
  if (value === 0 && /[1-9]/.test(cell.split(/e/i)[0] ?? '')) return undefined;
  return Math.abs(value) <= largest ? value : undefined;
}
