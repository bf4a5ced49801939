import type { Bound, Person } from './request.ts';

/** What is wrong in a file, where, in both languages. */
export type Mistake = { readonly file: 'pool' | 'quotas'; readonly line: number; readonly zh: string; readonly en: string };

export type ReadFiles = { readonly people: readonly Person[]; readonly bounds: readonly Bound[]; readonly mistakes: readonly Mistake[] };

/** No file needs more than this many of its lines named. */
const mostMistakes = 200;

const aliases: Readonly<Record<string, string>> = { feature: 'category', name: 'value' };

/**
 * Reads the two files of a draw, as public sortition tools write them: the pool has a column `id` and one for each category, the quotas have
 * `category,value,min,max` and perhaps `min_flex,max_flex`. Columns of the pool without a quota are left alone; anything else that does not
 * fit is a mistake with its line, and nothing is guessed.
 * @param pool rows of trimmed cells, the first one the heads
 */
export function readFiles(pool: readonly (readonly string[])[], quotas: readonly (readonly string[])[]): ReadFiles {
  const mistakes: Mistake[] = [];
  const wrong = (file: Mistake['file'], line: number, zh: string, en: string) => { if (mistakes.length < mostMistakes) mistakes.push({ file, line, zh, en }); };
  const poolHeads = heads(pool[0] ?? [], 'pool', ['id'], wrong);
  const bounds = poolHeads === undefined ? [] : readQuotas(quotas, poolHeads, wrong);
  const people = poolHeads === undefined ? [] : readPeople(pool, poolHeads, bounds, wrong);
  return { people, bounds, mistakes };
}

type Wrong = (file: Mistake['file'], line: number, zh: string, en: string) => void;
type Heads = readonly string[];

function heads(row: readonly string[], file: Mistake['file'], needed: readonly string[], wrong: Wrong): Heads | undefined {
  const names = row.map((head) => (file === 'quotas' || head.toLowerCase() === 'id' ? head.toLowerCase().trim() : head)).map((head) => (file === 'quotas' ? (aliases[head] ?? head) : head));
  const missing = needed.filter((name) => !names.includes(name));
  const twice = names.filter((name, i) => name !== '' && names.indexOf(name) !== i);
  if (missing.length > 0) wrong(file, 1, `缺少列：${missing.join('、')}`, `columns are missing: ${missing.join(', ')}`);
  if (twice.length > 0) wrong(file, 1, `列名重复：${twice.join('、')}`, `columns are there twice: ${twice.join(', ')}`);
  return missing.length + twice.length > 0 ? undefined : names;
}

function readQuotas(rows: readonly (readonly string[])[], categories: Heads, wrong: Wrong): Bound[] {
  const names = heads(rows[0] ?? [], 'quotas', ['category', 'value', 'min', 'max'], wrong);
  if (names === undefined) return [];
  const seen = new Map<string, number>();
  return filled(rows).flatMap(({ row, line }): Bound[] => {
    const cell = (name: string) => row[names.indexOf(name)] ?? '';
    const [category, value] = [cell('category'), cell('value')];
    const number = (name: string): number | undefined => {
      if (/^\d{1,6}$/.test(cell(name))) return Number(cell(name));
      wrong('quotas', line, `“${name}”应为非负整数，现为“${cell(name)}”`, `"${name}" must be a whole number of 0 or more, not "${cell(name)}"`);
      return undefined;
    };
    if (category === '' || value === '') return wrong('quotas', line, '类别或取值为空', 'the category or the value is empty'), [];
    if (category === 'id' || !categories.includes(category)) return wrong('quotas', line, `人员名单中没有“${category}”这一列`, `the pool has no column "${category}"`), [];
    const key = JSON.stringify([category, value]);
    const before = seen.get(key);
    if (before !== undefined) return wrong('quotas', line, `“${category}=${value}”与第 ${before} 行重复`, `"${category}=${value}" is on line ${before} already`), [];
    seen.set(key, line);
    const [min, max] = [number('min'), number('max')];
    if (min === undefined || max === undefined) return [];
    if (min > max) return wrong('quotas', line, `下限 ${min} 大于上限 ${max}`, `min ${min} is above max ${max}`), [];
    const minFlex = cell('min_flex') === '' ? undefined : number('min_flex');
    const maxFlex = cell('max_flex') === '' ? undefined : number('max_flex');
    if ((minFlex ?? min) > min || (maxFlex ?? max) < max) return wrong('quotas', line, '弹性范围应包含下限和上限', 'min_flex to max_flex must contain min to max'), [];
    return [{ category, value, min, max, ...(minFlex === undefined ? {} : { minFlex }), ...(maxFlex === undefined ? {} : { maxFlex }) }];
  });
}

function readPeople(rows: readonly (readonly string[])[], names: Heads, bounds: readonly Bound[], wrong: Wrong): Person[] {
  const values = new Map<string, Set<string>>();
  for (const { category, value } of bounds) values.set(category, (values.get(category) ?? new Set()).add(value));
  const places = [...values.keys()].map((category) => ({ category, place: names.indexOf(category), allowed: values.get(category) }));
  const idPlace = names.indexOf('id');
  const seen = new Map<string, number>();
  return filled(rows).flatMap(({ row, line }): Person[] => {
    const id = row[idPlace] ?? '';
    if (row.length !== names.length) return wrong('pool', line, `应有 ${names.length} 格，现有 ${row.length} 格`, `${names.length} cells are expected, there are ${row.length}`), [];
    if (id === '') return wrong('pool', line, '编号(id)为空', 'the id is empty'), [];
    const before = seen.get(id);
    if (before !== undefined) return wrong('pool', line, `编号“${id}”与第 ${before} 行重复`, `the id "${id}" is on line ${before} already`), [];
    seen.set(id, line);
    for (const { category, place, allowed } of places) {
      const value = row[place] ?? '';
      if (value === '') return wrong('pool', line, `“${id}”没有填写“${category}”，不属于任何一类`, `"${id}" has no "${category}" and so is in no category`), [];
      if (allowed?.has(value) !== true) return wrong('pool', line, `“${id}”的“${category}”为“${value}”，名额表中没有这一取值`, `"${id}" has "${value}" as "${category}", for which there is no quota`), [];
    }
    return [{ id, values: Object.fromEntries(places.map(({ category, place }) => [category, row[place] ?? ''])) }];
  });
}

/** Rows after the heads that are not empty, with their lines. */
function filled(rows: readonly (readonly string[])[]): { row: readonly string[]; line: number }[] {
  return rows.map((row, i) => ({ row, line: i + 1 })).slice(1).filter(({ row }) => row.some((cell) => cell !== ''));
}
