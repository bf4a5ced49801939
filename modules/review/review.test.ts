import { sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { renderPdf } from '#kernel/documents/pdf.ts';
import { shortNotice } from '#kernel/documents/testing.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { openDiskStore, type BlobStore } from '#kernel/files/blobs.ts';
import type { Platform } from '#kernel/platform.ts';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { assignByHand, unassign } from './service/assignments.ts';
import { exportDuties, listDuties, recordDuty } from './service/duties.ts';
import { importItems, listItems } from './service/items.ts';
import { addMaterial, listLooks, readMaterial } from './service/materials.ts';
import { addPost, showPanel, showSeverity, writeOpinion } from './service/panel.ts';
import { computePlanJob, confirmPlan, requestPlan } from './service/plans.ts';
import { chooseReviewers, declareItemConflict, nameChair, removeReviewer, saveKeywords, signPledge } from './service/reviewers.ts';
import { addReview } from './service/reviews.ts';
import { printResult, showResult } from './service/result.ts';
import { saveSheet, showSheet, submitSheet } from './service/scoring.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, anInvitedReview, aRequester, aRunningReview, codeOf, marks, pledge, reply, step, submitAll, terms, type Expert } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let folder: string;
let blobs: BlobStore;
const office = anOfficer('32');
let requester: Awaited<ReturnType<typeof aRequester>>;
let experts: [Expert, Expert, Expert];
beforeAll(async () => {
  db = await aDatabase();
  platform = testPlatform(db);
  folder = await mkdtemp(join(tmpdir(), 'delta-review-'));
  blobs = await openDiskStore(folder);
  requester = await aRequester(db, '32');
  experts = [await anExpert(db, '31', { name: '沈思嘉' }), await anExpert(db, '33', { name: '叶子涵' }), await anExpert(db, '34', { name: '汪思远' })];
});
afterAll(async () => { await db.drop(); await rm(folder, { recursive: true }); });

const ask = () => ({ requesterInstitutionId: requester.institutionId });
const tasksOf = async (personId: string) => (await db.admin.query<{ kind: string }>('select kind from kernel.task where to_person_id = $1 and closed_at is null', [personId])).rows.map(({ kind }) => kind);
const pdf = await renderPdf(shortNotice());
const bytes = async (content: ReadableStream<Uint8Array> | Uint8Array) => new Uint8Array(await new Response(content as BodyInit).arrayBuffer());
const stream = async function* (content: Uint8Array) { yield content; };

describe('a review', () => {
  test('goes from the invitation to the result', async () => {
    const id = await anInvitedReview(platform, office, experts, ask());
    expect(await tasksOf(experts[0].person.personId)).toContain('review.reviewer/answer');
    for (const expert of experts) await reply(platform, expert, id, 'join');
    expect(await codeOf(step(platform, office, id, 'begin'))).toBe('review/no-chair');
    const chair = (await showReview(platform, experts[0].person, id)).own!;
    await nameChair(platform, office, chair.id);
    await step(platform, office, id, 'begin');
    const [sheet] = (await showReview(platform, experts[1].person, id)).own!.items;
    expect(await codeOf(saveSheet(platform, experts[1].person, sheet!.assignmentId, { version: 0, answers: marks(), remark: '' }))).toBe('review/not-pledged');
    for (const expert of experts) await pledge(platform, expert, id);
    expect(await codeOf(signPledge(platform, experts[0].person, chair.id, { digest: 'a'.repeat(64) }))).toBe('review/pledged-already');
    // a draft first, incomplete; then complete, then it stands
    const { version, total } = await saveSheet(platform, experts[1].person, sheet!.assignmentId, { version: 0, answers: { team: { score: 7 } }, remark: '' });
    expect(total).toBeNull();
    expect(await codeOf(submitSheet(platform, experts[1].person, sheet!.assignmentId, { version, answers: { team: { score: 7 } }, remark: '' }))).toBe('review/incomplete');
    expect(await codeOf(submitSheet(platform, experts[1].person, sheet!.assignmentId, { version: 9, answers: marks(), remark: '' }))).toBe('common/changed-meanwhile');
    await submitSheet(platform, experts[1].person, sheet!.assignmentId, { version, answers: marks(9), remark: '很好' });
    expect(await codeOf(saveSheet(platform, experts[1].person, sheet!.assignmentId, { version: version + 1, answers: marks(1), remark: '' }))).toBe('review/submitted-already');
    expect(await codeOf(step(platform, experts[0].person, id, 'unseal'))).toBe('review/not-all-in');
    await submitAll(platform, experts[2], id, 6);
    expect(await tasksOf(experts[0].person.personId)).not.toContain('review.review/open');
    await submitAll(platform, experts[0], id, 8);
    expect(await tasksOf(experts[0].person.personId)).toContain('review.review/open');
    expect(await codeOf(step(platform, experts[1].person, id, 'unseal'))).toBe('review/not-chair');
    await step(platform, experts[0].person, id, 'unseal');
    const panel = await showPanel(platform, experts[1].person, id, { limit: 50 });
    expect(panel.items[0]!.sheets.map(({ total: given }) => given).toSorted()).toEqual([60, 80, 90]);
    expect(panel.items[0]!.standing).toMatchObject({ passes: true, spread: 30 });
    const item = panel.items[0]!.id;
    await addPost(platform, experts[2].person, item, { text: '科研部分略弱。' });
    expect(await codeOf(step(platform, experts[0].person, id, 'conclude'))).toBe('review/no-opinion');
    expect(await codeOf(writeOpinion(platform, experts[1].person, item, { version: 0, verdict: 'pass', score: 76.7, text: '同意通过。' }))).toBe('review/not-lead');
    expect(await codeOf(writeOpinion(platform, experts[0].person, item, { version: 0, verdict: 'first', score: 76.7, text: '一等奖。' }))).toBe('review/unknown-verdict');
    await writeOpinion(platform, experts[0].person, item, { version: 0, verdict: 'pass', score: 76.7, text: '专家组一致同意通过，建议加强科研。' });
    expect(await codeOf(showResult(platform, requester.officer, id, { limit: 10 }))).toBe('common/not-found');
    await step(platform, experts[0].person, id, 'conclude');
    const result = await showResult(platform, requester.officer, id, { limit: 10 });
    expect(result.items).toMatchObject([{ title: '教育学', verdict: 'pass', score: 76.7 }]);
    expect(JSON.stringify(result)).not.toMatch(/沈思嘉|叶子涵|汪思远/);
    const printed = await bytes(new Uint8Array(await (await printResult(platform, requester.officer, id)).arrayBuffer()));
    inspect(printed, (reader) => { const text = reader.texts().join(''); expect(text).toContain('教育学学科评估评审结论'); expect(text).toContain('专家组一致同意通过'); expect(text).not.toMatch(/沈思嘉|叶子涵|汪思远/); });
    const { rows: told } = await db.admin.query("select 1 from kernel.notification where kind = 'review.review/concluded' and subject_id = $1 and to_role = 'institution_officer' and to_organization_id = $2", [id, requester.institutionId]);
    expect(told).toHaveLength(1);
    // hours and honorarium
    const duties = await listDuties(platform, office, id);
    expect(duties.map(({ reviews, suggestedFen }) => [reviews, suggestedFen])).toEqual([[1, 80_000], [1, 80_000], [1, 80_000]]);
    for (const { reviewerId } of duties) await recordDuty(platform, office, reviewerId, { version: 0, hours: 6.5, feeFen: 80_000 });
    expect(await (await exportDuties(platform, office, id, { format: 'csv', language: 'zh' })).text()).toContain('沈思嘉,某大学,1,6.5,800,是');
    expect((await showReview(platform, experts[2].person, id)).own!.duty).toEqual({ hours: 6.5, feeFen: 80_000 });
  });

  test('records the pledge by the digest of its text, and the digest of all sheets when they are opened', async () => {
    const id = await aRunningReview(platform, office, experts);
    for (const expert of experts) await submitAll(platform, expert, id);
    await step(platform, experts[0].person, id, 'unseal');
    const { own } = await showReview(platform, experts[0].person, id);
    const { rows } = await db.admin.query<{ sha256: string }>("select changes ->> 'sha256' as sha256 from kernel.journal_entry where act = 'review.reviewer/pledge' and subject_id = $1", [own!.id]);
    expect(rows).toEqual([{ sha256: own!.pledge.digest }]);
    const { rows: frozen } = await db.admin.query<{ changes: { sheets: number; digest: string } }>("select changes from kernel.journal_entry where act = 'review.review/freeze' and subject_id = $1", [id]);
    expect(frozen[0]!.changes).toMatchObject({ sheets: 3, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('is opened although somebody never answered, once the office has taken the item back from them', async () => {
    const id = await aRunningReview(platform, office, experts);
    await submitAll(platform, experts[0], id);
    await submitAll(platform, experts[1], id);
    const late = (await showReview(platform, office, id)).office!.reviewers.filter(({ awaited }) => awaited);
    expect(late.map(({ name }) => name)).toEqual(['汪思远']);
    const { items } = await listItems(platform, office, id, { limit: 10 });
    const { id: assignment } = items[0]!.reviewers.find(({ reviewerId }) => reviewerId === late[0]!.id)!;
    await unassign(platform, office, assignment, { reason: '逾期未评' });
    expect(await tasksOf(experts[0].person.personId)).toContain('review.review/open');
    expect(await codeOf(unassign(platform, office, items[0]!.reviewers[0]!.id, { reason: '换人' }))).toBe('review/review-exists');
    await step(platform, experts[0].person, id, 'unseal');
  });
});

describe('somebody who does not come', () => {
  test('is replaced by whom the office picks, when the panel was chosen from the pool', async () => {
    const id = await anInvitedReview(platform, office, experts.slice(0, 2));
    expect(await codeOf(reply(platform, experts[1], id, 'decline'))).toBe('lifecycle/reason-required');
    await reply(platform, experts[1], id, 'decline', '时间冲突');
    const { rows } = await db.admin.query<{ title: { zh: string } }>("select title from kernel.task where kind = 'review.review/replace' and subject_id = $1 and closed_at is null", [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.title.zh).not.toContain('叶子涵');
    expect(await codeOf(chooseReviewers(platform, office, id, { memberIds: [experts[2].memberId, crypto.randomUUID()] }))).toBe('review/not-in-pool');
    expect(await chooseReviewers(platform, office, id, { memberIds: [experts[2].memberId, experts[2].memberId] })).toEqual({ added: 1 }); // named twice, asked once
    expect(await tasksOf(experts[2].person.personId)).toContain('review.reviewer/answer');
    expect((await db.admin.query("select 1 from kernel.task where kind = 'review.review/replace' and subject_id = $1 and closed_at is null", [id])).rows).toHaveLength(0);
  });

  test('leaves what they have handed in, with their name', async () => {
    const id = await aRunningReview(platform, office, experts);
    for (const expert of experts) await submitAll(platform, expert, id);
    const left = (await showReview(platform, office, id)).office!.reviewers.find(({ name }) => name === '汪思远')!;
    await removeReviewer(platform, office, { id: left.id, transition: 'remove', version: left.version, reason: '健康原因' });
    await step(platform, experts[0].person, id, 'unseal');
    const { reviewers, items } = await showPanel(platform, office, id, { limit: 5 });
    expect(items[0]!.sheets).toHaveLength(3);
    expect(reviewers.map(({ name }) => name)).toEqual(['沈思嘉', '叶子涵', '汪思远']);
    expect(await codeOf(showPanel(platform, experts[2].person, id, { limit: 5 }))).toBe('common/not-found');
  });

  test('loses the chair with it, and their items are somebody else’s', async () => {
    const id = await aRunningReview(platform, office, experts);
    const { office: seen } = await showReview(platform, office, id);
    const chair = seen!.reviewers.find((reviewer) => reviewer.chair)!;
    await removeReviewer(platform, office, { id: chair.id, transition: 'remove', version: chair.version, reason: '健康原因' });
    const after = await showReview(platform, office, id);
    expect(after.office!.reviewers.filter((reviewer) => reviewer.chair)).toEqual([]);
    const { rows: [assignment] } = await db.admin.query<{ id: string }>('select id from review.assignment where reviewer_id = $1', [chair.id]);
    expect(await codeOf(showSheet(platform, experts[0].person, assignment!.id))).toBe('common/not-found');
    expect((await showReview(platform, experts[0].person, id)).lifecycle.transitions).toEqual([]);
  });
});

describe('a conflict of interest', () => {
  test('that is declared takes the item from the reviewer, for good', async () => {
    const id = await aRunningReview(platform, office, experts, { items: [{ title: '教育学' }, { title: '心理学' }] });
    const [first] = (await showReview(platform, experts[1].person, id)).own!.items;
    await declareItemConflict(platform, experts[1].person, first!.assignmentId, { reason: '合作导师' });
    expect((await showReview(platform, experts[1].person, id)).own!.items.map(({ number }) => number)).toEqual([2]);
    const { own } = await showReview(platform, experts[1].person, id);
    expect(await codeOf(assignByHand(platform, office, { itemId: first!.itemId, reviewerId: own!.id }))).toBe('review/in-conflict');
  });

  test('derived from where somebody works, or named in what they declared, keeps an item from them', async () => {
    const insider = await anExpert(db, '32', { name: '蒋雨欣', institutionId: requester.institutionId });
    const relative = await anExpert(db, '33', { name: '潘俊杰' });
    await db.admin.query("insert into pools.conflict (person_id, kind, name, key, about, party) values ($1, 'kinship', '王 芳', '王芳', '配偶', '33')", [relative.person.personId]);
    const id = await anInvitedReview(platform, office, [experts[0], insider, relative], { reviewsPerItem: 3, items: [{ title: '教育学', institutionIds: [requester.institutionId], persons: ['王芳'] }] });
    for (const expert of [experts[0], insider, relative]) await reply(platform, expert, id, 'join');
    await nameChair(platform, office, (await showReview(platform, experts[0].person, id)).own!.id);
    const of = async (expert: Expert) => (await showReview(platform, expert.person, id)).own!;
    const [item] = (await listItems(platform, office, id, { limit: 5 })).items;
    expect(await codeOf(assignByHand(platform, office, { itemId: item!.id, reviewerId: (await of(insider)).id }))).toBe('review/in-conflict');
    await step(platform, office, id, 'begin'); // all items are for all: but for those in conflict
    expect((await of(experts[0])).items).toHaveLength(1);
    expect((await of(insider)).items).toEqual([]);
    expect((await of(relative)).items).toEqual([]);
    // nor do they read or say anything of it when the scores are open; and none of them chairs
    expect(await codeOf(nameChair(platform, office, (await of(relative)).id))).toBe('review/chair-in-conflict');
    for (const expert of [experts[0], insider, relative]) await pledge(platform, expert, id);
    await submitAll(platform, experts[0], id);
    await step(platform, experts[0].person, id, 'unseal');
    expect((await showPanel(platform, experts[0].person, id, { limit: 5 })).items).toHaveLength(1);
    for (const expert of [insider, relative]) {
      expect((await showPanel(platform, expert.person, id, { limit: 5 })).items).toEqual([]);
      expect(await inTransaction(db, expert.person, async (tx) => (await sql`select 1 from review.sheet union all select 1 from review.item union all select 1 from review.item_subject`.execute(tx.db)).rows)).toEqual([]);
      expect(await codeOf(addPost(platform, expert.person, item!.id, { text: '我认为很好。' }))).toBe('common/not-found');
    }
  });
});

describe('materials', () => {
  test('are given out after the pledge only, a PDF with the reader’s name on it, and every look is recorded', async () => {
    const id = await anInvitedReview(platform, office, experts);
    const [item] = (await listItems(platform, office, id, { limit: 5 })).items;
    const { id: paper } = await addMaterial(platform, blobs, office, item!.id, { name: '自评报告（王芳）.pdf', content: stream(pdf) });
    const { id: note } = await addMaterial(platform, blobs, office, item!.id, { name: '说明.txt', content: stream(new TextEncoder().encode('说明')) });
    for (const expert of experts) await reply(platform, expert, id, 'join');
    await nameChair(platform, office, (await showReview(platform, experts[0].person, id)).own!.id);
    await step(platform, office, id, 'begin');
    expect(await codeOf(readMaterial(platform, blobs, experts[1].person, paper))).toBe('common/not-found');
    await pledge(platform, experts[1], id);
    const given = await readMaterial(platform, blobs, experts[1].person, paper);
    inspect(await bytes(given.content), (reader) => { for (const text of reader.texts()) expect(text).toContain('叶子涵2027-03-1510:00仅供评审'); });
    expect(await bytes((await readMaterial(platform, blobs, office, paper)).content)).toEqual(pdf);
    expect(new TextDecoder().decode(await bytes((await readMaterial(platform, blobs, experts[1].person, note)).content))).toBe('说明');
    const looks = await listLooks(platform, office, id, { limit: 10 });
    expect(looks.map(({ name }) => name)).toEqual(['叶子涵', '经办人', '叶子涵']);
    expect(await codeOf(readMaterial(platform, blobs, anOfficer('33'), paper))).toBe('common/not-found');
  });

  test('of an anonymous review have neutral names and no properties, and what cannot lose them is not taken', async () => {
    const id = await anInvitedReview(platform, office, experts, { anonymous: true, preset: 'seniorTitle', items: [{ title: '王芳', persons: ['王芳'] }] });
    const [item] = (await listItems(platform, office, id, { limit: 5 })).items;
    const { id: paper } = await addMaterial(platform, blobs, office, item!.id, { name: '王芳论文.pdf', content: stream(pdf) });
    expect(await codeOf(addMaterial(platform, blobs, office, item!.id, { name: '王芳.zip', content: stream(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])) }))).toBe('review/mixed-properties');
    for (const expert of experts) { await reply(platform, expert, id, 'join'); await pledge(platform, expert, id); }
    await nameChair(platform, office, (await showReview(platform, experts[0].person, id)).own!.id);
    await step(platform, office, id, 'begin');
    const given = await readMaterial(platform, blobs, experts[1].person, paper);
    expect(given.name).toBe('A001-1.pdf');
    const { own } = await showReview(platform, experts[1].person, id);
    expect(JSON.stringify([own, await showSheet(platform, experts[1].person, own!.items[0]!.assignmentId), await listItems(platform, experts[1].person, id, { limit: 5 })])).not.toContain('王芳');
  });
});

describe('items from a sheet', () => {
  const sheet = (rows: string[][]) => writeWorkbook([{ name: '对象', columns: ['名称*', '简介', '人员', '单位', '类别', '关键词'].map((label) => ({ label })), rows }]);
  test('come in all together, with their institutions and fields', async () => {
    const { id } = await addReview(platform, office, terms);
    expect(await importItems(platform, office, id, await sheet([['教育学', '课程与教学', '王芳、李明', requester.name, '教育学', '课程论、教师教育'], ['计算机', '', '', '', '520', '']]))).toEqual({ added: 2 });
    const { items } = await listItems(platform, office, id, { limit: 5 });
    expect(items).toMatchObject([{ number: 1, title: '教育学', keywords: ['课程论', '教师教育'], persons: ['王芳', '李明'], institutionNames: [requester.name], categories: ['880'] }, { number: 2, categories: ['520'] }]);
  });
  test('come in not at all when rows are wrong, and each is named', async () => {
    const { id } = await addReview(platform, office, terms);
    const refused = await importItems(platform, office, id, await sheet([['教育学', '', '', '没有的大学', ''], ['', '', '', '', '880'], ['物理', '', '', '', '没有的类'], ['化学', '', '', '', '', '一二三四五六七八九十一'.split('').join('、')]])).catch((error: { details: { rows: unknown } }) => error.details);
    expect(refused).toMatchObject({ count: 4, rows: [{ row: 2 }, { row: 3 }, { row: 4 }, { row: 5 }] });
    expect((await listItems(platform, office, id, { limit: 5 })).items).toEqual([]);
    expect(await codeOf(importItems(platform, office, id, await writeWorkbook([{ name: 'x', columns: [{ label: '别的' }], rows: [['x']] }])))).toBe('review/wrong-heads');
  });
});

describe('an assignment of many to many', () => {
  test('is computed in a job, shown, confirmed, and changed by hand within the rules', async () => {
    const four = [...experts, await anExpert(db, '31', { name: '顾晓燕', categories: ['520'] })];
    const id = await anInvitedReview(platform, office, four, { reviewsPerItem: 2, loadCap: 3, pairCap: 0.5, items: Array.from({ length: 6 }, (_, i) => ({ title: `学科${i}`, categories: [i < 3 ? '880' : '520'] })) });
    expect(await codeOf(requestPlan(platform, office, id))).toBe('review/nobody-accepted');
    for (const expert of four) await reply(platform, expert, id, 'join');
    const { id: planId } = await requestPlan(platform, office, id);
    expect(await codeOf(requestPlan(platform, office, id))).toBe('review/planning');
    const steps: string[] = [];
    const job = () => computePlanJob(platform, { planId }, { report: async (_, { zh }) => void steps.push(zh) });
    await job();
    await job(); // run twice, it does no harm
    expect(steps.slice(0, 2)).toEqual(['正在读取评审对象、评审人和回避关系', '正在为 6 项评审对象和 4 位评审人计算最合适的分配']);
    const { office: seen } = await showReview(platform, office, id);
    expect(seen!.plan).toMatchObject({ state: 'proposed', pairs: 12, short: [] });
    expect(seen!.plan!.loads.every(({ items }) => items === 3)).toBe(true);
    await confirmPlan(platform, office, planId);
    const { items } = await listItems(platform, office, id, { limit: 10 });
    expect(items.map(({ reviewers }) => reviewers.length)).toEqual([2, 2, 2, 2, 2, 2]);
    const reviewers = (await showReview(platform, office, id)).office!.reviewers;
    expect(reviewers.reduce((sum, reviewer) => sum + reviewer.items, 0)).toBe(12);
    const [item] = items;
    expect(await codeOf(assignByHand(platform, office, { itemId: item!.id, reviewerId: item!.reviewers[0]!.reviewerId }))).toBe('review/assigned-already');
    const full = reviewers.find((reviewer) => reviewer.items === 3)!;
    const without = items.find((one) => one.reviewers.every(({ reviewerId }) => reviewerId !== full.id))!;
    expect(await codeOf(assignByHand(platform, office, { itemId: without.id, reviewerId: full.id }))).toBe('review/over-load');
    await unassign(platform, office, item!.reviewers[0]!.id, { reason: '调整' });
    expect((await listItems(platform, office, id, { limit: 1 })).items[0]!.reviewers).toHaveLength(1);
  });

  test('goes by what reviewers say they know and what they have judged before; nobody says it for them', async () => {
    const two = [await anExpert(db, '31', { name: '钱雨薇' }), await anExpert(db, '33', { name: '陆嘉怡' })] as [Expert, Expert];
    const earlier = await aRunningReview(platform, office, [two[1]], { items: [{ title: '幼儿园游戏课程', keywords: ['学前教育'] }] });
    await submitAll(platform, two[1], earlier);
    await step(platform, two[1].person, earlier, 'unseal');
    await writeOpinion(platform, two[1].person, (await showPanel(platform, two[1].person, earlier, { limit: 1 })).items[0]!.id, { version: 0, verdict: 'pass', score: 80, text: '同意。' });
    await step(platform, two[1].person, earlier, 'conclude');
    const id = await anInvitedReview(platform, office, two, { reviewsPerItem: 1, loadCap: 1, items: [{ title: '幼儿园教师培养', categories: ['880'] }, { title: '高职院校产教融合实训基地', categories: ['880'] }] });
    const { own } = await showReview(platform, two[0].person, id);
    expect(await codeOf(saveKeywords(platform, two[0].person, own!.id, { keywords: ['职业教育'] }))).toBe('review/not-now');
    for (const expert of two) await reply(platform, expert, id, 'join');
    await saveKeywords(platform, two[0].person, own!.id, { keywords: ['职业教育', '产教融合', '产教融合'] });
    expect((await showReview(platform, office, id)).office!.reviewers[0]!.keywords).toEqual(['职业教育', '产教融合']);
    expect(await codeOf(saveKeywords(platform, two[1].person, own!.id, { keywords: ['别的'] }))).toBe('common/not-found');
    expect(await codeOf(saveKeywords(platform, office, own!.id, { keywords: ['别的'] }))).toBe('common/not-allowed');
    await expect(inTransaction(db, office, (tx) => sql`update review.reviewer set keywords = '{别的}' where id = ${own!.id}`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
    const { id: planId } = await requestPlan(platform, office, id);
    await computePlanJob(platform, { planId }, { report: async () => undefined });
    await confirmPlan(platform, office, planId);
    expect((await listItems(platform, office, id, { limit: 5 })).items.map(({ reviewers }) => reviewers.map(({ name }) => name))).toEqual([['陆嘉怡'], ['钱雨薇']]);
    // what was said once is offered the next time
    const next = await anInvitedReview(platform, office, two);
    expect((await showReview(platform, two[0].person, next)).own!.keywords).toEqual(['职业教育', '产教融合']);
  });

  test('that something has overtaken is not confirmed', async () => {
    const id = await anInvitedReview(platform, office, experts, { reviewsPerItem: 2, items: [{ title: '甲' }, { title: '乙' }] });
    for (const expert of experts) await reply(platform, expert, id, 'join');
    const { id: planId } = await requestPlan(platform, office, id);
    await computePlanJob(platform, { planId }, { report: async () => undefined });
    for (const expert of experts.slice(0, 2)) await reply(platform, expert, id, 'decline', '有事');
    expect(await codeOf(confirmPlan(platform, office, planId))).toBe('review/plan-outdated');
  });
});

describe('the severity of judges', () => {
  test('is told where they share items, and said to be unknown where they never met', async () => {
    const together = await aRunningReview(platform, office, experts, { items: [{ title: '甲' }, { title: '乙' }] });
    for (const [i, expert] of experts.entries()) await submitAll(platform, expert, together, 6 + i);
    await step(platform, experts[0].person, together, 'unseal');
    const met = await showSeverity(platform, office, together);
    expect(met.connected).toBe(true);
    expect(met.judges.map(({ severity }) => Math.round(severity ?? 99))).toEqual([-10, 0, 10]);
    expect(met.items.map(({ raw, adjusted }) => [Math.round(raw), Math.round(adjusted ?? 0)])).toEqual([[70, 70], [70, 70]]);

    const apart = await anInvitedReview(platform, office, experts.slice(0, 2), { reviewsPerItem: 1, items: [{ title: '甲' }, { title: '乙' }] });
    for (const expert of experts.slice(0, 2)) { await reply(platform, expert, apart, 'join'); await pledge(platform, expert, apart); }
    const { office: seen } = await showReview(platform, office, apart);
    await nameChair(platform, office, seen!.reviewers[0]!.id);
    const { items } = await listItems(platform, office, apart, { limit: 5 });
    for (const i of [0, 1]) await assignByHand(platform, office, { itemId: items[i]!.id, reviewerId: seen!.reviewers[i]!.id });
    await step(platform, office, apart, 'begin');
    for (const expert of experts.slice(0, 2)) await submitAll(platform, expert, apart);
    await step(platform, experts[0].person, apart, 'unseal');
    expect(await showSeverity(platform, office, apart)).toMatchObject({ connected: false, parts: [[1], [2]], items: [{ raw: 80, adjusted: null }, { raw: 80, adjusted: null }], judges: [{ severity: null }, { severity: null }] });
  });
});
