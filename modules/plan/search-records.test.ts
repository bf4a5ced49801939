import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { search } from '#kernel/search/search.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { plan } from './index.ts';
import { changePlan, importPlan, movePlan } from './service/plans.ts';

let db: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, plan.migrations]);
  platform = testPlatform(db);
});
afterAll(() => db.drop());

const jiangsu = anOfficer('32');
const found = async (query: string, actor: Parameters<typeof inTransaction>[1] = anOfficer('33')) => (await inTransaction(db, actor, (tx) => search(tx, { query, most: 10 }))).map(({ title }) => title);

test('initiatives of a plan are found by number, title and text; by visitors once it is published; not after it is withdrawn', async () => {
  const sourceText = await readFile(new URL('./document/fixtures/three-year-action-plan.txt', import.meta.url), 'utf8');
  const { id } = await importPlan(platform, jiangsu, { title: '三年行动计划', startsOn: '2027-01-01', endsOn: '2029-12-31', sourceName: '计划.txt', sourceText, mechanisms: {} });
  const title = '1.2.1.1 加强学生交流,进一步扩展“高校交换生计划”';
  expect((await found('高校交换生'))[0]).toBe(title);
  expect(await found('1.2.1.1')).toEqual([title]);
  expect(await found('高校交换生', visitor)).toEqual([]);
  await changePlan(platform, jiangsu, id, { version: 1, title: '三年行动计划', published: true });
  expect((await found('高校交换生', visitor))[0]).toBe(title);
  await movePlan(platform, jiangsu, { id, transition: 'withdraw', version: 2, reason: '重新编制' });
  expect(await found('高校交换生')).toEqual([]);
});
