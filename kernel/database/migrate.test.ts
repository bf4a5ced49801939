import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase } from './database.ts';
import { ChangedMigration, migrate, type MigrationSource } from './migrate.ts';
import { createTestDatabase, testSecret, type TestDatabase } from './testing.ts';

let db: TestDatabase;
let folder: string;
let source: MigrationSource;
beforeAll(async () => { db = await createTestDatabase([]); });
afterAll(() => db.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delta-migrations-'));
  source = { name: `test.${folder.slice(-6)}`, folder: pathToFileURL(`${folder}/`) };
  await db.admin.query('drop schema if exists trial cascade');
});
afterEach(() => rm(folder, { recursive: true }));

const file = (name: string, text: string) => writeFile(join(folder, name), text);
const run = (sources: readonly MigrationSource[] = [source]) => migrate({ adminUrl: db.adminUrl, secret: testSecret, sources });
const recorded = async () => (await db.admin.query<{ file: string }>('select file from kernel.migration where source = $1 order by file', [source.name])).rows.map((row) => row.file);

describe('migrations', () => {
  test('are applied in the order of their numbers, each once, and only the new ones the next time', async () => {
    await file('0002_second.sql', "insert into trial.step (name) values ('second')");
    await file('0001_first.sql', "create schema trial; create table trial.step (n serial, name text); insert into trial.step (name) values ('first')");
    await file('notes.txt', 'not a migration');
    expect(await run()).toEqual([`${source.name}/0001_first.sql`, `${source.name}/0002_second.sql`]);
    expect(await run()).toEqual([]);
    await file('0003_third.sql', "insert into trial.step (name) values ('third')");
    expect(await run()).toEqual([`${source.name}/0003_third.sql`]);
    const { rows } = await db.admin.query<{ name: string }>('select name from trial.step order by n');
    expect(rows.map((row) => row.name)).toEqual(['first', 'second', 'third']);
  });

  test('are refused when an applied file was changed since', async () => {
    await file('0001_first.sql', 'create schema trial');
    await run();
    await file('0001_first.sql', 'create schema trial; create table trial.more (id integer)');
    await file('0002_second.sql', 'create table trial.second (id integer)');
    await expect(run()).rejects.toThrow(ChangedMigration);
    await expect(run()).rejects.toThrow('0001_first.sql was changed after it was applied');
    expect(await recorded()).toEqual(['0001_first.sql']);
  });

  test('are refused when an applied file is gone: an older program does not run on a newer database', async () => {
    await file('0001_first.sql', 'create schema trial');
    await file('0002_second.sql', 'create table trial.second (id integer)');
    await run();
    await rm(join(folder, '0002_second.sql'));
    await expect(run()).rejects.toThrow(ChangedMigration);
    await expect(run()).rejects.toThrow('is no longer there');
  });

  test('leave nothing of a file that fails, keep those before it, and go on when it is mended', async () => {
    await file('0001_first.sql', 'create schema trial');
    await file('0002_second.sql', 'create table trial.half (id integer); insert into trial.half values (1); select 1 / 0');
    await file('0003_third.sql', 'create table trial.third (id integer)');
    await expect(run()).rejects.toThrow(`migration ${source.name}/0002_second.sql failed: division by zero`);
    expect(await recorded()).toEqual(['0001_first.sql']);
    expect((await db.admin.query("select to_regclass('trial.half') as half, to_regclass('trial.third') as third")).rows).toEqual([{ half: null, third: null }]);
    await file('0002_second.sql', 'create table trial.whole (id integer)');
    expect(await run()).toEqual([`${source.name}/0002_second.sql`, `${source.name}/0003_third.sql`]);
  });

  test('run once when several servers start at the same moment', async () => {
    await file('0001_first.sql', 'create schema trial; create table trial.step (id integer); select pg_sleep(0.3)');
    await file('0002_second.sql', 'insert into trial.step values (1)');
    const started = await Promise.all([run(), run(), run()]);
    expect(started.flat().toSorted()).toEqual([`${source.name}/0001_first.sql`, `${source.name}/0002_second.sql`]);
    expect((await db.admin.query('select count(*)::int as n from trial.step')).rows).toEqual([{ n: 1 }]);
  });

  test('that were cut off by the death of their starter are taken up by the next', async () => {
    await file('0001_first.sql', 'create schema trial; create table trial.step (id integer); select pg_sleep(30)');
    const dying = run();
    dying.catch(() => undefined);
    await expect.poll(async () => (await db.admin.query("select pid from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and datname = current_database()")).rows.length).toBe(1);
    await db.admin.query("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and datname = current_database()");
    await expect(dying).rejects.toThrow();
    expect(await recorded()).toEqual([]);
    await file('0001_first.sql', 'create schema trial; create table trial.step (id integer)');
    expect(await run()).toEqual([`${source.name}/0001_first.sql`]);
  });

  test('of two sources keep to the order of the sources, and to names of their own', async () => {
    await file('0001_first.sql', 'create schema trial');
    const other = await mkdtemp(join(tmpdir(), 'delta-migrations-'));
    await writeFile(join(other, '0001_first.sql'), 'create table trial.other (id integer)');
    const second = { name: `${source.name}.other`, folder: pathToFileURL(`${other}/`) };
    expect(await run([source, second])).toEqual([`${source.name}/0001_first.sql`, `${second.name}/0001_first.sql`]);
    await rm(other, { recursive: true });
  });
});

describe('the application role', () => {
  test('signs in with the installation\'s secret, and with a new one after a start with that', async () => {
    const name = async (secret: string) => {
      const database = connectDatabase({ adminUrl: db.adminUrl, secret, connections: 1 });
      try {
        return (await database.pool.query<{ name: string }>('select current_user as name')).rows[0]?.name;
      } finally {
        await database.close();
      }
    };
    expect(await name(testSecret)).toBe('delta_app');
    const client = new pg.Client({ connectionString: db.adminUrl });
    await client.connect();
    // a role belongs to the whole cluster, on which other tests run: what another secret does is looked at and taken back
    const { rows: [before] } = await client.query<{ rolpassword: string }>("select rolpassword from pg_authid where rolname = 'delta_app'");
    await client.query('begin');
    await client.query("alter role delta_app password 'another'");
    const { rows: [after] } = await client.query<{ rolpassword: string }>("select rolpassword from pg_authid where rolname = 'delta_app'");
    await client.query('rollback');
    await client.end();
    expect(before?.rolpassword).toMatch(/^SCRAM-SHA-256\$/);
    expect(after?.rolpassword).not.toBe(before?.rolpassword);
    await expect(name('a secret of somebody else')).rejects.toThrow(/password authentication failed/);
  });
});
