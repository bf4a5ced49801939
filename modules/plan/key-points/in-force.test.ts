import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { today } from '#kernel/platform.ts';
import { loadSigning } from '#kernel/signing/documents.ts';
import { newKey } from '#kernel/signing/keys.ts';
import { appointSignatory, registerKey } from '#kernel/signing/signatories.ts';
import { aRegistration, signAs, type TestSignatory } from '#kernel/signing/testing.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance, loadConsent } from '#modules/governance/index.ts';
import { allAgree, answerAs } from '../../governance/testing.ts';
import { moveMilestone, plan, storeFacts } from '../index.ts';
import { amendKeyPoints } from './service/begin.ts';
import { moveKeyPoints } from './service/moves.ts';
import { changePoint } from './service/points.ts';
import { printKeyPoints } from './service/print.ts';
import { listPublicYears, showYear } from './service/public.ts';
import { changeReview, compileReview, publishReview, remarkOnPoint } from './service/reviews.ts';
import { showAmendment, showKeyPoints, showText } from './service/show.ts';
import { aDraftInComment, aRegion, rowsOf, step, type Region } from './testing.ts';

/** From the four who agree to the four who sign, to amendments and reviews. */
let db: TestDatabase;
let region: Region;
let platform: Region['platform'];
let officers: Region['officers'];
let year: number;
const signatories = {} as Record<PartyCode, TestSignatory>;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations]);
  platform = testPlatform(db, { now: Temporal.Now.instant().toString(), outcomes: plan.outcomes ?? {} });
  region = await aRegion(db, platform);
  ({ officers, year } = region);
  const day = today(platform);
  for (const party of partyCodes) {
    const actor = region.signatories[party];
    await inTransaction(db, systemActor('test'), (tx) => appointSignatory(tx, { party, accountId: actor.accountId, from: day.toString(), until: day.add({ years: 1 }).toString(), resolution: '长三角教〔2027〕1号' }));
    const key = newKey('SM2');
    const { id: keyId } = await registerKey(platform, actor, aRegistration(platform, party, key));
    signatories[party] = { actor, key, keyId };
  }
});
afterAll(() => db.drop());

const subjectOf = (id: string) => ({ type: 'plan.keyPoints', id });
const show = (id: string, who: Actor = officers['32']) => showKeyPoints(platform, who, id);
const roundOf = async (id: string) => {
  const consent = (await inTransaction(db, officers['31'], (tx) => loadConsent(tx, subjectOf(id))))!;
  const { round, digest } = consent.rounds.at(-1)!;
  return { proposalId: consent.id, round, digest };
};
const signingOf = async (id: string) => (await inTransaction(db, officers['31'], (tx) => loadSigning(tx, subjectOf(id))))!;
const agreed = async (id: string, party: PartyCode = '32') => {
  await step(region, id, 'put', { party });
  await answerAs(platform, region.signatories, await roundOf(id), allAgree);
};
const signed = async (id: string, parties: readonly PartyCode[] = partyCodes) => {
  const document = await signingOf(id);
  for (const party of parties) await signAs(platform, document, signatories[party]);
};
/** Gives the year free: each test has a document of its own. */
const clear = () => db.admin.query("alter table plan.key_points disable trigger user; update plan.key_points set state = 'withdrawn', in_force_on = null where state <> 'withdrawn'; alter table plan.key_points enable trigger user");
const inComment = async () => { await clear(); return aDraftInComment(region); };
const inForce = async () => {
  const id = await inComment();
  await agreed(id);
  await signed(id);
  return id;
};
const changeFirst = async (id: string, party: PartyCode, over: object) => {
  const { points: [point] } = await show(id, officers[party]);
  const { id: pointId, version, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId } = point!;
  await changePoint(platform, officers[party], pointId, { version, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId, ...over });
};

