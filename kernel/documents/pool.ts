import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Job } from './worker.ts';

/** Workers keep the faces in memory (about 100 MB each), so there are few: one core stays with the server. */
const most = Math.max(1, Math.min(3, availableParallelism() - 1));
/** What takes longer than this has gone wrong: a thousand pages take two seconds. */
const longest = 60_000;

type Waiting = { readonly job: Job; readonly resolve: (file: Uint8Array<ArrayBuffer>) => void; readonly reject: (error: Error) => void };

const idle: Worker[] = [];
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
  const worker = idle.pop() ?? (started < most ? start() : undefined);
  if (worker === undefined) return;
  const waiting = queue.shift();
  if (waiting !== undefined) give(worker, waiting);
}

function start(): Worker {
  started += 1;
  const worker = new Worker(new URL('worker.ts', import.meta.url));
  worker.unref();
  return worker;
}

function give(worker: Worker, { job, resolve, reject }: Waiting): void {
  const end = () => {
    clearTimeout(timer);
    worker.off('message', answered).off('error', failed).off('exit', exited);
    worker.unref();
  };
  const lost = (error: Error) => {
    end();
    started -= 1;
    reject(error);
    next();
  };
  const answered = (answer: Answer) => {
    end();
    if ('file' in answer) resolve(answer.file);
    else reject(new Error(answer.error));
    idle.push(worker);
    next();
  };
  const failed = (error: unknown) => lost(error instanceof Error ? error : new Error(String(error)));
  const exited = (code: number) => lost(new Error(`the printing worker stopped with ${code}`));
  const timer = setTimeout(() => {
    worker.off('exit', exited);
    void worker.terminate();
    lost(new Error(`making a ${job.kind} took longer than ${longest / 1000} s`));
  }, longest);
  worker.ref();
  worker.on('message', answered).on('error', failed).on('exit', exited);
  worker.postMessage(job, []);
}
