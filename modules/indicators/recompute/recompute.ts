import { readSystem } from '#algorithms/formulas/check.ts';
import { evaluateFromParts, keysBehind, overParts } from '#algorithms/formulas/from-parts.ts';
import { comparesUnits, computeIndex, type Choices, type IndexInput } from '#algorithms/indices/compute.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { columnOf } from '#algorithms/indices/statistics.ts';
import { childrenOf, groupsOf, indicatorsOf, rootOf } from '#algorithms/indices/system.ts';
import { levelOf } from '../compare/rules.ts';
import { asReported, scoresAnybody } from '../method/scoring.ts';
import { nodesOf, type PublishedContent } from '../store.ts';

/** A published number that comes out otherwise. */
export type Difference = { readonly unit: string; readonly code: string; readonly what: 'value' | 'score' | 'interval'; readonly published: number | null; readonly found: number | null };

/** How many numbers came out the same, and how many cannot be worked out because something they need is not public. */
export type Tally = { readonly same: number; readonly closed: number };
export type Recomputed = { readonly values: Tally; readonly scores: Tally; readonly intervals: Tally; readonly differences: readonly Difference[] };

type Score = PublishedContent['scores'][number];

/** Floating point adds up in another order here; nothing else may differ. */
const tolerance = 1e-9;

/**
 * Works a published result out again from nothing but itself: indicators from the published parts by the published formulas, scores from the indicators,
 * rank intervals from the published seed. What hangs on a number that is kept back cannot be, and is counted.
 */
export function recompute(content: PublishedContent): Recomputed {
  const differences: Difference[] = [];
  const check = (of: Omit<Difference, 'published' | 'found'>, published: number | null, found: number | null) => {
    const same = published === null || found === null ? published === found : Math.abs(published - found) <= tolerance * Math.max(1, Math.abs(published));
    if (!same) differences.push({ ...of, published, found });
    return same ? 1 : 0;
  };
  return { values: recomputeValues(content, check), ...recomputeScores(content, check), differences };
}

type Check = (of: Omit<Difference, 'published' | 'found'>, published: number | null, found: number | null) => number;

function recomputeValues({ system, scores, parts = [] }: PublishedContent, check: Check): Tally {
  const read = readSystem(system.formulas);
  if (!('system' in read)) throw new RangeError('formulas that cannot be read');
  const over = overParts(read.system);
  const given = new Map(parts.map(({ part, values }) => [part, values]));
  const closed = new Set(parts.flatMap(({ part, suppressed = [] }) => suppressed.map((unit) => `${part}#${unit}`)));
  let tally = { same: 0, closed: 0 };
  for (const code of indicatorsOf(nodesOf(system.nodes)).map((node) => node.code)) {
    const keys = [...keysBehind(over, code)];
    for (const { unit, raw, suppressed } of scores.filter((score) => score.code === code)) {
      if (suppressed === true || keys.some((key) => !given.has(key) || closed.has(`${key}#${unit}`))) tally = { ...tally, closed: tally.closed + 1 };
      else tally = { ...tally, same: tally.same + check({ unit, code, what: 'value' }, raw, evaluateFromParts(over, code, (key) => given.get(key)?.[unit] ?? undefined) ?? null) };
    }
  }
  return tally;
}

