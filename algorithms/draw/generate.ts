import type { Model, Solution } from 'highs';
import { at, solve, wholeValues, withModel, type Row, type Solver } from '../solver.ts';
import type { Weighted } from './mix.ts';
import type { Grouped } from './request.ts';

/** What a panel must be worth more than those known for it to be taken in; below, the mix is as good as it gets. */
const worthwhile = 1e-8;

/** A mix this far from the numbers asked for does not reach them; nearer, the difference is rounding. */
export const unattained = 1e-6;

/** The best whole panel at given prices; `undefined` when no whole panel keeps the bounds. */
export type Pricing = (prices: ArrayLike<number>) => { counts: Int32Array; value: number } | undefined;

/** Runs `work` with a way to find the panel that is worth most at given prices of the groups. */
export function withPricing<T>(solver: Solver, { sizes, rows }: Grouped, work: (best: Pricing) => T): T {
  const columns = sizes.map((size) => ({ cost: 0, lower: 0, upper: size }));
  return withModel(solver, { sense: 'maximize', columns, rows, integer: true }, (model) => work((prices) => {
    // scaled, so that the solver's tolerances mean the same at every stage
    const scale = Math.max(1e-12, ...Array.from(prices, Math.abs));
    model.changeColsCost({ kind: 'range', from: 0, to: sizes.length - 1 }, Array.from(prices, (price) => price / scale));
    const solution = solve(solver, model);
    if (solution === undefined) return undefined;
    const counts = wholeValues(solution, sizes.length);
    return { counts, value: counts.reduce((sum, count, g) => sum + count * at(prices, g), 0) };
  }));
}

/**
 * The mix of whole panels that comes nearest to the expected numbers (least sum of distances), from the panels known and whatever others help.
 * `distance` is 0, within rounding, when whole panels can mix to exactly these numbers. `undefined` when no whole panel keeps the bounds.
 */
export function nearestMix(solver: Solver, { sizes }: Grouped, expected: Float64Array, known: readonly Int32Array[], best: Pricing): { panels: Weighted[]; known: Int32Array[]; distance: number } | undefined {
  const count = sizes.length;
  const first = known.length > 0 ? known : bestAtNoPrice(sizes, best);
  if (first.length === 0) return undefined;
  // columns: too much and too little of each group, then panels; rows: each group, then the weights' sum
  const slacks = sizes.flatMap(() => [{ cost: 1, lower: 0, upper: Infinity }, { cost: 1, lower: 0, upper: Infinity }]);
  const rows: Row[] = sizes.map((_, g) => ({ lower: at(expected, g), upper: at(expected, g), columns: [2 * g, 2 * g + 1], values: [-1, 1] }));
  rows.push({ lower: 1, upper: 1, columns: [], values: [] });
  return withModel(solver, { sense: 'minimize', columns: slacks, rows }, (model) => {
    const panels: Int32Array[] = [];
    const take = addingTo(model, panels, count, 0);
    first.forEach(take);
    for (;;) {
      const solution = solved(solver, model);
      const distance = model.getObjectiveValue();
      const found = distance < unattained ? undefined : best(solution.rowDual.subarray(0, count));
      const gain = found === undefined ? 0 : found.value + at(solution.rowDual, count);
      // no mix comes nearer than this (Lagrange), so there is nothing to wait for once it is clearly more than none
      const outOfReach = distance - gain > unattained;
      if (found === undefined || gain < worthwhile || outOfReach || !take(found.counts)) return { panels: weighted(panels, solution, 2 * count), known: panels, distance };
    }
  });
}

/**
 * The fairest mix of whole panels, exactly, where divided ones promise more than whole ones can keep: column generation after Flanigan et al.,
 * "Fair algorithms for selecting citizens' assemblies" (Nature 596, 2021), over groups. Maximin stops at the lowest chance of those who can be
 * drawn at all; leximin goes on until everybody is settled. `undefined` when no mix of whole panels keeps the cap.
 */
export function fairestMix(solver: Solver, { sizes, cap }: Grouped, objective: 'maximin' | 'leximin', known: readonly Int32Array[], best: Pricing): Weighted[] | undefined {
  const count = sizes.length;
  // columns: the level, what exceeds the cap, then panels; rows: each group at least at its level, each under the cap, the weights' sum
  const [level, over] = [0, 1];
  const rows: Row[] = [
    ...sizes.map((size): Row => ({ lower: 0, upper: Infinity, columns: [level], values: [-size] })),
    ...sizes.map((size): Row => ({ lower: -Infinity, upper: size * cap, columns: [over], values: [-size] })),
    { lower: 1, upper: 1, columns: [], values: [] },
  ];
  return withModel(solver, { sense: 'maximize', columns: [{ cost: 1, lower: 0, upper: cap }, { cost: -1e3, lower: 0, upper: cap < 1 ? 1 : 0 }], rows }, (model) => {
    const panels: Int32Array[] = [];
    const take = addingTo(model, panels, count, count);
    known.forEach(take);
    const settled = new Set<number>();
    for (;;) {
      const solution = solved(solver, model);
      // a row's dual is what the level gains when the row asks for one more: asking costs, so that a panel is worth the negative
      const found = best(Float64Array.from(sizes, (_, g) => -at(solution.rowDual, g) - at(solution.rowDual, count + g)));
      if (found !== undefined && found.value - at(solution.rowDual, 2 * count) > worthwhile && take(found.counts)) continue;
      if (at(solution.colValue, over) > 1e-7) return undefined;
      const reached = at(solution.colValue, level);
      const open = sizes.flatMap((_, g) => (settled.has(g) ? [] : [g]));
      let stuck = open.filter((g) => Math.abs(at(solution.rowDual, g)) * at(sizes, g) > 1e-7);
      if (reached >= cap - 1e-9 || stuck.length === 0) stuck = open;
      for (const g of stuck) {
        settled.add(g);
        model.changeCoefficient(g, level, 0);
        model.changeRowBounds(g, at(sizes, g) * reached - 1e-9, Infinity);
      }
      if (settled.size === count || (objective === 'maximin' && reached > 1e-7)) return weighted(panels, solution, 2);
    }
  });
}

function bestAtNoPrice(sizes: readonly number[], best: Pricing): Int32Array[] {
  const found = best(sizes.map(() => 0));
  return found === undefined ? [] : [found.counts];
}

function addingTo(model: Model, panels: Int32Array[], count: number, capRows: number) {
  const seen = new Set<string>();
  // false for a panel that is there: what it seemed to gain was rounding
  return (counts: Int32Array): boolean => {
    const key = counts.join();
    if (seen.has(key)) return false;
    seen.add(key);
    const members = [...counts.keys()].filter((g) => at(counts, g) > 0);
    const values = members.map((g) => at(counts, g));
    const inCap = capRows === 0 ? [] : members.map((g) => capRows + g);
    model.addCol(0, 0, Infinity, { indices: [...members, ...inCap, count + capRows], values: [...values, ...(capRows === 0 ? [] : values), 1] });
    panels.push(counts);
    return true;
  };
}

function solved(solver: Solver, model: Model): Solution {
  const solution = solve(solver, model);
  if (solution === undefined) throw new Error('a mix of panels is never infeasible: the slacks are free');
  return solution;
}

function weighted(panels: readonly Int32Array[], solution: Solution, first: number): Weighted[] {
  const found = panels.map((counts, i) => ({ counts, weight: Math.max(0, at(solution.colValue, first + i)) })).filter(({ weight }) => weight > 1e-12);
  const sum = found.reduce((all, { weight }) => all + weight, 0);
  return found.map(({ counts, weight }) => ({ counts, weight: weight / sum }));
}
