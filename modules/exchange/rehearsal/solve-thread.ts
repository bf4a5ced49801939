import { parentPort, workerData } from 'node:worker_threads';
import { solve } from '#algorithms/matching/solve.ts';
import type { ToSolve } from './solving.ts';

const { problem, ways } = workerData as ToSolve; // what solveAll gave
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
for (const way of ways) parentPort?.postMessage(solve(problem, way));
