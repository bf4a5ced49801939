import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type Actor, type PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { assignInitiative, importPlan, showPlan } from '#modules/plan/index.ts';
import { loadEligible } from '#modules/pools/eligibility.ts';
import { countEligible } from '#modules/pools/service/draws.ts';
import { asked } from '#modules/pools/testing.ts';
import { dutyOf, factsOf } from './counting.ts';
import { listDuties, recordDuty } from './service/duties.ts';
import { showPanel, writeOpinion } from './service/panel.ts';
import { chooseReviewers, removeReviewer } from './service/reviewers.ts';
import { addReview, listInitiatives } from './service/reviews.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, anInvitedReview, aRunningReview, codeOf, expertsPool, reply, step, submitAll, terms, type Expert } from './testing.ts';

describe('what a review counts for its initiative', () => {
  test('is the panel and what it judged for its office, people and hours for where they came from', () => {
    const reviewers = [{ party: '33', sheets: 2, hours: 4 }, { party: '31', sheets: 1, hours: 2.5 }, { party: '33', sheets: 1, hours: null }, { party: '34', sheets: 0, hours: null }] as const;
    expect(factsOf({ party: '32', concludedOn: '2027-04-30', items: 6, reviewers }).map(({ measure, value, unit, party, period }) => `${period} ${party} ${measure} ${value} ${unit}`)).toEqual([
      '2027-04 32 评审组 1 个', '2027-04 32 评审对象 6 项', '2027-04 31 评审人 1 人次', '2027-04 33 评审人 2 人次', '2027-04 31 评审工时 2.5 小时', '2027-04 33 评审工时 4 小时',
    ]);
  });

  test('a duty lasts from the invitation to the end; who has handed in has done it, whatever came after', () => {
    expect([dutyOf('draft', 'listed', 0), dutyOf('inviting', 'invited', 0), dutyOf('reviewing', 'accepted', 1), dutyOf('concluded', 'accepted', 1), dutyOf('concluded', 'removed', 1)]).toEqual([undefined, null, null, 'done', 'done']);
    expect([dutyOf('inviting', 'declined', 0), dutyOf('reviewing', 'removed', 0), dutyOf('withdrawn', 'accepted', 0), dutyOf('concluded', 'accepted', 0)]).toEqual(['declined', 'withdrawn', 'withdrawn', 'withdrawn']);
  });
});

