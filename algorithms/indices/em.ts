import { invert, type Matrix } from './linear.ts';
import { known, mean, type Column } from './statistics.ts';

export type Em = { readonly columns: readonly Column[]; readonly iterations: number; readonly converged: boolean };

/**
 * Fills missing values by expectation–maximisation under a joint normal distribution: each missing value becomes its conditional mean given
 * what the unit has (Dempster, Laird, Rubin 1977; Little & Rubin, Statistical Analysis with Missing Data, 11.2).
 * `undefined` where the units cannot carry it: a column without any value, or fewer complete columns than the covariance needs.
 */
export function imputeByEm(columns: readonly Column[], { mostIterations = 500, tolerance = 1e-8 }: { mostIterations?: number; tolerance?: number } = {}): Em | undefined {
  const units = columns[0]?.length ?? 0;
  const p = columns.length;
  if (p === 0 || units <= p || columns.some((column) => known(column).length < 2)) return undefined;
  const missing = Array.from({ length: units }, (_, unit) => columns.flatMap((column, j) => (Number.isNaN(column[unit]) ? [j] : [])));
  let means = columns.map(mean);
  let filled = columns.map((column, j) => column.map((value) => (Number.isNaN(value) ? (means[j] ?? Number.NaN) : value)));
  let covariance = covarianceOf(filled, means, undefined);
  for (let iteration = 1; iteration <= mostIterations; iteration += 1) {
    const extra: Matrix = Array.from({ length: p }, () => Array.from({ length: p }, () => 0));
    const next = filled.map((column) => column.slice());
    for (let unit = 0; unit < units; unit += 1) {
      const absent = missing[unit] ?? [];
      if (absent.length === 0) continue;
      const present = columns.flatMap((_, j) => (absent.includes(j) ? [] : [j]));
      const given = conditional(covariance, absent, present);
      if (given === undefined) return undefined;
      absent.forEach((j, row) => {
        const moved = present.reduce((total, k, column) => total + (given.slopes[row]?.[column] ?? 0) * ((columns[k]?.[unit] ?? 0) - (means[k] ?? 0)), means[j] ?? 0);
        const target = next[j];
        if (target !== undefined) target[unit] = moved;
        absent.forEach((k, column) => addTo(extra, j, k, given.residual[row]?.[column] ?? 0));
      });
    }
    const nextMeans = next.map(mean);
    const nextCovariance = covarianceOf(next, nextMeans, extra);
    const moved = Math.max(...next.flatMap((column, j) => { const scale = Math.sqrt(nextCovariance[j]?.[j] ?? 1) || 1; return [...column].map((value, i) => Math.abs(value - (filled[j]?.[i] ?? 0)) / scale); }));
    [filled, means, covariance] = [next, nextMeans, nextCovariance];
    if (moved < tolerance) return { columns: filled, iterations: iteration, converged: true };
  }
  return { columns: filled, iterations: mostIterations, converged: false };
}

/** What the absent variables are expected to be given the present ones: slopes, and the covariance that stays. */
function conditional(covariance: Matrix, absent: readonly number[], present: readonly number[]): { slopes: Matrix; residual: Matrix } | undefined {
  const part = (rows: readonly number[], columns: readonly number[]): Matrix => rows.map((j) => columns.map((k) => covariance[j]?.[k] ?? 0));
  if (present.length === 0) return { slopes: absent.map(() => []), residual: part(absent, absent) };
  const inverse = invert(part(present, present));
  if (inverse === undefined) return undefined;
  const cross = part(absent, present);
  const slopes = cross.map((row) => present.map((_, k) => row.reduce((total, value, i) => total + value * (inverse[i]?.[k] ?? 0), 0)));
  const residual = absent.map((j, a) => absent.map((k, b) => (covariance[j]?.[k] ?? 0) - present.reduce((total, _, i) => total + (slopes[a]?.[i] ?? 0) * (cross[b]?.[i] ?? 0), 0)));
  return { slopes, residual };
}

function covarianceOf(columns: readonly Column[], means: readonly number[], extra: Matrix | undefined): Matrix {
  const units = columns[0]?.length ?? 0;
  return columns.map((a, j) => columns.map((b, k) => {
    let total = extra?.[j]?.[k] ?? 0;
    for (let i = 0; i < units; i += 1) total += ((a[i] ?? 0) - (means[j] ?? 0)) * ((b[i] ?? 0) - (means[k] ?? 0));
    return total / units;
  }));
}

function addTo(matrix: Matrix, row: number, column: number, value: number): void {
  const cells = matrix[row];
  if (cells !== undefined) cells[column] = (cells[column] ?? 0) + value;
}
