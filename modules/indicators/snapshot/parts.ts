import type { DuckDBConnection } from '@duckdb/node-api';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { liftSystem } from '#algorithms/formulas/lift.ts';
import { partsOf, plainSum, withParts, type Part } from '#algorithms/formulas/parts.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import type { PartRow } from '../store.ts';
import { computeIndicators } from './compute.ts';
import { ofPeople } from './people.ts';

/** A unit that a result speaks of. */
export type PartPlace = Pick<PartRow, 'unit' | 'level' | 'party'>;

/** Of every unit what its indicators' formulas are put together from, and how many people each part counts: the way from a number on to the forms. Sums are taken together, one reading a level; the few others are computed like indicators. */
export async function computeParts(connection: DuckDBConnection, system: FormulaSystem, { names, places, deepest }: { names: readonly string[]; places: readonly PartPlace[]; deepest: number }): Promise<PartRow[]> {
  const parts = [...new Map(names.flatMap((name) => partsOf(system, name)).map((part) => [part.key, part])).values()];
  const sums = await sumElements(connection, system, [...new Set(parts.flatMap(({ elements }) => elements))]);
  const others = parts.filter((part) => plainSum(part) === undefined && (part.expression.kind === 'aggregate' || part.expression.back > 0 || system.byName.get(part.expression.name)?.kind === 'indicator'));
  const computed = new Map<string, ReadonlyMap<string, number>>();
  for (const level of others.length === 0 ? [] : (['city', 'party', 'region'] as const)) {
    const own = withParts(system, others);
    const at = level === 'city' ? own : liftSystem(own, 'city', level);
    const there = others.map(({ key }) => key).filter((key) => at.byName.get(key)?.level === level);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    for (const [key, values] of await computeIndicators(connection, at, there, deepest)) computed.set(`${level}/${key}`, values);
  }
  return places.flatMap(({ unit, level, party }) => parts.map((part): PartRow => {
    const element = plainSum(part);
    const sum = element === undefined ? undefined : sums.get(element)?.get(unit);
    const value = element === undefined ? computed.get(`${level}/${part.key}`)?.get(unit) : sum?.whole === true ? sum.sum : undefined;
    return { unit, level, party, part: part.key, value: value ?? null, people: fewestBehind(part, system, (name) => sums.get(name)?.get(unit)?.sum) };
  }));
}

type Sum = { readonly sum: number; /** Nobody left it out. */ readonly whole: boolean };

async function sumElements(connection: DuckDBConnection, system: FormulaSystem, elements: readonly string[]): Promise<Map<string, Map<string, Sum>>> {
  const sums = new Map(elements.map((name) => [name, new Map<string, Sum>()]));
  for (const level of ['district', 'school'] as const) {
    const own = elements.filter((name) => system.byName.get(name)?.level === level);
    if (own.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const reader = await connection.runAndReadAll(`select coalesce(city, party, region), ${own.map((name) => `sum("${name}"), count("${name}") = count(*)`).join(', ')} from ${levelTable(level, 0)} group by grouping sets ((city), (party), (region)) order by 1`);
    for (const [unit, ...cells] of reader.getRows()) own.forEach((name, i) => { const sum = cells[2 * i]; if (sum !== null && sum !== undefined) sums.get(name)?.set(String(unit), { sum: Number(sum), whole: cells[2 * i + 1] === true }); });
  }
  return sums;
}

/** The smallest number of people above zero among what a part counts; `null` where it counts none. */
function fewestBehind({ elements }: Part, system: FormulaSystem, sumOf: (name: string) => number | undefined): number | null {
  const counts = elements.flatMap((name) => { const found = system.byName.get(name); const sum = found?.kind === 'data' && ofPeople.has(found.unit) ? sumOf(name) : undefined; return sum !== undefined && sum > 0 ? [sum] : []; });
  return counts.length === 0 ? null : Math.min(...counts);
}
