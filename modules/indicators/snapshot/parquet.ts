import { createHash, type Hash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
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
import { inOrder, openWideTable, ordersOnce, type Packed, type WideTable } from './wide.ts';

/** A campaign whose facts go into a snapshot, so many periods back. */
export type SnapshotPeriod = { readonly back: number; readonly campaignId: string; readonly period: string };

/** Who was asked, where it stood in that period, and whether its numbers are approved; those that are not have none, and are missing. */
export type SnapshotForm = { readonly approved: boolean; readonly unit: string; readonly level: FormLevel; readonly division: string; readonly city: string; readonly party: PartyCode; readonly attributes: Readonly<Record<string, string>> };

export type Snapshot = { readonly folder: string; /** SHA-256 of who was asked and where it stood then, and of each one's facts (docs/decisions/0058); portion by portion, period by period. */ readonly digest: Buffer; readonly facts: number; /** Who was asked in the present period. */ readonly forms: readonly SnapshotForm[]; readonly mostBack: number };

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
    for (const [i, period] of periods.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one partition after the other, in one transaction
      const { rows: forms } = await sql<SnapshotForm>`select unit, level, division, city, party, attributes, state = 'approved' as approved from indicators.form where campaign_id = ${period.campaignId} and state <> 'excluded' order by unit collate "C"`.execute(tx.db);
      if (period.back === 0) present = forms;
      digest.update(`${period.back}\n`);
      // oxlint-disable-next-line no-await-in-loop -- see above
      facts += await withDuckDb((connection) => writePeriod(tx, connection, { part, period, forms, system, digest, progress: async (share) => progress?.((i + share) / periods.length) }));
    }
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  return { folder, digest: digest.digest(), facts, forms: present, mostBack: Math.max(0, ...periods.map(({ back }) => back)) };
}

type Period = { readonly part: string; readonly period: SnapshotPeriod; readonly forms: readonly SnapshotForm[]; readonly system: FormulaSystem; readonly digest: Hash; readonly progress: Progress };

/** One period: the database packs each unit's facts into one row, so that few rows travel; here they are only put into their columns. */
async function writePeriod(tx: Tx, connection: DuckDBConnection, { part, period: { back, campaignId, period }, forms, system, digest, progress }: Period): Promise<number> {
  const tables = { district: await openTable(connection, 'district', system), school: await openTable(connection, 'school', system) };
  const attributes = { district: declaredOf('district', system, 'attribute'), school: declaredOf('school', system, 'attribute') };
  const orderOf = ordersOnce();
  let facts = 0;
  for (let first = 0; first < forms.length; first += unitsAtOnce) {
    const portion = forms.slice(first, first + unitsAtOnce);
    digest.update(`${canonicalJson(portion.map((form) => ({ ...form })))}\n`);
    // oxlint-disable-next-line no-await-in-loop -- portion by portion
    const { rows } = await sql<Packed & { unit: string }>`
      select unit, string_agg(element, ',') as elements, string_agg(float8send(value), ''::bytea) as doubles
      from indicators.fact where period = ${period} and campaign_id = ${campaignId} and unit = any(${portion.map(({ unit }) => unit)}) group by unit`.execute(tx.db);
    const packed = new Map(rows.map((row) => [row.unit, row]));
    for (const form of portion) {
      const own = packed.get(form.unit);
      const order = own === undefined ? undefined : orderOf(own.elements);
      const doubles = own === undefined || order === undefined ? undefined : inOrder(order, own.doubles);
      if (order !== undefined && doubles !== undefined) digest.update(`${form.unit}\n${order.names.join(',')}\n`).update(doubles);
      tables[form.level].add(placeOf(form, attributes), order, doubles);
      facts += order?.names.length ?? 0;
    }
    // oxlint-disable-next-line no-await-in-loop -- the page sees it go on
    await progress(0.9 * Math.min(1, (first + unitsAtOnce) / forms.length));
  }
  for (const district of withoutForm(forms)) tables.district.add(placeOf(district, attributes), undefined, undefined);
  for (const level of collected) {
    tables[level].close();
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await connection.run(`copy (select * from ${level} order by unit) to '${path(join(part, `${level}_${back}.parquet`))}' (format parquet, row_group_size 20000)`);
  }
  await progress(1);
  return facts;
}

/** What is known of a unit beside its numbers: its code, those of the levels above it, its attributes. */
const textsOf = (level: FormLevel, system: FormulaSystem) => ['unit', ...aboveOf(level), ...declaredOf(level, system, 'attribute')];
const aboveOf = (level: FormLevel) => levels.slice(0, levels.indexOf(level));
const declaredOf = (level: FormLevel, system: FormulaSystem, kind: 'data' | 'attribute') => [...system.byName.values()].flatMap((own) => (own.level === level && own.kind === kind ? [own.name] : []));

function openTable(connection: DuckDBConnection, level: FormLevel, system: FormulaSystem): Promise<WideTable> {
  return openWideTable(connection, level, { texts: textsOf(level, system), elements: declaredOf(level, system, 'data') });
}

function placeOf({ unit, level, party, city, division, attributes }: SnapshotForm, declared: Readonly<Record<FormLevel, readonly string[]>>): (string | undefined)[] {
  return [unit, 'region', party, city, ...(level === 'school' ? [division] : []), ...declared[level].map((name) => attributes[name])];
}

/** A district is there when it or one of its schools was asked: those of which only schools were. */
function withoutForm(forms: readonly SnapshotForm[]): SnapshotForm[] {
  const own = new Set(forms.flatMap(({ level, unit }) => (level === 'district' ? [unit] : [])));
  const districts = new Map(forms.map(({ division, city, party }): [string, SnapshotForm] => [division, { unit: division, level: 'district', division, city, party, attributes: {}, approved: false }]));
  return [...districts.values()].filter(({ unit }) => !own.has(unit));
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
