import { parentPort, workerData } from 'node:worker_threads';
import { computePlan, type PlanProblem } from '../planning.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(computePlan(workerData as PlanProblem)); // what computeInThread gave