describe('on the platform', () => {
  let db: TestDatabase;
  let platform: Platform;
  let experts: [Expert, Expert, Expert];
  let initiative: string;
  const office = anOfficer('32');
  beforeAll(async () => {
    db = await aDatabase();
    platform = testPlatform(db);
    experts = [await anExpert(db, '31', { name: '沈思嘉' }), await anExpert(db, '33', { name: '叶子涵' }), await anExpert(db, '34', { name: '汪思远' })];
    const { id } = await importPlan(platform, office, { title: '三年行动计划', startsOn: '2027-01-01', endsOn: '2029-12-31', sourceName: '计划.txt', sourceText: '长三角教育一体化三年行动计划\n一、重点任务\n(一)高等教育\n1.共建专家库。开展学科评估。\n', mechanisms: {} });
    initiative = (await showPlan(platform, office, id)).items.find(({ kind }) => kind === 'initiative')!.id;
    await assignInitiative(platform, office, initiative, { version: 1, lead: '32', leadInstitutionId: null, partners: [{ party: '31', institutionId: null }], mechanisms: ['pools'] });
  });
  afterAll(() => db.drop());

  const factsAt = async () => (await db.admin.query<{ said: string }>('select party || measure || value::float8 as said from plan.fact where item_id = $1 order by 1', [initiative])).rows.map(({ said }) => said);
  const dutiesOf = (actor: PersonActor) => inTransaction(db, actor, async (tx) => (await sql<{ title: string; ended: string | null; hours: number | null }>`select title, ended, hours::float8 as hours from pools.duty where subject_type = 'review.review' order by id`.execute(tx.db)).rows);
  /** Who is found in the pool as having at most `load` duties. */
  const findable = (actor: Actor, load: number) => inTransaction(db, actor, async (tx) => (await sql<{ name: string }>`select m.name from pools.find_members(array['o:' || ${expertsPool}], null, null, ${load}, '2027-04-01', null, 50) f join pools.member m on m.id = f order by 1`.execute(tx.db)).rows.map(({ name }) => name));
  const dutiesOfReview = async (id: string) => (await db.admin.query<{ said: string }>("select m.name || coalesce(d.ended, '…') || coalesce(d.hours::float8::text, '') as said from pools.duty d join pools.member m on m.person_id = d.person_id where d.subject_id = $1 order by 1", [id])).rows.map(({ said }) => said);

  test('a concluded review is counted once, its hours when they are settled, and only for an initiative of its own party', async () => {
    expect((await listInitiatives(platform, office)).map(({ id }) => id)).toEqual([initiative]);
    expect(await codeOf(addReview(platform, anOfficer('33'), { ...terms, initiativeId: initiative }))).toBe('review/not-your-initiative');
    const id = await aRunningReview(platform, office, experts, { initiativeId: initiative });
    expect((await showReview(platform, office, id)).initiative).toMatchObject({ id: initiative });
    for (const expert of experts) await submitAll(platform, expert, id);
    await step(platform, experts[0].person, id, 'unseal');
    const { items } = await showPanel(platform, office, id, { limit: 5 });
    await writeOpinion(platform, experts[0].person, items[0]!.id, { version: 0, verdict: 'pass', score: 80, text: '同意通过。' });
    expect(await factsAt()).toEqual([]);
    await step(platform, experts[0].person, id, 'conclude');
    expect(await factsAt()).toEqual(['31评审人1', '32评审对象1', '32评审组1', '33评审人1', '34评审人1']);
    const [first] = await listDuties(platform, office, id);
    await recordDuty(platform, office, first!.reviewerId, { version: 0, hours: 6.5, feeFen: 80_000 });
    expect(await factsAt()).toEqual(['31评审人1', '31评审工时6.5', '32评审对象1', '32评审组1', '33评审人1', '34评审人1']);
    await recordDuty(platform, office, first!.reviewerId, { version: 1, hours: 5, feeFen: 80_000 });
    expect(await factsAt()).toContain('31评审工时5');
    expect(await dutiesOfReview(id)).toEqual(['叶子涵done', '汪思远done', '沈思嘉done5']);
  });

  test('whom an office chose has it on their duties and load from the invitation on, and not once they declined', async () => {
    const id = await anInvitedReview(platform, office, experts);
    expect(await dutiesOfReview(id)).toEqual(['叶子涵…', '汪思远…', '沈思嘉…']);
    await reply(platform, experts[1], id, 'decline', '有事');
    const { reviewers } = (await showReview(platform, office, id)).office!;
    const left = reviewers.find(({ name }) => name === '汪思远')!;
    await removeReviewer(platform, office, { id: left.id, transition: 'remove', version: left.version, reason: '换人' });
    expect(await dutiesOfReview(id)).toEqual(['叶子涵declined', '汪思远withdrawn', '沈思嘉…']);
    await chooseReviewers(platform, office, id, { memberIds: [experts[1].memberId] });
    expect(await dutiesOfReview(id)).toContain('叶子涵…');
    await step(platform, office, id, 'withdraw', '不再进行');
    expect(await dutiesOfReview(id)).toEqual(['叶子涵withdrawn', '汪思远withdrawn', '沈思嘉withdrawn']);
  });

  test('nobody but that office and the person learns of it, neither from the duties nor from a load that rises', async () => {
    const others: PersonActor[] = [...(['31', '33', '34'] as PartyCode[]).map((party) => anOfficer(party)), { ...anOfficer('32'), role: 'institution_officer', organizationId: crypto.randomUUID() }, { ...anOfficer('32'), role: 'secretariat_officer', party: undefined as never }, { ...anOfficer('31'), role: 'member' }];
    const [quiet] = others as [PersonActor];
    await db.admin.query("update pools.member set term_ends_on = '2029-12-31'");
    const before = await findable(quiet, 0);
    const id = await aRunningReview(platform, office, experts);
    for (const actor of others) expect(await dutiesOf(actor), actor.role).toEqual([]);
    expect(await findable(quiet, 0)).toEqual(before);
    expect(before).toHaveLength(3);
    expect(await findable(office, 0)).toEqual([]);
    expect((await dutiesOf(experts[0].person)).length).toBeGreaterThan(0);
    expect((await dutiesOf(office)).filter(({ ended }) => ended === null)).toHaveLength(3);
    expect(await inTransaction(db, quiet, async (tx) => (await sql`update pools.duty set ended = 'done' where subject_id = ${id} returning 1`.execute(tx.db)).rows)).toEqual([]);
    // a draw counts it: who has enough to do is not drawn, whoever called them
    expect(await findable(systemActor('test'), 0)).toEqual([]);
    const request = { ...asked, poolId: expertsPool, loadCap: 1 };
    for (const actor of [quiet, office]) expect((await countEligible(platform, actor, expertsPool, request)).people, 'what counts tell does not move').toBe(3);
    expect(await inTransaction(db, systemActor('test'), (tx) => loadEligible(tx, expertsPool, request, { persons: [], projects: [] }, '2027-04-01'))).toEqual([]);
    expect(await inTransaction(db, systemActor('test'), (tx) => loadEligible(tx, expertsPool, { ...request, loadCap: 100 }, { persons: [], projects: [] }, '2027-04-01'))).toHaveLength(3);
  });
});
