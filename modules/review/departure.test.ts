import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Departure } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { pools } from '#modules/pools/index.ts';
import { freezeDraw, requestDraw } from '#modules/pools/service/draws.ts';
import { showDraw, writeDrawTranscript } from '#modules/pools/service/rounds.ts';
import { asked, commitAll, experts, revealAll, type Region } from '#modules/pools/testing.ts';
import { review } from './index.ts';
import { showPanel, writeOpinion } from './service/panel.ts';
import { addReview } from './service/reviews.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, aRunningReview, codeOf, reply, step, submitAll, terms, type Expert } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let people: Expert[];
beforeAll(async () => {
  db = await aDatabase();
  platform = testPlatform(db);
  region = { officers: { '31': anOfficer('31'), '32': anOfficer('32'), '33': anOfficer('33'), '34': anOfficer('34') }, universities: { '31': '', '32': '', '33': '', '34': '' } };
  people = [];
  for (const party of ['31', '33', '34'] as const) for (const n of [1, 2, 3]) people.push(await anExpert(db, party, { name: `专家${party}${n}` }));
});
afterAll(() => db.drop());

/** What a deletion does in review and pools; the whole of it is in server/deletion.test.ts. */
async function leave({ personId, accountId }: PersonActor): Promise<void> {
  await inTransaction(db, systemActor('actor.deletion'), async (tx) => {
    for (const { departure } of [review, pools]) await (departure as Departure).leave(tx, platform, { personId, accountId, pseudonym: '已注销用户0A1B2C3D', reason: '不再参加' });
  });
}
/** People whom no draw of this file has seen. */
const threeMore = async (): Promise<[Expert, Expert, Expert]> => [await anExpert(db, '31', { name: '组长' }), await anExpert(db, '33', { name: '接任者' }), await anExpert(db, '34', { name: '第三人' })];
const office = () => region.officers['32'];
const reviewersOf = async (id: string) => (await showReview(platform, office(), id)).office!.reviewers;
const openTasks = async (id: string, kind: string) => (await db.admin.query('select from kernel.task where subject_id = $1 and kind = $2 and closed_at is null', [id, kind])).rowCount;

describe('a reviewer who deletes their account', () => {
  test('makes room for the draw’s next reserve; the transcript still holds, and names no reason', async () => {
    const { id: drawId } = await requestDraw(platform, office(), { poolId: experts, title: '教育学评议', ...asked, mode: 'uniform', seats: 3, reserves: 3 });
    await freezeDraw(platform, { drawId }, { report: async () => undefined });
    await revealAll(platform, region, drawId, 1, await commitAll(platform, region, drawId, 1));
    const { id } = await addReview(platform, office(), { ...terms, poolId: undefined, drawId });
    await step(platform, office(), id, 'sendInvitations');
    const [first] = await reviewersOf(id);
    const { rows: [row] } = await db.admin.query<{ person_id: string }>('select person_id from review.reviewer where id = $1', [first!.id]);
    const leaving = people.find(({ person }) => person.personId === row!.person_id)!;
    await reply(platform, leaving, id, 'join');
    await leave(leaving.person);
    expect((await reviewersOf(id)).map(({ name, state }) => [name.slice(0, 5), state])).toEqual([['已注销用户', 'removed'], [expect.stringMatching(/^专家/), 'invited'], [expect.stringMatching(/^专家/), 'invited'], [expect.stringMatching(/^专家/), 'invited']]);
    const draw = await showDraw(platform, region.officers['31'], drawId);
    expect(draw).toMatchObject({ vacant: 0, departures: [{ kind: 'withdrawn', reason: '评审人由组织方移出' }] });
    expect(verifyTranscript(await writeDrawTranscript(platform, region.officers['34'], drawId)).ok).toBe(true);
    expect((await db.admin.query("select state from pools.member where person_id = $1", [leaving.person.personId])).rows).toEqual([{ state: 'left' }]);
    expect((await db.admin.query("select from kernel.notification where kind = 'pools.draw/accountDeleted' and subject_id = $1", [drawId])).rowCount).toBe(0);
  });

  test('takes along what they had not submitted; what they had stands, under a pseudonym, and the office names another chair', async () => {
    const [chair, second, third] = await threeMore();
    const id = await aRunningReview(platform, office(), [chair, second, third], { items: [{ title: '甲' }, { title: '乙' }] });
    const { rows: given } = await db.admin.query<{ id: string }>('select a.id from review.assignment a join review.reviewer v on v.id = a.reviewer_id where a.review_id = $1 and v.person_id = $2 order by a.id', [id, chair.person.personId]);
    for (const [index, state] of (['submitted', 'draft'] as const).entries()) {
      await db.admin.query("insert into review.sheet (assignment_id, review_id, person_id, answers, total, state, submitted_at) values ($1, $2, $3, '{}', 80, $4, case when $4 = 'submitted' then now() end)", [given[index]!.id, id, chair.person.personId, state]);
    }
    await leave(chair.person);
    expect((await db.admin.query('select state from review.sheet where person_id = $1', [chair.person.personId])).rows).toEqual([{ state: 'submitted' }]);
    expect((await db.admin.query("select state from review.assignment where id = any($1) order by id", [given.map(({ id: of }) => of)])).rows).toEqual([{ state: 'active' }, { state: 'removed' }]);
    expect((await reviewersOf(id)).find(({ name }) => name.startsWith('已注销用户'))).toMatchObject({ state: 'removed', chair: false });
    expect([await openTasks(id, 'review.review/chair'), await openTasks(id, 'review.review/replace')]).toEqual([1, 1]);
  });

  test('and chaired a panel whose scores are open passes the chair on by rule; the panel concludes', async () => {
    const [chair, second, third] = await threeMore();
    const id = await aRunningReview(platform, office(), [chair, second, third]);
    for (const expert of [chair, second, third]) await submitAll(platform, expert, id);
    await step(platform, chair.person, id, 'unseal');
    await leave(chair.person);
    expect(await codeOf(step(platform, third.person, id, 'conclude'))).not.toBe('done');
    const { items: [item] } = await showPanel(platform, second.person, id, { limit: 1 });
    await writeOpinion(platform, second.person, item!.id, { version: 0, verdict: 'pass', score: 80, text: '同意通过。' });
    await step(platform, second.person, id, 'conclude');
    expect((await reviewersOf(id)).map(({ name, chair: chairs }) => [name.slice(0, 5), chairs])).toEqual([['已注销用户', false], ['接任者', true], ['第三人', false]]);
  });
});
