import type { Highs, Model, Solution } from 'highs';

/** HiGHS, loaded outside and handed in: `algorithms/` opens nothing by itself. */
export type Solver = Highs;

export type Column = { readonly cost: number; readonly lower: number; readonly upper: number };
/** A row: `lower ≤ Σ value · column ≤ upper`; no column twice. */
export type Row = { readonly lower: number; readonly upper: number; readonly columns: readonly number[]; readonly values: readonly number[] };
export type LinearProgram = { readonly sense: 'minimize' | 'maximize'; readonly columns: readonly Column[]; readonly rows: readonly Row[]; readonly integer?: boolean };

const tolerances = { output_flag: false, primal_feasibility_tolerance: 1e-9, dual_feasibility_tolerance: 1e-9 };
const exact = { ...tolerances, mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_feasibility_tolerance: 1e-9 };

/** Runs `work` on a model that can be changed and solved again from where it stands; its memory is given back afterwards. */
export function withModel<T>(solver: Solver, program: LinearProgram, work: (model: Model) => T): T {
  const { columns, rows } = program;
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => { starts[i + 1] = (starts[i] ?? 0) + row.columns.length; });
  const model = solver.createModel({
    numCols: columns.length, numRows: rows.length, sense: solver.constants.objectiveSense[program.sense], offset: 0,
    colCost: columns.map(({ cost }) => cost), colLower: columns.map(({ lower }) => lower), colUpper: columns.map(({ upper }) => upper),
    rowLower: rows.map(({ lower }) => lower), rowUpper: rows.map(({ upper }) => upper),
    matrix: { format: 'csr', numRows: rows.length, numCols: columns.length, starts, indices: Int32Array.from(rows.flatMap((row) => row.columns)), values: Float64Array.from(rows.flatMap((row) => row.values)) },
    ...(program.integer === true ? { integrality: new Int32Array(columns.length).fill(1) } : {}),
  });
  try {
    model.options.set(program.integer === true ? exact : tolerances);
    return work(model);
  } finally {
    model.dispose();
  }
}

/** Solves the model as it stands; `undefined` when nothing fulfils its rows. */
export function solve(solver: Solver, model: Model): Solution | undefined {
  model.run();
  const status = model.getModelStatus();
  const { optimal, infeasible, unboundedOrInfeasible } = solver.constants.modelStatus;
  if (status === infeasible || status === unboundedOrInfeasible) return undefined;
  if (status !== optimal) throw new Error(`the solver ended with status ${status}`);
  return model.getSolution();
}

/** Whole-number values of a solution of an integer program. */
export function wholeValues(solution: Solution, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.round(solution.colValue[i] ?? 0));
}

/** The `i`-th entry, which the caller's shapes guarantee to be there. */
export function at<T>(values: ArrayLike<T>, i: number): T {
  const value = values[i];
  if (value === undefined) throw new RangeError(`no entry ${i}`);
  return value;
}
