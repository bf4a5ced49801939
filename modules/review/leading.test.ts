import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { addPost, showPanel, showSeverity, writeOpinion } from './service/panel.ts';
import { declareItemConflict, nameChair } from './service/reviewers.ts';
import { showResult } from './service/result.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, aRunningReview, codeOf, step, submitAll, type Expert } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let experts: [Expert, Expert, Expert];
const office = anOfficer('32');
beforeAll(async () => {
  db = await aDatabase();
  platform = testPlatform(db);
  experts = [await anExpert(db, '31', { name: '沈思嘉' }), await anExpert(db, '33', { name: '叶子涵' }), await anExpert(db, '34', { name: '汪思远' })];
});
afterAll(() => db.drop());

const three = [{ title: '教育学' }, { title: '心理学' }, { title: '体育学' }];
const ownItems = async ({ person }: Expert, id: string) => (await showReview(platform, person, id)).own!.items;
const stepBack = async (expert: Expert, id: string, number: number) => declareItemConflict(platform, expert.person, (await ownItems(expert, id)).find((item) => item.number === number)!.assignmentId, { reason: '合作导师' });
const panelOf = async ({ person }: Expert, id: string) => (await showPanel(platform, person, id, { limit: 10 })).items;
const tasksOf = async ({ person }: Expert) => (await db.admin.query<{ kind: string }>('select kind from kernel.task where to_person_id = $1 and closed_at is null', [person.personId])).rows.map(({ kind }) => kind);
const opinion = { version: 0, verdict: 'pass' as const, score: 80, text: '同意通过。' };

describe('a chair who stands in conflict with one item of many', () => {
  test('steps back from that one: the first by number who was given it leads it, and the chair sees nothing of it', async () => {
    const [chair, second, third] = experts;
    const id = await aRunningReview(platform, office, experts, { items: three });
    await stepBack(chair, id, 2);
    await stepBack(second, id, 3);
    for (const expert of experts) await submitAll(platform, expert, id);
    expect(await tasksOf(second)).not.toContain('review.reviewer/lead');
    await step(platform, chair.person, id, 'unseal');
    expect((await panelOf(chair, id)).map(({ number, leads }) => [number, leads])).toEqual([[1, true], [3, true]]);
    expect((await panelOf(second, id)).map(({ number, leads }) => [number, leads])).toEqual([[1, false], [2, true]]);
    expect((await panelOf(third, id)).map(({ leads }) => leads)).toEqual([false, false, false]);
    const { items, reviewers } = await showPanel(platform, office, id, { limit: 10 });
    expect(items.map(({ lead }) => reviewers.find((reviewer) => reviewer.id === lead)!.name)).toEqual(['沈思嘉', '叶子涵', '沈思嘉']);
    expect(items.map(({ sheets }) => sheets.length)).toEqual([3, 2, 2]);
    expect((await showSeverity(platform, chair.person, id)).items.map(({ number }) => number)).toEqual([1, 3]);

    expect(await tasksOf(second)).toContain('review.reviewer/lead');
    expect(await tasksOf(third)).not.toContain('review.reviewer/lead');
    const [one, two, last] = items.map((item) => item.id) as [string, string, string];
    expect(await codeOf(writeOpinion(platform, chair.person, two, opinion))).toBe('common/not-found');
    expect(await codeOf(addPost(platform, chair.person, two, { text: '我来说说' }))).toBe('common/not-found');
    expect(await codeOf(writeOpinion(platform, third.person, two, opinion))).toBe('review/not-lead');
    expect(await codeOf(writeOpinion(platform, second.person, one, opinion))).toBe('review/not-lead');
    for (const item of [one, last]) await writeOpinion(platform, chair.person, item, opinion);
    // the chair concludes the whole, when the deputy has written what the chair does not see
    expect(await codeOf(step(platform, chair.person, id, 'conclude'))).toBe('review/no-opinion');
    await writeOpinion(platform, second.person, two, { ...opinion, verdict: 'conditional' });
    expect(await tasksOf(second)).not.toContain('review.reviewer/lead');
    expect(await codeOf(step(platform, second.person, id, 'conclude'))).toBe('review/not-chair');
    await step(platform, chair.person, id, 'conclude');
    expect((await showResult(platform, office, id, { limit: 10 })).items.map(({ verdict }) => verdict)).toEqual(['pass', 'conditional', 'pass']);
  });

  test('has the digest of every sheet in the journal all the same', async () => {
    const id = await aRunningReview(platform, office, experts, { items: three });
    await stepBack(experts[0], id, 1);
    for (const expert of experts) await submitAll(platform, expert, id);
    await step(platform, experts[0].person, id, 'unseal');
    const { rows } = await db.admin.query<{ changes: { sheets: number } }>("select changes from kernel.journal_entry where act = 'review.review/freeze' and subject_id = $1", [id]);
    expect(rows[0]!.changes.sheets).toBe(8);
  });

  test('past the services: neither chair nor anybody else writes for the deputy, and nobody asks who leads but the panel and its office', async () => {
    const [chair, second, third] = experts;
    const id = await aRunningReview(platform, office, experts, { items: three });
    await stepBack(chair, id, 1);
    for (const expert of experts) await submitAll(platform, expert, id);
    await step(platform, chair.person, id, 'unseal');
    const [item] = (await showPanel(platform, office, id, { limit: 1 })).items;
    const write = (expert: Expert) => inTransaction(db, expert.person, async (tx) => (await sql`insert into review.opinion (item_id, review_id, verdict, score, text) values (${item!.id}, ${id}, 'pass', 90, '好') returning 1`.execute(tx.db)).rows.length).catch((error: { code?: string }) => error.code);
    expect([await write(chair), await write(third)]).toEqual(['42501', '42501']);
    expect(await write(second)).toBe(1);
    const change = (expert: Expert) => inTransaction(db, expert.person, async (tx) => (await sql`update review.opinion set score = 10 where item_id = ${item!.id} returning 1`.execute(tx.db)).rows.length);
    expect([await change(chair), await change(third), await change(second)]).toEqual([0, 0, 1]);
    for (const actor of [anOfficer('33'), anOfficer('34', { role: 'institution_officer' }), (await anExpert(db, '31', { name: '路人甲' })).person]) {
      expect(await inTransaction(db, actor, async (tx) => (await sql<{ lead: string | null }>`select review.lead_of(${item!.id}) as lead`.execute(tx.db)).rows)).toEqual([{ lead: null }]);
    }
    await expect(inTransaction(db, third.person, (tx) => sql`select review.apart_from(${item!.id}, ${chair.person.personId})`.execute(tx.db))).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a chair who stands in conflict with everything', () => {
  test('cannot lead: the office is asked for another, and nothing is opened before', async () => {
    const [chair, second] = experts;
    const id = await aRunningReview(platform, office, experts, { items: [{ title: '甲' }, { title: '乙' }] });
    await stepBack(chair, id, 1);
    const asked = async () => (await db.admin.query("select from kernel.task where kind = 'review.review/chair' and subject_id = $1 and closed_at is null", [id])).rows.length;
    expect(await asked()).toBe(0);
    await stepBack(chair, id, 2);
    expect(await asked()).toBe(1);
    for (const expert of experts.slice(1)) await submitAll(platform, expert, id);
    expect(await codeOf(step(platform, chair.person, id, 'unseal'))).toBe('review/chair-in-conflict');
    const { own } = await showReview(platform, second.person, id);
    await nameChair(platform, office, own!.id);
    expect(await asked()).toBe(0);
    await step(platform, second.person, id, 'unseal');
  });
});
