import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { databaseSource } from './audit/source.ts';
import { verifyJournal } from './audit/verify.ts';
import { sequence } from './sequencer.ts';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());

/** A process that appends, killed as by a power cut; gives the entries that it had said were committed. */
async function appendUntilKilled(mode: 'appending' | 'sequencing', until: (said: () => number[]) => Promise<unknown>): Promise<number[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./testing/appender.ts', import.meta.url)), db.adminUrl, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, failed] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (failed += chunk.toString()));
  const numbers = () => said.split('\n').slice(0, -1).map(Number);
  const gone = new Promise((done) => child.once('exit', (_code, signal) => done(signal)));
  await expect.poll(() => numbers().length || failed, { timeout: 20_000 }).toBeGreaterThan(0);
  await until(numbers);
  child.kill('SIGKILL');
  expect(await gone).toBe('SIGKILL');
  expect(failed).toBe('');
  return numbers();
}

async function afterwards(committed: readonly number[]): Promise<void> {
  // the dead process's connection, and with it its lock, ends when the server notices
  await expect.poll(async () => { await sequence(testPlatform(db)); return (await db.admin.query('select from kernel.journal_pending')).rowCount; }, { timeout: 20_000 }).toBe(0);
  const { rows } = await db.admin.query<{ id: string }>('select entry_id as id from kernel.journal_leaf order by leaf_index');
  const placed = new Set(rows.map(({ id }) => Number(id)));
  expect(placed.size).toBe(rows.length);
  expect(committed.filter((id) => !placed.has(id))).toEqual([]);
  const { rows: [entries] } = await db.admin.query<{ n: string }>('select count(*) as n from kernel.journal_entry');
  expect(rows.length).toBe(Number(entries!.n));
  const verdict = await verifyJournal(databaseSource({ database: db, now: () => Temporal.Now.instant() }));
  expect(verdict.findings).toEqual([]);
}

test('kill -9 between commit and sequencing loses no entry', async () => {
  const committed = await appendUntilKilled('appending', (said) => expect.poll(() => said().length, { timeout: 20_000 }).toBeGreaterThan(50));
  expect((await db.admin.query('select from kernel.journal_leaf')).rowCount).toBe(0);
  await afterwards(committed);
});

test('kill -9 in the midst of sequencing loses none and doubles none', async () => {
  const holder = await db.admin.connect();
  const committed = await appendUntilKilled('sequencing', async () => {
    await holder.query('begin; lock table kernel.journal_checkpoint in exclusive mode');
    // the sequencer has taken entries off the queue, and cannot finish
    await expect.poll(async () => (await db.admin.query("select from pg_stat_activity where wait_event_type = 'Lock' and query like '%journal_checkpoint%' and datname = current_database()")).rowCount, { timeout: 20_000 }).toBe(1);
  });
  await holder.query('rollback');
  holder.release();
  await afterwards(committed);
});

test('kill -9 at any moment: a few of them', async () => {
  for (const ms of [3, 40, 75, 130]) await afterwards(await appendUntilKilled('sequencing', () => wait(ms)));
});
