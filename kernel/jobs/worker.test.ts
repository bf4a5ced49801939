import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { declareRefusals, refuse } from '#kernel/refusal.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { enqueue } from './jobs.ts';
import { prepareQueue, startWorker } from './worker.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  await prepareQueue(db.adminUrl);
});
afterAll(() => db.drop());

const refusals = declareRefusals('test', { no: { status: 409, zh: '不行', en: 'No' } });

async function progressOf(actor: Actor, id: string) {
  const { rows } = await inTransaction(db, actor, (tx) => sql<{ state: string; progress: number; problem: { zh: string } | null }>`select state, progress, problem from kernel.job where id = ${id}`.execute(tx.db));
  return rows[0];
}

async function until<T>(look: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (let i = 0; i < 200; i += 1) {
    const found = await look();
    if (wanted(found)) return found;
    await wait(50);
  }
  throw new Error('it did not come about in ten seconds');
}

describe('a job', () => {
  test('is queued with the act that asks for it, shows its progress to whoever asked, and to nobody else', async () => {
    const mine = anOfficer('31');
    const done: unknown[] = [];
    const worker = await startWorker(testPlatform(db), { adminUrl: db.adminUrl, schedule: [], jobs: { 'test.work': async (_platform, payload, { report }) => { await report(0.5, { zh: '一半', en: 'half' }); done.push(payload); } } });
    const id = await inTransaction(db, mine, (tx) => enqueue(tx, { kind: 'test.work', payload: { n: 1 } }));
    await expect(inTransaction(db, mine, async (tx) => { await enqueue(tx, { kind: 'test.work', payload: { n: 2 } }); throw new Error('rolled back'); })).rejects.toThrow('rolled back');
    expect(await until(() => progressOf(mine, id), (found) => found?.state === 'done')).toMatchObject({ progress: 1 });
    expect(await progressOf(anOfficer('31'), id)).toBeUndefined();
    await worker.stop();
    expect(done).toEqual([{ n: 1 }]);
  });

  test('that refuses tells why and is not tried again', async () => {
    const mine = anOfficer('32');
    let runs = 0;
    const worker = await startWorker(testPlatform(db), { adminUrl: db.adminUrl, schedule: [], jobs: { 'test.refuse': async () => { runs += 1; throw refuse(refusals.no); } } });
    const id = await inTransaction(db, mine, (tx) => enqueue(tx, { kind: 'test.refuse', payload: {} }));
    expect(await until(() => progressOf(mine, id), (found) => found?.state === 'failed')).toMatchObject({ problem: { zh: '不行' } });
    await worker.stop();
    expect(runs).toBe(1);
  });

  test('that fails is tried again', async () => {
    const mine = anOfficer('33');
    let runs = 0;
    const worker = await startWorker(testPlatform(db), { adminUrl: db.adminUrl, schedule: [], jobs: { 'test.flaky': async () => { runs += 1; if (runs === 1) throw new Error('the first time'); } } });
    const id = await inTransaction(db, mine, (tx) => enqueue(tx, { kind: 'test.flaky', payload: {} }));
    expect(await until(() => progressOf(mine, id), (found) => found?.state === 'done')).toMatchObject({ problem: null });
    await worker.stop();
    expect(runs).toBe(2);
  });

  test('waits in the queue while nobody works, as over a restart', async () => {
    const mine = anOfficer('34');
    const id = await inTransaction(db, mine, (tx) => enqueue(tx, { kind: 'test.later', payload: {} }));
    expect(await progressOf(mine, id)).toMatchObject({ state: 'queued' });
    const worker = await startWorker(testPlatform(db), { adminUrl: db.adminUrl, schedule: [], jobs: { 'test.later': async () => undefined } });
    await until(() => progressOf(mine, id), (found) => found?.state === 'done');
    await worker.stop();
  });
});
