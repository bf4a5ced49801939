import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor, type PersonRole } from '#kernel/actor/actor.ts';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { createSession } from '#kernel/actor/session.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import { loadEntries } from '#kernel/journal/entries.ts';
import { loadHistory } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { search } from '#kernel/search/search.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { reviewApi } from './api.ts';
import { saveSheet, submitSheet } from './service/scoring.ts';
import { showReview } from './service/show.ts';
import { aDatabase, anExpert, aRequester, aRunningReview, codeOf, marks, step, submitAll, type Expert } from './testing.ts';

/** A blind review half way: one has handed in, one has a draft, one nothing; somebody looks at it from every side. */
let db: TestDatabase;
let platform: Platform;
let id: string;
let experts: [Expert, Expert, Expert];
let requester: Awaited<ReturnType<typeof aRequester>>;
let assignments: string[];
const office = anOfficer('32');
const secret = '王芳';
beforeAll(async () => {
  db = await aDatabase();
  platform = testPlatform(db);
  requester = await aRequester(db, '33');
  experts = [await anExpert(db, '31', { name: '沈思嘉' }), await anExpert(db, '33', { name: '叶子涵' }), await anExpert(db, '34', { name: '汪思远' })];
  id = await aRunningReview(platform, office, experts, { preset: 'seniorTitle', anonymous: true, title: '高级职称评审', requesterParty: '33', requesterInstitutionId: requester.institutionId, items: [{ title: secret, persons: [secret] }, { title: '李明', persons: ['李明'] }] });
  assignments = [];
  for (const { person } of experts) assignments.push((await showReview(platform, person, id)).own!.items[0]!.assignmentId);
  await submitAll(platform, experts[1], id, 7);
  await saveSheet(platform, experts[2].person, assignments[2]!, { version: 0, answers: marks(3, 'seniorTitle'), remark: '草稿' });
});
afterAll(() => db.drop());

const as = <T>(actor: PersonActor, query: ReturnType<typeof sql<T>>) => inTransaction(db, actor, async (tx) => (await query.execute(tx.db)).rows);
const outsiders = (): Record<string, PersonActor> => ({
  'the chair before opening': experts[0].person, 'the office': office, 'whoever asked': requester.officer, 'another party': anOfficer('34'), 'another institution of the requester’s party': { ...anOfficer('33'), role: 'institution_officer', organizationId: crypto.randomUUID() },
  'the requester’s party': anOfficer('33'), 'a signatory of the office’s party': anOfficer('32', { role: 'party_signatory' }), 'an auditor of the region': { ...anOfficer('32'), role: 'auditor', party: undefined as never }, 'the secretariat': { ...anOfficer('32'), role: 'secretariat_officer', party: undefined as never }, 'a stranger': { ...anOfficer('31'), role: 'member' },
});

