import { correlation, type Column } from '../statistics.ts';

/**
 * What a part weighs in fact: its correlation with the whole, squared, as a share of all (Paruolo, Saisana, Saltelli 2013, the linear case).
 * It departs from the given weight where parts vary differently or move together.
 */
export function effectiveWeights(parts: readonly Column[], whole: Column): readonly number[] {
  const squares = parts.map((part) => { const r = correlation(part, whole); return Number.isNaN(r) ? 0 : r * r; });
  const total = squares.reduce((all, square) => all + square, 0);
  return squares.map((square) => (total === 0 ? 0 : square / total));
}

/** Pearson's correlation of each pair. */
export function correlations(columns: readonly Column[]): readonly (readonly number[])[] {
  return columns.map((a) => columns.map((b) => correlation(a, b)));
}
