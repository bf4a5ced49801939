import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sql } from 'kysely';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { levels } from '#algorithms/formulas/model.ts';
import { levelTable } from '#algorithms/formulas/sql.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import type { Division, FormLevel } from '../store.ts';
import { loadTables, withDuckDb, type Progress, type SnapshotUnit } from './compute.ts';

/** A campaign whose facts go into a snapshot, so many periods back. */
export type SnapshotPeriod = { readonly back: number; readonly campaignId: string; readonly period: string };

/** Who was asked, where it stood in that period, and whether its numbers are approved; those that are not have none, and are missing. */
export type SnapshotForm = { readonly approved: boolean; readonly unit: string; readonly level: FormLevel; readonly division: string; readonly city: string; readonly party: PartyCode; readonly attributes: Readonly<Record<string, string>> };

export type Snapshot = { readonly folder: string; /** SHA-256 of who was asked and where it stood then, and of the facts in their order as `unit,element,value` lines; portion by portion, period by period. */ readonly digest: Buffer; readonly facts: number; /** Who was asked in the present period. */ readonly forms: readonly SnapshotForm[]; readonly mostBack: number };

/** Units whose facts travel as one answer of the database. */
const unitsAtOnce = 500;
const collected = ['district', 'school'] as const;

/**
 * Writes the facts of some campaigns as Parquet: a file a level and period, a row a unit and a column an element, in a folder that is there whole or not at all.
 * The transaction must see one state of the database throughout (`inSnapshot`). Partition by partition and portion by portion, so that memory holds little of it.
 */
