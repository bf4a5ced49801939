import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemOf } from '#algorithms/matching/entries.ts';
import { mechanisms, solve } from '#algorithms/matching/solve.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { migrations } from '../../../server/modules.ts';
import { storeOrder } from '../ordering/orders.ts';
import { askForMatching, decideMatching, matchingJob, showMatching } from '../service/matching.ts';
import { moveOffer } from '../service/offers.ts';
import { showScheme } from '../service/schemes.ts';
import { anExchange, aSchemeToOrder, refusedWith, type Exchange } from '../testing.ts';
import { askForRehearsal, rehearsalJob, rehearsedPeople, showRehearsal } from './rehearse.ts';
import { solveInThread } from './solving.ts';

let db: Exchange['db'];
let platform: Exchange['platform'];
let region: Exchange['region'];
let nextYear: Exchange['nextYear'];
beforeAll(async () => {
  ({ db, platform, region, nextYear } = await anExchange(migrations));
  await prepareQueue(db.adminUrl);
});
afterAll(() => db.drop());

const quietly = { report: async () => undefined };
const versionOf = async (id: string) => (await showScheme(platform, region.officers['32'], id)).version;
const rowsSeen = async (actor: PersonActor, table: string, id: string) => (await inTransaction(db, actor, (tx) => sql`select from ${sql.table(table)} where scheme_id = ${id}`.execute(tx.db))).rows.length;

describe('a rehearsal', () => {
  test('is computed in the queue, one at a time, kept for whoever matches and seen by nobody else; it says when it is out of date', async () => {
    const owner = region.officers['32'];
    const { id, offers, people } = await aSchemeToOrder(platform, db, region, { 32: 2, 33: 1 }, { year: nextYear() });
    expect(await showRehearsal(platform, owner, id)).toEqual({ rehearsal: null });
    expect(await refusedWith(askForRehearsal(platform, region.officers['33'], id))).toBe('common/not-allowed');
    const { jobId } = await askForRehearsal(platform, owner, id);
    expect((await showRehearsal(platform, owner, id)).rehearsal).toMatchObject({ state: 'running', progress: 0, result: null });
    expect(await refusedWith(askForRehearsal(platform, owner, id))).toBe('exchange/computing');
    expect((await db.admin.query('select kind from kernel.job where id = $1', [jobId])).rows).toEqual([{ kind: 'exchange.rehearsal' }]);
    await rehearsalJob(platform, { schemeId: id }, quietly);
    await rehearsalJob(platform, { schemeId: id }, quietly);
    expect((await showRehearsal(platform, owner, id)).rehearsal).toMatchObject({ state: 'done', outdated: false, result: { lots: 2, items: [{ mechanism: 'da-applicant', summary: { placed: 3 } }, {}, {}, {}] } });
    const first = await rehearsedPeople(platform, owner, id, { limit: 2 });
    expect([first.items.length, (await rehearsedPeople(platform, owner, id, { limit: 2, cursor: first.next })).items.length]).toEqual([2, 1]);

    expect(await refusedWith(showRehearsal(platform, region.officers['33'], id))).toBe('common/not-allowed');
    for (const table of ['exchange.computation', 'exchange.rehearsed']) {
      expect(await rowsSeen(owner, table, id)).toBeGreaterThan(0);
      for (const other of [region.officers['33'], region.deans['32'], people[0]!.member]) expect(await rowsSeen(other, table, id)).toBe(0);
    }
    const forged = inTransaction(db, owner, (tx) => sql`update exchange.computation set result = '{}' where scheme_id = ${id}`.execute(tx.db));
    await forged;
    expect((await showRehearsal(platform, owner, id)).rehearsal?.result?.items).toHaveLength(4);

    await storeOrder(platform, region.deans['33'], offers['33'], [people[1]!.id]);
    expect((await showRehearsal(platform, owner, id)).rehearsal?.outdated).toBe(true);
  });

  test('that cannot be made says why to whoever waits for it, and may be asked for again', async () => {
    const owner = region.officers['32'];
    const { id } = await aSchemeToOrder(platform, db, region, {}, { year: nextYear() });
    await askForRehearsal(platform, owner, id);
    expect(await refusedWith(rehearsalJob(platform, { schemeId: id }, quietly))).toBe('exchange/nothing-to-match');
    expect((await showRehearsal(platform, owner, id)).rehearsal).toMatchObject({ state: 'failed', problem: { zh: '没有可匹配的推荐人选或岗位。' } });
    await askForRehearsal(platform, owner, id);
  });
});