describe('while a review is blind', () => {
  test('nobody but its writer finds a sheet in the database, nor counts any', async () => {
    for (const [who, actor] of Object.entries(outsiders())) expect(await as(actor, sql`select * from review.sheet`), who).toEqual([]);
    expect(await as(experts[1].person, sql<{ total: number }>`select total from review.sheet`)).toHaveLength(2);
    expect(await as(experts[2].person, sql<{ total: number }>`select total from review.sheet`)).toMatchObject([{ total: 30 }]);
    for (const [who, actor] of Object.entries(outsiders())) expect(await as(actor, sql`select id from review.post union all select item_id from review.opinion`), who).toEqual([]);
  });

  test('who reviews what is known to the office alone, each reviewer knowing their own part', async () => {
    const mayKnow = new Set(['the office', 'a signatory of the office’s party', 'an auditor of the region', 'the chair before opening']);
    for (const [who, actor] of Object.entries(outsiders())) {
      if (mayKnow.has(who)) continue;
      expect(await as(actor, sql`select id from review.reviewer`), who).toEqual([]);
      expect(await as(actor, sql`select id from review.assignment`), who).toEqual([]);
      expect(await as(actor, sql`select id from review.look union all select reviewer_id from review.duty union all select id from review.plan`), who).toEqual([]);
    }
    expect(await as(experts[0].person, sql`select id from review.reviewer`)).toHaveLength(1);
    expect(await as(experts[0].person, sql`select id from review.assignment`)).toHaveLength(2);
  });

  test('no reviewer learns whose things they judge; others see nothing of the review at all', async () => {
    for (const { person } of experts) {
      expect(await as(person, sql`select * from review.item_subject`)).toEqual([]);
      expect(await as(person, sql`select * from review.material_source`)).toEqual([]);
      expect(await as(person, sql<{ number: number }>`select number from review.item order by 1`)).toMatchObject([{ number: 1 }, { number: 2 }]);
    }
    for (const who of ['another party', 'another institution of the requester’s party', 'the requester’s party', 'the secretariat', 'a stranger'] as const) {
      expect(await as(outsiders()[who]!, sql`select id from review.review union all select id from review.item union all select item_id from review.item_subject`), who).toEqual([]);
    }
    expect(await as(requester.officer, sql`select id from review.item`)).toHaveLength(2);
  });

  test('whether all is in, the chair and the office may ask, nobody else; who is late, the office alone', async () => {
    const allIn = (actor: PersonActor) => as(actor, sql<{ all: boolean | null }>`select review.all_in(${id}) as all`);
    await submitAll(platform, experts[0], id);
    for (const [who, actor] of Object.entries(outsiders())) expect(await allIn(actor), who).toEqual([{ all: false }]);
    for (const who of ['the chair before opening', 'whoever asked', 'another party', 'a stranger'] as const) expect(await as(outsiders()[who]!, sql`select review.awaited(${id})`), who).toEqual([]);
    expect(await as(office, sql`select review.awaited(${id})`)).toHaveLength(1);
  });

  test('the journal tells nobody but its office and auditors, and says neither score nor name', async () => {
    for (const who of ['whoever asked', 'another party', 'another institution of the requester’s party', 'the requester’s party', 'the secretariat', 'a stranger'] as const) {
      const actor = outsiders()[who]!;
      expect((await inTransaction(db, actor, (tx) => loadEntries(tx, {}, { limit: 500 }))).filter(({ subjectType }) => subjectType.startsWith('review.')), who).toEqual([]);
      expect(await inTransaction(db, actor, (tx) => loadHistory(tx, { subjectType: 'review.review', subjectId: id })), who).toEqual([]);
    }
    // the office reads its own acts; that somebody handed in is theirs alone, so that nothing can be counted
    const read = await as(office, sql<{ act: string; changes: unknown; title: string | null }>`select act, changes, subject_title as title from kernel.journal_entry where subject_type like 'review.%'`);
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter(({ act }) => act === 'review.sheet/submit')).toEqual([]);
    expect(JSON.stringify(read)).not.toMatch(/沈思嘉|叶子涵|汪思远|王芳|李明|"total"|"score"/);
    const { rows: submitted } = await db.admin.query<{ changes: unknown; party: string | null }>("select changes, party from kernel.journal_entry where act = 'review.sheet/submit'");
    expect(submitted.length).toBeGreaterThan(0);
    for (const entry of submitted) expect(entry).toEqual({ changes: {}, party: null });
    expect((await as(experts[0].person, sql<{ personId: string }>`select person_id from kernel.journal_entry where subject_type = 'review.sheet'`)).every(({ personId }) => personId === experts[0].person.personId)).toBe(true);
  });

  test('mails, tasks and search name nobody and nothing that is judged', async () => {
    const { rows } = await db.admin.query<{ title: unknown; link: string }>("select title, link from kernel.task where subject_type like 'review.%' union all select title, link from kernel.notification where subject_type like 'review.%'");
    expect(rows.length).toBeGreaterThan(5);
    expect(JSON.stringify(rows)).not.toMatch(/沈思嘉|叶子涵|汪思远|王芳|李明/);
    for (const [who, actor] of Object.entries(outsiders())) for (const query of [secret, '高级职称评审', '叶子涵']) expect((await inTransaction(db, actor, (tx) => search(tx, { query, most: 20 }))).filter(({ type }) => type.startsWith('review.')), `${who} ${query}`).toEqual([]);
  });

  test('no open page hears that somebody wrote or handed in', async () => {
    const ear = new pg.Client({ connectionString: db.adminUrl });
    await ear.connect();
    const heard: string[] = [];
    ear.on('notification', ({ payload = '' }) => heard.push(payload));
    await ear.query('listen delta_live');
    const { own } = await showReview(platform, experts[2].person, id);
    const { assignmentId } = own!.items[1]!;
    const { version } = await saveSheet(platform, experts[2].person, assignmentId, { version: 0, answers: marks(5, 'seniorTitle'), remark: '' });
    await submitSheet(platform, experts[2].person, assignmentId, { version, answers: marks(5, 'seniorTitle'), remark: '' });
    await ear.query('select 1');
    await ear.end();
    expect(heard).toEqual([]);
  });
});

