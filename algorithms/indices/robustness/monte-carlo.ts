import type { Aggregation, Choices, IndexInput } from '../compute.ts';
import { computeIndex } from '../compute.ts';
import { backward, domainOf, forward, isOutside, type Mean } from '../means.ts';
import { isAbove, ranksDown, type Column } from '../statistics.ts';
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

export type Robustness = { readonly runs: number; readonly intervals: readonly RankInterval[]; /** Mean over units and runs of how far a rank moves. */ readonly meanShift: number; /** Combinations that these data do not allow, e.g. a geometric mean of z-scores; never drawn. */ readonly excluded: number };

/**
 * How far the ranks depend on choices that could have been made otherwise: each run draws imputation, treatment, normalisation, aggregation and weights
 * (Saisana, Saltelli, Tarantola 2005). A unit that cannot be ranked has no interval.
 */
export function rankIntervals(input: IndexInput, uncertainty: Uncertainty, { runs, random }: { runs: number; random: Random }): Robustness {
  const base = computeIndex(input);
  if ('problem' in base) throw new RangeError(base.problem.code);
  const baseRanks = ranksDown(base.result.scores);
  const variants = variantsOf(input, uncertainty);
  const plan = planOf(input);
  const units = input.units.length;
  const counts = Array.from({ length: units }, () => new Uint32Array(units + 1));
  const scores = new Float64Array(units);
  const values = new Float64Array(plan.nodes);
  const weights = Float64Array.from(plan.weights);
  const ranks = new Uint32Array(units);
  let shift = 0;
  let ranked = 0;
  for (let run = 0; run < runs; run += 1) {
    const variant = variants.list[Math.floor(random() * variants.list.length)];
    if (variant === undefined) break;
    for (let j = 0; j < weights.length; j += 1) weights[j] = (plan.weights[j] ?? 0) * (1 + uncertainty.weightSpread * (2 * random() - 1));
    for (let unit = 0; unit < units; unit += 1) scores[unit] = scoreOf(plan, variant, weights, values, unit);
    rankInto(scores, ranks);
    for (let unit = 0; unit < units; unit += 1) {
      const rank = ranks[unit] ?? 0;
      if (rank === 0 || Number.isNaN(baseRanks[unit])) continue;
      const own = counts[unit];
      if (own !== undefined) own[rank] = (own[rank] ?? 0) + 1;
      shift += Math.abs(rank - (baseRanks[unit] ?? 0));
      ranked += 1;
    }
  }
  const intervals = input.units.flatMap((unit, i) => intervalOf(unit, baseRanks[i] ?? Number.NaN, counts[i] ?? new Uint32Array()));
  return { runs, intervals, meanShift: ranked === 0 ? 0 : shift / ranked, excluded: variants.excluded };
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

type Plan = { readonly nodes: number; readonly weights: Float64Array; readonly indicators: number; readonly groups: readonly { readonly place: number; readonly children: Uint32Array }[]; readonly root: number };

/** The tree as places in an array: indicators first, then the groups from below. */
function planOf({ nodes }: IndexInput): Plan {
  const indicators = indicatorsOf(nodes);
  const ordered = [...indicators, ...groupsOf(nodes)];
  const place = new Map(ordered.map(({ code }, i) => [code, i]));
  return {
    nodes: ordered.length,
    indicators: indicators.length,
    weights: Float64Array.from(ordered, ({ weight }) => weight),
    groups: groupsOf(nodes).map(({ code }) => ({ place: place.get(code) ?? 0, children: Uint32Array.from(ordered.flatMap((node, i) => (node.parent === code ? [i] : []))) })),
    root: place.get(rootOf(nodes).code) ?? 0,
  };
}

function scoreOf(plan: Plan, { columns, mean }: Variant, weights: Float64Array, values: Float64Array, unit: number): number {
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
  return values[plan.root] ?? Number.NaN;
}

/** Ranks from the largest down; 0 for a score that is missing. */
function rankInto(scores: Float64Array, ranks: Uint32Array): void {
  for (let i = 0; i < scores.length; i += 1) {
    const own = scores[i] ?? Number.NaN;
    let rank = 1;
    for (const other of scores) if (isAbove(other, own)) rank += 1;
    ranks[i] = Number.isNaN(own) ? 0 : rank;
  }
}

function intervalOf(unit: string, rank: number, counts: Uint32Array): RankInterval[] {
  const runs = counts.reduce((all, count) => all + count, 0);
  if (Number.isNaN(rank) || runs === 0) return [];
  const at = (share: number) => {
    let passed = 0;
    for (let i = 1; i < counts.length; i += 1) {
      passed += counts[i] ?? 0;
      if (passed >= share * runs) return i;
    }
    return counts.length - 1;
  };
  return [{ unit, rank, median: at(0.5), low: at(0.05), high: at(0.95), best: counts.findIndex((count) => count > 0), worst: counts.findLastIndex((count) => count > 0), share: (counts[rank] ?? 0) / runs }];
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
