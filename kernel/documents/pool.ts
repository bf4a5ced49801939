import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Job } from './worker.ts';

/** Workers hold the faces and what the compiler remembers (about 375 MB each), so there are few: one core stays with the server. */
const most = Math.max(1, Math.min(2, availableParallelism() - 1));
/** A worker that had nothing to do for so long gives its memory back; the next document waits half a second for another. */
const restless = 10 * 60_000;
/** What takes longer than this has gone wrong: a thousand pages take two seconds. */
const longest = 60_000;

type Waiting = { readonly job: Job; readonly resolve: (file: Uint8Array<ArrayBuffer>) => void; readonly reject: (error: Error) => void };

const idle: { readonly worker: Worker; readonly leaving: NodeJS.Timeout }[] = [];
const queue: Waiting[] = [];
let started = 0;

/**
 * Has a document made by a worker thread: ten pages take tens of milliseconds, for which no request waits.
 * Workers start when first needed and keep no process alive. See docs/decisions/0016.
 */
export function inWorker(job: Job): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    queue.push({ job, resolve, reject });
    next();
  });
}

function next(): void {
  if (queue.length === 0) return;
  const rested = idle.pop();
  clearTimeout(rested?.leaving);
  const worker = rested?.worker ?? (started < most ? start() : undefined);
  if (worker === undefined) return;
  const waiting = queue.shift();
  if (waiting !== undefined) give(worker, waiting);
}

function start(): Worker {
  started += 1;
  const worker = new Worker(new URL('worker.ts', import.meta.url));
  worker.unref();
  worker.on('error', () => undefined); // it exits then, and whoever waits for it is told below
  worker.once('exit', () => {
    started -= 1;
    leave(worker);
    next();
  });
  return worker;
}

function rest(worker: Worker): void {
  const leaving = setTimeout(() => {
    leave(worker);
    void worker.terminate();
  }, restless).unref();
  idle.push({ worker, leaving });
}

/** Takes a worker out of those that have nothing to do. */
function leave(worker: Worker): void {
  const at = idle.findIndex((each) => each.worker === worker);
  if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.leaving);
}

function give(worker: Worker, { job, resolve, reject }: Waiting): void {
  const end = () => {
    clearTimeout(timer);
    worker.off('message', answered).off('error', failed).off('exit', exited);
    worker.unref();
  };
  const answered = (answer: Answer) => {
    end();
    if ('file' in answer) resolve(answer.file);
    else reject(new Error(answer.error));
    rest(worker);
    next();
  };
  const failed = (error: unknown) => {
    end();
    reject(error instanceof Error ? error : new Error(String(error)));
  };
  const exited = (code: number) => failed(new Error(`the printing worker stopped with ${code}`));
  const timer = setTimeout(() => {
    failed(new Error(`making a ${job.kind} took longer than ${longest / 1000} s`));
    void worker.terminate();
  }, longest);
  worker.ref();
  worker.on('message', answered).on('error', failed).on('exit', exited);
  worker.postMessage(job, []);
}
