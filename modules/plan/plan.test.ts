import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '#kernel/actor/actor.ts';
import { browser } from '#kernel/actor/testing.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { openDiskStore } from '#kernel/files/blobs.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { plan, storeFacts } from './index.ts';
import { planApp, realPlan, somebody, traces, type Somebody } from './testing.ts';

/** The plan through its interfaces, as each of the four and everybody else uses them. Today is 2027-03-15. */
let db: TestDatabase;
let home: string;
let app: ReturnType<typeof planApp>;
let shanghai: Somebody, jiangsu: Somebody, zhejiang: Somebody, anhui: Somebody;
let jiangsuUniversity: Somebody, zhejiangUniversity: Somebody, member: Somebody, auditor: Somebody, secretariat: Somebody, signatory: Somebody;
const visitor = { send: (...request: Parameters<Somebody['send']>) => browser(app).send(...request) };
const universities: Partial<Record<PartyCode, string>> = {};
let planId: string;
/** Worked-on items not yet used by a test, so that no test depends on another. */
let unused: { id: string; code: string; version: number }[];

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, plan.migrations]);
  home = await mkdtemp(join(tmpdir(), 'delta-plan-'));
  const platform = testPlatform(db);
  app = planApp(platform, await openDiskStore(home));
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  for (const party of ['31', '32', '33', '34'] as const) {
    const { rows } = await db.admin.query<{ id: string }>("select id from directory.institution where party = $1 and kind = 'university' order by id limit 1", [party]);
    universities[party] = rows[0]!.id;
  }
  [shanghai, jiangsu, zhejiang, anhui] = await Promise.all([['31', '沈思源'], ['32', '许海涛'], ['33', '陈静'], ['34', '方国平']].map(([party, name]) => somebody(db, app, { role: 'party_officer', party: party as PartyCode, name: name! }))) as [Somebody, Somebody, Somebody, Somebody];
  jiangsuUniversity = await somebody(db, app, { role: 'institution_officer', party: '32', organizationId: universities['32']! });
  zhejiangUniversity = await somebody(db, app, { role: 'institution_officer', party: '33', organizationId: universities['33']! });
  member = await somebody(db, app, { role: 'member', party: '32' });
  signatory = await somebody(db, app, { role: 'party_signatory', party: '32' });
  secretariat = await somebody(db, app, { role: 'secretariat_officer' });
  auditor = await somebody(db, app, { role: 'auditor' });
  const response = await jiangsu.send('POST', '/api/plan/plans', aPlan());
  expect(response.status).toBe(200);
  planId = (await response.json() as { id: string }).id;
  unused = (await read(jiangsu, `/plans/${planId}`)).items.filter((item) => item.kind === 'initiative' || item.kind === 'safeguard');
});
afterAll(async () => {
  await db.drop();
  await rm(home, { recursive: true });
});