describe('a matching', () => {
  test('is asked for by its party, made known by the queue, and left as it is when the job runs again', async () => {
    const { id } = await aSchemeToOrder(platform, db, region, { 32: 1, 33: 1 }, { year: nextYear() });
    const version = await versionOf(id);
    expect(await refusedWith(askForMatching(platform, region.officers['33'], id, version))).toBe('common/not-allowed');
    expect(await refusedWith(askForMatching(platform, region.officers['32'], id, version + 1))).toBe('common/changed-meanwhile');
    await askForMatching(platform, region.officers['32'], id, version);
    expect(await showMatching(platform, region.officers['32'], id)).toMatchObject({ run: null, computation: { state: 'running' } });
    expect((await showMatching(platform, region.officers['33'], id)).computation).toBeNull();
    await matchingJob(platform, { schemeId: id, version }, quietly);
    await matchingJob(platform, { schemeId: id, version }, quietly);
    expect(await showMatching(platform, region.officers['32'], id)).toMatchObject({ run: { summary: { placed: 2 } }, computation: { state: 'done' } });
    expect((await showScheme(platform, region.officers['32'], id)).state).toBe('matched');
    expect((await db.admin.query('select from exchange.run where scheme_id = $1', [id])).rows).toHaveLength(1);
    const { rows } = await db.admin.query<{ act: string; byPerson: boolean }>('select act, account_id is not null as "byPerson" from kernel.journal_entry where subject_id = $1 and act like $2 order by id', [id, '%match%']);
    expect(rows).toEqual([{ act: 'exchange.scheme/ask-matching', byPerson: true }, { act: 'exchange.scheme/match', byPerson: false }]);
  });

  test('that something moved under is not made known: nobody is told, and the page says why', async () => {
    const { id, offers } = await aSchemeToOrder(platform, db, region, { 32: 1, 33: 1 }, { year: nextYear() });
    const version = await versionOf(id);
    await askForMatching(platform, region.officers['32'], id, version);
    const meanwhile = async (progress: number) => {
      if (progress === 0.2) await moveOffer(platform, region.deans['33'], { id: offers['33'], transition: 'withdraw', version: 2, reason: '停办' });
    };
    expect(await refusedWith(decideMatching(platform, id, version, meanwhile))).toBe('exchange/inputs-moved');
    expect(await showMatching(platform, region.officers['32'], id)).toMatchObject({ run: null, computation: { state: 'failed' } });
    expect((await showScheme(platform, region.officers['32'], id)).state).toBe('ordering');
    expect((await db.admin.query("select from kernel.task where kind = 'exchange.application/answer' and link like $1", [`%${id}%`])).rows).toEqual([]);
  });
});

test('a thread of its own finds what this one finds, each way in turn', async () => {
  const ids = Array.from({ length: 12 }, (_, i) => `a${i}`);
  const { problem } = problemOf({
    applicants: ids.map((id, i) => ({ id, home: `h${i % 3}`, wishes: ['p', 'q', 'r'].slice(i % 2), category: i % 2 === 0 ? 'x' : 'y' })),
    positions: ['p', 'q', 'r'].map((id, i) => ({ id, host: `h${i}`, capacity: 3, priorities: ids.toReversed(), quotas: new Map([['x', 2], ['y', 2]]) })),
  });
  const ways = mechanisms.map((mechanism) => ({ mechanism, tolerance: 1 }));
  const told: number[] = [];
  expect(await solveInThread({ problem, ways }, async (count) => void told.push(count))).toEqual(ways.map((way) => solve(problem, way)));
  expect(told).toEqual([1, 2, 3, 4]);
});
