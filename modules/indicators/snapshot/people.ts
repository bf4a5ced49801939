import type { DuckDBConnection } from '@duckdb/node-api';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { namesIn } from '#algorithms/formulas/names.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import type { IndicatorValues } from './compute.ts';

/** Units in which people are counted. */
export const ofPeople = new Set(['人', '名']);
/** For whom results are published. */
const places = ['city', 'party', 'region'] as const;

/** How many people stand behind each indicator of a city, a party, the region: the smallest count above zero among the elements that its formula names, each in its period; `backs`: in which periods the indicator itself is looked at. */
export async function peopleBehind(connection: DuckDBConnection, system: FormulaSystem, names: readonly string[], backs: readonly number[] = [0]): Promise<IndicatorValues> {
  const named = new Map(names.map((name) => [name, backs.flatMap((back) => elementsBehind(system, name, back))]));
  const counts = await countPeople(connection, system, [...named.values()].flat());
  return new Map(names.map((name) => {
    const smallest = new Map<string, number>();
    for (const used of named.get(name) ?? []) for (const [unit, count] of counts.get(keyOf(used)) ?? []) if (count > 0) smallest.set(unit, Math.min(count, smallest.get(unit) ?? Infinity));
    return [name, smallest];
  }));
}

/** An element that counts people, so many periods back. */
export type Counted = { readonly name: string; readonly back: number };
export const keyOf = ({ name, back }: Counted) => `${name}/${back}`;

/** The sums of elements that count people by city, party and region, by their keys; of periods that are not in the snapshot there are none. */
export async function countPeople(connection: DuckDBConnection, system: FormulaSystem, counted: readonly Counted[]): Promise<Map<string, Map<string, number>>> {
  const counts = new Map<string, Map<string, number>>();
  // oxlint-disable no-await-in-loop -- one connection
  for (const back of new Set(counted.map((own) => own.back))) {
    for (const level of ['district', 'school'] as const) {
      const elements = [...new Set(counted.flatMap((own) => (own.back === back && system.byName.get(own.name)?.level === level ? [own.name] : [])))];
      if (elements.length === 0 || !(await isThere(connection, levelTable(level, back)))) continue;
      for (const place of places) {
        const reader = await connection.runAndReadAll(`select ${place}, ${elements.map((name) => `sum("${name}")`).join(', ')} from ${levelTable(level, back)} group by ${place} order by ${place}`);
        for (const [unit, ...sums] of reader.getRows()) elements.forEach((name, i) => { if (sums[i] !== null) counts.set(keyOf({ name, back }), (counts.get(keyOf({ name, back })) ?? new Map<string, number>()).set(String(unit), Number(sums[i]))); });
      }
    }
  }
  // oxlint-enable no-await-in-loop
  return counts;
}

async function isThere(connection: DuckDBConnection, table: string): Promise<boolean> {
  return (await connection.runAndReadAll(`select 1 from duckdb_tables() where table_name = '${table}'`)).getRows().length > 0;
}

function elementsBehind(system: FormulaSystem, name: string, back: number, seen = new Set<string>()): Counted[] {
  const key = keyOf({ name, back });
  if (seen.has(key)) return [];
  seen.add(key);
  const found = system.byName.get(name);
  if (found?.kind === 'data') return ofPeople.has(found.unit) ? [{ name, back }] : [];
  return found?.kind === 'indicator' ? namesIn(found.formula, true).flatMap((used) => elementsBehind(system, used.name, back + used.back, seen)) : [];
}
