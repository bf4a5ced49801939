import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { namesIn, type FormulaSystem } from '#algorithms/formulas/check.ts';
import { computeIndex } from '#algorithms/indices/compute.ts';
import { obstacleDegrees } from '#algorithms/indices/differences/coupling.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { columnOf, ranksDown } from '#algorithms/indices/statistics.ts';
import { indicatorsOf, rootOf, weightInWhole } from '#algorithms/indices/system.ts';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import type { JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import { sayFormula } from '../formula-words.ts';
import { sayComputeProblem, sayNote } from '../notes.ts';
import { refusals } from '../refusals.ts';
import { computeIndicators, loadTables, withDuckDb, type SnapshotUnit } from '../snapshot/compute.ts';
import { loadCampaign, loadDivisions, loadFacts, loadRun, loadScores, loadSystem, nodesOf, storeScores, type CollectedFact, type Division, type RunRow, type ScoreRow } from '../store.ts';
import { asOfficer } from './acting.ts';
import { formulasOf } from './systems.ts';

/** How many times the index is made anew with other choices, for the intervals of the ranks. */
const monteCarloRuns = 2_000;
/** Formulas look at most so many periods back. */
const mostBackAllowed = 10;

/** Asks for a computation over what is approved now; the page shows how far it is. */
export async function startRun(platform: Platform, actor: Actor, campaignId: string): Promise<{ id: string; jobId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    asOfficer(actor, campaign.party);
    if ((await loadSystem(tx, campaign.systemId)).nodes.length === 0) throw refuse(refusals.noIndex);
    const approved = await sql`select from indicators.form where campaign_id = ${campaignId} and state = 'approved' limit 1`.execute(tx.db);
    if (approved.rows.length === 0) throw refuse(refusals.nothingApproved);
    const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(tx.db);
    const id = rows[0]?.id ?? '';
    const jobId = await enqueue(tx, { kind: 'indicators.compute', payload: { runId: id } });
    await sql`insert into indicators.run (id, campaign_id, system_id, party, job_id) values (${id}, ${campaignId}, ${campaign.systemId}, ${campaign.party}, ${jobId})`.execute(tx.db);
    await record(tx, { act: 'indicators.run/start', subject: { type: 'indicators.run', id, title: campaign.title }, changes: { campaignId }, access: { visibility: 'region', party: campaign.party } });
    return { id, jobId };
  });
}

