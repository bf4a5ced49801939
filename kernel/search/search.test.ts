import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { indexRecords, search, type SearchRecord } from './search.ts';
import { nameWords, queryOf, wordsOf } from './words.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  await inTransaction(db, systemActor('test'), (tx) => indexRecords(tx, records));
});
afterAll(() => db.drop());

const officerOf = (party: '31' | '32'): Actor => ({ role: 'party_officer', party, accountId: randomUUID(), personId: randomUUID() });
const aRecord = (title: string, access: SearchRecord['access'], words: string[] = []): SearchRecord => ({ type: 'test.record', id: randomUUID(), title, link: '/x', titleWords: [...wordsOf(title), ...nameWords(title)], words, access });
const records = [
  aRecord('高校交换生计划', { visibility: 'public' }),
  aRecord('苏州大学交换生名单', { visibility: 'party', party: '32' }),
  aRecord('职业教育协同发展平台', { visibility: 'region' }),
  aRecord('张伟', { visibility: 'organization', party: '31' }, ['数学', '教研组长']),
  aRecord('欧阳明德', { visibility: 'organization', party: '31' }, ['数学']),
];
const titles = async (actor: Actor, query: string) => (await inTransaction(db, actor, (tx) => search(tx, { query, most: 20 }))).map(({ title }) => title);

describe('search', () => {
  test('finds by Chinese words, whatever stands between them', async () => {
    expect(await titles(officerOf('32'), '交换生 计划')).toEqual(['高校交换生计划']);
    expect(await titles(officerOf('32'), '交换生')).toHaveLength(2);
    expect(await titles(officerOf('31'), '协同发展')).toEqual(['职业教育协同发展平台']);
  });

  test('finds people by name, surname or given name, with what they teach', async () => {
    expect(await titles(officerOf('31'), '张伟')).toEqual(['张伟']);
    expect(await titles(officerOf('31'), '欧阳 数学')).toEqual(['欧阳明德']);
    expect(await titles(officerOf('31'), '明德')).toEqual(['欧阳明德']);
  });

  test('one party’s records are not found by another’s officer, nor by a visitor', async () => {
    expect(await titles(officerOf('31'), '交换生')).toEqual(['高校交换生计划']);
    expect(await titles(visitor, '交换生')).toEqual(['高校交换生计划']);
    expect(await titles(officerOf('32'), '张伟')).toEqual([]);
    expect(await titles(visitor, '职业教育')).toEqual([]);
  });

  test('an officer cannot put another party’s record into the index, or take it out', async () => {
    await expect(inTransaction(db, officerOf('31'), (tx) => indexRecords(tx, [aRecord('冒名', { visibility: 'public', party: '32' })]))).rejects.toThrow(/row-level security/);
    await inTransaction(db, officerOf('31'), (tx) => tx.db.withTables<{ 'kernel.searchEntry': { title: string } }>().deleteFrom('kernel.searchEntry').where('title', '=', '苏州大学交换生名单').execute());
    expect(await titles(officerOf('32'), '名单')).toEqual(['苏州大学交换生名单']);
  });

  test('a query is never read as an operator of the database', () => {
    expect(queryOf("o'neil & | !")).toBe("('o''neil' | ('o' & 'neil'))");
    expect(queryOf('  的 ，')).toBeUndefined();
    expect(wordsOf('ＡＢＣ高校')).toContain('abc');
  });
});
