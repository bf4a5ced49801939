import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor } from '#kernel/actor/actor.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { statementNames } from './prepared.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';
import { readOnce } from './read-once.ts';
import { inTransaction } from './transaction.ts';

describe('the name of a statement', () => {
  test('is given from the third time on, and stays', () => {
    const nameOf = statementNames();
    const names = Array.from({ length: 4 }, () => nameOf('select $1::int'));
    expect(names.slice(0, 2)).toEqual([undefined, undefined]);
    expect(names[2]).toMatch(/^d[0-9a-f]{24}$/);
    expect(names[3]).toBe(names[2]);
  });

  test('differs with the text, and is not given to what has no plan', () => {
    const nameOf = statementNames();
    const third = (text: string) => [nameOf(text), nameOf(text), nameOf(text)][2];
    expect(third('select $1::int')).not.toBe(third('select $1::bigint'));
    expect(third('begin')).toBeUndefined();
    expect(third('set local role none')).toBeUndefined();
  });

  test('is given to a bounded number of texts', () => {
    const nameOf = statementNames();
    const named = Array.from({ length: 500 }, (_, i) => [1, 2, 3].map(() => nameOf(`select $1 + ${i}`))[2]).filter((name) => name !== undefined);
    expect(named).toHaveLength(400);
  });
});

describe('one query that reads as the actor', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(kernelMigrations);
    await db.admin.query(`
      create schema proof;
      grant usage on schema proof to delta_app;
      create table proof.record (record_title text, visibility kernel.visibility, party kernel.party_code);
      alter table proof.record enable row level security;
      create policy seen on proof.record for select using (kernel.may_see(visibility, party, null, null, null));
      create policy added on proof.record for insert with check (true);
      grant select, insert on proof.record to delta_app;
      insert into proof.record values ('公开', 'public', '31'), ('上海内部', 'party', '31'), ('江苏内部', 'party', '32')`);
  });
  afterAll(() => db.drop());

  const officer = (party: '31' | '32') => ({ role: 'party_officer', accountId: crypto.randomUUID(), personId: crypto.randomUUID(), party }) as const;
  const titles = sql<{ recordTitle: string }>`select record_title from proof.record order by 1`;
  const connections = Array.from({ length: 12 }, (_, i) => i);

  test('sees what the actor sees, each its own, many at once on few connections', async () => {
    const expected = { 31: ['上海内部', '公开'], 32: ['公开', '江苏内部'] };
    await Promise.all(
      connections.map(async (i) => {
        const party = i % 2 === 0 ? '31' : '32';
        const rows = await readOnce(db, officer(party), titles);
        expect(rows.map((row) => row.recordTitle).sort()).toEqual([...expected[party]].sort());
      }),
    );
    expect(await readOnce(db, visitor, titles)).toEqual([{ recordTitle: '公开' }]);
  });

  test('leaves no actor behind on the connection', async () => {
    await Promise.all(connections.map(() => readOnce(db, officer('31'), titles)));
    const { rows } = await db.pool.query<{ party: string }>(`select coalesce(current_setting('delta.party', true), '') as party`);
    expect(rows).toEqual([{ party: '' }]);
  });

  test('cannot write', async () => {
    const write = sql`insert into proof.record values ('偷写', 'public', '31') returning *`;
    await expect(readOnce(db, systemActor('proof'), write)).rejects.toMatchObject({ code: '25006' });
    expect((await db.admin.query(`select from proof.record where record_title = '偷写'`)).rowCount).toBe(0);
  });

  test('that fails says why, and the connections work on', async () => {
    await Promise.all(connections.map(() => expect(readOnce(db, visitor, sql`select 1 / 0`)).rejects.toMatchObject({ code: '22012' })));
    expect(await readOnce(db, visitor, titles)).toEqual([{ recordTitle: '公开' }]);
    expect(await inTransaction(db, visitor, async (tx) => (await titles.execute(tx.db)).rows)).toEqual([{ recordTitle: '公开' }]);
  });

  test('whose connection breaks is answered by an error, and the next one gets a new connection', async () => {
    const broken = readOnce(db, visitor, sql`select pg_sleep(30)`);
    const refused = expect(broken).rejects.toThrow();
    await expect
      .poll(async () => (await db.admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(30)' and datname = current_database()`)).rowCount)
      .toBe(1);
    await refused;
    expect(await readOnce(db, visitor, titles)).toEqual([{ recordTitle: '公开' }]);
  });
});
