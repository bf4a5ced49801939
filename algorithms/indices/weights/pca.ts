import { symmetricEigen } from '../linear.ts';
import { correlation, varies, type Column } from '../statistics.ts';

export type Pca = {
  /** Of the correlation matrix, largest first. */
  readonly eigenvalues: readonly number[];
  /** The share of the variance that each component explains. */
  readonly explained: readonly number[];
  /** By component, by indicator; each of length one. */
  readonly loadings: readonly (readonly number[])[];
};

/** Why principal components say nothing here. */
export type PcaProblem = 'fewUnits' | 'noVariance';

/** Principal components of the standardised indicators; needs more units than indicators, all of which vary. */
export function principalComponents(columns: readonly Column[]): Pca | PcaProblem {
  const units = columns[0]?.length ?? 0;
  if (units <= columns.length) return 'fewUnits';
  if (!columns.every(varies)) return 'noVariance';
  const { values, vectors } = symmetricEigen(columns.map((a) => columns.map((b) => (a === b ? 1 : correlation(a, b)))));
  return { eigenvalues: values, explained: values.map((value) => value / columns.length), loadings: vectors };
}

/**
 * Weights from the components with an eigenvalue above one (Kaiser): squared loadings, each component by its share of the variance
 * (Nicoletti, Scarpetta, Boylaud 2000, without rotation). A weight says how much an indicator moves with the others, not how much it matters.
 */
export function pcaWeights({ eigenvalues, loadings }: Pca): readonly number[] {
  const kept = eigenvalues.flatMap((value, k) => (value > 1 || k === 0 ? [k] : []));
  const all = kept.reduce((total, k) => total + (eigenvalues[k] ?? 0), 0);
  return (loadings[0] ?? []).map((_, j) => kept.reduce((total, k) => total + ((eigenvalues[k] ?? 0) / all) * (loadings[k]?.[j] ?? 0) ** 2, 0));
}
