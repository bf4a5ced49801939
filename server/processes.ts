import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { AggregatorRegistry } from 'prom-client';
import type { Logger } from 'pino';
import type { Settings } from './settings.ts';

/** What a serving process says to the one that started it. */
export type FromServing = { readonly says: 'listening'; readonly port: number } | { readonly says: 'failed'; readonly message: string; readonly code: string | undefined } | { readonly says: 'metrics?'; readonly id: number };

/** What it is told. */
export type ToServing = { readonly says: 'stop' } | { readonly says: 'metrics'; readonly id: number; readonly text: string | undefined };

/** A process that ended is followed by another one after this, in milliseconds; so one that cannot start does not keep the machine busy. */
const againAfter = 500;

/** Whoever has not ended so long after it was asked to is ended, in milliseconds. */
const patience = 10_000;

/**
 * Serves through several processes that share one port; each connection goes to the next of them. One that ends is followed by another.
 * This process keeps the data folder, PostgreSQL, the jobs and the journal's sequencer, and answers no requests.
 * @returns the port, when all of them serve
 * @throws what one of them could not start for, with the `code` of the system's error
 */
export async function serveInProcesses({ processes }: Pick<Settings, 'processes'>, { log, undo }: { log: Logger; undo: (() => Promise<void>)[] }): Promise<number> {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: fileURLToPath(new URL('serving-process.ts', import.meta.url)), args: [] });
  const metrics = new AggregatorRegistry();
  let served = false;
  let stopping = false;
  undo.push(async () => {
    stopping = true;
    await Promise.all(Object.values(cluster.workers ?? {}).map(async (worker) => worker && stop(worker)));
  });

  const start = () => new Promise<number>((listening, fail) => {
    const worker = cluster.fork();
    worker.on('message', (message: FromServing) => {
      if (message.says === 'listening') listening(message.port);
      if (message.says === 'failed') fail(Object.assign(new Error(message.message), { code: message.code }));
      if (message.says === 'metrics?') void metrics.clusterMetrics().catch(() => undefined).then((text) => tell(worker, { says: 'metrics', id: message.id, text }));
    });
    worker.once('exit', (code, signal) => {
      fail(new Error(`a serving process ended with ${signal ?? code}`));
      if (stopping) return;
      log.error({ code, signal }, 'a serving process ended');
      if (served) setTimeout(() => { if (!stopping) start().catch(() => undefined); }, againAfter).unref();
    });
  });
  const ports = await Promise.all(Array.from({ length: processes }, start));
  served = true;
  return ports[0] ?? 0;
}

async function stop(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = new Promise<void>((done) => worker.once('exit', () => done()));
  tell(worker, { says: 'stop' });
  const late = setTimeout(() => worker.process.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(late);
}

function tell(worker: Worker, message: ToServing): void {
  if (worker.isConnected()) worker.send(message);
}
