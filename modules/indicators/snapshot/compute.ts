import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { levels, type Level } from '#algorithms/formulas/model.ts';
import { compileToSql, indicatorTable, levelTable } from '#algorithms/formulas/sql.ts';

/** What an indicator came to, by unit. */
export type IndicatorValues = ReadonlyMap<string, ReadonlyMap<string, number>>;

export type Progress = (share: number) => Promise<void>;

/**
 * Runs the formulas over tables of a snapshot (see `compileToSql`) in DuckDB. One thread, so that sums are added in one order and
 * the same snapshot gives the same bits.
 */
export async function computeIndicators(connection: DuckDBConnection, system: FormulaSystem, names: readonly string[], mostBack: number, progress?: Progress): Promise<IndicatorValues> {
  const steps = compileToSql(system, names, mostBack);
  for (const [done, { statement }] of steps.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- each step may need those before it
    await connection.run(statement);
    // oxlint-disable-next-line no-await-in-loop -- the page sees it go on
    await progress?.((done + 1) / steps.length);
  }
  return readValues(connection, names, 0);
}

/** What the same indicators came to in earlier periods, the longest ago first. */
export async function computeEarlier(connection: DuckDBConnection, system: FormulaSystem, names: readonly string[], { mostBack, periods }: { mostBack: number; periods: number }): Promise<IndicatorValues[]> {
  const backs = Array.from({ length: periods }, (_, i) => periods - i);
  const earlier: IndicatorValues[] = [];
  // oxlint-disable no-await-in-loop -- one connection answers one question at a time
  for (const { statement } of compileToSql(system, names, mostBack, backs)) await connection.run(statement);
  for (const back of backs) earlier.push(await readValues(connection, names, back));
  // oxlint-enable no-await-in-loop
  return earlier;
}

async function readValues(connection: DuckDBConnection, names: readonly string[], back: number): Promise<IndicatorValues> {
  const values = new Map<string, ReadonlyMap<string, number>>();
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- one connection answers one question at a time
    const reader = await connection.runAndReadAll(`select unit, value from ${indicatorTable(name, back)} where value is not null order by unit`);
    values.set(name, new Map(reader.getRows().map(([unit, value]): [string, number] => [String(unit), Number(value)])));
  }
  return values;
}

/** An empty DuckDB of its own, thrown away afterwards; it reads and writes nothing but what it is told to. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A unit of a snapshot: its code, the codes of the levels above it, and what is known of it in one period. */
export type SnapshotUnit = { readonly level: Level; readonly unit: string; readonly above: Readonly<Partial<Record<Level, string>>> };
export type SnapshotFact = { readonly back: number; readonly level: Level; readonly unit: string; readonly name: string; readonly value: number | string };

/** Puts units and facts into a connection as the tables that the formulas read. For what fits in memory; the region's snapshot is read from Parquet. */
export async function loadTables(connection: DuckDBConnection, system: FormulaSystem, units: readonly SnapshotUnit[], facts: readonly SnapshotFact[], mostBack: number): Promise<void> {
  const byUnit = new Map<string, Map<string, number | string>>();
  for (const { back, level, unit, name, value } of facts) {
    const key = `${level}/${back}/${unit}`;
    const own = byUnit.get(key) ?? new Map<string, number | string>();
    byUnit.set(key, own.set(name, value));
  }
  for (const level of levels) {
    const columns = [...system.byName.values()].filter((declaration) => declaration.level === level && (declaration.kind === 'data' || declaration.kind === 'attribute'));
    const above = levels.slice(0, levels.indexOf(level));
    for (let back = 0; back <= mostBack; back += 1) {
      const table = levelTable(level, back);
      // oxlint-disable-next-line no-await-in-loop -- one connection
      await connection.run(`create or replace table ${table} (unit varchar, ${above.map((name) => `${name} varchar, `).join('')}${columns.map(({ name, kind }) => `"${name}" ${kind === 'attribute' ? 'varchar' : 'double'}, `).join('')}_ boolean)`);
      // oxlint-disable-next-line no-await-in-loop -- one connection
      const appender = await connection.createAppender(table);
      for (const { unit, above: codes } of units.filter((own) => own.level === level).toSorted((a, b) => (a.unit < b.unit ? -1 : 1))) {
        appender.appendVarchar(unit);
        for (const name of above) { const code = codes[name]; if (code === undefined) appender.appendNull(); else appender.appendVarchar(code); }
        const known = byUnit.get(`${level}/${back}/${unit}`);
        for (const { name } of columns) {
          const value = known?.get(name);
          if (value === undefined) appender.appendNull();
          else if (typeof value === 'number') appender.appendDouble(value);
          else appender.appendVarchar(value);
        }
        appender.appendNull();
        appender.endRow();
      }
      appender.closeSync();
    }
  }
}