/** Computes a run: facts → formulas in DuckDB → the index with every stage → intervals of the ranks. Run twice it stores the same. */
export const computeRun: JobHandler = async (platform, payload, { report }) => {
  const { runId } = z.object({ runId: z.uuid() }).parse(payload);
  const actor = systemActor('indicators.compute');
  const { run, system, facts, divisions } = await inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const system = await loadSystem(tx, run.systemId);
    return { run, system, facts: await loadFacts(tx, run.campaignId, mostBackOf(formulasOf(system))), divisions: await loadDivisions(tx) };
  });
  await report(0.1, { zh: `读取 ${facts.length} 个数据`, en: `${facts.length} facts read` });
  const nodes = nodesOf(system.nodes);
  const formulas = formulasOf(system);
  const names = indicatorsOf(nodes).map(({ code }) => code);
  const back = mostBackOf(formulas);
  const values = await withDuckDb(async (connection) => {
    await loadTables(connection, formulas, unitsOf(divisions, facts), snapshotFacts(facts, formulas), back);
    return computeIndicators(connection, formulas, names, back, (share) => report(0.2 + 0.5 * share, { zh: '按公式计算', en: 'computing the formulas' }));
  });
  const reporting = new Set(facts.filter((fact) => fact.back === 0).map(({ unit }) => `${unit.slice(0, 4)}00`));
  const cities = divisions.filter(({ level, code }) => level === 'city' && reporting.has(code));
  const input = { units: cities.map(({ code }) => code), columns: new Map(names.map((name) => [name, columnOf(cities.map(({ code }) => values.get(name)?.get(code)))])), nodes, choices: system.choices };
  const computed = computeIndex(input);
  if ('problem' in computed) throw refuse(refusals.cannotCompute, { why: sayComputeProblem(computed.problem) });
  await report(0.8, { zh: '检验名次的稳健性', en: 'testing how robust the ranks are' });
  const snapshot = createHash('sha256').update(canonicalJson(facts.map(({ back: ago, unit, element, value }) => [ago, unit, element, value]))).digest();
  const seed = snapshot.readUInt32BE(0);
  const uncertainty = usualUncertainty(system.choices);
  const robust = rankIntervals(input, uncertainty, { runs: monteCarloRuns, random: seeded(seed) });
  const intervals = new Map(robust.intervals.map((interval) => [interval.unit, interval]));
  const { stages, aggregates, ranks, notes } = computed.result;
  const indicatorRanks = new Map([...stages.normalised].map(([code, column]) => [code, ranksDown(column)]));
  const whole = rootOf(nodes).code;
  const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);
  const scores = cities.flatMap((city, i) => nodes.map(({ code, level }): Omit<ScoreRow, 'runId'> => ({
    unit: city.code, unitName: city.name, party: city.party, code,
    raw: level === 1 ? finite(stages.raw.get(code)?.[i]) : null, imputed: level === 1 ? finite(stages.imputed.get(code)?.[i]) : null, treated: level === 1 ? finite(stages.treated.get(code)?.[i]) : null,
    value: finite((level === 1 ? stages.normalised : aggregates).get(code)?.[i]), rank: finite((level === 1 ? indicatorRanks : ranks).get(code)?.[i]),
    low: code === whole ? (intervals.get(city.code)?.low ?? null) : null, high: code === whole ? (intervals.get(city.code)?.high ?? null) : null,
  })));
  const result = createHash('sha256').update(canonicalJson(scores.map((score) => ({ ...score })))).digest();
  await inTransaction(platform.database, actor, async (tx) => {
    await storeScores(tx, runId, scores);
    await sql`update indicators.run set snapshot = ${snapshot}, result = ${result}, facts = ${facts.length}, finished_at = ${platform.now().toString()},
      notes = ${JSON.stringify([...notes.map(sayNote), ...coverageNotes(cities, divisions, facts)])}::jsonb, robustness = ${JSON.stringify({ runs: robust.runs, seed, meanShift: robust.meanShift, excluded: robust.excluded, weightSpread: uncertainty.weightSpread })}::jsonb where id = ${runId}`.execute(tx.db);
    await record(tx, { act: 'indicators.run/finish', subject: { type: 'indicators.run', id: runId, title: system.title }, changes: { snapshot: snapshot.toString('hex'), result: result.toString('hex'), facts: facts.length }, access: { visibility: 'region', party: run.party } });
  });
};

/** A result: the cities with their scores by dimension, ranks with their intervals, and how it was made. */
export async function showRun(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    const [campaign, system, scores] = [await loadCampaign(tx, run.campaignId), await loadSystem(tx, run.systemId), await loadScores(tx, id)];
    const publication = (await sql<{ id: string; state: string }>`select id, state from indicators.publication where run_id = ${id} and state <> 'refused'`.execute(tx.db)).rows[0];
    return {
      run: { id, jobId: run.jobId, finishedAt: run.finishedAt, facts: run.facts, snapshot: run.snapshot?.toString('hex') ?? null, result: run.result?.toString('hex') ?? null, notes: run.notes, robustness: run.robustness },
      campaign: { id: campaign.id, title: campaign.title, period: campaign.period }, system: { id: system.id, title: system.title, number: system.number, choices: system.choices },
      nodes: system.nodes, scores, publication: publication ?? null,
      may: { publish: actor.role === 'party_officer' && actor.party === run.party && run.finishedAt !== null && publication === undefined },
    };
  });
}