const aPlan = (more: object = {}) => ({ title: '三年行动计划', startsOn: '2027-01-01', endsOn: '2029-12-31', sourceName: '计划.txt', sourceText: realPlan, mechanisms: {}, ...more });
type Sender = Pick<Somebody, 'send'>;
/** What the tests look at in an answer; the whole of it is proven by its schema. */
type Row = { id: string; code: string; kind: string; title: string; version: number; state: string; status: string; act: string; itemCode: string; mechanisms: string[]; confirmed: boolean; dependsOn: string[]; reached: number };
type Shown = { id: string; text: string; title: string; span: { start: number; end: number }; plan: Row; items: Row[]; milestones: Row[]; aims: Row[]; partners: object[]; may: object; mayAssign: boolean; confirmedAt: string | null; status: string; next: string };
type Answer = { status: number; id: string; version: number; code: string; text: { zh: string; en: string }; yours: { transition: string }; current: { state: string } };
const read = async (who: Sender, path: string): Promise<Shown> => {
  const response = await who.send('GET', `/api/plan${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return await response.json() as Shown;
};
const ask = async (who: Sender, method: string, path: string, body?: object): Promise<Answer> => {
  const response = await who.send(method, `/api/plan${path}`, body);
  return { status: response.status, ...(await response.json() as Omit<Answer, 'status'>) };
};
const done = async (who: Sender, method: string, path: string, body: object) => {
  const answer = await ask(who, method, path, body);
  expect(answer, `${method} ${path}`).toMatchObject({ status: 200 });
  return answer;
};

/** An initiative that Jiangsu leads with Zhejiang, unless said otherwise. */
async function anInitiative({ lead = '32', partners = ['33'] }: { lead?: PartyCode | null; partners?: PartyCode[] } = {}): Promise<{ id: string; code: string; version: number }> {
  const item = unused.pop()!;
  if (lead === null) return item;
  await done(jiangsu, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment({ version: item.version, lead, partners: partners.map((party) => ({ party, institutionId: null })) }));
  return { ...item, version: item.version + 1 };
}
const anAssignment = (more: object = {}) => ({ version: 1, lead: '32', leadInstitutionId: null, partners: [{ party: '33', institutionId: null }], mechanisms: ['exchange'], ...more });
const aMilestone = (more: object = {}) => ({ title: '印发实施办法', startsOn: '2027-03-01', dueOn: '2027-09-30', party: '32', dependsOn: [], ...more });
const added = async (item: { id: string }, more: object = {}, who = jiangsu): Promise<string> => (await done(who, 'POST', `/initiatives/${item.id}/milestones`, aMilestone(more))).id;
const milestoneOf = async (item: { id: string }, id: string) => (await read(jiangsu, `/initiatives/${item.id}`)).milestones.find((milestone) => milestone.id === id);
/** A report on a new milestone, sent in. */
async function aReport(item: { id: string }, { percent = 40, milestone = {} }: { percent?: number; milestone?: object } = {}) {
  const milestoneId = await added(item, milestone);
  const { id, version } = await done(jiangsu, 'POST', `/milestones/${milestoneId}/reports`, { text: '已完成调研，形成初稿。', percent });
  await done(jiangsu, 'POST', `/reports/${id}/move`, { transition: 'submit', version });
  return { id: id as string, milestoneId, version: version + 1 };
}
const reportOf = async (who: Sender, { id, milestoneId }: { id: string; milestoneId: string }) => (await read(who, `/milestones/${milestoneId}/reports`)).items.find((report) => report.id === id);

/** Refused, with a sentence in both languages, and nothing anywhere has changed. */
async function refused(who: Sender, method: string, path: string, body: object | undefined, status: number | number[]) {
  const before = await traces(db);
  const answer = await ask(who, method, path, body);
  expect([status].flat(), `${method} ${path}: ${JSON.stringify(answer)}`).toContain(answer.status);
  expect(answer.text).toMatchObject({ zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/[a-z]/) });
  expect(await traces(db)).toEqual(before);
  return answer;
}

describe('a document becomes a plan', () => {
  test('the real one: 34 initiatives and 7 safeguards, each with proposed mechanisms that nobody has confirmed yet', async () => {
    const { items, plan: shown } = await read(zhejiang, `/plans/${planId}`);
    expect(shown).toMatchObject({ title: '三年行动计划', party: '32', state: 'draft', visibility: 'region' });
    const count = (kind: string) => items.filter((item) => item.kind === kind).length;
    expect([count('part'), count('platform'), count('initiative'), count('safeguard')]).toEqual([2, 5, 34, 7]);
    const untouched = items.find((item) => item.code === '1.1.1')!;
    expect(untouched).toMatchObject({ mechanisms: ['funds', 'alliances'], confirmed: false, status: 'notPlanned', progress: 0 });
    expect((await read(anhui, `/plans/${planId}/source`)).text).toBe(realPlan);
    const { span, text } = await read(anhui, `/initiatives/${untouched.id}`);
    expect(realPlan.slice(span.start, span.end)).toContain(text);
  });
  test('the mechanisms that the person named are confirmed with the import, the others not', async () => {
    const source = realPlan.replace('三年行动计划', '另一份三年行动计划');
    const { id } = await done(anhui, 'POST', '/plans', aPlan({ sourceText: source, mechanisms: { '1.1.1': ['funds'] } }));
    const { items, mayAssign } = await read(anhui, `/plans/${id}`);
    const named = (code: string) => items.find((item) => item.code === code)!;
    expect([named('1.1.1').mechanisms, named('1.1.1').confirmed, named('1.1.2').confirmed, mayAssign]).toEqual([['funds'], true, false, true]);
  });
  test('the same document is not run twice; a broken one is refused with its line; reversed dates are refused', async () => {
    expect(await refused(zhejiang, 'POST', '/plans', aPlan(), 409)).toMatchObject({ code: 'plan/already-imported', planId });
    expect(await refused(zhejiang, 'POST', '/plans', aPlan({ sourceText: '一、甲\n(一)子\n1.事\n3.事' }), 422)).toMatchObject({ code: 'plan-document/skipped', line: 4 });
    expect(await refused(zhejiang, 'POST', '/plans', aPlan({ sourceText: '一、甲\n二、乙' }), 422)).toMatchObject({ code: 'plan/empty-plan' });
    await refused(zhejiang, 'POST', '/plans', aPlan({ sourceText: '一、甲\n(一)子\n1.事', startsOn: '2029-01-01', endsOn: '2027-01-01' }), 422);
  });
  test('only a party officer brings one in', async () => {
    const body = aPlan({ sourceText: '一、甲\n(一)子\n1.事' });
    await refused(visitor, 'POST', '/plans', body, 401);
    for (const who of [member, auditor, secretariat, jiangsuUniversity, signatory]) await refused(who, 'POST', '/plans', body, 403);
  });
});

describe('who leads and who takes part', () => {
  test('the preparing party says it, and so confirms the mechanisms; the new lead gets a task', async () => {
    const item = await anInitiative({ lead: null });
    await done(jiangsu, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment({ lead: '33', leadInstitutionId: universities['33'], partners: [{ party: '31', institutionId: universities['31'] }, { party: '34', institutionId: null }] }));
    const shown = await read(zhejiang, `/initiatives/${item.id}`);
    expect(shown).toMatchObject({ lead: '33', leadInstitution: { id: universities['33'] }, mechanisms: ['exchange'], partners: [{ party: '31', institution: { id: universities['31'] } }, { party: '34', institution: null }], version: 2, may: { assign: false, plan: true, aim: true } });
    expect(shown.confirmedAt).not.toBeNull();
    const { rows } = await db.admin.query("select to_party from kernel.task where subject_id = $1 and kind = 'plan.initiative/plan' and closed_at is null", [item.id]);
    expect(rows).toEqual([{ to_party: '33' }]);
  });
  test('nobody else says it', async () => {
    const item = await anInitiative({ lead: null });
    await refused(visitor, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment(), [401, 403, 404]);
    for (const who of [member, signatory, zhejiang, jiangsuUniversity, auditor, secretariat]) await refused(who, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment(), [403, 404]);
  });
  test('a lead that is a partner too, an institution of another party, one that there is not, and a heading are refused', async () => {
    const item = await anInitiative({ lead: null });
    const path = `/initiatives/${item.id}/assignment`;
    expect(await refused(jiangsu, 'PUT', path, anAssignment({ partners: [{ party: '32', institutionId: null }] }), 422)).toMatchObject({ code: 'plan/lead-as-partner', field: '/partners' });
    expect(await refused(jiangsu, 'PUT', path, anAssignment({ leadInstitutionId: universities['33'] }), 422)).toMatchObject({ code: 'plan/institution-of-other-party', field: '/leadInstitutionId' });
    await refused(jiangsu, 'PUT', path, anAssignment({ leadInstitutionId: crypto.randomUUID() }), 422);
    await refused(jiangsu, 'PUT', path, anAssignment({ partners: [{ party: '33', institutionId: null }, { party: '33', institutionId: null }] }), [409, 422]);
    const heading = (await read(jiangsu, `/plans/${planId}`)).items.find((each) => each.kind === 'area')!;
    expect(await refused(jiangsu, 'PUT', `/initiatives/${heading.id}/assignment`, anAssignment(), 422)).toMatchObject({ code: 'plan/not-an-initiative' });
  });
  test('two officers who change it at the same time: one is done, the other sees both versions', async () => {
    const item = await anInitiative();
    const answers = await Promise.all(['31', '34'].map((party) => ask(jiangsu, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment({ version: item.version, partners: [{ party, institutionId: null }] }))));
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status) as [Answer, Answer];
    expect(won.status).toBe(200);
    expect(lost).toMatchObject({ status: 409, code: 'common/changed-meanwhile', yours: { version: item.version }, current: { id: item.id, version: item.version + 1 } });
    expect((await read(jiangsu, `/initiatives/${item.id}`)).partners).toHaveLength(1);
  });
});

describe('aims', () => {
  const anAim = (more: object = {}) => ({ measure: '交换生', unit: '人', target: 1000, targetOn: '2029-12-31', ...more });
  test('are set, changed and withdrawn by the lead; facts of their measure and unit sum against them by party, and are shown by pair of parties', async () => {
    const item = await anInitiative();
    const { id } = await done(jiangsu, 'POST', `/initiatives/${item.id}/aims`, anAim());
    await done(jiangsu, 'PUT', `/aims/${id}`, anAim({ version: 1, target: 1200.5, note: '含短期' }));
    const subject = { type: 'exchange.placement', id: crypto.randomUUID() };
    const fact = { measure: '交换生', unit: '人', period: '2027-03' };
    const report = (who: Somebody, facts: Parameters<typeof storeFacts>[1]['facts'], about = subject) => inTransaction(db, who, (tx) => storeFacts(tx, { itemId: item.id, mechanism: 'exchange', subject: about, facts }));
    await report(jiangsu, [{ ...fact, value: 30, party: '32' }, { ...fact, unit: '校', value: 4, party: '32' }]);
    await report(jiangsu, [{ ...fact, value: 31, party: '32' }, { ...fact, value: 1, period: '2028', party: '32' }]);
    for (const [value, toParty] of [[12, '31'], [8.5, '34']] as const) await report(zhejiang, [{ ...fact, value, party: '33', toParty }], { type: 'exchange.placement', id: crypto.randomUUID() });
    const [aim] = (await read(zhejiang, `/initiatives/${item.id}`)).aims;
    expect(aim).toMatchObject({ id, target: 1200.5, note: '含短期', version: 2, reached: 52.5, byParty: [{ party: '32', value: 32 }, { party: '33', value: 20.5 }] });
    expect((await read(anhui, `/initiatives/${item.id}/facts`)).items).toEqual([
      { mechanism: 'exchange', measure: '交换生', unit: '人', period: '2027-03', party: '32', toParty: null, value: 31, subjects: 1 },
      ...[['31', 12], ['34', 8.5]].map(([toParty, value]) => ({ mechanism: 'exchange', measure: '交换生', unit: '人', period: '2027-03', party: '33', toParty, value, subjects: 1 })),
      { mechanism: 'exchange', measure: '交换生', unit: '人', period: '2028', party: '32', toParty: null, value: 1, subjects: 1 },
    ]);
    await report(jiangsu, []);
    expect((await read(anhui, `/initiatives/${item.id}`)).aims[0]!.reached).toBe(20.5);
    await done(jiangsu, 'POST', `/aims/${id}/withdraw`, { version: 2, reason: '并入另一指标' });
    expect((await read(anhui, `/initiatives/${item.id}`)).aims).toEqual([]);
    await refused(jiangsu, 'PUT', `/aims/${id}`, anAim({ version: 3 }), 404);
  });
  test('nobody but the lead sets them; none beyond the plan, twice, without a lead, or of what is no number', async () => {
    const item = await anInitiative();
    const path = `/initiatives/${item.id}/aims`;
    for (const who of [visitor, member, zhejiang, anhui, jiangsuUniversity, signatory, auditor, secretariat]) await refused(who, 'POST', path, anAim(), [401, 403, 404]);
    expect(await refused(jiangsu, 'POST', path, anAim({ targetOn: '2030-01-01' }), 422)).toMatchObject({ code: 'plan/outside-plan', field: '/targetOn' });
    for (const target of [0, -1, 1e13, '10', null]) await refused(jiangsu, 'POST', path, anAim({ target }), 422);
    await refused(jiangsu, 'POST', path, anAim({ target: 0.000001 }), 422);
    const { id } = await done(jiangsu, 'POST', path, anAim());
    await refused(jiangsu, 'POST', path, anAim(), 409);
    await refused(zhejiang, 'PUT', `/aims/${id}`, anAim({ version: 1 }), 403);
    await refused(zhejiang, 'POST', `/aims/${id}/withdraw`, { version: 1, reason: '不同意' }, 403);
    await refused(jiangsu, 'POST', `/initiatives/${(await anInitiative({ lead: null })).id}/aims`, anAim(), 409);
  });
});

describe('milestones', () => {
  test('are planned by the lead for any who takes part, and by a partner for itself', async () => {
    const item = await anInitiative();
    const own = await added(item, { party: '33', institutionId: universities['33'], deliverable: '办法文本' }, zhejiang);
    await added(item, { party: '33' });
    expect(await milestoneOf(item, own)).toMatchObject({ title: '印发实施办法', party: '33', institutionId: universities['33'], state: 'planned', startsOn: '2027-03-01', dueOn: '2027-09-30', status: 'onTrack' });
    const path = `/initiatives/${item.id}/milestones`;
    await refused(zhejiang, 'POST', path, aMilestone({ party: '32' }), 403);
    for (const who of [visitor, member, anhui, jiangsuUniversity, zhejiangUniversity, signatory, auditor, secretariat]) await refused(who, 'POST', path, aMilestone(), [401, 403, 404]);
    await refused(anhui, 'POST', path, aMilestone({ party: '34' }), [403, 422]);
    const { rows } = await db.admin.query("select to_party, due_on::text from kernel.task where subject_id = $1 and closed_at is null", [own]);
    expect(rows).toEqual([{ to_party: '33', due_on: '2027-09-30' }]);
  });
  test('have an owner who takes part and dates within the plan, the end not before the start', async () => {
    const item = await anInitiative();
    const path = `/initiatives/${item.id}/milestones`;
    expect(await refused(jiangsu, 'POST', path, aMilestone({ party: '34' }), 422)).toMatchObject({ code: 'plan/owner-not-taking-part' });
    expect(await refused(jiangsu, 'POST', path, aMilestone({ startsOn: '2026-12-31' }), 422)).toMatchObject({ code: 'plan/outside-plan', field: '/startsOn' });
    expect(await refused(jiangsu, 'POST', path, aMilestone({ dueOn: '2030-01-01' }), 422)).toMatchObject({ code: 'plan/outside-plan', field: '/dueOn' });
    expect(await refused(jiangsu, 'POST', path, aMilestone({ dueOn: '2027-02-28' }), 422)).toMatchObject({ code: 'plan/dates-reversed' });
    await refused(jiangsu, 'POST', path, aMilestone({ dueOn: '2027-02-30' }), 422);
    expect(await refused(jiangsu, 'POST', path, aMilestone({ institutionId: universities['33'] }), 422)).toMatchObject({ code: 'plan/institution-of-other-party' });
    expect(await refused(jiangsu, 'POST', path, aMilestone({ dependsOn: [crypto.randomUUID()] }), 422)).toMatchObject({ code: 'plan/other-plan' });
  });
  test('are changed by the lead and their owner only, and cannot be handed to another by a partner', async () => {
    const item = await anInitiative({ partners: ['33', '34'] });
    const id = await added(item, { party: '33' });
    const change = (version: number, more: object = {}) => ({ version, ...aMilestone({ party: '33', title: '修订实施办法', ...more }) });
    for (const who of [visitor, member, anhui, shanghai, zhejiangUniversity, signatory, auditor, secretariat]) await refused(who, 'PUT', `/milestones/${id}`, change(1), [401, 403, 404]);
    await refused(zhejiang, 'PUT', `/milestones/${id}`, change(1, { party: '34' }), 403);
    await done(zhejiang, 'PUT', `/milestones/${id}`, change(1));
    await done(jiangsu, 'PUT', `/milestones/${id}`, change(2, { party: '34' }));
    expect(await refused(jiangsu, 'PUT', `/milestones/${id}`, change(2), 409)).toMatchObject({ code: 'common/changed-meanwhile', yours: { version: 2, title: '修订实施办法' }, current: { version: 3, party: '34' } });
  });
  test('a circle of dependencies is refused with the way round it; one named twice counts once', async () => {
    const item = await anInitiative();
    const first = await added(item, { title: '调研' });
    const second = await added(item, { title: '起草', dependsOn: [first, first] });
    const third = await added(item, { title: '印发', dependsOn: [second] });
    expect((await milestoneOf(item, second))!.dependsOn).toEqual([first]);
    const answer = await refused(jiangsu, 'PUT', `/milestones/${first}`, { version: 1, ...aMilestone({ title: '调研', dependsOn: [third] }) }, 409);
    expect(answer).toMatchObject({ code: 'plan/dependency-cycle', cycle: [first, third, second, first] });
    expect(answer.text.zh).toContain('调研 → 印发 → 起草 → 调研');
    await refused(jiangsu, 'PUT', `/milestones/${first}`, { version: 1, ...aMilestone({ dependsOn: [first] }) }, 409);
  });
  test('two dependencies that would close a circle together: of two at the same moment one is refused', async () => {
    const item = await anInitiative();
    for (let round = 0; round < 5; round += 1) {
      const one = await added(item, { title: '甲' });
      const other = await added(item, { title: '乙', party: '33' });
      const answers = await Promise.all([
        ask(jiangsu, 'PUT', `/milestones/${one}`, { version: 1, ...aMilestone({ title: '甲', dependsOn: [other] }) }),
        ask(zhejiang, 'PUT', `/milestones/${other}`, { version: 1, ...aMilestone({ title: '乙', party: '33', dependsOn: [one] }) }),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)!.code).toBe('plan/dependency-cycle');
    }
  });
  test('are done, and count; reopened, and count no longer', async () => {
    const item = await anInitiative();
    const id = await added(item);
    const move = (version: number, transition: string, more: object = {}) => ({ transition, version, ...more });
    const path = `/milestones/${id}/move`;
    for (const who of [visitor, member, anhui, zhejiang, jiangsuUniversity, signatory, auditor, secretariat]) await refused(who, 'POST', path, move(1, 'start'), [401, 403, 404]);
    expect(await refused(jiangsu, 'POST', path, move(1, 'complete'), 422)).toMatchObject({ field: '/fields/doneOn' });
    await refused(jiangsu, 'POST', path, move(1, 'complete', { fields: { doneOn: '2031-01-01' } }), 422);
    await refused(jiangsu, 'POST', path, move(1, 'complete', { fields: { doneOn: '2027-03-10', percent: 7 } }), 422);
    await refused(jiangsu, 'POST', path, move(1, 'constructor'), 422);
    await refused(jiangsu, 'POST', path, move(1, 'drop'), 422);
    await refused(jiangsu, 'POST', path, move(1, 'reopen', { reason: '误点' }), 409);
    await done(jiangsu, 'POST', path, move(1, 'complete', { fields: { doneOn: '2027-03-10' } }));
    expect(await milestoneOf(item, id)).toMatchObject({ state: 'done', doneOn: '2027-03-10', status: 'done' });
    expect((await read(anhui, `/initiatives/${item.id}/facts`)).items).toEqual([{ mechanism: 'plan', measure: '完成节点', unit: '个', period: '2027-03', party: '32', toParty: null, value: 1, subjects: 1 }]);
    await done(jiangsu, 'POST', path, move(2, 'reopen', { reason: '材料不全' }));
    expect(await milestoneOf(item, id)).toMatchObject({ state: 'underway', doneOn: null });
    expect((await read(anhui, `/initiatives/${item.id}/facts`)).items).toEqual([]);
  });
  test('one that is done and goes to another party counts for that party', async () => {
    const item = await anInitiative();
    const id = await added(item);
    await done(jiangsu, 'POST', `/milestones/${id}/move`, { transition: 'complete', version: 1, fields: { doneOn: '2027-03-10' } });
    await done(jiangsu, 'PUT', `/milestones/${id}`, { version: 2, ...aMilestone({ party: '33' }) });
    expect((await read(anhui, `/initiatives/${item.id}/facts`)).items).toMatchObject([{ party: '33', value: 1 }]);
  });
  test('moved by two at the same moment: one is done, the other sees both versions', async () => {
    const item = await anInitiative();
    const id = await added(item);
    const answers = await Promise.all([
      ask(jiangsu, 'POST', `/milestones/${id}/move`, { transition: 'start', version: 1 }),
      ask(jiangsu, 'POST', `/milestones/${id}/move`, { transition: 'drop', version: 1, reason: '不再需要' }),
    ]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status) as [Answer, Answer];
    expect(won.status).toBe(200);
    expect(lost).toMatchObject({ status: 409, code: 'common/changed-meanwhile', yours: { version: 1 }, current: { id, version: 2 } });
    expect(lost.yours.transition).not.toBe(lost.current.state === 'dropped' ? 'drop' : 'start');
  });
  test('stand on the day as the rule says, and the initiative as its worst', async () => {
    const item = await anInitiative();
    const late = await added(item, { title: '逾期', startsOn: '2027-01-01', dueOn: '2027-03-14' });
    const heldUp = await added(item, { title: '受阻', startsOn: '2027-06-01', dueOn: '2027-12-31', dependsOn: [late] });
    const lagging = await added(item, { title: '滞后', startsOn: '2027-01-01', dueOn: '2027-05-31' });
    const fine = await added(item, { title: '正常', startsOn: '2027-03-15', dueOn: '2027-12-31' });
    const { status, milestones } = await read(anhui, `/initiatives/${item.id}`);
    expect(Object.fromEntries(milestones.map((each) => [each.id, each.status]))).toEqual({ [late]: 'late', [heldUp]: 'atRisk', [lagging]: 'atRisk', [fine]: 'onTrack' });
    expect(status).toBe('late');
    const shown = (await read(anhui, `/plans/${planId}`)).items.find((each) => each.id === item.id);
    expect(shown).toMatchObject({ status: 'late', milestones: { total: 4, done: 0, late: 1 } });
  });
});

describe('progress reports', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');
  const attach = async (who: Somebody, reportId: string) => {
    const response = await app.request(`/api/files?subjectType=plan.report&subjectId=${reportId}`, {
      method: 'POST', body: pdf, headers: { 'x-file-name': encodeURIComponent('佐证.pdf'), 'content-type': 'application/pdf', 'sec-fetch-site': 'same-origin', cookie: who.cookie },
    });
    return { status: response.status, ...(await response.json() as { id: string }) };
  };

  test('are drafted with evidence, sent, agreed to by every partner, and so accepted', async () => {
    const item = await anInitiative({ partners: ['33', '34'] });
    const milestoneId = await added(item);
    const { id, version } = await done(jiangsu, 'POST', `/milestones/${milestoneId}/reports`, { text: '完成调研。', percent: 35 });
    const report = { id, milestoneId };
    expect(await reportOf(zhejiang, report)).toBeUndefined(); // a draft is its party's own affair
    const file = await attach(jiangsu, id);
    expect(file.status).toBe(200);
    expect((await attach(zhejiang, id)).status).toBe(404);
    await done(jiangsu, 'PUT', `/reports/${id}`, { version, text: '完成调研，形成初稿。', percent: 40 });
    await done(jiangsu, 'POST', `/reports/${id}/move`, { transition: 'submit', version: 2 });
    expect(await milestoneOf(item, milestoneId)).toMatchObject({ percent: 40, state: 'underway', reports: 1 });
    expect(await reportOf(zhejiang, report)).toMatchObject({ state: 'submitted', asked: ['33', '34'], mayReview: true, text: '完成调研，形成初稿。' });
    expect((await zhejiang.send('GET', `/api/files/${file.id}`)).status).toBe(200);
    expect((await attach(jiangsu, id)).status).toBe(403); // what is under review stays as it was sent
    await done(zhejiang, 'POST', `/reports/${id}/reviews`, { version: 3, verdict: 'agree' });
    expect(await reportOf(anhui, report)).toMatchObject({ state: 'submitted', reviews: [{ party: '33', verdict: 'agree' }] });
    expect(await refused(zhejiang, 'POST', `/reports/${id}/reviews`, { version: 3, verdict: 'agree' }, 409)).toMatchObject({ code: 'plan/reviewed-already' });
    await done(anhui, 'POST', `/reports/${id}/reviews`, { version: 3, verdict: 'agree', comment: '同意' });
    expect(await reportOf(jiangsu, report)).toMatchObject({ state: 'accepted', mayReview: false, reviews: [{ party: '33' }, { party: '34', comment: '同意' }] });
    const { rows } = await db.admin.query('select kind from kernel.task where subject_id = $1 and closed_at is null', [id]);
    expect(rows).toEqual([]);
  });
  test('one return sends it back with its comment; mended and sent again, it is reviewed again', async () => {
    const item = await anInitiative();
    const report = await aReport(item);
    await refused(zhejiang, 'POST', `/reports/${report.id}/reviews`, { version: report.version, verdict: 'return' }, 422);
    await done(zhejiang, 'POST', `/reports/${report.id}/reviews`, { version: report.version, verdict: 'return', comment: '请附会议纪要' });
    const returned = (await reportOf(jiangsu, report))!;
    expect(returned).toMatchObject({ state: 'returned', reviews: [{ verdict: 'return', comment: '请附会议纪要' }] });
    await done(jiangsu, 'PUT', `/reports/${report.id}`, { version: returned.version, text: '已附会议纪要。', percent: 45 });
    await done(jiangsu, 'POST', `/reports/${report.id}/move`, { transition: 'submit', version: returned.version + 1 });
    await done(zhejiang, 'POST', `/reports/${report.id}/reviews`, { version: returned.version + 2, verdict: 'agree' });
    expect(await reportOf(jiangsu, report)).toMatchObject({ state: 'accepted', percent: 45 });
  });
  test('two partners who agree at the same moment are both counted', async () => {
    const item = await anInitiative({ partners: ['31', '33', '34'] });
    const report = await aReport(item);
    const answers = await Promise.all([shanghai, zhejiang, anhui].map((who) => ask(who, 'POST', `/reports/${report.id}/reviews`, { version: report.version, verdict: 'agree' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await reportOf(jiangsu, report))!.state).toBe('accepted');
  });
  test('without a partner to review it, a report is accepted as it is sent', async () => {
    const item = await anInitiative({ partners: [] });
    expect(await reportOf(jiangsu, await aReport(item))).toMatchObject({ state: 'accepted', asked: [], reviews: [] });
  });
  test('an institution that owns the milestone reports; another party’s institution does not', async () => {
    const item = await anInitiative();
    const milestoneId = await added(item, { institutionId: universities['32'] });
    await refused(zhejiangUniversity, 'POST', `/milestones/${milestoneId}/reports`, { text: '越界', percent: 1 }, 403);
    const { id, version } = await done(jiangsuUniversity, 'POST', `/milestones/${milestoneId}/reports`, { text: '学校已派出首批。', percent: 20 });
    await refused(zhejiangUniversity, 'PUT', `/reports/${id}`, { version, text: '改', percent: 1 }, [403, 404]);
    await done(jiangsuUniversity, 'POST', `/reports/${id}/move`, { transition: 'submit', version });
    expect((await reportOf(zhejiang, { id, milestoneId }))!.state).toBe('submitted');
  });
  test('are written and moved by nobody else, reviewed by partners only, and never by their own party', async () => {
    const item = await anInitiative();
    const report = await aReport(item);
    const agree = { version: report.version, verdict: 'agree' };
    for (const who of [visitor, member, zhejiang, anhui, jiangsuUniversity, signatory, auditor, secretariat]) {
      await refused(who, 'POST', `/milestones/${report.milestoneId}/reports`, { text: '越界', percent: 1 }, [401, 403, 404]);
      await refused(who, 'POST', `/reports/${report.id}/move`, { transition: 'withdraw', version: report.version, reason: '越界' }, [401, 403, 404]);
    }
    for (const who of [visitor, member, anhui, zhejiangUniversity, signatory, auditor, secretariat]) await refused(who, 'POST', `/reports/${report.id}/reviews`, agree, [401, 403, 404]);
    expect(await refused(jiangsu, 'POST', `/reports/${report.id}/reviews`, agree, 403)).toMatchObject({ code: 'plan/own-report' });
    await refused(jiangsu, 'POST', `/reports/${report.id}/move`, { transition: 'accept', version: report.version }, 422); // only reviews accept
    expect(await refused(zhejiang, 'POST', `/reports/${report.id}/reviews`, { version: report.version - 1, verdict: 'agree' }, 409)).toMatchObject({ yours: { verdict: 'agree' }, current: { version: report.version } });
    await refused(jiangsu, 'PUT', `/reports/${report.id}`, { version: report.version, text: '改', percent: 1 }, 409);
  });
  test('on a milestone that is done or dropped there are no more', async () => {
    const item = await anInitiative();
    const id = await added(item);
    await done(jiangsu, 'POST', `/milestones/${id}/move`, { transition: 'drop', version: 1, reason: '不再需要' });
    expect(await refused(jiangsu, 'POST', `/milestones/${id}/reports`, { text: '还有进展', percent: 1 }, 409)).toMatchObject({ code: 'plan/milestone-closed' });
  });
});

describe('history', () => {
  test('says who, in which role, did what, when and why', async () => {
    const item = await anInitiative();
    const id = await added(item);
    await done(jiangsu, 'POST', `/milestones/${id}/move`, { transition: 'drop', version: 1, reason: '并入下一节点' });
    const report = await aReport(item);
    await done(zhejiang, 'POST', `/reports/${report.id}/reviews`, { version: report.version, verdict: 'return', comment: '请补充数据' });
    const { items } = await read(anhui, `/initiatives/${item.id}/history`);
    expect(items.map(({ act }) => act)).toEqual(['plan.report/return', 'plan.report/review', 'plan.report/submit', 'plan.milestone/add', 'plan.milestone/drop', 'plan.milestone/add', 'plan.initiative/assign']);
    expect(items.find(({ act }) => act === 'plan.milestone/drop')).toMatchObject({ role: 'party_officer', roleParty: '32', actorName: '许海涛', reason: '并入下一节点', changes: { from: 'planned', to: 'dropped' }, at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/), digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(items.find(({ act }) => act === 'plan.report/review')).toMatchObject({ roleParty: '33', actorName: '陈静', reason: '请补充数据' });
    expect(items.find(({ act }) => act === 'plan.report/return')).toMatchObject({ role: 'party_officer', roleParty: '33' });
    const own = await read(jiangsu, `/initiatives/${item.id}/history`);
    expect(own.items.map(({ act }) => act)).toContain('plan.report/write'); // the draft is told to its own party only
    const first = await read(jiangsu, `/initiatives/${item.id}/history?limit=3`);
    const rest = await read(jiangsu, `/initiatives/${item.id}/history?limit=200&cursor=${encodeURIComponent(first.next)}`);
    expect([...first.items, ...rest.items].map(({ id: entry }) => entry)).toEqual(own.items.map(({ id: entry }) => entry));
  });
});

describe('the workbook', () => {
  test('contains what the tree contains', async () => {
    const item = await anInitiative();
    const before = await added(item, { title: '调研' });
    await added(item, { title: '起草', dependsOn: [before], institutionId: universities['32'] });
    await done(jiangsu, 'POST', `/milestones/${before}/move`, { transition: 'complete', version: 1, fields: { doneOn: '2027-03-10' } });
    await done(jiangsu, 'POST', `/initiatives/${item.id}/aims`, { measure: '完成节点', unit: '个', target: 2, targetOn: '2027-12-31' });
    const response = await zhejiang.send('GET', `/api/plan/plans/${planId}/export?language=zh`);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('三年行动计划-2027-03-15.xlsx'));
    const sheets = await readExcelFile(Buffer.from(await response.arrayBuffer()));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['项目', '节点', '目标']);
    const tree = await read(zhejiang, `/plans/${planId}`);
    const [items, milestones, aims] = sheets.map(({ data }) => data.slice(1));
    const worked = tree.items.filter(({ kind }) => kind === 'initiative' || kind === 'safeguard');
    expect(items!.map(([code, title]) => [code, title])).toEqual(worked.map(({ code, title }) => [code, title]));
    expect(items!.find(([code]) => code === item.code)).toEqual([item.code, expect.any(String), '江苏省', '浙江省', '交流选派', '正常', 0.5, 2, 1, 0]);
    expect(milestones!.map(([code, , title]) => [code, title])).toEqual(tree.milestones.map(({ itemCode, title }) => [itemCode, title]));
    const drafting = milestones!.find(([code, , title]) => code === item.code && title === '起草')!;
    expect([drafting[3], drafting[9], drafting[10], drafting[11]]).toEqual(['江苏省', '未开始', '正常', '调研']);
    expect(aims!.find(([code]) => code === item.code)).toEqual([item.code, expect.any(String), '完成节点', 2, 1, '个', expect.anything(), null]);
  });
});

describe('a list of the plan', () => {
  test('is taken along by itself, as CSV that Excel opens in Chinese or in English', async () => {
    const item = await anInitiative();
    await added(item, { title: '早该完成', startsOn: '2027-01-05', dueOn: '2027-02-01' });
    await added(item, { title: '来日方长' });
    const csv = async (list: string, language: string) => (await zhejiang.send('GET', `/api/plan/plans/${planId}/lists/${list}?format=csv&language=${language}`)).text();
    const late = await csv('late', 'zh');
    expect(late.split('\r\n').filter((line) => line.startsWith(`${item.code},`))).toEqual([expect.stringContaining('早该完成,江苏省,,2027-01-05,2027-02-01,')]);
    expect(await csv('milestones', 'en')).toContain('来日方长,Jiangsu');
    expect((await csv('initiatives', 'en')).split('\r\n')[0]).toBe('Code,Title,Lead,Partners,Mechanisms,Status,Progress,Milestones,Done,Late');
    const bytes = new Uint8Array(await (await zhejiang.send('GET', `/api/plan/plans/${planId}/lists/late?format=csv`)).arrayBuffer());
    expect([...bytes].slice(0, 3), 'the mark by which Excel knows UTF-8').toEqual([0xef, 0xbb, 0xbf]);
    const response = await zhejiang.send('GET', `/api/plan/plans/${planId}/lists/late`);
    const [sheet] = await readExcelFile(Buffer.from(await response.arrayBuffer()));
    expect(sheet).toMatchObject({ sheet: '逾期' });
    expect(sheet!.data.slice(1).map((row) => row[2])).toContain('早该完成');
    expect((await zhejiang.send('GET', `/api/plan/plans/${planId}/lists/secrets`)).status).toBe(422);
  });
});

describe('what is not there, or not theirs to see', () => {
  test('an unknown id is answered with 404 wherever it stands', async () => {
    const id = crypto.randomUUID();
    for (const path of [`/plans/${id}`, `/plans/${id}/source`, `/plans/${id}/export`, `/initiatives/${id}`, `/milestones/${id}/reports`, `/initiatives/${id}/facts`, `/initiatives/${id}/history`]) await refused(jiangsu, 'GET', path, undefined, 404);
    const move = { transition: 'withdraw', version: 1, reason: '无' };
    const aim = { measure: '交换生', unit: '人', target: 1, targetOn: '2027-12-31' };
    await refused(jiangsu, 'PATCH', `/plans/${id}`, { version: 1, title: '无', published: true }, 404);
    await refused(jiangsu, 'POST', `/plans/${id}/move`, move, 404);
    await refused(jiangsu, 'PUT', `/initiatives/${id}/assignment`, anAssignment(), 404);
    await refused(jiangsu, 'POST', `/initiatives/${id}/aims`, aim, 404);
    await refused(jiangsu, 'PUT', `/aims/${id}`, { version: 1, ...aim }, 404);
    await refused(jiangsu, 'POST', `/aims/${id}/withdraw`, { version: 1, reason: '无' }, 404);
    await refused(jiangsu, 'POST', `/initiatives/${id}/milestones`, aMilestone(), 404);
    await refused(jiangsu, 'PUT', `/milestones/${id}`, { version: 1, ...aMilestone() }, 404);
    await refused(jiangsu, 'POST', `/milestones/${id}/move`, move, 404);
    await refused(jiangsu, 'POST', `/milestones/${id}/reports`, { text: '无', percent: 1 }, 404);
    await refused(jiangsu, 'PUT', `/reports/${id}`, { version: 1, text: '无', percent: 1 }, 404);
    await refused(jiangsu, 'POST', `/reports/${id}/move`, move, 404);
    await refused(jiangsu, 'POST', `/reports/${id}/reviews`, { version: 1, verdict: 'agree' }, 404);
  });
  test('visitors and members see a plan once it is published, its own party publishes it, and what was shown is taken back', async () => {
    const { id } = await done(shanghai, 'POST', '/plans', aPlan({ sourceText: realPlan.replace('三年行动计划', '上海的三年行动计划') }));
    const item = (await read(jiangsu, `/plans/${id}`)).items.find(({ kind }) => kind === 'initiative')!;
    await done(shanghai, 'PUT', `/initiatives/${item.id}/assignment`, anAssignment({ lead: '31', partners: [] }));
    const milestoneId = await added(item, { party: '31' }, shanghai);
    for (const who of [visitor, member]) await refused(who, 'GET', `/plans/${id}`, undefined, 404);
    for (const who of [visitor, member, jiangsu, auditor, secretariat]) await refused(who, 'PATCH', `/plans/${id}`, { version: 1, title: '改名', published: true }, [401, 403, 404]);
    await done(shanghai, 'PATCH', `/plans/${id}`, { version: 1, title: '上海的三年行动计划', published: true });
    for (const who of [visitor, member]) expect((await read(who, `/plans/${id}`)).milestones).toHaveLength(1);
    expect((await read(visitor, `/initiatives/${item.id}`)).may).toEqual({ assign: false, plan: false, aim: false });
    await aReportOf(milestoneId);
    expect((await read(visitor, `/milestones/${milestoneId}/reports`)).items).toEqual([]);
    await done(shanghai, 'PATCH', `/plans/${id}`, { version: 2, title: '上海的三年行动计划', published: false });
    await refused(visitor, 'GET', `/plans/${id}`, undefined, 404);
    await refused(visitor, 'GET', `/initiatives/${item.id}`, undefined, 404);
    for (const who of [visitor, member, jiangsu, auditor, secretariat]) await refused(who, 'POST', `/plans/${id}/move`, { transition: 'launch', version: 3 }, [401, 403, 404]);
    await done(shanghai, 'POST', `/plans/${id}/move`, { transition: 'launch', version: 3 });
    await done(shanghai, 'POST', `/plans/${id}/move`, { transition: 'close', version: 4, reason: '期满' });
    expect(await refused(shanghai, 'POST', `/initiatives/${item.id}/milestones`, aMilestone({ party: '31' }), 409)).toMatchObject({ code: 'plan/plan-not-open' });

    async function aReportOf(milestone: string) {
      await done(shanghai, 'POST', `/milestones/${milestone}/reports`, { text: '内部进展。', percent: 10 });
    }
  });
  test('an auditor of the region and the secretariat read everything that the region sees', async () => {
    for (const who of [auditor, secretariat]) {
      expect((await read(who, `/plans/${planId}`)).items.length).toBeGreaterThan(41);
      const item = unused[0]!;
      await read(who, `/initiatives/${item.id}/history`);
      expect((await read(who, `/initiatives/${item.id}`)).may).toEqual({ assign: false, plan: false, aim: false });
    }
  });
});

describe('in the database itself, past every service', () => {
  test('a row of one party is not changed by another’s officer, nor by who is no party’s officer', async () => {
    const item = await anInitiative({ partners: ['33'] });
    const report = await aReport(item);
    const { id: aimId } = await done(jiangsu, 'POST', `/initiatives/${item.id}/aims`, { measure: '交换生', unit: '人', target: 1, targetOn: '2027-12-31' });
    const changes = {
      'plan.plan': sql`update plan.plan set title = '改' where id = ${planId} returning id`,
      'plan.item': sql`update plan.item set title = '改' where id = ${item.id} returning id`,
      'plan.aim': sql`update plan.aim set target = 9 where id = ${aimId} returning id`,
      'plan.milestone': sql`update plan.milestone set percent = 99 where id = ${report.milestoneId} returning id`,
      'plan.report': sql`update plan.report set text = '改' where id = ${report.id} returning id`,
      'plan.partner': sql`delete from plan.partner where item_id = ${item.id} returning item_id`,
      'plan.dependency': sql`insert into plan.dependency (milestone_id, depends_on_id) select ${report.milestoneId}, id from plan.milestone where id <> ${report.milestoneId} limit 1 returning milestone_id`,
      'plan.fact': sql`insert into plan.fact (item_id, mechanism, subject_type, subject_id, measure, unit, value, period, party, visibility) values (${item.id}, 'x', 'x', 'x', '交换生', '人', 9, '2027', '32', 'region') returning id`,
      'plan.review': sql`insert into plan.review (report_id, report_version, party, verdict) values (${report.id}, ${report.version}, '33', 'agree') returning party`,
    };
    const strangers = { shanghai, anhui, member, signatory, auditor, secretariat, zhejiangUniversity, visitor: { role: 'visitor' as const } };
    for (const [name, who] of Object.entries(strangers)) {
      for (const [table, change] of Object.entries(changes)) {
        const before = await traces(db);
        const changed = await inTransaction(db, who, (tx) => change.execute(tx.db)).then(({ rows }) => rows.length, () => 0);
        expect([name, table, changed]).toEqual([name, table, 0]);
        expect(await traces(db)).toEqual(before);
      }
    }
    // a partner reviews and nothing more
    for (const table of ['plan.plan', 'plan.item', 'plan.aim', 'plan.milestone', 'plan.report', 'plan.partner', 'plan.dependency', 'plan.fact'] as const) {
      const changed = await inTransaction(db, zhejiang, (tx) => changes[table].execute(tx.db)).then(({ rows }) => rows.length, () => 0);
      expect(['partner', table, changed]).toEqual(['partner', table, 0]);
    }
    const settle = (state: string) => inTransaction(db, zhejiang, (tx) => sql`update plan.report set state = ${state} where id = ${report.id}`.execute(tx.db));
    await expect(settle('accepted')).rejects.toThrow(/written by its own party/);
    await inTransaction(db, zhejiang, (tx) => changes['plan.review'].execute(tx.db));
    await expect(settle('returned')).rejects.toThrow(/written by its own party/);
    await settle('accepted');
  });
});
