import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sql } from 'kysely';
import { z } from 'zod';
import { namesIn, type FormulaSystem } from '#algorithms/formulas/check.ts';
import { liftSystem } from '#algorithms/formulas/lift.ts';
import { computeIndex, type IndexInput } from '#algorithms/indices/compute.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { rankSensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { columnOf, ranksDown } from '#algorithms/indices/statistics.ts';
import { indicatorsOf, type IndexNode } from '#algorithms/indices/system.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { inSnapshot, inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import type { JobHandler } from '#kernel/module.ts';
import { refuse } from '#kernel/refusal.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import { peopleAsKept } from '../compare/disclosure.ts';
import { sayComputeProblem, sayNote } from '../notes.ts';
import { refusals } from '../refusals.ts';
import { computeParts, type PartPlace } from '../snapshot/parts.ts';
import { peopleBehind } from '../snapshot/people.ts';
import { computeIndicators, withDuckDb, type IndicatorValues } from '../snapshot/compute.ts';
import { balanceIndicators, judgeDistricts } from '../snapshot/judge.ts';
import { removeOldSnapshots, snapshotFolder } from '../snapshot/keep.ts';
import { openSnapshot, writeSnapshot } from '../snapshot/parquet.ts';
import { loadCoverage, loadDivisions, loadPeriods, loadRun, loadSystem, nodesOf, storeParts, storeScores, type Coverage, type PartRow, type RobustnessRow, type ScoreRow, type SystemRow } from '../store.ts';
import { formulasOf } from './systems.ts';

/** How many times the index is made anew with other choices, for the intervals of the ranks. */
const monteCarloRuns = 2_000;
/** Samples of the Sobol indices: seven computations each. */
const sobolSamples = 512;
/** Formulas look at most so many periods back. */
const mostBackAllowed = 10;

type Score = Omit<ScoreRow, 'runId'>;
type Place = { readonly code: string; readonly name: string; readonly party: PartyCode };
type Report = (share: number, step: Text) => Promise<void>;

/**
 * Computes a run: facts → a columnar snapshot → formulas in DuckDB → the index with every stage, for cities, parties and the region → intervals of the ranks.
 * Run twice it stores the same.
 */
