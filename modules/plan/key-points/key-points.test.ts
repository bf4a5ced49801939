import { sql } from 'kysely';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { loadHistory } from '#kernel/journal/journal.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { today } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '../index.ts';
import { traces } from '../testing.ts';
import { amendKeyPoints, beginKeyPoints, changeKeyPoints } from './service/begin.ts';
import { addComment, answerComment, changeComment, withdrawComment } from './service/comments.ts';
import { exportKeyPoints } from './service/export.ts';
import { addPoints, changePoint, listChoices, orderPoints, removePoint } from './service/points.ts';
import { listKeyPoints, showDifferences, showKeyPoints, showText } from './service/show.ts';
import { aDraft, aDraftInComment, aRegion, rowsOf, step, type Region } from './testing.ts';

/** Key points while they are drafted and commented on: who may do what, and what stays as it was. */
let db: TestDatabase;
let region: Region;
let platform: Region['platform'];
let officers: Region['officers'];
let year: number;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations]);
  platform = testPlatform(db, { now: Temporal.Now.instant().toString() });
  region = await aRegion(db, platform);
  ({ officers, year } = region);
});
afterAll(() => db.drop());

const show = (id: string, who: Actor = officers['32']) => showKeyPoints(platform, who, id);
/** One is on its way for a year at a time: each test takes a draft of its own and gives the year free again. */
const draft = async (make: (region: Region) => Promise<string> = aDraft) => {
  await db.admin.query("alter table plan.key_points disable trigger user; update plan.key_points set state = 'withdrawn' where state <> 'withdrawn'; alter table plan.key_points enable trigger user");
  return make(region);
};
/** Refused with a code, and nothing anywhere has changed. */
async function refused(work: () => Promise<unknown>, code: string): Promise<void> {
  const before = await traces(db);
  await expect(work(), code).rejects.toMatchObject({ kind: { code } });
  expect(await traces(db)).toEqual(before);
}
const textOf = async (id: string, i = 0) => {
  const { id: pointId, version, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId } = (await show(id)).points[i]!;
  return { id: pointId, values: { version, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId } };
};
const change = async (id: string, over: object, i = 0) => {
  const { id: pointId, values } = await textOf(id, i);
  return changePoint(platform, officers['32'], pointId, { ...values, ...over });
};

