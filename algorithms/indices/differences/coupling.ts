/** How far two or more systems move together and how high they stand, for one unit. */
export type Coupling = {
  /** C: how alike the systems' levels are, 0 to 1. It says nothing about cause, nor that one drives the other. */
  readonly coupling: number;
  /** T: the weighted mean level. */
  readonly level: number;
  /** D = √(C·T). */
  readonly coordination: number;
};

/**
 * The common form: C = n · (∏u)^(1/n) / Σu. For levels between 0 and 1. Its C crowds near 1, so most units look well coupled;
 * units must not be called coordinated by it alone (Wang Shujia et al. 2021, 国内耦合协调度模型的误区及修正).
 */
export function couplingCommon(levels: readonly number[], weights: readonly number[]): Coupling {
  const n = levels.length;
  const total = levels.reduce((all, value) => all + value, 0);
  const coupling = total === 0 ? 0 : (n * levels.reduce((all, value) => all * value, 1) ** (1 / n)) / total;
  return withLevel(coupling, levels, weights);
}

/**
 * The corrected form of Wang Shujia et al. (2021): C = √([1 − mean pairwise distance] · mean ratio to the largest), spread over all of 0 to 1.
 * For two systems: √([1 − |u₂ − u₁|] · u₁/u₂) with u₂ the larger.
 */
export function couplingCorrected(levels: readonly number[], weights: readonly number[]): Coupling {
  const n = levels.length;
  const most = Math.max(...levels);
  let distances = 0;
  levels.forEach((a, i) => { for (const b of levels.slice(i + 1)) distances += Math.abs(a - b); });
  const meanDistance = distances / ((n * (n - 1)) / 2);
  const ratios = most === 0 ? 0 : levels.reduce((all, value) => all * (value / most), 1) ** (1 / (n - 1));
  return withLevel(Math.sqrt(Math.max(0, (1 - meanDistance) * ratios)), levels, weights);
}

function withLevel(coupling: number, levels: readonly number[], weights: readonly number[]): Coupling {
  const all = weights.reduce((total, weight) => total + weight, 0);
  const level = levels.reduce((total, value, i) => total + value * ((weights[i] ?? 0) / all), 0);
  return { coupling, level, coordination: Math.sqrt(coupling * level) };
}

/**
 * The obstacle degree of each indicator: what it lacks to the best, by its weight in the whole, as a share of all that is lacking.
 * Normalised values on 0 to 1; a missing value lacks nothing that is known and has no degree. `undefined` where nothing is lacking.
 */
export function obstacleDegrees(normalised: readonly number[], weights: readonly number[]): readonly number[] | undefined {
  const lacking = normalised.map((value, j) => (Number.isNaN(value) ? 0 : (1 - value) * (weights[j] ?? 0)));
  const total = lacking.reduce((all, value) => all + value, 0);
  return total > 0 ? lacking.map((value, j) => (Number.isNaN(normalised[j]) ? Number.NaN : value / total)) : undefined;
}
