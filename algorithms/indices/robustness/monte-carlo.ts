import type { Aggregation, Choices, IndexInput } from '../compute.ts';
import { computeIndex } from '../compute.ts';
import { backward, domainOf, forward, isOutside, type Mean } from '../means.ts';
import { isAbove, known, ranksDown, type Column } from '../statistics.ts';
import { groupsOf, indicatorsOf, rootOf } from '../system.ts';
import type { Random } from './random.ts';

/** The choices that a maker of the index could have made as well; one of each is drawn for every run. */
export type Uncertainty = {
  readonly impute: readonly Choices['impute'][];
  readonly treat: readonly Choices['treat'][];
  readonly normalise: readonly Choices['normalise'][];
  readonly aggregate: readonly Mean[];
  /** Every weight is multiplied by a number drawn evenly from 1 − spread to 1 + spread. */
  readonly weightSpread: number;
};

export type RankInterval = {
  readonly unit: string;
  /** In the index as it was made. */
  readonly rank: number;
  readonly median: number;
  /** Between them lie 90 % of the runs. */
  readonly low: number;
  readonly high: number;
  readonly best: number;
  readonly worst: number;
  /** The share of the runs in which the unit has its own rank. */
  readonly share: number;
};

export type Robustness = { readonly runs: number; /** Of the whole. */ readonly intervals: readonly RankInterval[]; /** Of every indicator and every group. */ readonly byNode: ReadonlyMap<string, readonly RankInterval[]>; /** Mean over units and runs of how far a rank moves. */ readonly meanShift: number; /** Combinations that these data do not allow, e.g. a geometric mean of z-scores; never drawn. */ readonly excluded: number };

/**
 * How far the ranks depend on choices that could have been made otherwise: each run draws imputation, treatment, normalisation, aggregation and weights
 * (Saisana, Saltelli, Tarantola 2005). A unit that cannot be ranked has no interval.
 */
export function rankIntervals(input: IndexInput, uncertainty: Uncertainty, { runs, random }: { runs: number; random: Random }): Robustness {
  const base = computeIndex(input);
  if ('problem' in base) throw new RangeError(base.problem.code);
  const variants = variantsOf(input, uncertainty);
  const plan = planOf(input);
  const units = input.units.length;
  const groups = plan.groups.map(({ place }) => ({ place, scores: new Float64Array(units), ranks: new Uint32Array(units * runs) }));
  const values = new Float64Array(plan.nodes);
  const weights = Float64Array.from(plan.weights);
  const drawn = new Map<Variant, number>();
  for (let run = 0; run < runs; run += 1) {
    const variant = variants.list[Math.floor(random() * variants.list.length)];
    if (variant === undefined) break;
    drawn.set(variant, (drawn.get(variant) ?? 0) + 1);
    for (let j = 0; j < weights.length; j += 1) weights[j] = (plan.weights[j] ?? 0) * (1 + uncertainty.weightSpread * (2 * random() - 1));
    for (let unit = 0; unit < units; unit += 1) {
      scoreInto(values, plan, variant, weights, unit);
      for (const { place, scores } of groups) scores[unit] = values[place] ?? Number.NaN;
    }
    for (const { scores, ranks } of groups) rankInto(scores, ranks, run * units);
  }
  const tallies = new Map<number, Tally>(groups.map(({ place, ranks }) => [place, { ranks, times: new Uint32Array(drawn.size === 0 ? 0 : runs).fill(1) }]));
  // the rank in an indicator does not hang on weights: once for each combination of choices, as often as it was drawn
  const times = Uint32Array.from(drawn.values());
  for (let place = 0; place < plan.indicators; place += 1) {
    const ranks = new Uint32Array(units * drawn.size);
    [...drawn.keys()].forEach(({ columns }, draw) => rankInto(columns[place] ?? new Float64Array(), ranks, draw * units));
    tallies.set(place, { ranks, times });
  }
  const baseOf = (code: string) => ranksDown(base.result.aggregates.get(code) ?? base.result.stages.normalised.get(code) ?? new Float64Array());
  const byNode = new Map(plan.codes.map((code, place) => {
    const [own, tally] = [baseOf(code), tallies.get(place)];
    return [code, tally === undefined ? [] : input.units.flatMap((unit, i) => intervalOf(unit, own[i] ?? Number.NaN, tally, i, units))];
  }));
  const whole = rootOf(input.nodes).code;
  return { runs, intervals: byNode.get(whole) ?? [], byNode, meanShift: meanShiftOf(baseOf(whole), tallies.get(plan.root)?.ranks ?? new Uint32Array()), excluded: variants.excluded };
}

/** The ranks of a node: those of all units in each draw, one draw after the other, and how many runs each draw stands for. */
type Tally = { readonly ranks: Uint32Array; readonly times: Uint32Array };

function meanShiftOf(own: Float64Array, ranks: Uint32Array): number {
  let [shift, ranked] = [0, 0];
  ranks.forEach((rank, i) => {
    const before = own[i % own.length] ?? Number.NaN;
    if (rank === 0 || Number.isNaN(before)) return;
    shift += Math.abs(rank - before);
    ranked += 1;
  });
  return ranked === 0 ? 0 : shift / ranked;
}

type Variant = { /** By indicator, then unit. */ readonly columns: readonly Column[]; readonly mean: Mean };

