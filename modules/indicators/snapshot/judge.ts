import type { DuckDBConnection } from '@duckdb/node-api';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import { schoolCounts } from '../presets/balance-report.ts';
import { judgeSchool, resources, type Stage } from '../presets/compulsory-balance.ts';
import type { IndicatorValues } from './compute.ts';

/** What a district's judgment is made of: the coefficients of its schools, and each school's seven resources. */
export function balanceIndicators({ order }: FormulaSystem): { district: string[]; school: string[] } {
  return { district: order.flatMap(({ name, level }) => (level === 'district' ? [name] : [])), school: resources.map(({ code }) => code) };
}

const stages: Readonly<Record<string, Stage>> = { 小学: 'primary', 初中: 'junior' };
/** How many schools of each district reach the standard, how many do not, of how many it cannot be said; schools of other stages are not judged. */
export async function judgeDistricts(connection: DuckDBConnection, values: IndicatorValues): Promise<Map<string, Map<string, number>>> {
  const counts = new Map(Object.values(schoolCounts).map((name) => [name as string, new Map<string, number>()]));
  const reader = await connection.runAndReadAll(`select unit, district, stage, pupils from ${levelTable('school', 0)} order by unit`);
  for (const [unit, district, stageName, pupils] of reader.getRows()) {
    const stage = stages[String(stageName)];
    if (stage === undefined) continue;
    const verdict = judgeSchool({ stage, pupils: Number(pupils ?? 0), values: resources.map(({ code }) => values.get(code)?.get(String(unit))) });
    const own = counts.get(schoolCounts[verdict]);
    own?.set(String(district), (own.get(String(district)) ?? 0) + 1);
  }
  return counts;
}
