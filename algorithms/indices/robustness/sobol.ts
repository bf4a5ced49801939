import { quantile } from '../statistics.ts';
import type { Random } from './random.ts';

/** A share of the variance, and between which values it lies in 95 % of the samples that could have been drawn. */
export type Share = { readonly value: number; readonly low: number; readonly high: number };

export type SobolIndices = {
  /** What a factor explains alone. */
  readonly first: readonly Share[];
  /** What it explains alone and together with others. */
  readonly total: readonly Share[];
  readonly variance: number;
  readonly evaluations: number;
};

/** The intervals come from so many samples drawn anew from the rows (bootstrap; Archer, Saltelli, Sobol 1997). */
const resamples = 200;

/**
 * Shares of the variance of `model` over factors that are even on 0–1, by Saltelli's sampling: two independent samples A and B and, for each factor, A with
 * that factor's column from B (Saltelli et al. 2010; first order after Saltelli 2010 of values less their mean, without which it is mostly noise; total order
 * after Jansen 1999). Evaluates n · (factors + 2) times.
 */
export function sobolIndices(model: (factors: Float64Array) => number, factors: number, { samples, random }: { samples: number; random: Random }): SobolIndices {
  const draw = () => Array.from({ length: samples }, () => Float64Array.from({ length: factors }, random));
  const [a, b] = [draw(), draw()];
  const [fromA, fromB] = [Float64Array.from(a, model), Float64Array.from(b, model)];
  const mixed = Array.from({ length: factors }, (_, factor) => Float64Array.from(a, (row, i) => model(row.with(factor, b[i]?.[factor] ?? 0))));
  const all = Int32Array.from({ length: samples }, (_, i) => i);
  const whole = sharesOf(fromA, fromB, mixed, all);
  const again = Array.from({ length: resamples }, () => sharesOf(fromA, fromB, mixed, all.map(() => Math.floor(random() * samples))));
  const within = (order: 'first' | 'total') => whole[order].map((value, factor): Share => {
    const drawn = Float64Array.from(again, (shares) => shares[order][factor] ?? 0);
    return { value, low: Math.min(value, quantile(drawn, 0.025)), high: Math.max(value, quantile(drawn, 0.975)) };
  });
  return { first: within('first'), total: within('total'), variance: whole.variance, evaluations: samples * (factors + 2) };
}

/** The shares from the rows named, which may stand there more than once. */
function sharesOf(fromA: Float64Array, fromB: Float64Array, mixed: readonly Float64Array[], rows: Int32Array): { first: number[]; total: number[]; variance: number } {
  const at = (values: Float64Array, row: number) => values[row] ?? 0;
  let [sum, squares] = [0, 0];
  for (const row of rows) sum += at(fromA, row) + at(fromB, row);
  const mean = sum / (2 * rows.length);
  for (const row of rows) squares += (at(fromA, row) - mean) ** 2 + (at(fromB, row) - mean) ** 2;
  const variance = squares / (2 * rows.length);
  if (variance === 0) return { first: mixed.map(() => 0), total: mixed.map(() => 0), variance };
  const [first, total]: [number[], number[]] = [[], []];
  for (const values of mixed) {
    let [own, jansen] = [0, 0];
    for (const row of rows) {
      const change = at(values, row) - at(fromA, row);
      own += (at(fromB, row) - mean) * change;
      jansen += change ** 2;
    }
    first.push(own / rows.length / variance);
    total.push(jansen / (2 * rows.length) / variance);
  }
  return { first, total, variance };
}
