import { parentPort, workerData } from 'node:worker_threads';
import type { DrawRequest } from '#algorithms/draw/request.ts';
import { solveDraw, type Objective } from '#algorithms/draw/solve.ts';
import { loadSolver } from '#kernel/solver/solver.ts';

const { request, objective } = workerData as { request: DrawRequest; objective: Objective }; // what solveInThread gave
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(solveDraw(await loadSolver(), request, objective));