describe('past every service, in SQL', () => {
  const refused = (actor: PersonActor, query: ReturnType<typeof sql>) => as(actor, query as ReturnType<typeof sql<unknown>>).then((rows) => (rows.length === 0 ? 'nothing' : 'done'), (error: { code?: string; message: string }) => error.code ?? error.message);
  test('nobody scores for another, opens but the chair, or changes what was handed in', async () => {
    expect(await refused(experts[0].person, sql`insert into review.sheet (assignment_id, review_id, person_id, answers) values (${assignments[2]}, ${id}, ${experts[0].person.personId}, '{}') returning 1`)).toBe('42501');
    expect(await refused(experts[1].person, sql`update review.sheet set total = 100 where assignment_id = ${assignments[1]} returning 1`)).toBe('nothing');
    expect(await refused(office, sql`update review.review set opened_at = now() where id = ${id} returning 1`)).toBe('42501');
    expect(await refused(office, sql`update review.review set state = 'discussing' where id = ${id} returning 1`)).toBe('42501');
    expect(await refused(experts[1].person, sql`update review.review set opened_at = now() where id = ${id} returning 1`)).toBe('nothing');
    expect(await refused(experts[0].person, sql`update review.review set title = '别的' where id = ${id} returning 1`)).toBe('42501');
    expect(await refused(office, sql`update review.review set anonymous = false where id = ${id} returning 1`)).toBe('23514');
    expect(await refused(office, sql`update review.review set rubric = '{}' where id = ${id} returning 1`)).toBe('23514');
  });

  test('nobody answers, signs or takes the chair for another', async () => {
    const [row] = await as(experts[2].person, sql<{ id: string }>`select id from review.reviewer`);
    expect(await refused(office, sql`update review.reviewer set pledged_at = now(), pledge_digest = sha256('x') where id = ${row!.id} returning 1`)).toBe('42501');
    expect(await refused(office, sql`update review.reviewer set state = 'declined' where id = ${row!.id} returning 1`)).toBe('42501');
    expect(await refused(experts[2].person, sql`update review.reviewer set chair = true where id = ${row!.id} returning 1`)).toBe('42501');
    expect(await refused(anOfficer('33'), sql`update review.reviewer set state = 'removed' returning 1`)).toBe('nothing');
    expect(await refused(experts[2].person, sql`insert into review.look (review_id, material_id, person_id) select ${id}, id, ${experts[1].person.personId} from review.material returning 1`)).toBe('nothing');
  });

  test('nobody but a reviewer speaks in the panel, and nobody but the chair writes its opinion', async () => {
    const [item] = await as(office, sql<{ id: string }>`select id from review.item limit 1`);
    const [own] = await as(experts[1].person, sql<{ id: string }>`select id from review.reviewer`);
    expect(await refused(experts[1].person, sql`insert into review.post (review_id, item_id, reviewer_id, text) values (${id}, ${item!.id}, ${own!.id}, '早') returning 1`)).toBe('42501');
    expect(await refused(office, sql`insert into review.opinion (item_id, review_id, verdict, score, text) values (${item!.id}, ${id}, 'recommend', 90, '好') returning 1`)).toBe('42501');
    expect(await refused(experts[0].person, sql`insert into review.opinion (item_id, review_id, verdict, score, text) values (${item!.id}, ${id}, 'recommend', 90, '好') returning 1`)).toBe('42501');
  });
});

