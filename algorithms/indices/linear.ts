/** Rows of numbers. */
export type Matrix = number[][];

/** The inverse by Gauss–Jordan with the largest pivot; `undefined` where the matrix is singular. */
export function invert(matrix: Matrix): Matrix | undefined {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  const largest = Math.max(...matrix.flat().map(Math.abs), 0);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < n; i += 1) if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    const chosen = rows[pivot];
    const moved = rows[column];
    const scale = chosen?.[column] ?? 0;
    if (chosen === undefined || moved === undefined || Math.abs(scale) <= largest * 1e-13) return undefined;
    rows[pivot] = moved;
    rows[column] = chosen.map((value) => value / scale);
    const own = rows[column] ?? [];
    for (let i = 0; i < n; i += 1) {
      if (i === column) continue;
      const factor = rows[i]?.[column] ?? 0;
      if (factor !== 0) rows[i] = (rows[i] ?? []).map((value, j) => value - factor * (own[j] ?? 0));
    }
  }
  return rows.map((row) => row.slice(n));
}

export type Eigen = { readonly values: readonly number[]; /** A vector a value, of length one, its largest entry positive. */ readonly vectors: readonly (readonly number[])[] };

/** Eigenvalues, largest first, and vectors of a symmetric matrix (Jacobi's rotations; Golub & Van Loan, Matrix Computations, 8.5). */
export function symmetricEigen(matrix: Matrix): Eigen {
  const n = matrix.length;
  const a = Float64Array.from(matrix.flat());
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) v[i * n + i] = 1;
  const at = (m: Float64Array, i: number, j: number) => m[i * n + j] ?? 0;
  for (let sweep = 0; sweep < 100; sweep += 1) {
    let off = 0;
    for (let i = 0; i < n; i += 1) for (let j = i + 1; j < n; j += 1) off += at(a, i, j) ** 2;
    if (off < 1e-24) break;
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) {
        const apq = at(a, p, q);
        if (Math.abs(apq) < 1e-300) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k += 1) {
          const [kp, kq] = [at(a, k, p), at(a, k, q)];
          a[k * n + p] = c * kp - s * kq;
          a[k * n + q] = s * kp + c * kq;
        }
        for (let k = 0; k < n; k += 1) {
          const [pk, qk] = [at(a, p, k), at(a, q, k)];
          a[p * n + k] = c * pk - s * qk;
          a[q * n + k] = s * pk + c * qk;
        }
        for (let k = 0; k < n; k += 1) {
          const [kp, kq] = [at(v, k, p), at(v, k, q)];
          v[k * n + p] = c * kp - s * kq;
          v[k * n + q] = s * kp + c * kq;
        }
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i));
  return {
    values: order.map((i) => at(a, i, i)),
    vectors: order.map((i) => {
      const vector = Array.from({ length: n }, (_, k) => at(v, k, i));
      const lead = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-12 ? value : best), 0);
      return vector.map((value) => (lead < 0 ? -value : value));
    }),
  };
}