describe('a year’s key points are drafted', () => {
  test('from the initiatives that were chosen, in the plan’s order, each with what it already has', async () => {
    const id = await draft();
    const { points, title, number, preamble, state, planTitle } = await show(id);
    expect([title, number, state, planTitle]).toEqual([`长三角地区教育一体化发展${year}年工作要点`, `长三角教要〔${year}〕1号`, 'draft', '三年行动计划']);
    expect(preamble).toContain('《三年行动计划》');
    expect(points.map(({ itemCode, position }) => [itemCode, position])).toEqual(region.items.map(({ code }, i) => [code, i + 1]));
    expect(points[1]).toMatchObject({ heading: region.items[1]!.title, text: '12月底前完成首批工作2。', measure: '交换生', target: 120, unit: '人', deliverable: '首批名单', lead: '32', partners: ['31', '33', '34'], dueOn: `${year}-12-20`, milestoneId: region.milestones[1], gaps: [], reached: 0 });
    const choices = await listChoices(platform, officers['32'], id);
    expect(choices).toHaveLength(41);
    expect(choices.find(({ itemId }) => itemId === region.items[0]!.id)).toMatchObject({ lead: '31', milestones: [{ id: region.milestones[0] }] });
  });
  test('by an officer of the year’s chair, once, within the plan', async () => {
    await draft();
    await refused(() => beginKeyPoints(platform, officers['32'], { planId: region.planId, year }), 'key-points/year-taken');
    for (const party of ['31', '33', '34'] as const) await refused(() => beginKeyPoints(platform, officers[party], { planId: region.planId, year }), 'key-points/chair-prepares');
    await refused(() => beginKeyPoints(platform, officers['33'], { planId: region.planId, year: year + 3 }), 'key-points/year-outside-plan');
    await refused(() => beginKeyPoints(platform, visitor, { planId: region.planId, year: year + 1 }), 'common/not-signed-in');
    for (const role of ['party_signatory', 'secretariat_officer', 'auditor', 'member'] as const) await refused(() => beginKeyPoints(platform, { ...officers['33'], role }, { planId: region.planId, year: year + 1 }), 'common/not-allowed');
    await refused(() => beginKeyPoints(platform, officers['33'], { planId: crypto.randomUUID(), year }), 'common/not-found');
  });
  test('out of sight of the others, until they are asked', async () => {
    const id = await draft();
    for (const who of [officers['31'], officers['33'], region.signatories['34'], visitor, { ...officers['33'], role: 'secretariat_officer' as const }]) {
      await expect(show(id, who)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
      expect((await listKeyPoints(platform, who)).map((row) => row.id)).not.toContain(id);
    }
    await step(region, id, 'ask');
    for (const who of [officers['31'], region.signatories['34']]) expect((await show(id, who)).points).toHaveLength(4);
    await expect(show(id, visitor)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
  });
  test('point by point: changed in place, ordered, taken out; with the version that one saw, or both are shown', async () => {
    const id = await draft();
    expect(await change(id, { text: '全年互派两批。', partners: ['34', '33', '33'], lead: '31' })).toEqual({ version: 2 });
    expect((await show(id)).points[0]).toMatchObject({ text: '全年互派两批。', partners: ['33', '34'], version: 2 });
    const { id: pointId, values } = await textOf(id);
    await refused(() => changePoint(platform, officers['32'], pointId, { ...values, version: 1, text: '旧' }), 'common/changed-meanwhile');
    await refused(() => removePoint(platform, officers['32'], pointId, { version: 1 }), 'common/changed-meanwhile');
    const ids = (await show(id)).points.map((point) => point.id);
    await orderPoints(platform, officers['32'], id, { ids: ids.toReversed() });
    expect((await show(id)).points.map((point) => point.id)).toEqual(ids.toReversed());
    await refused(() => orderPoints(platform, officers['32'], id, { ids: ids.slice(1) }), 'key-points/not-the-order');
    await removePoint(platform, officers['32'], pointId, { version: 2 });
    expect((await show(id)).points).toHaveLength(3);
    const history = await inTransaction(db, officers['32'], (tx) => loadHistory(tx, { subjectType: 'plan.keyPoints', subjectId: id }));
    expect(history.map(({ act }) => act.replace('plan.keyPoints/', '')).slice(0, 4)).toEqual(['remove-point', 'order', 'change-point', 'add-points']);
    expect(history[2]!.changes).toMatchObject({ fields: { text: '全年互派两批。' }, before: { text: '12月底前完成首批工作1。' } });
  });
  test('within the year, with milestones of its own initiative, and no lead among the partners', async () => {
    const id = await draft();
    await refused(() => change(id, { dueOn: `${year + 1}-01-01` }), 'key-points/outside-year');
    await refused(() => change(id, { milestoneId: region.milestones[1] }), 'key-points/milestone-elsewhere');
    await refused(() => change(id, { milestoneId: crypto.randomUUID() }), 'key-points/milestone-elsewhere');
    await refused(() => change(id, { lead: '31', partners: ['31'] }), 'key-points/lead-is-partner');
    await refused(() => addPoints(platform, officers['32'], id, { itemIds: [crypto.randomUUID()] }), 'key-points/not-of-plan');
  });
  test('forty at once, and no more than a hundred', async () => {
    const id = await draft();
    const choices = await listChoices(platform, officers['32'], id);
    const all = choices.map(({ itemId }) => itemId);
    expect(await addPoints(platform, officers['32'], id, { itemIds: all })).toEqual({ added: 41 });
    expect(await addPoints(platform, officers['32'], id, { itemIds: all })).toEqual({ added: 41 });
    await refused(() => addPoints(platform, officers['32'], id, { itemIds: all }), 'key-points/too-many-points');
    expect((await show(id)).points.map(({ position }) => position)).toEqual(Array.from({ length: 86 }, (_, i) => i + 1));
  });
});

describe('the others comment, clause by clause', () => {
  test('only while they are asked, only for their own party, never the party that drafts', async () => {
    const id = await draft();
    const { clause } = (await show(id)).points[0]!;
    await refused(() => addComment(platform, officers['33'], id, { clause, text: '建议扩大范围。' }), 'common/not-found');
    await step(region, id, 'ask');
    await refused(() => addComment(platform, officers['32'], id, { clause, text: '自评' }), 'key-points/own-comment');
    await refused(() => addComment(platform, region.signatories['33'], id, { clause, text: '建议' }), 'common/not-allowed');
    await refused(() => addComment(platform, officers['33'], id, { clause: crypto.randomUUID(), text: '建议' }), 'key-points/no-such-clause');
    const comment = await addComment(platform, officers['33'], id, { clause, text: '建议扩大范围。' });
    await addComment(platform, officers['34'], id, { clause: null, text: '总体同意。' });
    expect(await show(id)).toMatchObject({ commentProgress: { total: 2, answered: 0 }, comments: [{ clause, party: '33', textNumber: 1, text: '建议扩大范围。' }, { clause: null, party: '34' }] });
    await refused(() => changeComment(platform, officers['34'], comment.id, { version: 1, text: '改' }), 'common/not-allowed');
    await refused(() => withdrawComment(platform, officers['32'], comment.id, { version: 1 }), 'common/not-allowed');
    await changeComment(platform, officers['33'], comment.id, { version: 1, text: '建议扩大到高职。' });
    await withdrawComment(platform, officers['33'], comment.id, { version: 2 });
    expect((await show(id)).commentProgress).toEqual({ total: 1, answered: 0 });
    await refused(() => withdrawComment(platform, officers['33'], comment.id, { version: 3 }), 'common/not-found');
  });
  test('each gets an answer from the party that drafts: taken up, in part, no and why', async () => {
    const id = await draft(aDraftInComment);
    const { clause } = (await show(id)).points[0]!;
    const { id: comment } = await addComment(platform, officers['33'], id, { clause, text: '目标偏低。' });
    for (const who of [officers['31'], officers['33'], region.signatories['32']]) await refused(() => answerComment(platform, who, comment, { version: 1, verdict: 'taken' }), 'common/not-allowed');
    await answerComment(platform, officers['32'], comment, { version: 1, verdict: 'partly', answer: '先提高到150人。' });
    await refused(() => changeComment(platform, officers['33'], comment, { version: 2, text: '改' }), 'key-points/answered-already');
    await answerComment(platform, officers['32'], comment, { version: 2, verdict: 'taken' });
    expect((await show(id)).comments[0]).toMatchObject({ verdict: 'taken', answer: null });
  });
  test('points and comments can be taken along as a workbook', async () => {
    const id = await draft(aDraftInComment);
    const { clause, heading } = (await show(id)).points[0]!;
    const { id: comment } = await addComment(platform, officers['33'], id, { clause, text: '=目标偏低' });
    await answerComment(platform, officers['32'], comment, { version: 1, verdict: 'declined', answer: '已经四方商定。' });
    const [points, comments] = await readExcelFile(Buffer.from(await (await exportKeyPoints(platform, officers['34'], id, 'zh')).arrayBuffer()));
    expect(points!.data).toHaveLength(5);
    expect(points!.data[1]!.slice(0, 3)).toEqual([1, region.items[0]!.code, heading]);
    expect(comments!.data[1]).toEqual([`1 ${heading}`, '浙江省', '=目标偏低', '未采纳', '已经四方商定。']);
    await expect(exportKeyPoints(platform, visitor, id, 'zh')).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
  });
  test('a party’s task to comment is opened when asked, and settled by its first comment', async () => {
    const id = await draft(aDraftInComment);
    const tasks = async (who: Actor) => (await inTransaction(db, who, (tx) => sql`select from kernel.task where subject_id = ${id} and closed_at is null`.execute(tx.db))).rows.length;
    expect([await tasks(officers['31']), await tasks(officers['32']), await tasks(officers['33'])]).toEqual([1, 0, 1]);
    await addComment(platform, officers['33'], id, { clause: null, text: '无不同意见。' });
    expect([await tasks(officers['31']), await tasks(officers['33'])]).toEqual([1, 0]);
  });
});

describe('what is put forward is kept', () => {
  test('as a text with its digest, that says everything, and differs from the next where it was changed', async () => {
    const id = await draft(aDraftInComment);
    await change(id, { target: 150 }, 1);
    await changeKeyPoints(platform, officers['32'], id, { version: (await show(id)).version, title: '年度工作要点', preamble: '经商定。' });
    const { clauses } = await showDifferences(platform, officers['33'], id, { from: 1 });
    const [opening, first, second] = clauses;
    expect([opening?.change, first?.change, second?.change]).toEqual(['changed', 'same', 'changed']);
    expect(second?.text).toEqual(expect.arrayContaining([{ text: '120', mark: 'removed' }, { text: '150', mark: 'added' }]));
    const kept = await showText(platform, officers['34'], id, 1);
    expect(kept.sha256).toBe((await show(id)).texts[0]!.sha256);
    expect(JSON.parse(kept.content)).toMatchObject({ kind: 'delta/key-points/1', year, points: [{}, { aim: { target: 120 } }, {}, {}] });
    await expect(showText(platform, officers['34'], id, 2)).rejects.toMatchObject({ kind: { code: 'key-points/no-text' } });
  });
  test('only when there is something to say, and to the four only when it is whole and every comment is answered', async () => {
    const empty = await draft(async ({ planId }) => (await beginKeyPoints(platform, officers['32'], { planId, year })).id);
    await refused(() => step(region, empty, 'ask'), 'key-points/nothing-chosen');
    const id = await draft(aDraftInComment);
    await change(id, { milestoneId: null, deliverable: null }, 2);
    await expect(step(region, id, 'put')).rejects.toMatchObject({ kind: { code: 'key-points/incomplete' }, text: { zh: `第 3 条“${region.items[2]!.title}”还缺：成果、对应节点。` } });
    await change(id, { milestoneId: region.milestones[2], deliverable: '名单' }, 2);
    const { id: comment } = await addComment(platform, officers['31'], id, { clause: null, text: '补充保障。' });
    await refused(() => step(region, id, 'put'), 'key-points/unanswered');
    await answerComment(platform, officers['32'], comment, { version: 1, verdict: 'declined', answer: '已在计划中写明。' });
    await step(region, id, 'put');
    expect(await show(id)).toMatchObject({ state: 'consenting', texts: [{ purpose: 'comment' }, { purpose: 'consent', number: 2 }], may: { draft: false, comment: false } });
  });
  test('a date that is past is refused, and so is whoever does not draft', async () => {
    const id = await draft();
    const { version } = await show(id);
    const { moveKeyPoints } = await import('./service/moves.ts');
    await refused(() => moveKeyPoints(platform, officers['32'], { id, transition: 'ask', version, fields: { commentUntil: today(platform).subtract({ days: 1 }).toString() } }), 'key-points/date-past');
    await step(region, id, 'ask');
    for (const transition of ['put', 'revise', 'withdraw'] as const) await refused(() => moveKeyPoints(platform, officers['33'], { id, transition, version: version + 1, reason: '不', fields: transition === 'put' ? { consentUntil: today(platform).toString() } : {} }), 'common/not-allowed');
  });
  test('before the four nothing is edited; taken back, it is a draft again and what was put forward stays', async () => {
    const id = await draft(aDraftInComment);
    await step(region, id, 'put');
    await refused(() => change(id, { text: '改' }), 'key-points/fixed');
    await refused(() => addPoints(platform, officers['32'], id, { itemIds: [region.items[0]!.id] }), 'key-points/fixed');
    await refused(() => addComment(platform, officers['33'], id, { clause: null, text: '晚了' }), 'key-points/not-commenting');
    await refused(() => amendKeyPoints(platform, officers['33'], id, { reason: '改' }), 'key-points/not-in-force');
  });
});

describe('in the database itself, past every service', () => {
  const changes = (id: string, pointId: string, commentId: string) => ({
    'the document': sql`update plan.key_points set title = '改' where id = ${id} returning id`,
    'a point': sql`update plan.point set text = '改' where id = ${pointId} returning id`,
    'a point taken out': sql`delete from plan.point where id = ${pointId} returning id`,
    'a text': sql`insert into plan.key_points_text (key_points_id, number, purpose, content, sha256) values (${id}, (select texts + 1 from plan.key_points where id = ${id}), 'consent', '{}', sha256('{}')) returning number`,
    'an answer': sql`update plan.point_comment set verdict = 'taken', answered_at = now() where id = ${commentId} returning id`,
    'the state': sql`update plan.key_points set state = 'inForce', in_force_on = current_date where id = ${id} returning id`,
  });
  test('nobody but the party that drafts changes the draft, answers or puts forward', async () => {
    const id = await draft(aDraftInComment);
    const { id: commentId } = await addComment(platform, officers['33'], id, { clause: null, text: '建议。' });
    const { points: [point] } = await show(id);
    const strangers: Record<string, Actor> = { shanghai: officers['31'], zhejiang: officers['33'], 'own signatory': region.signatories['32'], secretariat: anOfficer('32', { role: 'secretariat_officer' }), auditor: anOfficer('32', { role: 'auditor' }), visitor };
    for (const [name, who] of Object.entries(strangers)) for (const [what, attack] of Object.entries(changes(id, point!.id, commentId))) {
      expect([name, what, await rowsOf(db, who, (tx) => attack.execute(tx.db))]).toEqual([name, what, 0]);
    }
    await expect(inTransaction(db, officers['32'], (tx) => changes(id, point!.id, commentId)['the state'].execute(tx.db))).rejects.toThrow(/do not go from commenting to inForce/);
  });
  test('a party comments for itself alone, and its comment is its own until it is answered', async () => {
    const id = await draft(aDraftInComment);
    const { id: commentId } = await addComment(platform, officers['33'], id, { clause: null, text: '建议。' });
    const forge = (party: string) => sql`insert into plan.point_comment (key_points_id, text_number, party, text) values (${id}, 1, ${party}, '冒名') returning id`;
    expect(await rowsOf(db, officers['33'], (tx) => forge('34').execute(tx.db))).toBe(0);
    expect(await rowsOf(db, officers['32'], (tx) => forge('32').execute(tx.db))).toBe(0);
    expect(await rowsOf(db, officers['34'], (tx) => forge('34').execute(tx.db))).toBe(1);
    for (const who of [officers['32'], officers['34']]) expect(await rowsOf(db, who, (tx) => sql`update plan.point_comment set text = '改' where id = ${commentId} returning id`.execute(tx.db))).toBe(0);
    expect(await rowsOf(db, officers['33'], (tx) => sql`update plan.point_comment set party = '31' where id = ${commentId} returning id`.execute(tx.db))).toBe(0);
    await answerComment(platform, officers['32'], commentId, { version: 1, verdict: 'taken' });
    expect(await rowsOf(db, officers['33'], (tx) => sql`update plan.point_comment set text = '改' where id = ${commentId} returning id`.execute(tx.db))).toBe(0);
    expect(await rowsOf(db, officers['32'], (tx) => sql`update plan.point_comment set verdict = null, answered_at = null where id = ${commentId} returning id`.execute(tx.db))).toBe(0);
  });
  test('a text before the four is fixed for everybody, the platform and the owner of the database too', async () => {
    const id = await draft(aDraftInComment);
    await step(region, id, 'put');
    const { points: [point] } = await show(id);
    const system: Actor = { role: 'system', job: 'test' };
    for (const attack of [sql`update plan.point set text = '改' where id = ${point!.id} returning id`, sql`delete from plan.point where id = ${point!.id} returning id`, sql`update plan.key_points set preamble = '改' where id = ${id} returning id`, sql`update plan.key_points set party = '31' where id = ${id} returning id`]) {
      expect(await rowsOf(db, system, (tx) => attack.execute(tx.db))).toBe(0);
    }
    await expect(db.admin.query("update plan.point set text = '改' where id = $1", [point!.id])).rejects.toMatchObject({ code: '42501' });
    await expect(inTransaction(db, system, (tx) => sql`update plan.key_points_text set content = '{}' where key_points_id = ${id}`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    await expect(db.admin.query("insert into plan.key_points_text (key_points_id, number, purpose, content, sha256) values ($1, 9, 'consent', '{}', sha256('[]'))", [id])).rejects.toMatchObject({ code: '23514' });
  });
  test('one is on its way for a year, whoever asks', async () => {
    await draft();
    const second = sql`insert into plan.key_points (plan_id, year, title, number, party) values (${region.planId}, ${year}, '另一份', '2号', '33') returning id`;
    expect(await rowsOf(db, officers['33'], (tx) => second.execute(tx.db))).toBe(0);
  });
});