describe('over HTTP', () => {
  const app = () => createHttpApp(platform, { mounts: [{ path: '/api/review', api: reviewApi(platform, { blobs: { put: () => Promise.reject(new Error('no')), get: () => Promise.resolve(undefined), has: () => Promise.resolve(false), remove: () => Promise.resolve() } }) as never }], session: sessionMiddleware(platform), webRoot: '/nowhere' });
  const account = async ({ role, party, personId, organizationId }: PersonActor): Promise<string> => {
    const { rows: [row] } = await db.admin.query<{ id: string }>('insert into kernel.account (person_id, login, name, party) values ($1, $2, $3, $4) returning id', [personId, `u${crypto.randomUUID().slice(0, 12)}`, '许海涛', party ?? null]);
    const { rows: [grant] } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, organization_id, reason) values ($1, $2, $3, $4, '任职') returning id", [row!.id, role satisfies PersonRole, party ?? null, organizationId ?? null]);
    const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: row!.id, grantId: grant!.id, signedInBy: 'password' }));
    return `delta_session=${token}`;
  };

  test('each side gets its own part and nothing else, by whatever address', async () => {
    const people = async (actor: PersonActor): Promise<PersonActor> => { await db.admin.query("insert into directory.person (id, name, party) values ($1, '许海涛', '32') on conflict do nothing", [actor.personId]); return actor; };
    const paths = [`/reviews/${id}`, `/reviews/${id}/items`, `/reviews/${id}/panel`, `/reviews/${id}/severity`, `/reviews/${id}/result`, `/reviews/${id}/duties`, `/reviews/${id}/looks`, '/reviews', ...assignments.map((one) => `/assignments/${one}`)];
    const telling = /"answers":\{"\w|"total":\d|草稿/;
    for (const [who, actor] of [['whoever asked', requester.officer], ['another party', anOfficer('34')], ['the office', office], ['the chair', experts[0].person]] as const) {
      const cookie = await account(await people(actor));
      for (const path of paths) {
        const response = await app().request(`/api/review${path}`, { headers: { cookie } });
        const body = await response.text();
        const own = who === 'the chair' && path === `/assignments/${assignments[0]}`;
        if (!own) expect(body, `${who} ${path}`).not.toMatch(telling);
        if (who !== 'the office') expect(body, `${who} ${path}`).not.toMatch(/叶子涵|汪思远/);
        if (who === 'the chair') expect(body, path).not.toContain(secret);
        if (who === 'another party' && path !== '/reviews') expect(response.status, path).toBe(404);
      }
    }
  });
});

describe('when the chair has opened it', () => {
  test('the panel and the office read every sheet that was handed in, an auditor too; whoever asked reads none', async () => {
    await submitAll(platform, experts[2], id).catch(() => undefined);
    const { own } = await showReview(platform, experts[2].person, id);
    for (const { assignmentId, submitted } of own!.items) if (!submitted) await submitSheet(platform, experts[2].person, assignmentId, { version: 1, answers: marks(4, 'seniorTitle'), remark: '' });
    await step(platform, experts[0].person, id, 'unseal');
    for (const actor of [experts[0].person, experts[1].person, office, outsiders()['an auditor of the region']!]) expect(await as(actor, sql`select 1 from review.sheet`)).toHaveLength(6);
    for (const who of ['whoever asked', 'another party', 'the requester’s party', 'a stranger'] as const) expect(await as(outsiders()[who]!, sql`select 1 from review.sheet`), who).toEqual([]);
    expect(await as(experts[1].person, sql`select 1 from review.item_subject`)).toEqual([]);
    expect(await codeOf(submitSheet(platform, experts[1].person, assignments[1]!, { version: 2, answers: marks(1, 'seniorTitle'), remark: '' }))).toBe('review/not-now');
  });
});
