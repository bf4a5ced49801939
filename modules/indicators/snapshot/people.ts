import type { DuckDBConnection } from '@duckdb/node-api';
import { namesIn, type FormulaSystem } from '#algorithms/formulas/check.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import type { IndicatorValues } from './compute.ts';

/** Units in which people are counted. */
export const ofPeople = new Set(['人', '名']);
/** For whom results are published. */
const places = ['city', 'party', 'region'] as const;

/** How many people stand behind each indicator of a city, a party, the region: the smallest count above zero among the elements that its formula names in the present period. */
export async function peopleBehind(connection: DuckDBConnection, system: FormulaSystem, names: readonly string[]): Promise<IndicatorValues> {
  const named = new Map(names.map((name) => [name, elementsBehind(system, name)]));
  const counts = new Map<string, Map<string, number>>();
  for (const level of ['district', 'school'] as const) {
    const elements = [...new Set([...named.values()].flat())].filter((name) => system.byName.get(name)?.level === level);
    if (elements.length === 0) continue;
    for (const place of places) {
      // oxlint-disable-next-line no-await-in-loop -- one connection
      const reader = await connection.runAndReadAll(`select ${place}, ${elements.map((name) => `sum("${name}")`).join(', ')} from ${levelTable(level, 0)} group by ${place} order by ${place}`);
      for (const [unit, ...sums] of reader.getRows()) elements.forEach((name, i) => { if (sums[i] !== null) counts.set(name, (counts.get(name) ?? new Map<string, number>()).set(String(unit), Number(sums[i]))); });
    }
  }
  return new Map(names.map((name) => {
    const smallest = new Map<string, number>();
    for (const element of named.get(name) ?? []) for (const [unit, count] of counts.get(element) ?? []) if (count > 0) smallest.set(unit, Math.min(count, smallest.get(unit) ?? Infinity));
    return [name, smallest];
  }));
}

function elementsBehind(system: FormulaSystem, name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const found = system.byName.get(name);
  if (found?.kind === 'data') return ofPeople.has(found.unit) ? [name] : [];
  return found?.kind === 'indicator' ? namesIn(found.formula, true).flatMap((used) => (used.back === 0 ? elementsBehind(system, used.name, seen) : [])) : [];
}
