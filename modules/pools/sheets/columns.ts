import type { Text } from '#kernel/text.ts';
import { presets, sexes, type PoolPreset } from '../messages.ts';

export type CellError = { readonly column: string; readonly text: Text };
/** A row by its columns; `line` as the sheet counts, the heads being line 1. */
export type SheetRow = { readonly line: number; readonly cells: Readonly<Record<string, string>>; readonly errors: readonly CellError[] };

type Column = { readonly key: string; readonly label: Text; readonly required: boolean; readonly example: string; readonly check: (cell: string, preset: PoolPreset) => Text | undefined };

const longer = (most: number) => (cell: string): Text | undefined => ([...cell].length > most ? { zh: `最多 ${most} 个字`, en: `at most ${most} characters` } : undefined);
const parts = (cell: string) => cell.split(/[、,，;；]/).map((part) => part.trim()).filter((part) => part !== '');

export const columns: readonly Column[] = [
  { key: 'name', label: { zh: '姓名', en: 'Name' }, required: true, example: '许海涛', check: longer(60) },
  { key: 'institution', label: { zh: '单位', en: 'Institution' }, required: true, example: '南京师范大学', check: longer(100) },
  { key: 'title', label: { zh: '职称', en: 'Title' }, required: true, example: '教授', check: longer(60) },
  { key: 'categories', label: { zh: '类别', en: 'Fields' }, required: true, example: '880、630', check: (cell, preset) => { const codes = categoriesOf(cell, preset); return codes === undefined ? { zh: '类别不在本库的类别表中，请见填写说明', en: 'a field that this pool does not have' } : codes.length > 5 ? { zh: '最多 5 个类别', en: 'at most five fields' } : undefined; } },
  { key: 'languages', label: { zh: '工作语言', en: 'Languages' }, required: false, example: '普通话、英语', check: (cell) => (parts(cell).length > 5 ? { zh: '最多 5 种', en: 'at most five' } : longer(100)(cell)) },
  { key: 'sex', label: { zh: '性别', en: 'Sex' }, required: false, example: '女', check: (cell) => (sexOf(cell) === undefined ? { zh: '应为“男”或“女”', en: 'must be male or female' } : undefined) },
  { key: 'remark', label: { zh: '推荐意见', en: 'Remark' }, required: false, example: '学科带头人', check: longer(500) },
];

/** The codes that a cell names, by code or in words; `undefined` when one of them is not the pool's. */
export function categoriesOf(cell: string, preset: PoolPreset): string[] | undefined {
  const known = Object.entries(presets[preset].categories);
  const codes = parts(cell).map((part) => known.find(([code, { zh, en }]) => code === part || zh === part || en === part || zh === `${code} ${part}`)?.[0]);
  return codes.length === 0 || codes.includes(undefined) ? undefined : [...new Set(codes.filter((code) => code !== undefined))];
}

export function sexOf(cell: string): 'f' | 'm' | undefined {
  return (['f', 'm'] as const).find((sex) => sexes[sex].zh === cell || sexes[sex].en.toLowerCase() === cell.toLowerCase());
}

export const languagesOf = parts;

/** Reads a sheet's rows by their heads, in any order and either language; what is wrong with a row's own cells goes with it, and so does a person who stands twice. */
export function readNominations(sheet: readonly (readonly string[])[], preset: PoolPreset): { rows: SheetRow[]; missing: string[] } {
  const heads = (sheet[0] ?? []).map((head) => head.replace(/[*＊\s]/g, '').toLowerCase());
  const places = columns.map(({ key, label }) => heads.findIndex((head) => head === label.zh || head === label.en.toLowerCase() || head === key));
  const missing = columns.filter(({ required }, i) => required && places[i] === -1).map(({ label }) => label.zh);
  if (missing.length > 0) return { rows: [], missing };
  const first = new Map<string, number>();
  const rows = sheet.slice(1).flatMap((row, i): SheetRow[] => {
    if (row.every((cell) => cell === '')) return [];
    const line = i + 2;
    const cells = Object.fromEntries(columns.map(({ key }, c) => [key, (row[places[c] ?? -1] ?? '').normalize('NFC')]));
    const errors = columns.flatMap(({ key, required, check }): CellError[] => {
      const cell = cells[key] ?? '';
      const wrong = cell === '' ? (required ? { zh: '必填', en: 'must be filled in' } : undefined) : check(cell, preset);
      return wrong === undefined ? [] : [{ column: key, text: wrong }];
    });
    const who = `${cells['institution']}\n${cells['name']}`;
    const before = first.get(who);
    if (before === undefined) first.set(who, line);
    else errors.push({ column: 'name', text: { zh: `与第 ${before} 行重复`, en: `is on line ${before} already` } });
    return [{ line, cells, errors }];
  });
  return { rows, missing };
}
