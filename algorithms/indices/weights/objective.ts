import { correlation, extremes, known, mean, sampleDeviation, sum, varies, type Column } from '../statistics.ts';
import type { Direction } from '../normalise.ts';

/** Weights that add up to one, or that there are none: nothing varies. */
export type Weights = readonly number[] | undefined;

/**
 * By entropy: the more unevenly an indicator is spread over the units, the more it weighs (Shannon; Hwang & Yoon 1981, 3.2.1).
 * Values as shares of their column; for indicators above zero. An indicator without variance weighs nothing.
 * @throws RangeError for a value below zero
 */
export function entropyWeights(columns: readonly Column[]): Weights {
  return shares(columns.map((column) => {
    const values = known(column);
    if (extremes(values).least < 0) throw new RangeError('entropy is for values not below zero');
    const total = sum(values);
    if (!varies(values) || total === 0) return 0;
    const entropy = values.reduce((all, value) => (value === 0 ? all : all - (value / total) * Math.log(value / total)), 0) / Math.log(values.length);
    return 1 - entropy;
  }));
}

/**
 * By contrast and conflict: σⱼ · Σₖ (1 − rⱼₖ) on min–max values (CRITIC; Diakoulaki, Mavrotas, Papayannakis 1995).
 * An indicator without variance weighs nothing and is not compared with.
 */
export function criticWeights(columns: readonly Column[], directions: readonly Direction[] = columns.map(() => 1)): Weights {
  const used = columns.map((column, j) => {
    const { least, most } = extremes(column);
    return most > least ? column.map((value) => (directions[j] === -1 ? (most - value) / (most - least) : (value - least) / (most - least))) : undefined;
  });
  return shares(used.map((own) => (own === undefined ? 0 : sampleDeviation(own) * used.reduce((all, other) => (other === undefined || other === own ? all : all + 1 - correlation(own, other)), 0))));
}

/** By the coefficient of variation: standard deviation over mean. @throws RangeError for a mean that is not above zero */
export function variationWeights(columns: readonly Column[]): Weights {
  return shares(columns.map((column) => {
    const center = mean(column);
    if (!(center > 0)) throw new RangeError('variation is for a mean above zero');
    return varies(column) ? sampleDeviation(column) / center : 0;
  }));
}

/** Several sets of weights as one: their product, or their mean by share, made to add up to one. */
export function combineWeights(sets: readonly (readonly number[])[], by: 'product' | 'mean', voices: readonly number[] = sets.map(() => 1)): Weights {
  const all = voices.reduce((total, voice) => total + voice, 0);
  return shares((sets[0] ?? []).map((_, j) => by === 'product'
    ? sets.reduce((total, set) => total * (set[j] ?? 0), 1)
    : sets.reduce((total, set, k) => total + ((voices[k] ?? 0) / all) * (set[j] ?? 0), 0)));
}

function shares(values: readonly number[]): Weights {
  const total = values.reduce((all, value) => all + value, 0);
  return total > 0 ? values.map((value) => value / total) : undefined;
}