/** How one city's numbers were made: every indicator with its stages, formula in words and weight, what holds the city back most, and the forms behind it. */
export async function showUnit(platform: Platform, actor: Actor, runId: string, unit: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const system = await loadSystem(tx, run.systemId);
    const scores = (await loadScores(tx, runId)).filter((score) => score.unit === unit);
    const [first] = scores;
    if (first === undefined) throw refuse(commonRefusals.notFound);
    const formulas = formulasOf(system);
    const nodes = nodesOf(system.nodes);
    const indicators = indicatorsOf(nodes);
    const of = new Map(scores.map((score) => [score.code, score]));
    const [low, high] = 'scale' in system.choices.normalise ? system.choices.normalise.scale : [0, 100];
    const obstacles = obstacleDegrees(indicators.map(({ code }) => ((of.get(code)?.value ?? Number.NaN) - low) / (high - low)), indicators.map(({ code }) => weightInWhole(nodes, code)));
    const { rows: forms } = await sql<{ id: string; unit: string; unitName: string; state: string }>`select id, unit, unit_name, state from indicators.form where campaign_id = ${run.campaignId} and city = ${unit} order by unit`.execute(tx.db);
    return {
      unit, unitName: first.unitName, party: first.party, scores: scores.map(({ unit: _unit, unitName: _name, party: _party, ...score }) => score),
      indicators: indicators.map(({ code, name, parent, direction, goalposts }, i) => {
        const declared = formulas.byName.get(code);
        const degree = obstacles?.[i];
        return {
          code, name, parent: parent ?? '', direction, goalposts: goalposts ?? null, weightInWhole: weightInWhole(nodes, code), unit: declared?.kind === 'indicator' ? declared.unit : '',
          formula: declared?.kind === 'indicator' ? sayFormula(declared.formula, formulas) : { zh: '', en: '' }, source: declared?.kind === 'indicator' ? declared.source : '', obstacle: degree === undefined || Number.isNaN(degree) ? null : degree,
        };
      }),
      forms,
    };
  });
}

function mostBackOf(system: FormulaSystem): number {
  return Math.min(mostBackAllowed, Math.max(0, ...system.order.flatMap(({ formula }) => namesIn(formula, true).map(({ back }) => back))));
}

/** Districts without approved numbers are not in the snapshot: a city is what has been approved of it, and the notes say how much that is. */
function unitsOf(divisions: readonly Division[], facts: readonly CollectedFact[]): SnapshotUnit[] {
  const approved = new Set(facts.map(({ unit }) => unit));
  const region = { region: 'region' };
  return [
    { level: 'region', unit: 'region', above: {} },
    ...partyCodes.map((party): SnapshotUnit => ({ level: 'party', unit: party, above: region })),
    ...divisions.flatMap(({ code, level, parent, party }): SnapshotUnit[] => {
      if (level === 'city') return [{ level: 'city', unit: code, above: { ...region, party } }];
      return level === 'county' && approved.has(code) ? [{ level: 'district', unit: code, above: { ...region, party, city: parent ?? '' } }] : [];
    }),
  ];
}

/** Cities of which some districts are not approved yet, in words. */
function coverageNotes(cities: readonly Division[], divisions: readonly Division[], facts: readonly CollectedFact[]): Text[] {
  const approved = new Set(facts.filter(({ back }) => back === 0).map(({ unit }) => unit));
  return cities.flatMap(({ code, name }) => {
    const districts = divisions.filter(({ parent }) => parent === code);
    const there = districts.filter((district) => approved.has(district.code)).length;
    return there === districts.length ? [] : [bothLanguages({ zh: '{name}：{all} 个县（市、区）中有 {there} 个已审定，按已审定的计算。', en: '{name}: {there} of {all} districts are approved; computed from these.' }, { name, all: districts.length, there })];
  });
}

function snapshotFacts(facts: readonly CollectedFact[], system: FormulaSystem) {
  return facts.flatMap(({ back, unit, element, value }) => { const declared = system.byName.get(element); return declared === undefined ? [] : [{ back, level: declared.level, unit, name: element, value }]; });
}

export function isFinished(run: RunRow): run is RunRow & { snapshot: Buffer; result: Buffer; facts: number; finishedAt: string; robustness: NonNullable<RunRow['robustness']> } {
  return run.finishedAt !== null && run.snapshot !== null && run.result !== null && run.robustness !== null && run.facts !== null;
}
