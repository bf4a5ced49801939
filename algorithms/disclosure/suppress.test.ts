import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { determined, suppress, type Cell, type Relation } from './suppress.ts';

const cells = (...ids: string[]): Cell[] => ids.map((id, i) => ({ id, cost: i + 1 }));

describe('what is kept back', () => {
  test('is never alone beside its total: the cheapest neighbour goes with it', () => {
    expect([...suppress(cells('a', 'b', 'c', 'total'), [['a', 'b', 'c', 'total']], new Set(['c']))]).toEqual(['c', 'a']);
    expect(suppress(cells('a', 'b', 'total'), [['a', 'b', 'total']], new Set()).size).toBe(0);
  });

  test('in a table of two ways takes four corners, as in the textbooks', () => {
    const ids = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'c3'];
    const relations = [...['a', 'b', 'c'].map((row) => [...[1, 2, 3].map((column) => `${row}${column}`), `${row}T`]), ...[1, 2, 3].map((column) => [...['a', 'b', 'c'].map((row) => `${row}${column}`), `T${column}`])];
    const table = [...cells(...ids), ...['aT', 'bT', 'cT', 'T1', 'T2', 'T3'].map((id) => ({ id, cost: 1000 }))];
    const kept = suppress(table, relations, new Set(['b2']));
    expect(kept.has('b2')).toBe(true);
    expect(kept.size).toBe(4);
    expect([...kept].every((id) => !id.includes('T'))).toBe(true);
  });

  test('is not given away by formulas either: two of the same two numbers give both', () => {
    const ids = cells('a', 'b', 'quotient', 'product', 'c', 'sum');
    const [sums, formulas]: Relation[][] = [[['b', 'c', 'sum']], [['a', 'b', 'quotient'], ['a', 'b', 'product']]];
    expect(determined(sums!, formulas!, new Set(['a', 'b', 'c']), ['a'])).toBe('a');
    const kept = suppress(ids, sums!, new Set(['a']), formulas);
    expect(determined(sums!, formulas!, kept, ['a'])).toBeUndefined();
    expect([...kept].some((id) => ['quotient', 'product'].includes(id))).toBe(true);
  });

  test('is no more than needed: shown again, any other cell would give a sensitive one away', () => {
    const relations: Relation[] = [['a', 'b', 'x'], ['c', 'd', 'y'], ['a', 'c', 'p'], ['b', 'd', 'q'], ['x', 'y', 'all'], ['p', 'q', 'all']];
    const all = cells('a', 'b', 'c', 'd', 'x', 'y', 'p', 'q', 'all');
    fc.assert(fc.property(fc.subarray(all.map(({ id }) => id), { minLength: 1, maxLength: 3 }), (picked) => {
      const kept = suppress(all, relations, new Set(picked));
      for (const id of kept) if (!picked.includes(id)) expect(determined(relations, [], new Set([...kept].filter((other) => other !== id)), picked), id).toBeDefined();
    }));
  });

  test('cannot be worked out by solving the equations, whatever the table: brute force by exact ranks', () => {
    const table = fc.record({ rows: fc.integer({ min: 2, max: 4 }), columns: fc.integer({ min: 2, max: 4 }), picked: fc.array(fc.nat(15), { minLength: 1, maxLength: 4 }) });
    fc.assert(fc.property(table, ({ rows, columns, picked }) => {
      const id = (i: number, j: number) => `${i}/${j}`;
      const relations: Relation[] = [
        ...Array.from({ length: rows + 1 }, (_, i) => Array.from({ length: columns + 1 }, (_unused, j) => id(i, j))),
        ...Array.from({ length: columns + 1 }, (_, j) => Array.from({ length: rows + 1 }, (_unused, i) => id(i, j))),
      ];
      const all = relations.slice(0, rows + 1).flat().map((cell): Cell => ({ id: cell, cost: cell.startsWith(`${rows}/`) || cell.endsWith(`/${columns}`) ? 100 : 1 }));
      const sensitive = new Set(picked.map((n) => id(n % rows, Math.floor(n / rows) % columns)));
      const kept = suppress(all, relations, sensitive);
      for (const cell of sensitive) expect(kept.has(cell)).toBe(true);
      expect(determined(relations, [], kept, [...sensitive])).toBeUndefined();
      // for every sensitive cell there is another filling of the kept-back cells that fits all totals
      const unknown = [...kept];
      const matrix = relations.flatMap((relation) => (relation.some((cell) => kept.has(cell)) ? [unknown.map((cell) => (relation.includes(cell) ? (relation.at(-1) === cell ? -1 : 1) : 0))] : []));
      for (const cell of sensitive) expect(rank([...matrix, unknown.map((other) => (other === cell ? 1 : 0))])).toBe(rank(matrix) + 1);
    }), { numRuns: 200 });
  });
});

/** The rank of a matrix of small whole numbers, exactly, by fractions. */
function rank(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => row.map((value) => [BigInt(value), 1n] as [bigint, bigint]));
  let top = 0;
  for (let column = 0; column < (matrix[0]?.length ?? 0); column += 1) {
    const pivot = rows.findIndex((row, i) => i >= top && row[column]![0] !== 0n);
    if (pivot < 0) continue;
    [rows[pivot], rows[top]] = [rows[top]!, rows[pivot]!];
    for (let i = top + 1; i < rows.length; i += 1) {
      const [a, b] = rows[i]![column]!;
      const [c, d] = rows[top]![column]!;
      if (a === 0n) continue;
      rows[i] = rows[i]!.map(([n, m], j) => { const [p, q] = rows[top]![j]!; return [n * b * c * q - a * d * p * m, m * b * c * q]; });
    }
    top += 1;
  }
  return top;
}
