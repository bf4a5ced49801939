import type { Random } from './random.ts';

export type SobolIndices = {
  /** What a factor explains alone. */
  readonly first: readonly number[];
  /** What it explains alone and together with others. */
  readonly total: readonly number[];
  readonly variance: number;
  readonly evaluations: number;
};

/**
 * Shares of the variance of `model` over factors that are even on 0–1, by Saltelli's sampling: two independent samples A and B and, for each factor, A with
 * that factor's column from B (Saltelli et al. 2010; first order after Saltelli 2010, total order after Jansen 1999). Evaluates n · (factors + 2) times.
 */
export function sobolIndices(model: (factors: Float64Array) => number, factors: number, { samples, random }: { samples: number; random: Random }): SobolIndices {
  const draw = () => Array.from({ length: samples }, () => Float64Array.from({ length: factors }, random));
  const [a, b] = [draw(), draw()];
  const [fromA, fromB] = [a.map(model), b.map(model)];
  const all = [...fromA, ...fromB];
  const mean = all.reduce((total, value) => total + value, 0) / all.length;
  const variance = all.reduce((total, value) => total + (value - mean) ** 2, 0) / all.length;
  const first: number[] = [];
  const total: number[] = [];
  for (let factor = 0; factor < factors; factor += 1) {
    let [own, jansen] = [0, 0];
    a.forEach((row, i) => {
      const mixed = row.slice();
      mixed[factor] = b[i]?.[factor] ?? 0;
      const value = model(mixed);
      own += (fromB[i] ?? 0) * (value - (fromA[i] ?? 0));
      jansen += ((fromA[i] ?? 0) - value) ** 2;
    });
    first.push(variance === 0 ? 0 : own / samples / variance);
    total.push(variance === 0 ? 0 : jansen / (2 * samples) / variance);
  }
  return { first, total, variance, evaluations: samples * (factors + 2) };
}