export async function writeSnapshot(tx: Tx, { folder, periods, system, progress }: { folder: string; periods: readonly SnapshotPeriod[]; system: FormulaSystem; progress?: Progress }): Promise<Snapshot> {
  const part = `${folder}.part-${crypto.randomUUID()}`;
  await mkdir(part, { recursive: true });
  const digest = createHash('sha256');
  let facts = 0;
  let present: SnapshotForm[] = [];
  try {
    for (const [i, { back, campaignId, period }] of periods.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one partition after the other, in one transaction
      const { rows: forms } = await sql<SnapshotForm>`select unit, level, division, city, party, attributes, state = 'approved' as approved from indicators.form where campaign_id = ${campaignId} and state <> 'excluded' order by unit collate "C"`.execute(tx.db);
      if (back === 0) present = forms;
      digest.update(`${back}\n`);
      const csv = join(part, `facts_${back}.csv`);
      // oxlint-disable-next-line no-await-in-loop -- see above
      facts += await writeFacts(tx, { csv, campaignId, period, forms, take: (lines) => digest.update(lines), progress: async (share) => progress?.((i + 0.8 * share) / periods.length) });
      // oxlint-disable-next-line no-await-in-loop -- see above
      await withDuckDb((connection) => writeParquet(connection, { part, csv, back, forms, system }));
      // oxlint-disable-next-line no-await-in-loop -- see above
      await rm(csv);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  return { folder, digest: digest.digest(), facts, forms: present, mostBack: Math.max(0, ...periods.map(({ back }) => back)) };
}

/** Facts as lines, put together by the database: half a million small rows would keep this process busy, a few long texts do not. */
async function writeFacts(tx: Tx, { csv, campaignId, period, forms, take, progress }: { csv: string; campaignId: string; period: string; forms: readonly SnapshotForm[]; take: (lines: string) => void; progress: Progress }): Promise<number> {
  const file = await open(csv, 'w');
  let count = 0;
  try {
    for (let first = 0; first < forms.length; first += unitsAtOnce) {
      const portion = forms.slice(first, first + unitsAtOnce);
      take(`${canonicalJson(portion.map((form) => ({ ...form })))}\n`);
      // oxlint-disable-next-line no-await-in-loop -- portion by portion
      const { rows } = await sql<{ lines: string | null; count: number }>`
        select string_agg(unit || ',' || element || ',' || value::text, E'\n' order by unit collate "C", element collate "C") as lines, count(*)::int as count
        from indicators.fact where period = ${period} and campaign_id = ${campaignId} and unit = any(${portion.map(({ unit }) => unit)})`.execute(tx.db);
      const [{ lines, count: own } = { lines: null, count: 0 }] = rows;
      if (lines !== null) {
        take(`${lines}\n`);
        // oxlint-disable-next-line no-await-in-loop -- in their order
        await file.write(`${lines}\n`);
      }
      count += own;
      // oxlint-disable-next-line no-await-in-loop -- the page sees it go on
      await progress(Math.min(1, (first + unitsAtOnce) / forms.length));
    }
  } finally {
    await file.close();
  }
  return count;
}

async function writeParquet(connection: DuckDBConnection, { part, csv, back, forms, system }: { part: string; csv: string; back: number; forms: readonly SnapshotForm[]; system: FormulaSystem }): Promise<void> {
  await connection.run(`create table raw as select * from read_csv('${path(csv)}', header = false, auto_detect = false, delim = ',', quote = '', columns = {'unit': 'VARCHAR', 'element': 'VARCHAR', 'value': 'DOUBLE'})`);
  for (const level of collected) {
    const declared = [...system.byName.values()].filter((own) => own.level === level);
    const elements = declared.flatMap((own) => (own.kind === 'data' ? [own.name] : []));
    const attributes = declared.flatMap((own) => (own.kind === 'attribute' ? [own.name] : []));
    const above = levels.slice(0, levels.indexOf(level));
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await connection.run(`create or replace table unit (unit varchar, ${above.map((name) => `${name} varchar, `).join('')}${attributes.map((name) => `"${name}" varchar, `).join('')}_ boolean)`);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const appender = await connection.createAppender('unit');
    for (const row of unitsOf(level, forms)) {
      for (const value of [row.unit, 'region', row.party, row.city, ...(level === 'school' ? [row.division] : []), ...attributes.map((name) => row.attributes[name])]) if (value === undefined) appender.appendNull(); else appender.appendVarchar(value);
      appender.appendNull();
      appender.endRow();
    }
    appender.closeSync();
    const wide = elements.length === 0 ? '' : ` left join (pivot (select unit, element, value from raw) on element in (${elements.map((name) => `'${name}'`).join(', ')}) using max(value) group by unit) w on w.unit = u.unit`;
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await connection.run(`copy (select u.unit, ${[...above, ...attributes].map((name) => `u."${name}", `).join('')}${elements.map((name) => `w."${name}"::double as "${name}", `).join('')}u._ from unit u${wide} order by u.unit) to '${path(join(part, `${level}_${back}.parquet`))}' (format parquet, row_group_size 20000)`);
  }
}

/** A district is there when it or one of its schools was asked. */
function unitsOf(level: FormLevel, forms: readonly SnapshotForm[]): SnapshotForm[] {
  if (level === 'school') return forms.filter((form) => form.level === 'school');
  const districts = new Map(forms.map(({ division, city, party }): [string, SnapshotForm] => [division, { unit: division, level: 'district', division, city, party, attributes: {}, approved: false }]));
  for (const form of forms) if (form.level === 'district') districts.set(form.unit, form);
  return [...districts.values()].toSorted((a, b) => (a.unit < b.unit ? -1 : 1));
}

/** Opens a snapshot as the tables that the formulas read; periods that nobody reported for are empty. Read once, in order: the same snapshot gives the same bits. */
export async function openSnapshot(connection: DuckDBConnection, { folder, mostBack }: Pick<Snapshot, 'folder' | 'mostBack'>, { system, divisions, periods, deepest }: { system: FormulaSystem; divisions: readonly Division[]; periods: readonly SnapshotPeriod[]; deepest: number }): Promise<void> {
  const region = { region: 'region' };
  const units: SnapshotUnit[] = [
    { level: 'region', unit: 'region', above: {} },
    ...partyCodes.map((party): SnapshotUnit => ({ level: 'party', unit: party, above: region })),
    ...divisions.flatMap(({ code, level, party }): SnapshotUnit[] => (level === 'city' ? [{ level: 'city', unit: code, above: { ...region, party } }] : [])),
  ];
  await loadTables(connection, system, units, [], Math.max(deepest, mostBack));
  for (const { back } of periods) {
    for (const level of collected) {
      const table = levelTable(level, back);
      // oxlint-disable-next-line no-await-in-loop -- one connection
      await connection.run(`create or replace table ${table} as select * from read_parquet('${path(join(folder, `${level}_${back}.parquet`))}') order by unit`);
    }
  }
}

function path(file: string): string {
  return file.replaceAll('\\', '/').replaceAll("'", "''");
}
