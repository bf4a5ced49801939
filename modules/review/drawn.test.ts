import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#kernel/database/testing.ts';
import type { Platform } from '#kernel/platform.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { freezeDraw, requestDraw } from '#modules/pools/service/draws.ts';
import { depart, showDraw, writeDrawTranscript } from '#modules/pools/service/rounds.ts';
import { asked, commitAll, experts, revealAll, type Region } from '#modules/pools/testing.ts';
import { verifyTranscript } from '#algorithms/draw/verify.ts';
import { giveAnswer } from '#modules/governance/index.ts';
import { recordDuty } from './service/duties.ts';
import { showPanel, writeOpinion } from './service/panel.ts';
import { addReview } from './service/reviews.ts';
import { declareItemConflict, nameChair } from './service/reviewers.ts';
import { changeRubric, draftRubric, listRubrics, putRubric, rubricOutcomes, showRubric } from './service/rubrics.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, codeOf, pledge, reply, step, submitAll, terms, type Expert } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
const people = new Map<string, Expert>();
beforeAll(async () => {
  db = await aDatabase();
  platform = testPlatform(db, { outcomes: { 'review.rubric': rubricOutcomes } });
  region = { officers: { '31': anOfficer('31'), '32': anOfficer('32'), '33': anOfficer('33'), '34': anOfficer('34') }, universities: { '31': '', '32': '', '33': '', '34': '' } };
  for (const party of ['31', '33', '34'] as const) for (const n of [1, 2]) { const expert = await anExpert(db, party, { name: `专家${party}${n}` }); people.set(expert.person.personId, expert); }
});
afterAll(() => db.drop());

async function aDrawnPanel(): Promise<string> {
  const { id } = await requestDraw(platform, region.officers['32'], { poolId: experts, title: '教育学评议', ...asked, mode: 'uniform', seats: 3, reserves: 3 });
  await freezeDraw(platform, { drawId: id }, { report: async () => undefined });
  await revealAll(platform, region, id, 1, await commitAll(platform, region, id, 1));
  return id;
}
const panelOf = async (id: string) => (await showReview(platform, region.officers['32'], id)).office!.reviewers;
const expertOf = async (reviewerId: string) => people.get((await db.admin.query<{ person_id: string }>('select person_id from review.reviewer where id = $1', [reviewerId])).rows[0]!.person_id)!;

describe('a review by a panel that was drawn', () => {
  test('has the panel, and what it was drawn for; one review a draw, of the party that asked for it', async () => {
    const drawId = await aDrawnPanel();
    expect(await codeOf(addReview(platform, region.officers['33'], { ...terms, poolId: undefined, drawId }))).toBe('review/not-your-draw');
    const { id } = await addReview(platform, region.officers['32'], { ...terms, poolId: undefined, drawId });
    expect(await panelOf(id)).toHaveLength(3);
    expect((await showReview(platform, region.officers['32'], id)).office!.items).toBe(1);
    expect(await codeOf(addReview(platform, region.officers['32'], { ...terms, poolId: undefined, drawId }))).toBe('review/draw-used');
  });

  test('follows the draw, where a party takes somebody off on the draw’s own page', async () => {
    const drawId = await aDrawnPanel();
    const { id } = await addReview(platform, region.officers['32'], { ...terms, poolId: undefined, drawId });
    const leave = async () => {
      const { drawnPeople } = await showDraw(platform, region.officers['32'], drawId);
      await depart(platform, region.officers[drawnPeople[0]!.party], drawId, { place: drawnPeople[0]!.place, kind: 'withdrawn', reason: '健康原因' });
      return drawnPeople[0]!.label.replace(/（.*/, '');
    };
    const first = await leave();
    await step(platform, region.officers['32'], id, 'sendInvitations');
    const invited = (await panelOf(id)).filter(({ state }) => state === 'invited');
    expect(invited).toHaveLength(3);
    expect(invited.map(({ name }) => name)).not.toContain(first);
    for (const reviewer of invited) await reply(platform, await expertOf(reviewer.id), id, 'join');
    const second = await leave();
    const chair = (await panelOf(id)).find(({ state, name }) => state === 'accepted' && name !== second)!;
    await nameChair(platform, region.officers['32'], chair.id);
    await step(platform, region.officers['32'], id, 'begin');
    const after = await panelOf(id);
    expect(after.filter(({ state }) => state === 'accepted').map(({ name }) => name)).not.toContain(second);
    expect(after.filter(({ state }) => state === 'invited')).toHaveLength(1);
  });

  test('hands a place on to the draw’s next reserve when somebody declines, or a conflict comes to light; the draw can still be checked', async () => {
    const drawId = await aDrawnPanel();
    const { id } = await addReview(platform, region.officers['32'], { ...terms, poolId: undefined, drawId });
    await step(platform, region.officers['32'], id, 'sendInvitations');
    const [first, second, third] = await panelOf(id);
    await reply(platform, await expertOf(first!.id), id, 'decline', '出差');
    const afterDecline = await panelOf(id);
    expect(afterDecline.map(({ state }) => state)).toEqual(['declined', 'invited', 'invited', 'invited']);
    for (const reviewer of [second!, third!, afterDecline[3]!]) { const expert = await expertOf(reviewer.id); await reply(platform, expert, id, 'join'); await pledge(platform, expert, id); }
    await nameChair(platform, region.officers['32'], second!.id);
    await step(platform, region.officers['32'], id, 'begin');
    // one finds a conflict while scoring: nothing is left for them, the next reserve comes in and takes the item when they accept
    const leaving = await expertOf(third!.id);
    const [own] = (await showReview(platform, leaving.person, id)).own!.items;
    await declareItemConflict(platform, leaving.person, own!.assignmentId, { reason: '曾共同申报项目' });
    const next = (await panelOf(id)).find(({ state }) => state === 'invited')!;
    const reserve = await expertOf(next.id);
    await reply(platform, reserve, id, 'join');
    await pledge(platform, reserve, id);
    expect((await showReview(platform, reserve.person, id)).own!.items).toHaveLength(1);
    const draw = await showDraw(platform, region.officers['31'], drawId);
    expect(draw.departures.map(({ kind, reason }) => [kind, reason])).toEqual([['declined', '受邀评审人不能参加'], ['conflict', '评审人申报回避']]); // whoever sees the draw does not read why
    expect(verifyTranscript(await writeDrawTranscript(platform, region.officers['34'], drawId)).ok).toBe(true);
    for (const reviewer of await panelOf(id)) if (reviewer.state === 'accepted') await submitAll(platform, await expertOf(reviewer.id), id);
    const chair = (await expertOf(second!.id)).person;
    await step(platform, chair, id, 'unseal');
    // the duty that came with the draw ends with the review, and has the hours that the office settles
    const { items: [item] } = await showPanel(platform, chair, id, { limit: 1 });
    await writeOpinion(platform, chair, item!.id, { version: 0, verdict: 'pass', score: 80, text: '同意通过。' });
    await step(platform, chair, id, 'conclude');
    await recordDuty(platform, region.officers['32'], second!.id, { version: 0, hours: 7.5, feeFen: 80_000 });
    const { rows: duties } = await db.admin.query<{ ended: string; hours: number | null }>('select ended, hours::float8 as hours from pools.duty where subject_id = $1 order by ended, hours', [drawId]);
    expect(duties).toEqual([{ ended: 'conflict', hours: null }, { ended: 'declined', hours: null }, { ended: 'done', hours: 7.5 }, { ended: 'done', hours: null }, { ended: 'done', hours: null }]);
    expect((await db.admin.query('select from pools.duty where subject_id = $1', [id])).rows).toHaveLength(0);
  });
});

