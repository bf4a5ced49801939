import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '#kernel/platform.ts';

export type Health = { status: 'ok' | 'failing'; database: 'ok' | 'failing'; storage: 'ok' | 'low' | 'failing'; freeBytes?: number };

/** The ways to find out: a failing one throws. */
export type Probes = { readonly database: () => Promise<unknown>; readonly write: () => Promise<unknown>; readonly freeBytes: () => Promise<number> };

/** The database must answer, and the disk take a few bytes, within this many milliseconds. */
const patience = 2_000;

/** With less free space than this (bytes), it is time to tell somebody: PostgreSQL stops when its log finds no room. */
export const lowSpace = 512 * 1024 * 1024;

/** Asks the database and the disk whether they do their work now; however many ask at once, each is asked once at a time. */
export function healthCheck(platform: Platform, probes: Probes = probesOf(platform)): () => Promise<Health> {
  const database = oneAtATime(probes.database);
  const write = oneAtATime(probes.write);
  const space = oneAtATime(probes.freeBytes);
  return async () => {
    const [answers, writes, free] = await Promise.all([database(), write(), space()]);
    const storage = !writes.ok ? 'failing' : free.ok && free.value < lowSpace ? 'low' : 'ok';
    return {
      status: answers.ok && writes.ok ? 'ok' : 'failing', database: answers.ok ? 'ok' : 'failing', storage,
      ...(free.ok ? { freeBytes: free.value } : {}),
    };
  };
}

function probesOf({ database, config }: Platform): Probes {
  const probe = join(config.home, 'health.probe');
  return {
    database: () => database.pool.query('select 1'),
    write: async () => {
      await writeFile(probe, Buffer.alloc(4096, 1), { flush: true });
      await rm(probe, { force: true });
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(config.home);
      return bavail * bsize;
    },
  };
}

type Outcome<T> = { ok: true; value: T } | { ok: false };

/** While one call is under way, also beyond our patience, no second is begun: a probe that hangs must not pile up. */
function oneAtATime<T>(probe: () => Promise<T>): () => Promise<Outcome<T>> {
  let running: Promise<Outcome<T>> | undefined;
  return () => {
    running ??= probe().then((value): Outcome<T> => ({ ok: true, value }), (): Outcome<T> => ({ ok: false })).finally(() => (running = undefined));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<T>>((done) => (timer = setTimeout(() => done({ ok: false }), patience)));
    return Promise.race([running, late]).finally(() => clearTimeout(timer));
  };
}
