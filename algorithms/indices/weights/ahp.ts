import type { Matrix } from '../linear.ts';

/** Saaty's random indices, the mean consistency index of random judgments, for 1 to 15 parts (Saaty, The Analytic Hierarchy Process, 1980). */
const randomIndex = [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/** Above this share of random inconsistency, judgments should be looked at again. */
export const acceptableRatio = 0.1;

export type Ahp = {
  /** Add up to one. */
  readonly weights: readonly number[];
  readonly lambdaMax: number;
  readonly consistencyIndex: number;
  /** `undefined` for more than 15 parts, for which no random index is published. */
  readonly consistencyRatio: number | undefined;
};

export type Judgment = {
  readonly row: number;
  readonly column: number;
  readonly given: number;
  /** What the weights of all judgments would say here. */
  readonly implied: number;
  /** How far apart the two are, as a factor of at least one. */
  readonly factor: number;
};

export type JudgmentProblem = { readonly row: number; readonly column: number; readonly code: 'notSquare' | 'notPositive' | 'diagonal' | 'notReciprocal' };

/** Places, from 0, in which a matrix is not one of judgments: not square, not positive, no ones on the diagonal, not reciprocal. */
export function judgmentProblems(matrix: Matrix): JudgmentProblem[] {
  return matrix.flatMap((row, i): JudgmentProblem[] => [
    ...(row.length === matrix.length ? [] : [{ row: i, column: row.length, code: 'notSquare' as const }]),
    ...row.flatMap((value, j): JudgmentProblem[] => {
      if (!(value > 0) || !Number.isFinite(value)) return [{ row: i, column: j, code: 'notPositive' }];
      if (i === j) return value === 1 ? [] : [{ row: i, column: j, code: 'diagonal' }];
      return j > i || Math.abs(value * (matrix[j]?.[i] ?? 0) - 1) < 0.02 ? [] : [{ row: i, column: j, code: 'notReciprocal' }]; // 0.33 for 1/3 is how people write it
    }),
  ]);
}

/** Weights from pairwise judgments: the principal eigenvector, by power iteration (Saaty 1977). */
export function ahp(matrix: Matrix): Ahp {
  const n = matrix.length;
  let weights: number[] = Array.from({ length: n }, () => 1 / n);
  let lambdaMax = n;
  for (let step = 0; step < 1000; step += 1) {
    const next = matrix.map((row) => row.reduce((total, value, j) => total + value * (weights[j] ?? 0), 0));
    lambdaMax = next.reduce((total, value) => total + value, 0);
    const scaled = next.map((value) => value / lambdaMax);
    const moved = Math.max(...scaled.map((value, i) => Math.abs(value - (weights[i] ?? 0))));
    weights = scaled;
    if (moved < 1e-14) break;
  }
  const consistencyIndex = n > 1 ? Math.max(0, (lambdaMax - n) / (n - 1)) : 0;
  const random = randomIndex[n - 1];
  const consistencyRatio = random === undefined ? undefined : random === 0 ? 0 : consistencyIndex / random;
  return { weights, lambdaMax, consistencyIndex, consistencyRatio };
}

/** The judgments that fit the others least, the worst first. */
export function inconsistentJudgments(matrix: Matrix, weights: readonly number[]): Judgment[] {
  return matrix
    .flatMap((row, i) => row.slice(i + 1).map((given, k): Judgment => {
      const column = i + 1 + k;
      const implied = (weights[i] ?? 0) / (weights[column] ?? 1);
      return { row: i, column, given, implied, factor: Math.max(given / implied, implied / given) };
    }))
    .toSorted((a, b) => b.factor - a.factor);
}

/** The judgments of a group as one: the weighted geometric mean of each, the only way that stays reciprocal (Aczél & Saaty 1983). */
export function groupJudgments(matrices: readonly Matrix[], voices: readonly number[] = matrices.map(() => 1)): Matrix {
  const all = voices.reduce((total, voice) => total + voice, 0);
  return (matrices[0] ?? []).map((row, i) => row.map((_, j) => Math.exp(matrices.reduce((total, matrix, k) => total + ((voices[k] ?? 0) / all) * Math.log(matrix[i]?.[j] ?? 1), 0))));
}