describe('the four decide', () => {
  test('agreed by all four, the very text that they agreed to goes to the signatories', async () => {
    const id = await inComment();
    await agreed(id);
    expect(await show(id)).toMatchObject({ state: 'signing', texts: [{}, { number: 2 }], may: { draft: false } });
    const { documentId } = await signingOf(id);
    const { rows: [document] } = await db.admin.query<{ canonical: string }>('select canonical from kernel.signing_document where id = $1', [documentId]);
    const { content, required } = JSON.parse(document!.canonical) as { content: { clauses: unknown[] }; required: string[] };
    const { clauses, ...said } = content;
    expect(canonicalJson(said as never)).toBe((await showText(platform, officers['31'], id, 2)).content);
    expect([clauses.length, required]).toEqual([5, [...partyCodes]]);
  });
  test('one objects: it is a draft again; changed and asked again it goes before them in a new round, with what changed', async () => {
    const id = await inComment();
    await step(region, id, 'put');
    await answerAs(platform, region.signatories, await roundOf(id), { ...allAgree, '34': 'object' });
    expect(await show(id)).toMatchObject({ state: 'draft', commentUntil: null, consentUntil: null, may: { draft: true } });
    await step(region, id, 'ask');
    await expect(step(region, id, 'put')).rejects.toMatchObject({ kind: { code: expect.stringContaining('governance/') } });
    await changeFirst(id, '32', { target: 90 });
    await step(region, id, 'put');
    const consent = (await inTransaction(db, officers['34'], (tx) => loadConsent(tx, subjectOf(id))))!;
    expect(consent.rounds.map(({ round, state }) => [round, state])).toEqual([[1, 'refused'], [2, 'open']]);
    expect(consent.rounds[1]!.changes?.map(({ change }) => change)).toEqual(['same', 'changed', 'same', 'same', 'same']);
    expect((await show(id)).texts.map(({ purpose }) => purpose)).toEqual(['comment', 'consent', 'comment', 'consent']);
  });
  test('taken back by the party that drafts before they have decided, with a reason', async () => {
    const id = await inComment();
    await step(region, id, 'put');
    const { version } = await show(id);
    await expect(moveKeyPoints(platform, officers['33'], { id, transition: 'revise', version, reason: '不' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await expect(moveKeyPoints(platform, officers['32'], { id, transition: 'revise', version })).rejects.toMatchObject({ kind: { code: 'lifecycle/reason-required' } });
    await expect(moveKeyPoints(platform, officers['32'], { id, transition: 'revise', version: version - 1, reason: '不' })).rejects.toMatchObject({ kind: { code: 'common/changed-meanwhile' } });
    await step(region, id, 'revise');
    expect((await show(id)).state).toBe('draft');
    expect((await inTransaction(db, officers['34'], (tx) => loadConsent(tx, subjectOf(id))))!.state).toBe('withdrawn');
  });
  test('taken back from the signatories: what three had signed counts for nothing', async () => {
    const id = await inComment();
    await agreed(id);
    await signed(id, ['31', '32', '33']);
    await step(region, id, 'revise');
    expect([(await show(id)).state, (await signingOf(id)).state]).toEqual(['draft', 'withdrawn']);
    await expect(signAs(platform, await signingOf(id), signatories['34'])).rejects.toMatchObject({ kind: { code: 'signing/not-open' } });
  });
});

describe('in force', () => {
  test('when the fourth has signed, and not before; from then on everybody sees it', async () => {
    const id = await inComment();
    await agreed(id);
    await signed(id, ['31', '32', '33']);
    expect((await show(id)).state).toBe('signing');
    await expect(show(id, visitor)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    await signed(id, ['34']);
    expect(await show(id)).toMatchObject({ state: 'inForce', visibility: 'public', inForceOn: expect.stringMatching(/^\d{4}-/), may: { draft: false, comment: false, amend: true, review: true } });
    const seen = await show(id, visitor);
    expect([seen.points.length, seen.comments, seen.texts.map(({ number }) => number), seen.may.amend]).toEqual([4, [], [2], false]);
    await expect(showText(platform, visitor, id, 1)).rejects.toMatchObject({ kind: { code: 'key-points/no-text' } });
    expect(await showYear(platform, year)).toMatchObject({ id, number: `长三角教要〔${year}〕1号`, points: [{}, {}, {}, {}], earlier: [], signing: { state: 'inForce', signatures: [{ party: '31' }, { party: '32' }, { party: '33' }, { party: '34' }] } });
    expect((await listPublicYears(platform)).map((row) => row.year)).toEqual([year]);
  });
  test('as the document that the four signed, and before that as a draft', async () => {
    const id = await inComment();
    const printed = async () => inspect(new Uint8Array(await (await printKeyPoints(platform, officers['31'], id, 'pdf')).arrayBuffer()), (reader) => reader.texts()).join('');
    expect(await printed()).toContain('（草案）');
    await agreed(id);
    await signed(id);
    const text = await printed();
    expect(text).not.toContain('草案');
    for (const said of ['江苏省教育厅', '可核验四方签署情况', `〔${year}〕1号`]) expect(text).toContain(said);
    const docx = await printKeyPoints(platform, visitor, id, 'docx');
    expect(Buffer.from(await docx.arrayBuffer()).subarray(0, 2).toString()).toBe('PK');
  });
  test('a year that is not in force yet is nobody’s to see', async () => {
    await inComment();
    await expect(showYear(platform, year)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
    expect(await listPublicYears(platform)).toEqual([]);
  });
  test('a text in force is edited by nobody: not by its party, not by the platform, not past the services', async () => {
    const id = await inForce();
    const { points: [point] } = await show(id);
    await expect(changeFirst(id, '32', { text: '改' })).rejects.toMatchObject({ kind: { code: 'key-points/fixed' } });
    const attacks = [
      sql`update plan.point set text = '改' where id = ${point!.id} returning id`, sql`delete from plan.point where id = ${point!.id} returning id`, sql`update plan.key_points set title = '改' where id = ${id} returning id`,
      sql`insert into plan.point (key_points_id, position, item_id, heading) values (${id}, 9, ${point!.itemId}, '添') returning id`, sql`update plan.key_points set state = 'draft', in_force_on = null where id = ${id} returning id`,
      sql`update plan.key_points_text set content = '{}' where key_points_id = ${id} returning number`, sql`update plan.key_points set visibility = 'region' where id = ${id} returning id`,
    ];
    for (const who of [officers['32'], officers['31'], signatories['32'].actor, systemActor('test')]) for (const [i, attack] of attacks.entries()) expect([i, await rowsOf(db, who, (tx) => attack.execute(tx.db))]).toEqual([i, 0]);
    for (const attack of ["update plan.point set text = '改'", "update plan.key_points set title = '改'", 'delete from plan.point']) await expect(db.admin.query(`${attack} where ${attack.includes('key_points') ? 'id' : 'key_points_id'} = $1`, [id])).rejects.toMatchObject({ code: '42501' });
  });
  test('nobody brings it into force without the four signatures: not its officer, not another’s signatory, not the platform itself', async () => {
    const id = await inComment();
    await agreed(id);
    await signed(id, ['31', '32', '33']);
    const forge = sql`update plan.key_points set state = 'inForce', in_force_on = current_date, visibility = 'public', version = version + 1 where id = ${id} returning id`;
    for (const who of [officers['32'], officers['34'], signatories['34'].actor, visitor]) expect(await rowsOf(db, who, (tx) => forge.execute(tx.db))).toBe(0);
    await expect(inTransaction(db, systemActor('test'), (tx) => forge.execute(tx.db))).rejects.toThrow(/when the four have signed them/);
    // the outcome itself, called for a document that was not signed
    await expect(inTransaction(db, systemActor('test'), (tx) => plan.outcomes!['plan.keyPoints']!.onSigned!(tx, { subjectId: id, documentId: crypto.randomUUID(), sm3: '', sha256: '' }))).rejects.toThrow(/when the four have signed them/);
    await expect(inTransaction(db, officers['34'], (tx) => plan.outcomes!['plan.keyPoints']!.onSigned!(tx, { subjectId: id, documentId: crypto.randomUUID(), sm3: '', sha256: '' }))).resolves.toBeUndefined();
    expect((await show(id)).state).toBe('signing');
  });
});

describe('an amendment', () => {
  test('is begun by any of the four, goes the same way, and takes the place of what is in force only when all four have signed', async () => {
    const id = await inForce();
    const { id: amendment } = await amendKeyPoints(platform, officers['34'], id, { reason: '名额按实际调整。' });
    await expect(amendKeyPoints(platform, officers['31'], id, { reason: '又一份' })).rejects.toMatchObject({ kind: { code: 'key-points/year-taken' } });
    expect((await show(amendment, officers['34'])).points.map(({ clause }) => clause)).toEqual((await show(id)).points.map(({ clause }) => clause));
    await changeFirst(amendment, '34', { target: 80 });
    await step(region, amendment, 'ask', { party: '34' });
    expect((await showAmendment(platform, officers['31'], amendment)).clauses.map(({ change }) => change)).toEqual(['changed', 'changed', 'same', 'same', 'same']);
    await agreed(amendment, '34');
    await signed(amendment, ['34', '31', '32']);
    expect([(await show(id)).state, (await show(amendment)).state]).toEqual(['inForce', 'signing']);
    await signed(amendment, ['33']);
    expect([(await show(id)).state, (await show(amendment)).state]).toEqual(['superseded', 'inForce']);
    expect(await show(amendment)).toMatchObject({ edition: 2, number: `长三角教要〔${year}〕2号`, reason: '名额按实际调整。' });
    const { content } = await showText(platform, visitor, amendment, 2);
    expect(JSON.parse(content)).toMatchObject({ amends: { number: `长三角教要〔${year}〕1号`, sha256: (await show(id)).texts.at(-1)!.sha256 } });
    await expect(amendKeyPoints(platform, officers['31'], id, { reason: '旧的' })).rejects.toMatchObject({ kind: { code: 'key-points/not-in-force' } });
  });
  test('only of what is in force, in the database too; a second of a year is never in force beside the first', async () => {
    const id = await inForce();
    const forge = (amends: string, edition: number) => sql`insert into plan.key_points (plan_id, year, edition, amends, reason, title, number, party) values (${region.planId}, ${year}, ${edition}, ${amends}, '改', '另', '另号', '33') returning id`;
    expect(await rowsOf(db, officers['33'], (tx) => forge(id, 3).execute(tx.db))).toBe(0);
    expect(await rowsOf(db, officers['33'], (tx) => sql`insert into plan.key_points (plan_id, year, title, number, party) values (${region.planId}, ${year + 2}, '非轮值方', '另号', '33') returning id`.execute(tx.db))).toBe(0);
    await expect(db.admin.query("insert into plan.key_points (plan_id, year, edition, amends, reason, title, number, party, state, in_force_on) values ($1, $2, 2, $3, '改', '另', '另号', '33', 'inForce', current_date)", [region.planId, year, id])).rejects.toMatchObject({ code: '23505' });
  });
});

describe('a review', () => {
  test('is compiled from the facts and the milestones of the year, said a sentence on by those who lead, and published for good', async () => {
    const id = await inForce();
    const day = today(platform).toString();
    await inTransaction(db, officers['31'], (tx) => storeFacts(tx, { itemId: region.items[0]!.id, mechanism: 'exchange', subject: { type: 'exchange.call', id: 'a' }, facts: [{ measure: '交换生', value: 100, unit: '人', period: String(year), party: '31' }, { measure: '交换生', value: 50, unit: '人', period: `${year + 1}-01`, party: '31' }, { measure: '交换生', value: 9, unit: '校', period: String(year), party: '31' }] }));
    await moveMilestone(platform, officers['31'], { id: region.milestones[0]!, transition: 'complete', version: 1, fields: { doneOn: day } });
    await expect(compileReview(platform, officers['31'], id, { kind: 'midYear' })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    // the plan is not published, the key points are: everybody sees how they stand, and nothing of what that is made of
    expect((await showYear(platform, year)).points[0]).toMatchObject({ reached: 100, milestone: { status: 'done' } });
    expect(await rowsOf(db, visitor, (tx) => sql`select from plan.fact`.execute(tx.db)) + await rowsOf(db, visitor, (tx) => sql`select from plan.milestone`.execute(tx.db))).toBe(0);
    const { id: reviewId } = await compileReview(platform, officers['32'], id, { kind: 'midYear' });
    const { reviews: [review], points: [point] } = await show(id);
    expect(review!.standings[0]).toMatchObject({ clause: point!.clause, target: 120, reached: 100, reports: 0, milestone: { doneOn: day, status: 'done' } });
    await remarkOnPoint(platform, officers['31'], reviewId, { clause: point!.clause, text: '已派出100人。' });
    await expect(remarkOnPoint(platform, officers['33'], reviewId, { clause: point!.clause, text: '代说' })).rejects.toMatchObject({ kind: { code: 'key-points/not-your-point' } });
    expect(await rowsOf(db, officers['33'], (tx) => sql`insert into plan.point_remark (review_id, clause, party, text) values (${reviewId}, ${point!.clause}, '31', '冒名') on conflict (review_id, clause) do update set text = '冒名' returning clause`.execute(tx.db))).toBe(0);
    expect((await show(id, visitor)).reviews).toEqual([]);
    await changeReview(platform, officers['32'], reviewId, { version: 1, remark: '总体正常。' });
    await expect(publishReview(platform, officers['33'], reviewId, { version: 2 })).rejects.toMatchObject({ kind: { code: 'common/not-allowed' } });
    await expect(publishReview(platform, officers['32'], reviewId, { version: 1 })).rejects.toMatchObject({ kind: { code: 'common/changed-meanwhile' } });
    await publishReview(platform, officers['32'], reviewId, { version: 2 });
    expect(await show(id, visitor)).toMatchObject({ state: 'reviewed', reviews: [{ kind: 'midYear', remark: '总体正常。', remarks: [{ party: '31', text: '已派出100人。' }] }] });
    await expect(changeReview(platform, officers['32'], reviewId, { version: 3, remark: '改' })).rejects.toMatchObject({ kind: { code: 'key-points/reviewed-already' } });
    await expect(compileReview(platform, officers['32'], id, { kind: 'midYear' })).rejects.toMatchObject({ kind: { code: 'key-points/reviewed-already' } });
    expect(await rowsOf(db, officers['32'], (tx) => sql`update plan.key_points_review set remark = '改' where id = ${reviewId} returning id`.execute(tx.db))).toBe(0);
    const { id: yearEnd } = await compileReview(platform, officers['32'], id, { kind: 'yearEnd' });
    await publishReview(platform, officers['32'], yearEnd, { version: 1 });
    expect(await show(id)).toMatchObject({ state: 'closed', may: { review: false, amend: false } });
  });
  test('a year is not called reviewed or closed without one that was published', async () => {
    const id = await inForce();
    for (const state of ['reviewed', 'closed']) expect(await rowsOf(db, officers['32'], (tx) => sql`update plan.key_points set state = ${state} where id = ${id} returning id`.execute(tx.db))).toBe(0);
  });
});
