import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignAtLeastCost, type AssignmentProblem } from './assign.ts';

const problem = ({ demand, capacity, edges }: { demand: number[]; capacity: number[]; edges: [number, number, number][] }): AssignmentProblem => ({
  demand: Int32Array.from(demand), capacity: Int32Array.from(capacity),
  left: Int32Array.from(edges, ([left]) => left), right: Int32Array.from(edges, ([, right]) => right), cost: Float64Array.from(edges, ([, , cost]) => cost),
});

const judge = ({ demand, capacity, left, right, cost }: AssignmentProblem, chosen: Uint8Array) => {
  const pairs = [...chosen.keys()].filter((edge) => chosen[edge] === 1);
  const over = demand.some((most, l) => pairs.filter((edge) => left[edge] === l).length > most) || capacity.some((most, r) => pairs.filter((edge) => right[edge] === r).length > most);
  return { over, pairs: pairs.length, cost: pairs.reduce((sum, edge) => sum + (cost[edge] ?? 0), 0) };
};

describe('assignment at least cost', () => {
  it('solves the classical example: three workers, three jobs (Kuhn 1955 kind), 5 in all', () => {
    const costs = [[4, 1, 3], [2, 0, 5], [3, 2, 2]];
    const given = problem({ demand: [1, 1, 1], capacity: [1, 1, 1], edges: costs.flatMap((row, l) => row.map((cost, r): [number, number, number] => [l, r, cost])) });
    expect(judge(given, assignAtLeastCost(given))).toEqual({ over: false, pairs: 3, cost: 5 });
  });

  it('makes as many pairs as can be, at the least cost of all ways to make so many: every way tried', () => {
    const edge = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: -5, max: 9 }));
    fc.assert(fc.property(fc.record({
      demand: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), capacity: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
      edges: fc.uniqueArray(edge, { maxLength: 9, selector: ([l, r]) => `${l}-${r}` }),
    }), (raw) => {
      const given = problem(raw);
      const found = judge(given, assignAtLeastCost(given));
      expect(found.over).toBe(false);
      for (let mask = 0; mask < 2 ** raw.edges.length; mask += 1) {
        const other = judge(given, Uint8Array.from(raw.edges.keys(), (i) => (mask >> i) & 1));
        if (other.over) continue;
        expect(other.pairs).toBeLessThanOrEqual(found.pairs);
        if (other.pairs === found.pairs) expect(other.cost).toBeGreaterThanOrEqual(found.cost - 1e-9);
      }
    }), { numRuns: 200 });
  });
});
