import loader from 'highs';
import type { Solver } from '#algorithms/solver.ts';

// The package's types are written for CommonJS, where the loader is the `default` of what is imported; as an ES module it is what is imported.
const load = loader as unknown as typeof loader.default;

let loaded: Promise<Solver> | undefined;

/** HiGHS (WebAssembly), loaded once in a process; its work blocks the thread that asks, so what takes long belongs in a job. */
export function loadSolver(): Promise<Solver> {
  return (loaded ??= load());
}
