import type { DuckDBConnection } from '@duckdb/node-api';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { liftSystem } from '#algorithms/formulas/lift.ts';
import { computeIndex, type Choices, type IndexInput } from '#algorithms/indices/compute.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { rankSensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { columnOf, ranksDown } from '#algorithms/indices/statistics.ts';
import { indicatorsOf, type IndexNode } from '#algorithms/indices/system.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { peopleAsKept } from '../compare/disclosure.ts';
import { sayComputeProblem, sayNotes } from '../notes.ts';
import { refusals } from '../refusals.ts';
import { computeEarlier, computeIndicators, type IndicatorValues } from '../snapshot/compute.ts';
import { computeParts, type PartPlace } from '../snapshot/parts.ts';
import { peopleBehind } from '../snapshot/people.ts';
import { asReported, scoresAnybody } from '../method/scoring.ts';
import { nodesOf, type PartRow, type RobustnessRow, type ScoreRow, type SystemRow } from '../store.ts';

/** How many times the index is made anew with other choices, for the intervals of the ranks. */
const monteCarloRuns = 2_000;
/** Samples of the Sobol indices: seven computations each. */
const sobolSamples = 512;
/** A value is carried forward over so many periods at most. */
const periodsCarried = 3;

export type Score = Omit<ScoreRow, 'runId'>;
export type Place = { readonly code: string; readonly name: string; readonly party: PartyCode };
export type Made = { readonly scores: Score[]; readonly parts: PartRow[]; readonly notes: Text[]; readonly robustness: RobustnessRow | null };

type Making = { readonly system: SystemRow; readonly formulas: FormulaSystem; /** Formulas look so many periods back. */ readonly deepest: number; readonly places: { readonly city: readonly Place[]; readonly party: readonly Place[] }; readonly seed: number; readonly report: (share: number, step: Text) => Promise<void> };

/** How many earlier periods the choices look at, beside what the formulas do. */
export function periodsBehind({ impute }: Choices): number {
  return impute === 'last' ? periodsCarried : 0;
}

/** The index from the tables of a snapshot: cities with every stage, parties and the region by the same formulas, intervals of the ranks, and what the numbers are put together from. */
export async function makeIndex(connection: DuckDBConnection, { system, formulas, deepest, places, seed, report }: Making): Promise<Made> {
  const nodes = nodesOf(system.nodes);
  const names = indicatorsOf(nodes).map(({ code }) => code);
  const values = await computeIndicators(connection, formulas, names, deepest, (share) => report(0.4 + 0.3 * share, { zh: '按公式计算各市', en: 'computing the cities' }));
  const earlier = await computeEarlier(connection, formulas, names, { mostBack: deepest, periods: periodsBehind(system.choices) });
  const input: IndexInput = {
    units: places.city.map(({ code }) => code), columns: columnsOf(values, names, places.city), nodes, choices: system.choices,
    groups: places.city.map(({ party }) => party), panel: earlier.map((period) => columnsOf(period, names, places.city)),
  };
  const ofCities = indexScores(input, 'city', places.city);
  await report(0.75, { zh: '按公式计算各省市和区域', en: 'computing the parties and the region' });
  const above: Score[] = [];
  for (const level of ['party', 'region'] as const) {
    const lifted = liftSystem(formulas, 'city', level);
    const own = names.filter((name) => lifted.byName.get(name)?.level === level);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const found = await computeIndicators(connection, lifted, own, deepest);
    const at = level === 'party' ? places.party : [{ code: 'region', name: '长三角', party: places.party[0]?.party ?? '31' } as const];
    above.push(...(scoresAnybody(system.choices) ? indexScores({ units: at.map(({ code }) => code), columns: columnsOf(found, names, at), nodes, choices: asReported(system.choices) }, level, at).scores : rawScores(found, names, level, at)));
  }
  await report(0.8, { zh: '检验名次的稳健性', en: 'testing how robust the ranks are' });
  const uncertainty = usualUncertainty(system.choices);
  const robust = rankIntervals(input, uncertainty, { runs: monteCarloRuns, random: seeded(seed) });
  const intervals = new Map([...robust.byNode].flatMap(([code, of]) => of.map((interval) => [`${interval.unit}/${code}`, interval])));
  const scores = ofCities.scores.map((score) => { const own = intervals.get(`${score.unit}/${score.code}`); return own === undefined ? { ...score, rank: null } : { ...score, low: own.low, high: own.high }; });
  // a number that was carried forward is made of those whom it counted then
  const people = await peopleBehind(connection, formulas, names, [0, ...earlier.map((_, i) => i + 1)]);
  const spoken = new Map([...scores, ...above].flatMap(({ unit, level, party }): [string, PartPlace][] => (level === 'district' ? [] : [[unit, { unit, level, party }]])));
  const parts = await computeParts(connection, formulas, { names, places: [...spoken.values()], deepest });
  return { parts, scores: [...scores, ...above].map((score) => ({ ...score, people: peopleAsKept(people.get(score.code)?.get(score.unit)) })), notes: ofCities.notes, robustness: { runs: robust.runs, seed, meanShift: robust.meanShift, excluded: robust.excluded, weightSpread: uncertainty.weightSpread, sensitivity: rankSensitivity(input, uncertainty, { samples: sobolSamples, random: seeded(seed) }) } };
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
  return { scores, notes: sayNotes(notes.map((note) => ('unit' in note ? { ...note, unit: places.find(({ code }) => code === note.unit)?.name ?? note.unit } : 'node' in note ? { ...note, node: input.nodes.find(({ code }) => code === note.node)?.name ?? note.node } : note))) };
}

/** Numbers that are not made an index. */
export function rawScores(values: IndicatorValues, names: readonly string[], level: Score['level'], places: readonly Place[]): Score[] {
  return places.flatMap(({ code: unit, name, party }) => names.map((code): Score => ({ unit, unitName: name, party, level, code, raw: finite(values.get(code)?.get(unit)), imputed: null, treated: null, value: null, rank: null, low: null, high: null, people: null })));
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);
