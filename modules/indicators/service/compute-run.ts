import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sql } from 'kysely';
import { z } from 'zod';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { periodsOf } from '#algorithms/formulas/periods.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { inSnapshot, inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import type { JobHandler } from '#kernel/module.ts';
import { coverageNotes, coverageOf } from '../compare/coverage.ts';
import { computeIndicators, withDuckDb } from '../snapshot/compute.ts';
import { removeOldSnapshots, snapshotFolder } from '../snapshot/keep.ts';
import { openSnapshot, writeSnapshot } from '../snapshot/parquet.ts';
import { loadDivisions, loadPeriods, loadRun, loadSystem, loadUntaken, storeParts, storeScores } from '../store.ts';
import { makeIndex, periodsBehind, rawScores, type Made, type Place } from './make-index.ts';
import { formulasOf } from './systems.ts';

/**
 * Computes a run: facts → a columnar snapshot → formulas in DuckDB → the index with every stage, for cities, parties and the region → intervals of the ranks.
 * Run twice it stores the same.
 */
export const computeRun: JobHandler = async (platform, payload, { report }) => {
  const { runId } = z.object({ runId: z.uuid() }).parse(payload);
  const actor = systemActor('indicators.compute');
  const { run, system, divisions, untaken, snapshot, periods, deepest } = await inSnapshot(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const system = await loadSystem(tx, run.systemId);
    const formulas = formulasOf(system);
    const deepest = periodsOf(formulas) + periodsBehind(system.choices);
    const periods = await loadPeriods(tx, run.campaignId, deepest);
    const snapshot = await writeSnapshot(tx, {
      folder: snapshotFolder(platform.config.home, run), periods, system: formulas, progress: (share) => report(0.4 * share, { zh: '抽取数据快照', en: 'taking a snapshot of the facts' }),
    });
    return { run, system, divisions: await loadDivisions(tx), untaken: await loadUntaken(tx, run.campaignId), snapshot, periods, deepest };
  });
  const formulas = formulasOf(system);
  const cities = new Set(snapshot.forms.map(({ city }) => city));
  const parties = new Set(snapshot.forms.map(({ party }) => party));
  const places = {
    city: divisions.filter(({ level, code }) => level === 'city' && cities.has(code)),
    party: partyCodes.filter((party) => parties.has(party)).map((party): Place => ({ code: party, name: partyNames[party].zh, party })),
    district: divisions.filter(({ level, code }) => level === 'county' && snapshot.forms.some(({ division }) => division === code)),
  };
  const seed = snapshot.digest.readUInt32BE(0);
  const made = await withDuckDb(async (connection) => {
    await openSnapshot(connection, snapshot, { system: formulas, divisions, periods, deepest });
    return system.nodes.length === 0 ? judge(connection, { formulas, deepest, districts: places.district }) : makeIndex(connection, { system, formulas, deepest, places, seed, report });
  });
  const coverage = coverageOf(snapshot.forms, system.nodes.length === 0 ? ['district', 'party', 'region'] : ['city', 'party', 'region']);
  const result = createHash('sha256').update(canonicalJson(made.scores.map((score) => ({ ...score })))).digest();
  await inTransaction(platform.database, actor, async (tx) => {
    await storeScores(tx, runId, made.scores);
    await storeParts(tx, runId, made.parts);
    await sql`update indicators.run set snapshot = ${snapshot.digest}, result = ${result}, facts = ${snapshot.facts}, finished_at = ${platform.now().toString()},
      notes = ${JSON.stringify([...made.notes, ...coverageNotes(coverage, untaken)])}::jsonb, coverage = ${JSON.stringify(coverage)}::jsonb, robustness = ${made.robustness === null ? null : JSON.stringify(made.robustness)}::jsonb where id = ${runId}`.execute(tx.db);
    await record(tx, { act: 'indicators.run/finish', subject: { type: 'indicators.run', id: runId, title: system.title }, changes: { snapshot: snapshot.digest.toString('hex'), result: result.toString('hex'), facts: snapshot.facts }, access: { visibility: 'region', party: run.party } });
  });
  await inTransaction(platform.database, actor, (tx) => removeOldSnapshots(tx, platform.config.home, run.campaignId, platform.now()));
};

/** A system without a tree gives no index: every district's indicators and standards, as the formulas say. */
async function judge(connection: DuckDBConnection, { formulas, deepest, districts }: { formulas: FormulaSystem; deepest: number; districts: readonly Place[] }): Promise<Made> {
  const names = formulas.order.flatMap(({ name, level }) => (level === 'district' ? [name] : []));
  return { scores: rawScores(await computeIndicators(connection, formulas, names, deepest), names, 'district', districts), parts: [], notes: [], robustness: null };
}
