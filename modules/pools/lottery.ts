import { Worker } from 'node:worker_threads';
import type { DrawRequest } from '#algorithms/draw/request.ts';
import type { DrawAnswer, Objective } from '#algorithms/draw/solve.ts';

/** Solves a draw in a thread of its own: the solver does not let go of the one it runs in until it is done. */
export function solveInThread(request: DrawRequest, objective: Objective): Promise<DrawAnswer> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./lottery-thread.ts', import.meta.url), { workerData: { request, objective } });
    worker.once('message', (answer: DrawAnswer) => { done(answer); void worker.terminate(); });
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the solver's thread ended with ${code}`)));
  });
}
