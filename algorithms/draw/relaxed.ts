import { at, solve, withModel, type Row, type Solver } from '../solver.ts';
import type { Grouped } from './request.ts';

const least = 1e-7;

/**
 * The fairest expected number from each group when a panel could also be divided: leximin over all that keep the bounds on average.
 * No panel of whole people does better; where whole panels mix to the same numbers, they are the fairest of all.
 * Stage by stage the lowest chance is raised as far as it goes, and those whom it cannot pass are settled there.
 * `undefined` when not even divided panels keep the bounds.
 */
export function leximinOfDivided(solver: Solver, { sizes, rows, cap }: Grouped): Float64Array | undefined {
  const count = sizes.length;
  // columns: expected number from each group, then the level; group g's row says: number ≥ size · level
  const level = count;
  const levels = sizes.map((size, g): Row => ({ lower: 0, upper: Infinity, columns: [g, level], values: [1, -size] }));
  const columns = [...sizes.map((size) => ({ cost: 0, lower: 0, upper: size * cap })), { cost: 1, lower: 0, upper: cap }];
  const settled = sizes.map((): number | undefined => undefined);
  return withModel(solver, { sense: 'maximize', columns, rows: [...levels, ...rows] }, (model) => {
    for (let left = count; left > 0;) {
      const solution = solve(solver, model);
      if (solution === undefined) return undefined;
      const reached = Math.min(cap, Math.max(0, at(solution.colValue, level)));
      const open = settled.flatMap((chance, g) => (chance === undefined ? [g] : []));
      // a positive price says that raising the level further would need this group to go along, and it cannot
      let stuck = open.filter((g) => Math.abs(at(solution.rowDual, g)) * at(sizes, g) > least);
      if (reached >= cap - 1e-9 || stuck.length === 0) stuck = open;
      for (const g of stuck) {
        settled[g] = reached;
        model.changeRowBounds(g, -Infinity, Infinity);
        model.changeColBounds(g, Math.max(0, at(sizes, g) * reached - 1e-9), at(sizes, g) * cap);
      }
      left -= stuck.length;
    }
    return Float64Array.from(settled, (chance, g) => (chance ?? 0) * at(sizes, g));
  });
}
