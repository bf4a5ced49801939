import { aggregate as aggregated, computeIndex, type Choices, type IndexInput, type IndexResult } from '../compute.ts';
import { ranksDown } from '../statistics.ts';
import { rootOf } from '../system.ts';
import type { Uncertainty } from './monte-carlo.ts';
import type { Random } from './random.ts';
import { seeded } from './random.ts';
import { sobolIndices, type Share } from './sobol.ts';

/** The choices that make up an index; `weights`: every weight moved at once. */
export const sensitivityFactors = ['impute', 'treat', 'normalise', 'aggregate', 'weights'] as const;
export type SensitivityFactor = (typeof sensitivityFactors)[number];

export type Sensitivity = { readonly samples: number; readonly evaluations: number; /** Variance of the mean shift of a rank. */ readonly variance: number; readonly factors: readonly { readonly factor: SensitivityFactor; /** What it explains alone. */ readonly first: Share; /** Alone and together with others. */ readonly total: Share }[] };

/**
 * Which choice moves the ranks: Sobol indices of the mean shift of a rank against the index as it was made (Saisana, Saltelli, Tarantola 2005).
 * Where the data do not allow a drawn mean (a geometric one of zeros), the arithmetic one stands in.
 */
export function rankSensitivity(input: IndexInput, { impute, treat, normalise, aggregate, weightSpread }: Uncertainty, { samples, random }: { samples: number; random: Random }): Sensitivity {
  const base = computeIndex(input);
  if ('problem' in base) throw new RangeError(base.problem.code);
  const ranks = ranksDown(base.result.scores);
  const pick = <T>(of: readonly T[], at: number, otherwise: T): T => of[Math.min(of.length - 1, Math.floor(at * of.length))] ?? otherwise;
  const whole = rootOf(input.nodes).code;
  const remembered = new Map<string, number>();
  // what does not hang on weights and means is computed once for each combination
  const stages = new Map<string, IndexResult['stages']['normalised'] | undefined>();
  const normalised = (choices: Choices) => {
    const key = JSON.stringify([choices.impute, choices.treat, choices.normalise]);
    if (!stages.has(key)) { const found = computeIndex({ ...input, choices: { ...choices, aggregate: { method: 'arithmetic' } } }); stages.set(key, 'problem' in found ? undefined : found.result.stages.normalised); }
    return stages.get(key);
  };
  const model = (factors: Float64Array): number => {
    const choices: Choices = { impute: pick(impute, factors[0] ?? 0, 'none'), treat: pick(treat, factors[1] ?? 0, 'none'), normalise: pick(normalise, factors[2] ?? 0, input.choices.normalise), aggregate: pick(aggregate, factors[3] ?? 0, { method: 'arithmetic' }) };
    const key = `${JSON.stringify(choices)}/${factors[4]}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const draw = seeded(Math.floor((factors[4] ?? 0) * 2 ** 32));
    const nodes = input.nodes.map((node) => ({ ...node, weight: node.weight * (1 + weightSpread * (2 * draw() - 1)) }));
    const columns = normalised(choices);
    const drawn = columns === undefined ? undefined : aggregated(nodes, columns, input.units, choices.aggregate);
    const made = columns !== undefined && drawn !== undefined && 'problem' in drawn ? aggregated(nodes, columns, input.units, { method: 'arithmetic' }) : drawn;
    const scores = made === undefined || 'problem' in made ? undefined : made.aggregates.get(whole);
    const shift = scores === undefined ? 0 : meanShift(ranks, ranksDown(scores));
    remembered.set(key, shift);
    return shift;
  };
  const { first, total, variance, evaluations } = sobolIndices(model, sensitivityFactors.length, { samples, random });
  return { samples, evaluations, variance, factors: sensitivityFactors.map((factor, i) => ({ factor, first: first[i] ?? none, total: total[i] ?? none })) };
}

const none: Share = { value: 0, low: 0, high: 0 };

function meanShift(before: Float64Array, after: Float64Array): number {
  let [all, count] = [0, 0];
  before.forEach((rank, i) => {
    const other = after[i] ?? Number.NaN;
    if (Number.isNaN(rank) || Number.isNaN(other)) return;
    all += Math.abs(other - rank);
    count += 1;
  });
  return count === 0 ? 0 : all / count;
}
