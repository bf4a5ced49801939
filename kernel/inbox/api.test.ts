import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { newApi } from '#kernel/http/api.ts';
import { encodeCursor } from '#kernel/http/paging.ts';
import { answerProblem } from '#kernel/http/problem.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { Refusal } from '#kernel/refusal.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { inboxApi } from './api.ts';
import { openTask } from './inbox.ts';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());
beforeEach(() => db.admin.query('truncate kernel.task cascade'));

const officer = anOfficer('32');
const ask = (path: string, { actor = officer, now = '2027-03-15T02:00:00Z' }: { actor?: Actor; now?: string } = {}) => {
  const app = newApi();
  app.use(async (c, next) => { c.set('actor', actor); await next(); });
  app.onError((error, c) => (error instanceof Refusal ? answerProblem(c, error) : c.text('failed', 500)));
  return app.route('/', inboxApi(testPlatform(db, { now }))).request(path);
};
type Tasks = { items: { title: { zh: string }; daysLate: number }[]; next?: string };
const page = async (limit: number, cursor?: string, now?: string) => (await ask(`/tasks?limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`, now === undefined ? {} : { now })).json() as Promise<Tasks>;

/** Tasks as they came, one after the other; a day where there is one. */
const given = (tasks: readonly (readonly [string, (string | undefined)?])[]) => inTransaction(db, anOfficer('31'), async (tx) => {
  for (const [zh, dueOn] of tasks) await openTask(tx, { kind: 'test/do', subject: { type: 'test.record', id: zh }, to: { role: 'party_officer', party: '32' }, title: { zh, en: zh }, link: '/workspace/x', dueOn });
});

describe('what there is to do', () => {
  test('stands as one would take it up: overdue first, then what is due within a week, then the newest', async () => {
    await given([['没有期限的旧事', undefined], ['下月到期', '2027-04-20'], ['本周到期', '2027-03-18'], ['逾期五天', '2027-03-10'], ['今天到期', '2027-03-15'], ['刚来的', undefined], ['逾期两天', '2027-03-13'], ['刚来且下月到期', '2027-04-01']]);
    const { items, next } = await page(50);
    expect(items.map(({ title }) => title.zh)).toEqual(['逾期五天', '逾期两天', '今天到期', '本周到期', '刚来且下月到期', '刚来的', '下月到期', '没有期限的旧事']);
    expect([items[0]?.daysLate, items[2]?.daysLate, next]).toEqual([5, 0, undefined]);
  });

  test('is reached to the last of it page by page, each task once, also when a page is turned after midnight', async () => {
    await given(Array.from({ length: 23 }, (_, i) => [`事项${i}`, i % 3 === 0 ? `2027-03-${10 + (i % 14)}` : undefined] as const));
    const whole = (await page(50)).items.map(({ title }) => title.zh);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      // oxlint-disable-next-line no-await-in-loop -- each page begins after the last
      const { items, next } = await page(4, cursor, seen.length === 0 ? undefined : '2027-03-17T02:00:00Z');
      seen.push(...items.map(({ title }) => title.zh));
      cursor = next;
    } while (cursor !== undefined);
    expect(seen).toEqual(whole);
    expect(new Set(seen).size).toBe(23);
  });

  test('is nobody else’s to read, and a marker that is not ours is refused', async () => {
    await given([['江苏的事']]);
    expect(((await (await ask('/tasks', { actor: anOfficer('33') })).json()) as Tasks).items).toEqual([]);
    for (const key of [['2027-03-15', 'x', 'y'], ['2027-03-15', '2027-03-15', "'; drop"], ['2027-03-15', null, null]]) expect((await ask(`/tasks?cursor=${encodeCursor(key)}`)).status).toBe(400);
  });
});