function recomputeScores(content: PublishedContent, check: Check): Pick<Recomputed, 'scores' | 'intervals'> {
  const { system, scores, run } = content;
  const nodes = nodesOf(system.nodes);
  const whole = rootOf(nodes).code;
  let [tally, intervals] = [{ same: 0, closed: 0 }, { same: 0, closed: 0 }];
  for (const level of ['city', 'party', 'region'] as const) {
    if (level !== 'city' && !scoresAnybody(system.choices)) continue;
    const own = scores.filter((score) => levelOf(score) === level);
    if (own.length === 0) continue;
    const { input, choices } = inputOf(content, own, level);
    const open = openCells(input, own);
    const computed = computeIndex(input);
    if ('problem' in computed) throw new RangeError(`what was published cannot be computed: ${computed.problem.code}`);
    const { stages, aggregates } = computed.result;
    for (const score of own) {
      const found = (stages.normalised.get(score.code) ?? aggregates.get(score.code))?.[input.units.indexOf(score.unit)] ?? Number.NaN;
      if (open(score.unit, score.code)) tally = { ...tally, same: tally.same + check({ unit: score.unit, code: score.code, what: 'score' }, score.value, Number.isNaN(found) ? null : found) };
      else tally = { ...tally, closed: tally.closed + 1 };
    }
    const ranked = own.filter(({ low }) => low !== null);
    if (level !== 'city' || ranked.length === 0) continue;
    // chance runs through all units at once: one number that is not public, and none of the intervals can be had
    if (own.some(({ suppressed }) => suppressed === true) || choices.impute === 'last') { intervals = { same: 0, closed: ranked.length }; continue; }
    const { byNode } = rankIntervals(input, usualUncertainty(choices), { runs: run.robustness.runs, random: seeded(run.robustness.seed) });
    for (const { unit, code, low, high } of ranked) {
      const found = byNode.get(code)?.find((interval) => interval.unit === unit);
      // published before there were intervals of every node, only the whole has one
      const both = [check({ unit, code, what: 'interval' }, low, found?.low ?? null), check({ unit, code, what: 'interval' }, high, found?.high ?? null)];
      intervals = { ...intervals, same: intervals.same + (both.includes(0) ? 0 : 1) };
    }
  }
  return { scores: tally, intervals: scores.some(({ code, low }) => code === whole && low !== null) ? intervals : { same: 0, closed: 0 } };
}

/** What a level's scores were computed from. A value that was carried forward from an earlier period is taken as published: that period is not in here. */
function inputOf({ system }: PublishedContent, scores: readonly Score[], level: 'city' | 'party' | 'region'): { readonly input: IndexInput; readonly choices: Choices } {
  const nodes = nodesOf(system.nodes);
  const choices = level === 'city' ? system.choices : asReported(system.choices);
  const carried = choices.impute === 'last';
  const units = [...new Map(scores.map(({ unit, party }) => [unit, party]))];
  const valueOf = new Map(scores.map((score) => [`${score.unit}/${score.code}`, carried ? score.imputed : score.raw]));
  return {
    choices,
    input: {
      units: units.map(([unit]) => unit), groups: units.map(([, party]) => party), nodes, choices: carried ? { ...choices, impute: 'none' } : choices,
      columns: new Map(indicatorsOf(nodes).map(({ code }) => [code, columnOf(units.map(([unit]) => valueOf.get(`${unit}/${code}`)))])),
    },
  };
}

/** Which scores hang on nothing that is kept back: an indicator on its own unit alone or, where units are compared, on all; a group on its parts. */
function openCells({ units, nodes, choices }: IndexInput, scores: readonly Score[]): (unit: string, code: string) => boolean {
  const closed = new Set(scores.flatMap(({ unit, code, suppressed }) => (suppressed === true ? [`${unit}/${code}`] : [])));
  const alone = choices.normalise.method === 'goalposts' && choices.treat === 'none' && choices.impute === 'none';
  const close = (code: string, of: (unit: string) => boolean) => { for (const unit of units) if (of(unit)) closed.add(`${unit}/${code}`); };
  const isClosed = (unit: string, code: string) => closed.has(`${unit}/${code}`);
  for (const { code } of indicatorsOf(nodes)) if (!alone && units.some((unit) => isClosed(unit, code))) close(code, () => true);
  // EM fills every indicator from all others
  if (choices.impute === 'em' && closed.size > 0) for (const { code } of indicatorsOf(nodes)) close(code, () => true);
  for (const { code } of groupsOf(nodes)) {
    const children = childrenOf(nodes, code).filter(({ weight }) => weight !== 0);
    const hidden = (unit: string) => children.some((child) => isClosed(unit, child.code));
    if (comparesUnits(choices.aggregate) && units.some(hidden)) close(code, () => true);
    else close(code, hidden);
  }
  return (unit, code) => !isClosed(unit, code);
}