describe('the standards that the four maintain together', () => {
  const signatory = (party: '31' | '32' | '33' | '34'): PersonActor => ({ ...anOfficer(party), role: 'party_signatory' });
  test('come into force when all four agree, and reviews made from then on are scored by them', async () => {
    const office = region.officers['33'];
    const { id } = await draftRubric(platform, office, 'teacherEducation');
    expect(await codeOf(draftRubric(platform, region.officers['31'], 'teacherEducation'))).toBe('review/rubric-draft-there');
    const shown = await showRubric(platform, office, id);
    expect(await codeOf(changeRubric(platform, office, id, { version: 1, title: shown.title, criteria: [{ ...shown.criteria[0]!, threshold: 99 }], passAt: 60 }))).toBe('review/bad-rubric');
    expect(await codeOf(changeRubric(platform, region.officers['31'], id, { version: 1, title: '别的', criteria: shown.criteria, passAt: 60 }))).toBe('common/not-allowed');
    const { version } = await changeRubric(platform, office, id, { version: 1, title: shown.title, criteria: shown.criteria.map((criterion) => ({ ...criterion, weight: criterion.id === 'practice' ? 25 : criterion.weight })), passAt: 65 });
    const { proposalId } = await putRubric(platform, office, id, { version });
    expect(await codeOf(changeRubric(platform, office, id, { version: version + 1, title: '改', criteria: shown.criteria, passAt: 60 }))).toBe('review/rubric-stands');
    const { rows: [round] } = await db.admin.query<{ digest: Buffer }>('select digest from governance.round where proposal_id = $1', [proposalId]);
    for (const party of ['31', '32', '33', '34'] as const) {
      const actor = signatory(party);
      await db.admin.query("insert into directory.person (id, name, party) values ($1, '签署人', $2)", [actor.personId, party]);
      await db.admin.query("insert into kernel.account (id, person_id, login, name, party) values ($1, $2, $3, '签署人', $4)", [actor.accountId, actor.personId, `signatory-${party}`, party]);
      expect((await listRubrics(platform, office)).find(({ preset }) => preset === 'teacherEducation')!.number).toBe(0);
      await giveAnswer(platform, actor, proposalId, { round: 1, answer: 'agree', digest: round!.digest.toString('hex') } as Parameters<typeof giveAnswer>[3]);
    }
    expect((await listRubrics(platform, office)).find(({ preset }) => preset === 'teacherEducation')).toMatchObject({ number: 1, versions: [{ state: 'in_force' }] });
    const { id: made } = await addReview(platform, office, { ...terms, preset: 'teacherEducation', requesterParty: '33' });
    const review = await showReview(platform, office, made);
    expect([review.rubricNumber, review.rubric.passAt, review.rubric.criteria.find((criterion) => criterion.id === 'practice')!.weight]).toEqual([1, 65, 25]);
    await expect(db.admin.query("update review.rubric set title = '改过' where id = $1", [id])).rejects.toMatchObject({ code: '23514' });
  });
});