export const computeRun: JobHandler = async (platform, payload, { report }) => {
  const { runId } = z.object({ runId: z.uuid() }).parse(payload);
  const actor = systemActor('indicators.compute');
  const { run, system, divisions, coverage, snapshot, periods, deepest } = await inSnapshot(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const system = await loadSystem(tx, run.systemId);
    const formulas = formulasOf(system);
    const deepest = mostBackOf(formulas);
    const periods = await loadPeriods(tx, run.campaignId, deepest);
    const snapshot = await writeSnapshot(tx, {
      folder: snapshotFolder(platform.config.home, run), periods, system: formulas, progress: (share) => report(0.4 * share, { zh: '抽取数据快照', en: 'taking a snapshot of the facts' }),
    });
    return { run, system, divisions: await loadDivisions(tx), coverage: await loadCoverage(tx, run.campaignId), snapshot, periods, deepest };
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
  const result = createHash('sha256').update(canonicalJson(made.scores.map((score) => ({ ...score })))).digest();
  await inTransaction(platform.database, actor, async (tx) => {
    await storeScores(tx, runId, made.scores);
    await storeParts(tx, runId, made.parts);
    await sql`update indicators.run set snapshot = ${snapshot.digest}, result = ${result}, facts = ${snapshot.facts}, finished_at = ${platform.now().toString()},
      notes = ${JSON.stringify([...made.notes, ...coverageNotes(coverage)])}::jsonb, robustness = ${made.robustness === null ? null : JSON.stringify(made.robustness)}::jsonb where id = ${runId}`.execute(tx.db);
    await record(tx, { act: 'indicators.run/finish', subject: { type: 'indicators.run', id: runId, title: system.title }, changes: { snapshot: snapshot.digest.toString('hex'), result: result.toString('hex'), facts: snapshot.facts }, access: { visibility: 'region', party: run.party } });
  });
  await inTransaction(platform.database, actor, (tx) => removeOldSnapshots(tx, platform.config.home, run.campaignId, platform.now()));
};

type Made = { readonly scores: Score[]; readonly parts: PartRow[]; readonly notes: Text[]; readonly robustness: RobustnessRow | null };

async function makeIndex(connection: DuckDBConnection, { system, formulas, deepest, places, seed, report }: { system: SystemRow; formulas: FormulaSystem; deepest: number; places: { city: readonly Place[]; party: readonly Place[] }; seed: number; report: Report }): Promise<Made> {
  const nodes = nodesOf(system.nodes);
  const names = indicatorsOf(nodes).map(({ code }) => code);
  const values = await computeIndicators(connection, formulas, names, deepest, (share) => report(0.4 + 0.3 * share, { zh: '按公式计算各市', en: 'computing the cities' }));
  const input: IndexInput = { units: places.city.map(({ code }) => code), columns: columnsOf(values, names, places.city), nodes, choices: system.choices };
  const ofCities = indexScores(input, 'city', places.city);
  await report(0.75, { zh: '按公式计算各省市和区域', en: 'computing the parties and the region' });
  const above = [];
  for (const level of ['party', 'region'] as const) {
    const lifted = liftSystem(formulas, 'city', level);
    const own = names.filter((name) => lifted.byName.get(name)?.level === level);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const found = await computeIndicators(connection, lifted, own, deepest);
    const at = level === 'party' ? places.party : [{ code: 'region', name: '长三角', party: places.party[0]?.party ?? '31' } as const];
    // against fixed goalposts a score means the same for whomever; anything else compares units of one kind, and there are only four of these
    above.push(...(system.choices.normalise.method === 'goalposts' ? indexScores({ ...input, units: at.map(({ code }) => code), columns: columnsOf(found, names, at) }, level, at).scores : rawScores(found, names, level, at)));
  }
  await report(0.8, { zh: '检验名次的稳健性', en: 'testing how robust the ranks are' });
  const uncertainty = usualUncertainty(system.choices);
  const robust = rankIntervals(input, uncertainty, { runs: monteCarloRuns, random: seeded(seed) });
  const intervals = new Map([...robust.byNode].flatMap(([code, of]) => of.map((interval) => [`${interval.unit}/${code}`, interval])));
  const scores = ofCities.scores.map((score) => { const own = intervals.get(`${score.unit}/${score.code}`); return own === undefined ? { ...score, rank: null } : { ...score, low: own.low, high: own.high }; });
  const people = await peopleBehind(connection, formulas, names);
  const spoken = new Map([...scores, ...above].flatMap(({ unit, level, party }): [string, PartPlace][] => (level === 'district' ? [] : [[unit, { unit, level, party }]])));
  const parts = await computeParts(connection, formulas, { names, places: [...spoken.values()], deepest });
  return { parts, scores: [...scores, ...above].map((score) => ({ ...score, people: peopleAsKept(people.get(score.code)?.get(score.unit)) })), notes: ofCities.notes, robustness: { runs: robust.runs, seed, meanShift: robust.meanShift, excluded: robust.excluded, weightSpread: uncertainty.weightSpread, sensitivity: rankSensitivity(input, uncertainty, { samples: sobolSamples, random: seeded(seed) }) } };
}

/** A system without a tree: every district by the official balance method. */
async function judge(connection: DuckDBConnection, { formulas, deepest, districts }: { formulas: FormulaSystem; deepest: number; districts: readonly Place[] }): Promise<Made> {
  const { district, school } = balanceIndicators(formulas);
  const values = await computeIndicators(connection, formulas, [...district, ...school], deepest);
  const counts = await judgeDistricts(connection, values);
  return { scores: rawScores(new Map([...district.map((name) => [name, values.get(name) ?? new Map()] as const), ...counts]), [...district, ...counts.keys()], 'district', districts), parts: [], notes: [], robustness: null };
}

function columnsOf(values: IndicatorValues, names: readonly string[], places: readonly Place[]): IndexInput['columns'] {
  return new Map(names.map((name) => [name, columnOf(places.map(({ code }) => values.get(name)?.get(code)))]));
}

/** Every node of every unit with its stages. Ranks are the cities': four parties have none, since the plan puts nobody above another. */
function indexScores(input: IndexInput, level: Score['level'], places: readonly Place[]): { scores: Score[]; notes: Text[] } {
  const computed = computeIndex(input);
  if ('problem' in computed) throw refuse(refusals.cannotCompute, { why: sayComputeProblem(computed.problem) });
  const { stages, aggregates, ranks, notes } = computed.result;
  const indicatorRanks = new Map([...stages.normalised].map(([code, column]) => [code, ranksDown(column)]));
  const scores = places.flatMap(({ code: unit, name, party }, i) => input.nodes.map(({ code, level: at }: IndexNode): Score => ({
    unit, unitName: name, party, level, code,
    raw: at === 1 ? finite(stages.raw.get(code)?.[i]) : null, imputed: at === 1 ? finite(stages.imputed.get(code)?.[i]) : null, treated: at === 1 ? finite(stages.treated.get(code)?.[i]) : null,
    value: finite((at === 1 ? stages.normalised : aggregates).get(code)?.[i]), rank: level === 'city' ? finite((at === 1 ? indicatorRanks : ranks).get(code)?.[i]) : null, low: null, high: null, people: null,
  })));
  return { scores, notes: notes.map(sayNote) };
}

function rawScores(values: IndicatorValues, names: readonly string[], level: Score['level'], places: readonly Place[]): Score[] {
  return places.flatMap(({ code: unit, name, party }) => names.map((code): Score => ({ unit, unitName: name, party, level, code, raw: finite(values.get(code)?.get(unit)), imputed: null, treated: null, value: null, rank: null, low: null, high: null, people: null })));
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);

function mostBackOf(system: FormulaSystem): number {
  return Math.min(mostBackAllowed, Math.max(0, ...system.order.flatMap(({ formula }) => namesIn(formula, true).map(({ back }) => back))));
}

/** Cities of which not everybody is approved yet, and parties whose numbers the region has not taken yet, in words. */
function coverageNotes({ cities, untaken }: Coverage): Text[] {
  return [
    ...cities.flatMap(({ name, there, all }) => (there === all || there === 0 ? [] : [bothLanguages({ zh: '{name}：{all} 个填报单位中有 {there} 个已审定，按已审定的计算。', en: '{name}: {there} of {all} units are approved; computed from these.' }, { name, all, there })])),
    ...untaken.map((party) => bothLanguages({ zh: '{party}的数据尚未由区域核收。', en: 'The numbers of {party} have not been accepted for the region yet.' }, { party: partyNames[party] })),
  ];
}
