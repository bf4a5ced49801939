import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '#kernel/platform.ts';

export type Health = { status: 'ok' | 'failing'; database: 'ok' | 'failing'; storage: 'ok' | 'failing' };

/** The database must answer, and the disk take a few bytes, within this many milliseconds. */
const patience = 2_000;

/** Asks the database and the disk whether they do their work now. */
export async function checkHealth(platform: Platform): Promise<Health> {
  const [database, storage] = await Promise.all([
    holds(platform.database.pool.query('select 1')),
    holds(writeProbe(join(platform.config.home, 'health.probe'))),
  ]);
  return { status: database && storage ? 'ok' : 'failing', database: database ? 'ok' : 'failing', storage: storage ? 'ok' : 'failing' };
}

async function writeProbe(path: string): Promise<void> {
  await writeFile(path, Buffer.alloc(4096, 1), { flush: true });
  await rm(path, { force: true });
}

async function holds(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((done) => (timer = setTimeout(() => done(false), patience)));
  const held = work.then(() => true, () => false);
  return Promise.race([held, late]).finally(() => clearTimeout(timer));
}
