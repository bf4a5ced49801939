import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Printing } from './compiler.ts';
import type { Answer } from './typst-worker.ts';

/** Workers keep the faces in memory (about 100 MB each), so there are few: one core stays with the server. */
const most = Math.max(1, Math.min(3, availableParallelism() - 1));
/** What takes longer than this has gone wrong: a thousand pages take two seconds. */
const longest = 60_000;

type Waiting = { readonly printing: Printing; readonly resolve: (pdf: Uint8Array) => void; readonly reject: (error: Error) => void };

const idle: Worker[] = [];
const queue: Waiting[] = [];
let started = 0;

/**
 * Sets a template of this folder with its data, in a worker thread: ten pages take tens of milliseconds, for which no request waits.
 * Workers start when first needed and keep no process alive. See docs/decisions/0016.
 */
export function renderTypst(printing: Printing): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    queue.push({ printing, resolve, reject });
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
  const worker = new Worker(new URL('typst-worker.ts', import.meta.url));
  worker.unref();
  return worker;
}

function give(worker: Worker, { printing, resolve, reject }: Waiting): void {
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
    if ('pdf' in answer) resolve(answer.pdf);
    else reject(new Error(answer.error));
    idle.push(worker);
    next();
  };
  const failed = (error: unknown) => lost(error instanceof Error ? error : new Error(String(error)));
  const exited = (code: number) => lost(new Error(`the printing worker stopped with ${code}`));
  const timer = setTimeout(() => {
    worker.off('exit', exited);
    void worker.terminate();
    lost(new Error(`${printing.template}.typ took longer than ${longest / 1000} s`));
  }, longest);
  worker.ref();
  worker.on('message', answered).on('error', failed).on('exit', exited);
  worker.postMessage(printing, []);
}
