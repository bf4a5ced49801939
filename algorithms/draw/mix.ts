import { at, solve, wholeValues, withModel, type Row, type Solver } from '../solver.ts';
import { activity, type Grouped } from './request.ts';

/** How many each group sends, and how large a part of the mix this panel is. */
export type Weighted = { readonly counts: Int32Array; readonly weight: number };

const near = 1e-7;

/**
 * Whole panels that mix to the given expected numbers: again and again a panel near the rest is taken off as far as the rest stays within
 * the bounds, and each time one more bound is met exactly, so it ends after as many panels as there are groups and bounds.
 * Whatever part no whole panel fits is `left`: 0 when the mix is complete.
 */
export function mixOf(solver: Solver, { sizes, rows }: Grouped, expected: Float64Array): { panels: Weighted[]; left: number } {
  const panels: Weighted[] = [];
  const rest = Float64Array.from(expected);
  let left = 1;
  const columns = sizes.map(() => ({ cost: 0, lower: 0, upper: 0 }));
  return withModel(solver, { sense: 'maximize', columns, rows, integer: true }, (model) => {
    const everything = { kind: 'range', from: 0, to: sizes.length - 1 } as const;
    while (left > 1e-10) {
      const floors = rest.map((value) => Math.floor(value + near));
      const ceilings = rest.map((value) => Math.ceil(value - near));
      model.changeColsBounds(everything, floors, ceilings);
      // as near as whole numbers go: more for those who are due more
      model.changeColsCost(everything, rest.map((value, g) => 2 * (value - at(floors, g)) - 1));
      rows.forEach((row, r) => {
        const sum = activity(row, rest);
        model.changeRowBounds(r, Math.max(row.lower, Math.floor(sum + near)), Math.min(row.upper, Math.ceil(sum - near)));
      });
      const solution = solve(solver, model);
      if (solution === undefined) break;
      const counts = wholeValues(solution, sizes.length);
      const step = Math.min(1, farthest(sizes, rows, rest, counts));
      if (step <= 1e-12) break;
      panels.push({ counts, weight: left * step });
      left *= 1 - step;
      if (step >= 1 - 1e-12) { left = 0; break; }
      for (let g = 0; g < rest.length; g += 1) rest[g] = Math.min(at(sizes, g), Math.max(0, (at(rest, g) - step * at(counts, g)) / (1 - step)));
    }
    return { panels, left };
  });
}

/** How large a part this panel may be so that what remains, scaled up again, keeps all bounds. */
function farthest(sizes: readonly number[], rows: readonly Row[], rest: Float64Array, counts: Int32Array): number {
  let step = 1;
  const limit = (room: number, used: number) => { if (used > 0) step = Math.min(step, Math.max(0, room) / used); };
  sizes.forEach((size, g) => {
    limit(at(rest, g), at(counts, g));
    limit(size - at(rest, g), size - at(counts, g));
  });
  for (const row of rows) {
    const [mean, here] = [activity(row, rest), activity(row, counts)];
    if (mean - row.lower > near) limit(mean - row.lower, here - row.lower);
    if (row.upper - mean > near) limit(row.upper - mean, row.upper - here);
  }
  return step;
}
