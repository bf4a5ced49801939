import type { Direction } from './normalise.ts';
import { extremes, type Column } from './statistics.ts';

export type Criterion = { readonly column: Column; readonly weight: number; readonly direction: Direction };

/**
 * Closeness to the ideal solution, 0 to 1 (TOPSIS; Hwang & Yoon 1981): columns divided by their length, weighted,
 * then the distance to the worst in the share of the distances to worst and best. NaN for a unit with a value missing.
 */
export function topsis(criteria: readonly Criterion[]): Column {
  const total = criteria.reduce((all, { weight }) => all + weight, 0);
  const weighted = criteria.map(({ column, weight, direction }) => {
    const length = Math.sqrt(column.reduce((all, value) => (Number.isNaN(value) ? all : all + value * value), 0));
    const values = column.map((value) => (length === 0 ? 0 : (value / length) * (weight / total)));
    const { least, most } = extremes(values);
    return { values, best: direction === 1 ? most : least, worst: direction === 1 ? least : most };
  });
  return new Float64Array(criteria[0]?.column.length ?? 0).map((_, unit) => {
    const distance = (to: 'best' | 'worst') => Math.sqrt(weighted.reduce((all, part) => all + ((part.values[unit] ?? Number.NaN) - part[to]) ** 2, 0));
    const [toBest, toWorst] = [distance('best'), distance('worst')];
    return toBest + toWorst === 0 ? 1 : toWorst / (toBest + toWorst);
  });
}

/**
 * Grey relational grade to the best of every column, 0 to 1 (Deng 1982): values on 0–1 with the best as 1, coefficient
 * (Δmin + ζΔmax) / (Δ + ζΔmax), weighted. A column without variance is equal for all and counts as the best. NaN for a unit with a value missing.
 */
export function greyRelation(criteria: readonly Criterion[], distinguishing = 0.5): Column {
  const total = criteria.reduce((all, { weight }) => all + weight, 0);
  const distances = criteria.map(({ column, direction }) => {
    const { least, most } = extremes(column);
    return column.map((value) => (most === least ? value - least : direction === 1 ? (most - value) / (most - least) : (value - least) / (most - least)));
  });
  const bounds = distances.map(extremes);
  const least = Math.min(...bounds.map((bound) => bound.least));
  const most = Math.max(...bounds.map((bound) => bound.most));
  return new Float64Array(criteria[0]?.column.length ?? 0).map((_, unit) =>
    criteria.reduce((all, { weight }, j) => {
      const distance = distances[j]?.[unit] ?? Number.NaN;
      return all + (weight / total) * (most === 0 ? (Number.isNaN(distance) ? Number.NaN : 1) : (least + distinguishing * most) / (distance + distinguishing * most));
    }, 0));
}