/** Everything that does not depend on the weights is computed once for each combination of choices. */
function variantsOf(input: IndexInput, { impute, treat, normalise, aggregate }: Uncertainty): { list: Variant[]; excluded: number } {
  const list: Variant[] = [];
  let excluded = 0;
  for (const imputation of impute) {
    for (const treatment of treat) {
      for (const normalisation of normalise) {
        const computed = computeIndex({ ...input, choices: { impute: imputation, treat: treatment, normalise: normalisation, aggregate: { method: 'arithmetic' } } });
        if ('problem' in computed) { excluded += aggregate.length; continue; }
        const columns = indicatorsOf(input.nodes).map(({ code }) => computed.result.stages.normalised.get(code) ?? new Float64Array(input.units.length).fill(Number.NaN));
        for (const mean of aggregate) {
          const domain = domainOf(mean);
          if (columns.some((column) => column.some((value) => isOutside(value, domain)))) excluded += 1;
          else list.push({ columns, mean });
        }
      }
    }
  }
  return { list, excluded };
}

type Plan = { readonly codes: readonly string[]; readonly nodes: number; readonly weights: Float64Array; readonly indicators: number; readonly groups: readonly { readonly place: number; readonly children: Uint32Array }[]; readonly root: number };

/** The tree as places in an array: indicators first, then the groups from below. */
function planOf({ nodes }: IndexInput): Plan {
  const indicators = indicatorsOf(nodes);
  const ordered = [...indicators, ...groupsOf(nodes)];
  const place = new Map(ordered.map(({ code }, i) => [code, i]));
  return {
    codes: ordered.map(({ code }) => code),
    nodes: ordered.length,
    indicators: indicators.length,
    weights: Float64Array.from(ordered, ({ weight }) => weight),
    groups: groupsOf(nodes).map(({ code }) => ({ place: place.get(code) ?? 0, children: Uint32Array.from(ordered.flatMap((node, i) => (node.parent === code ? [i] : []))) })),
    root: place.get(rootOf(nodes).code) ?? 0,
  };
}

/** The values of all nodes for one unit. */
function scoreInto(values: Float64Array, plan: Plan, { columns, mean }: Variant, weights: Float64Array, unit: number): void {
  for (let j = 0; j < plan.indicators; j += 1) values[j] = columns[j]?.[unit] ?? Number.NaN;
  for (const { place, children } of plan.groups) {
    let [total, weight] = [0, 0];
    for (const child of children) {
      const value = values[child] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const own = weights[child] ?? 0;
      total += own * forward(value, mean);
      weight += own;
    }
    values[place] = weight === 0 ? Number.NaN : backward(total / weight, mean);
  }
}

/** Ranks from the largest down, equal scores sharing the better one, into `ranks` from a place on; 0 for a score that is missing. */
function rankInto(scores: Column, ranks: Uint32Array, from: number): void {
  const sorted = known(scores).sort();
  scores.forEach((own, i) => { ranks[from + i] = Number.isNaN(own) ? 0 : sorted.length - lastNotAbove(sorted, own); });
}

/** The place of the last of a sorted list that is not above a value which is in it, so that as many are above it as come after. */
function lastNotAbove(sorted: Column, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isAbove(sorted[middle] ?? 0, value)) high = middle - 1;
    else low = middle;
  }
  return low;
}

function intervalOf(unit: string, rank: number, { ranks, times }: Tally, place: number, units: number): RankInterval[] {
  // rank and draw in one number, so that numbers are sorted and no function is called
  const drawn = Float64Array.from(times, (_, draw) => (ranks[draw * units + place] ?? 0) * 2 ** 24 + draw).filter((key) => key >= 2 ** 24).sort();
  const rankAt = (i: number) => Math.floor((drawn[i] ?? 0) / 2 ** 24);
  const timesAt = (i: number) => times[(drawn[i] ?? 0) % 2 ** 24] ?? 0;
  let [runs, same] = [0, 0];
  for (let i = 0; i < drawn.length; i += 1) {
    runs += timesAt(i);
    if (rankAt(i) === rank) same += timesAt(i);
  }
  if (Number.isNaN(rank) || runs === 0) return [];
  const at = (share: number) => {
    let passed = 0;
    for (let i = 0; i < drawn.length; i += 1) {
      passed += timesAt(i);
      if (passed >= share * runs) return rankAt(i);
    }
    return rankAt(drawn.length - 1);
  };
  return [{ unit, rank, median: at(0.5), low: at(0.05), high: at(0.95), best: rankAt(0), worst: rankAt(drawn.length - 1), share: same / runs }];
}

/** The choices next to those of an index that an officer would have to answer for: both common normalisations, both common means, weights a quarter either way. */
export function usualUncertainty({ impute, treat, normalise, aggregate }: Choices): Uncertainty {
  const positive: Choices['normalise'][] = [{ method: 'minmax', scale: [1, 100] }, { method: 'percentile', scale: [1, 100] }];
  const own: Aggregation = aggregate;
  const means: Mean[] = own.method === 'topsis' || own.method === 'grey' || own.method === 'arithmetic' || own.method === 'geometric' ? [{ method: 'arithmetic' }, { method: 'geometric' }] : [own as Mean, { method: 'arithmetic' }, { method: 'geometric' }]; // narrowed by the line's own condition
  return {
    impute: [...new Set<Choices['impute']>([impute, 'median'])],
    treat: [...new Set<Choices['treat']>([treat, 'winsorise'])],
    normalise: normalise.method === 'goalposts' ? [...positive, { ...normalise, scale: [1, 100] }] : [...positive, { method: 'zscore', scale: [0, 1] }],
    aggregate: means,
    weightSpread: 0.25,
  };
}
