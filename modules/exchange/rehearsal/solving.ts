import { Worker } from 'node:worker_threads';
import type { Matching } from '#algorithms/matching/market.ts';
import { solve, type Mechanism, type Problem } from '#algorithms/matching/solve.ts';

export type Way = { readonly mechanism: Mechanism; readonly tolerance: number };
export type ToSolve = { readonly problem: Problem; readonly ways: readonly Way[] };

/** With fewer wishes a thread takes longer to begin than the matching to end. */
export const fewWishes = 20_000;

/** Matches in each of these ways, one after the other; a large problem in a thread of its own, for the server does not stand still meanwhile. */
export async function solveAll({ problem, ways }: ToSolve, solved: (count: number) => Promise<void>): Promise<Matching[]> {
  if (problem.market.wishPosition.length < fewWishes) return ways.map((way) => solve(problem, way));
  return solveInThread({ problem, ways }, solved);
}

export function solveInThread({ problem, ways }: ToSolve, solved: (count: number) => Promise<void>): Promise<Matching[]> {
  return new Promise((done, fail) => {
    const found: Matching[] = [];
    const worker = new Worker(new URL('./solve-thread.ts', import.meta.url), { workerData: { problem, ways } satisfies ToSolve });
    worker.on('message', (matching: Matching) => {
      found.push(matching);
      solved(found.length).catch(fail);
      if (found.length === ways.length) done(found);
    });
    worker.once('error', fail);
    worker.once('exit', (code) => { if (found.length < ways.length) fail(new Error(`the thread that matches ended with ${code}`)); });
  });
}
