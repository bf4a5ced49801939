import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { parseCsv, readSheet } from '#kernel/sheets/read.ts';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { strFromU8, unzipSync } from 'fflate';
import { theFour } from '../governance/testing.ts';
import { indicators } from './index.ts';
import { openCampaign, exportForms, listForms, lockCampaigns, moveCampaign, remindUnits, showCampaign } from './service/campaigns.ts';
import { moveDelivery } from './service/deliveries.ts';
import { moveForm, passOnForms, saveForm, showForm } from './service/forms.ts';
import { handInForms, listFindings } from './service/hand-in.ts';
import { recordSuccession, updateRoster } from './service/roster.ts';
import { computeRun } from './service/compute-run.ts';
import { proposePublication } from './service/publications.ts';
import { showRun, startRun } from './service/runs.ts';
import { takeIn, writeTemplate } from './service/workbook.ts';
import { aCampaign } from './testing.ts';

let db: TestDatabase;
let home: string;
let people: Awaited<ReturnType<typeof theFour>>;
let systemId: string;
let last: string;
let campaignId: string;
const schools: Record<string, string> = {};
const platformAt = (now: string) => testPlatform(db, { now, outcomes: { ...indicators.outcomes }, config: { home } });
const platform = () => platformAt('2027-03-15T02:00:00Z');
const refusal = async (work: Promise<unknown>): Promise<string> => { try { await work; return 'done'; } catch (error) { return (error as { kind?: { code: string } }).kind?.code ?? String(error); } };

const division = (code: string): PersonActor => anOfficer('32', { role: 'division_officer', division: code });
const school = (name: string): PersonActor => anOfficer('32', { role: 'institution_officer', organizationId: schools[name]! });
const secretariat = (): PersonActor => { const { party: _, ...officer } = anOfficer('31', { role: 'secretariat_officer' }); return officer; };
const aSchool = async (name: string, at: string, stage = '小学') => {
  const { rows } = await db.admin.query<{ id: string }>("insert into directory.institution (kind, name, division, party, level) values ('school', $1, $2, $3, $4) returning id", [name, at, at.slice(0, 2), stage]);
  return (schools[name] = rows[0]!.id);
};
const formOfSchool = async (name: string, campaign = campaignId) => (await db.admin.query<{ id: string; version: number; state: string; division: string }>('select id, version, state, division from indicators.form where campaign_id = $1 and organization_id = $2', [campaign, schools[name]])).rows[0]!;
const numbers = (pupils: number) => ({ pupils, teachers_qualified: Math.round(pupils / 20), teaching_area: pupils * 5 });
const report = async (name: string, entries: Record<string, number>, campaign = campaignId) => {
  const form = await formOfSchool(name, campaign);
  const { version } = await saveForm(platform(), school(name), form.id, { version: form.version, entries, reasons: Object.fromEntries(Object.keys(entries).map((element) => [element, '已核实'])) });
  await moveForm(platform(), school(name), { id: form.id, transition: 'submit', version });
  return form.id;
};
const factsOf = async (name: string, campaign = campaignId) => (await db.admin.query<{ value: number }>("select value from indicators.fact f join indicators.form m on m.id = f.form_id where m.organization_id = $1 and m.campaign_id = $2 and element = 'pupils'", [schools[name], campaign])).rows.map(({ value }) => value);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'delta-indicators-'));
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  for (const [name, at] of [['玄武甲校', '320102'], ['玄武乙校', '320102'], ['玄武丙校', '320102'], ['秦淮丁校', '320104'], ['杭州戊校', '330102']] as const) await aSchool(name, at); // oxlint-disable-line no-await-in-loop
  ({ systemId, campaignId: last } = await aCampaign(platform(), people, '2025', 'compulsory-balance'));
  for (const [name, pupils] of [['玄武甲校', 1000], ['玄武乙校', 500], ['玄武丙校', 300], ['秦淮丁校', 800]] as const) await report(name, numbers(pupils), last); // oxlint-disable-line no-await-in-loop
  await passOnForms(platform(), people.officers['32'], last, {});
  ({ id: campaignId } = await openCampaign(platform(), people.officers['32'], { systemId, period: '2026', title: '2026 年监测', dueOn: '2027-03-20' }));
});
afterAll(async () => { await db.drop(); await rm(home, { recursive: true }); });

describe('a school’s form', () => {
  test('is there for every school of the four, seen by itself, its district, its city and its party, and by nobody else, in SQL too', async () => {
    const { rows } = await db.admin.query<{ count: number }>('select count(*)::int as count from indicators.form where campaign_id = $1', [campaignId]);
    expect(rows[0]?.count).toBe(5);
    const seenBy = async (actor: PersonActor) => (await listForms(platform(), actor, campaignId, { limit: 50 })).items.map(({ unitName }) => unitName).toSorted();
    expect(await seenBy(school('玄武甲校'))).toEqual(['玄武甲校']);
    expect((await seenBy(division('320102'))).length).toBe(3);
    expect((await seenBy(division('320100'))).length).toBe(4);
    expect(await seenBy(people.officers['33'])).toEqual(['杭州戊校']);
    const { id } = await formOfSchool('玄武甲校');
    const changed = await inTransaction(db, school('玄武乙校'), (tx) => sql`update indicators.form set entries = '{}' where id = ${id}`.execute(tx.db));
    expect(Number(changed.numAffectedRows)).toBe(0);
    expect(await refusal(showForm(platform(), school('玄武乙校'), id))).toBe('common/not-found');
  });

  test('is prefilled from last year, goes from school to district to city to party, and may be sent back at each with a reason', async () => {
    const { id } = await formOfSchool('玄武甲校');
    const { elements, madeOf } = await showForm(platform(), school('玄武甲校'), id);
    expect([madeOf, elements.find(({ name }) => name === 'pupils')?.previous]).toEqual(['itself', 1000]);
    await report('玄武甲校', numbers(1040));
    const step = async (actor: PersonActor, transition: string, reason?: string) => refusal(moveForm(platform(), actor, { id, transition, version: (await formOfSchool('玄武甲校')).version, reason }));
    expect(await step(school('玄武甲校'), 'verify')).toBe('indicators/district-only');
    expect(await step(division('320102'), 'check')).toBe('indicators/city-only');
    expect(await step(division('320104'), 'verify')).toBe('common/not-found');
    expect(await step(division('320102'), 'return', '教师数请核对')).toBe('done');
    expect((await showForm(platform(), school('玄武甲校'), id)).form).toMatchObject({ state: 'open', returned: '教师数请核对' });
    await report('玄武甲校', numbers(1041));
    for (const [actor, transition, state] of [[division('320102'), 'verify', 'verified'], [division('320100'), 'check', 'checked'], [people.officers['32'], 'approve', 'approved']] as const) {
      expect(await step(actor, transition)).toBe('done'); // oxlint-disable-line no-await-in-loop
      expect((await formOfSchool('玄武甲校')).state).toBe(state); // oxlint-disable-line no-await-in-loop
    }
    expect(await factsOf('玄武甲校')).toEqual([1041]);
  });

  test('keeps every change, by whom and from what to what, and nobody rewrites it', async () => {
    const { id } = await formOfSchool('玄武甲校');
    const { revisions } = await showForm(platform(), division('320100'), id);
    expect(revisions.find(({ changed }) => changed['pupils']?.[1] === 1041)).toMatchObject({ role: 'institution_officer', state: 'open', changed: { pupils: [1040, 1041] } });
    expect(revisions.map(({ state }) => state).toReversed()).toEqual(['open', 'submitted', 'open', 'open', 'submitted', 'verified', 'checked', 'approved']);
    await expect(inTransaction(db, people.officers['32'], (tx) => sql`update indicators.revision set changed = '{}' where form_id = ${id}`.execute(tx.db))).rejects.toThrow(/permission denied/);
  });
});

describe('a number that cannot be right', () => {
  test('a thousand times last year’s, or in 万平方米 for 平方米, is submitted only corrected or with a reason', async () => {
    const { id } = await formOfSchool('玄武乙校');
    const save = async (entries: Record<string, number>, reasons: Record<string, string>) => saveForm(platform(), school('玄武乙校'), id, { version: (await formOfSchool('玄武乙校')).version, entries, reasons });
    const submit = async () => moveForm(platform(), school('玄武乙校'), { id, transition: 'submit', version: (await formOfSchool('玄武乙校')).version }).then(() => [], (error: { details: { findings: { element: string; kind: string; severity: string }[] } }) => error.details.findings.map(({ element, kind, severity }) => `${element} ${kind} ${severity}`));
    await save({ pupils: 500_000, teachers_qualified: 25, teaching_area: 0.25 }, {});
    expect(await submit()).toEqual(['teaching_area unit doubt', 'pupils jump doubt']);
    await save({ pupils: 500 }, {});
    expect(await submit()).toEqual(['teaching_area unit doubt']);
    await save({}, { teaching_area: '新校舍尚未启用' });
    expect(await submit()).toEqual([]);
    expect((await showForm(platform(), division('320102'), id)).form.reasons).toEqual({ teaching_area: '新校舍尚未启用' });
  });
});

describe('who has not reported', () => {
  test('is told from who was on time and who was late, by the first submission; the list can be taken along', async () => {
    await moveBack('玄武乙校');
    const late = platformAt('2027-03-22T02:00:00Z');
    const form = await formOfSchool('玄武丙校');
    const { version } = await saveForm(late, school('玄武丙校'), form.id, { version: form.version, entries: numbers(310), reasons: {} });
    await moveForm(late, school('玄武丙校'), { id: form.id, transition: 'submit', version });
    const standing = async (which: 'onTime' | 'late' | 'missing') => (await listForms(late, division('320100'), campaignId, { limit: 50, standing: which })).items.map(({ unitName }) => unitName).toSorted();
    expect([await standing('onTime'), await standing('late'), await standing('missing')]).toEqual([['玄武甲校'], ['玄武丙校'], ['玄武乙校', '秦淮丁校'].toSorted()]);
    const csv = parseCsv(await (await exportForms(late, division('320100'), campaignId, { format: 'csv', language: 'zh', standing: 'missing' })).text());
    expect(csv.slice(1).map((row) => [row[1], row[3]]).toSorted()).toEqual([['玄武乙校', '逾期未报'], ['秦淮丁校', '逾期未报']].toSorted());
    const { counts } = await showCampaign(late, people.officers['32'], campaignId);
    expect(counts.filter(({ standing: own }) => own === 'missing').reduce((all, { count }) => all + count, 0)).toBe(2);
  });

  test('is reminded, once a day and not by each press; a school reminds nobody', async () => {
    const now = platformAt('2027-03-22T03:00:00Z');
    expect(await remindUnits(now, division('320102'), campaignId)).toEqual({ reminded: 1 });
    expect(await remindUnits(now, people.officers['32'], campaignId)).toEqual({ reminded: 1 });
    expect(await remindUnits(now, people.officers['32'], campaignId)).toEqual({ reminded: 0 });
    expect(await remindUnits(platformAt('2027-03-23T03:00:00Z'), people.officers['32'], campaignId)).toEqual({ reminded: 2 });
    expect(await refusal(remindUnits(now, school('玄武甲校'), campaignId))).toBe('common/not-allowed');
    const { rows } = await db.admin.query<{ toRole: string; toOrganizationId: string }>("select to_role as \"toRole\", to_organization_id as \"toOrganizationId\" from kernel.notification where kind = 'indicators.form/remind' limit 1");
    expect(rows[0]?.toRole).toBe('institution_officer');
  });
});

describe('the day of locking', () => {
  test('locks a campaign by itself once it is over; opened again it stays open, and nobody moves the day in SQL', async () => {
    expect(await refusal(openCampaign(platform(), people.officers['32'], { systemId, period: '2031', title: '2031 年监测', dueOn: '2027-03-20', locksOn: '2027-03-19' }))).toBe('indicators/locks-before-due');
    const { id } = await openCampaign(platform(), people.officers['32'], { systemId, period: '2031', title: '2031 年监测', dueOn: '2027-03-20', locksOn: '2027-03-25' });
    const stateOf = async () => (await showCampaign(platform(), people.officers['32'], id)).campaign;
    expect([await lockCampaigns(platformAt('2027-03-25T02:00:00Z')), (await stateOf()).state]).toEqual([0, 'open']);
    await expect(inTransaction(db, people.officers['32'], (tx) => sql`update indicators.campaign set locks_on = '2027-12-31' where id = ${id}`.execute(tx.db))).rejects.toThrow(/stays/);
    const after = platformAt('2027-03-25T16:05:00Z'); // past midnight in China
    expect([await lockCampaigns(after), await lockCampaigns(after), (await stateOf()).state]).toEqual([1, 0, 'locked']);
    const { version } = await stateOf();
    await moveCampaign(after, people.officers['32'], { id, transition: 'reopen', version, reason: '两所学校补报' });
    expect([await lockCampaigns(platformAt('2027-03-27T02:00:00Z')), await stateOf()]).toMatchObject([0, { state: 'open', locksOn: null }]);
    await moveCampaign(after, people.officers['32'], { id, transition: 'withdraw', version: version + 1, reason: '试验' });
  });
});

describe('two people on one form', () => {
  test('the second is shown both versions, and nothing of the first is lost', async () => {
    const form = await formOfSchool('玄武乙校');
    await saveForm(platform(), school('玄武乙校'), form.id, { version: form.version, entries: { pupils: 480 }, reasons: {} });
    expect(await refusal(saveForm(platform(), division('320102'), form.id, { version: form.version, entries: { pupils: 470 }, reasons: {} }))).toBe('common/changed-meanwhile');
    expect((await showForm(platform(), school('玄武乙校'), form.id)).form.entries).toMatchObject({ pupils: 480 });
  });
});

describe('a sheet', () => {
  const template = async (format: 'xlsx' | 'csv', campaign = campaignId) => writeTemplate(platform(), division('320100'), campaign, { level: 'school', format });
  test('as a workbook takes only numbers, says the unit by the cell and offers the codes; as CSV has the same rows', async () => {
    const bytes = new Uint8Array(await (await template('xlsx')).arrayBuffer());
    const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
    expect(xml).toContain('type="list"');
    expect(xml).toMatch(/type="whole"[^>]*prompt="在校学生数&#10;单位：人&#10;缺失请留空"[^>]*sqref="C2:C/);
    expect(xml.match(/<dataValidation /g)?.length).toBe(1 + 10);
    expect(await readSheet(bytes, 100)).toEqual(parseCsv((await (await template('csv')).text()).replace('\ufeff', '')).map((row) => row));
  });

  test('has last time’s numbers beside it, and in the forms that nobody has begun where one asks for that', async () => {
    const sheetOf = async (previous: boolean) => readSheet(new Uint8Array(await (await writeTemplate(platform(), division('320100'), campaignId, { level: 'school', format: 'xlsx', previous })).arrayBuffer()), 100);
    const pupilsOf = (rows: readonly string[][]) => Object.fromEntries(rows.slice(1).map((row) => [row[1], row[2]]));
    expect(pupilsOf(await sheetOf(false))).toMatchObject({ 秦淮丁校: '', 玄武乙校: '480' });
    expect(pupilsOf(await sheetOf(true))).toMatchObject({ 秦淮丁校: '800', 玄武乙校: '480' });
    const book = unzipSync(new Uint8Array(await (await template('xlsx')).arrayBuffer()));
    expect(strFromU8(book['xl/workbook.xml']!)).toContain('name="上期数据"');
    expect(strFromU8(book['xl/worksheets/sheet3.xml']!)).toContain('<v>800</v>');
  });

  test('fills the schools’ forms once; the same file again changes nothing; what is doubtful or wrong is counted', async () => {
    const [head, ...rows] = await readSheet(new Uint8Array(await (await template('xlsx')).arrayBuffer()), 100) as [string[], ...string[][]];
    const filled = rows.map((row) => row.map((cell, i) => { const last = numbers(row[1] === '秦淮丁校' ? 800 : 490); return i < 2 ? cell : i === 2 ? (row[1] === '秦淮丁校' ? '8000000' : '490') : head[i]?.startsWith('高于规定学历') === true ? String(last.teachers_qualified) : head[i]?.startsWith('教学及辅助') === true ? String(last.teaching_area) : ''; }));
    const bytes = await writeWorkbook([{ name: '填报', columns: head.map((label) => ({ label })), rows: filled }]);
    expect(await takeIn(platform(), division('320100'), campaignId, bytes)).toMatchObject({ changed: rows.length, same: 0, wrong: 0, doubtful: 1 });
    expect(await takeIn(platform(), division('320100'), campaignId, bytes)).toMatchObject({ changed: 0, same: rows.length });
  });

  test('is gone through over all its forms, the worst first; what is in order is handed in at once, the rest waits for its reason', async () => {
    const city = division('320100');
    const { looked, findings } = await listFindings(platform(), city, campaignId, {});
    expect([looked, ...findings.filter(({ open }) => open).map(({ unitName, label, value, kind, severity }) => [unitName, label, value, kind, severity])]).toEqual([3, ['秦淮丁校', '在校学生数', 8_000_000, 'unit', 'doubt']]);
    expect(await handInForms(platform(), people.officers['33'], campaignId, {})).toEqual({ handedIn: 0, left: 0 });
    expect(await handInForms(platform(), school('秦淮丁校'), campaignId, {})).toEqual({ handedIn: 0, left: 1 });
    expect(await handInForms(platform(), city, campaignId, {})).toEqual({ handedIn: 1, left: 1 });
    const [left] = findings.filter(({ open }) => open);
    await saveForm(platform(), city, left!.formId, { version: left!.version, entries: {}, reasons: { [left!.element]: '含分校' } });
    expect((await listFindings(platform(), city, campaignId, {})).findings.filter(({ formId }) => formId === left!.formId)).toMatchObject([{ reason: '含分校', open: false }]);
    expect(await handInForms(platform(), city, campaignId, {})).toEqual({ handedIn: 1, left: 0 });
    expect([(await formOfSchool('玄武乙校')).state, (await formOfSchool('秦淮丁校')).state]).toEqual(['submitted', 'submitted']);
    const { rows } = await db.admin.query<{ changes: { units: string[] } }>("select changes from kernel.journal_entry where act = 'indicators.campaign/hand-in-forms' order by id desc limit 1");
    expect(rows[0]?.changes.units).toHaveLength(1);
    await db.admin.query("update indicators.form set state = 'open', reasons = '{}' where campaign_id = $1 and state = 'submitted' and organization_id = any($2)", [campaignId, [schools['玄武乙校'], schools['秦淮丁校']]]);
  });

  test('of the year before, or of districts, is refused', async () => {
    await db.admin.query("update indicators.form set state = 'open' where campaign_id = $1", [last]);
    const old = new Uint8Array(await (await template('xlsx', last)).arrayBuffer());
    await db.admin.query("update indicators.form set state = 'approved' where campaign_id = $1 and party = '32'", [last]);
    expect(await refusal(takeIn(platform(), division('320100'), campaignId, old))).toBe('indicators/wrong-template');
  });
});

describe('the list of schools', () => {
  test('a school that moved district takes its form along: seen by the new district, no more by the old, counted once', async () => {
    await db.admin.query("update directory.institution set division = '320104' where id = $1", [schools['玄武乙校']]);
    expect(await updateRoster(platform(), people.officers['32'], campaignId)).toEqual({ added: 0, moved: 1, excluded: 0 });
    expect(await updateRoster(platform(), people.officers['32'], campaignId)).toEqual({ added: 0, moved: 0, excluded: 0 });
    const { id } = await formOfSchool('玄武乙校');
    expect(await refusal(showForm(platform(), division('320102'), id))).toBe('common/not-found');
    expect((await showForm(platform(), division('320104'), id)).form.entries).toMatchObject({ pupils: 490 });
    expect((await db.admin.query('select from indicators.form where campaign_id = $1 and organization_id = $2', [campaignId, schools['玄武乙校']])).rowCount).toBe(1);
    // last year it stood where it stood then
    expect((await formOfSchool('玄武乙校', last)).division).toBe('320102');
  });

  test('merged schools are counted as the one they became, prefilled with their sum; a split one has nothing to compare with', async () => {
    await aSchool('玄武新校', '320102');
    await recordSuccession(platform(), people.officers['32'], { kind: 'merged', predecessors: [schools['玄武甲校']!, schools['玄武丙校']!], successors: [schools['玄武新校']!], since: '2026' });
    for (const name of ['丁一校', '丁二校']) await aSchool(name, '320104'); // oxlint-disable-line no-await-in-loop
    await recordSuccession(platform(), people.officers['32'], { kind: 'split', predecessors: [schools['秦淮丁校']!], successors: [schools['丁一校']!, schools['丁二校']!], since: '2026' });
    expect(await updateRoster(platform(), people.officers['32'], campaignId)).toEqual({ added: 3, moved: 0, excluded: 3 });
    expect(await factsOf('玄武甲校')).toEqual([]);
    const merged = await showForm(platform(), school('玄武新校'), (await formOfSchool('玄武新校')).id);
    expect([merged.madeOf, merged.elements.find(({ name }) => name === 'pupils')?.previous, merged.elements.find(({ name }) => name === 'media_rooms')?.previous]).toEqual(['merged', 1300, null]);
    const split = await showForm(platform(), school('丁一校'), (await formOfSchool('丁一校')).id);
    expect([split.madeOf, split.elements.every(({ previous }) => previous === null)]).toEqual(['split', true]);
    expect(await refusal(recordSuccession(platform(), people.officers['32'], { kind: 'merged', predecessors: [schools['丁一校']!], successors: [schools['丁二校']!], since: '2026' }))).toBe('indicators/not-the-successor');
    expect(await refusal(recordSuccession(platform(), people.officers['33'], { kind: 'merged', predecessors: [schools['玄武甲校']!, schools['玄武丙校']!], successors: [schools['玄武新校']!], since: '2026' }))).toBe('indicators/not-the-successor');
  });
});

describe('a party', () => {
  test('approves all that has come up in one go, and hands over only what is whole; then nothing changes until the secretariat sends it back', async () => {
    const deliveryOf = async () => (await showCampaign(platform(), people.officers['32'], campaignId)).deliveries.find(({ party }) => party === '32')!;
    const deliver = async (actor: PersonActor, transition: string, reason?: string) => { const { id, lifecycle } = await deliveryOf(); return refusal(moveDelivery(platform(), actor, { id, transition, version: lifecycle.version, reason })); };
    expect(await deliver(people.officers['32'], 'deliver')).toBe('indicators/not-all-approved');
    await moveBack('玄武乙校');
    await report('玄武乙校', numbers(490));
    for (const name of ['玄武新校', '丁一校', '丁二校']) await report(name, numbers(name === '玄武新校' ? 1310 : 400)); // oxlint-disable-line no-await-in-loop
    expect(await passOnForms(platform(), division('320102'), campaignId, {})).toEqual({ moved: 1, more: false });
    expect(await passOnForms(platform(), division('320100'), campaignId, {})).toEqual({ moved: 4, more: false });
    expect(await passOnForms(platform(), people.officers['32'], campaignId, {})).toEqual({ moved: 4, more: false });
    expect(await factsOf('玄武新校')).toEqual([1310]);
    expect(await deliver(people.officers['33'], 'deliver')).toBe('common/not-allowed');
    expect(await deliver(people.officers['32'], 'deliver')).toBe('done');
    const form = await formOfSchool('玄武新校');
    expect(await refusal(moveForm(platform(), people.officers['32'], { id: form.id, transition: 'return', version: form.version, reason: '改' }))).toBe('indicators/delivered');
    await expect(inTransaction(db, people.officers['32'], (tx) => sql`update indicators.form set entries = '{}', version = version + 1 where id = ${form.id}`.execute(tx.db))).rejects.toThrow(/handed its numbers over|handed in does not change/);
    expect(Number((await inTransaction(db, people.officers['32'], (tx) => sql`update indicators.delivery set state = 'delivered' where party = '32' and campaign_id = ${campaignId}`.execute(tx.db))).numAffectedRows)).toBe(0);
    expect(await deliver(secretariat(), 'accept')).toBe('done');
    expect(await deliver(secretariat(), 'return', '教学用房面积请复核')).toBe('done');
    expect(await deliveryOf()).toMatchObject({ returned: '教学用房面积请复核', lifecycle: { state: 'open' } });
    expect(await refusal(moveForm(platform(), people.officers['32'], { id: form.id, transition: 'return', version: form.version, reason: '改' }))).toBe('done');
  });
});

describe('the balance method', () => {
  const coefficients = async (of: string) => {
    const { id } = await startRun(platform(), people.officers['32'], of);
    const seen: number[] = [];
    await computeRun(platform(), { runId: id }, { report: async (share) => void seen.push(share) });
    const again = await showRun(platform(), people.officers['33'], id);
    await computeRun(platform(), { runId: id }, { report: async () => undefined });
    expect(await showRun(platform(), people.officers['33'], id)).toEqual(again);
    expect(seen.some((share) => share > 0 && share < 0.5)).toBe(true);
    return again;
  };
  test('judges each district by the schools that stood in it then, from a snapshot, to the same bits again', async () => {
    const { scores, run, may, districts } = await coefficients(last);
    const of = (unit: string, code: string) => scores.find((score) => score.unit === unit && score.code === code)?.raw;
    // teachers per 100 pupils: 50/1000, 25/500, 15/300 → all alike
    expect(of('320102', 'cv_qualified_primary')).toBeCloseTo(0, 9);
    expect(scores.every(({ level }) => level === 'district')).toBe(true);
    expect(['schools_judged_primary', 'schools_unknown_primary', 'schools_judged_junior', 'cv_qualified_primary_met'].map((code) => of('320102', code))).toEqual([0, 3, 0, 1]);
    expect(districts.find(({ code }) => code === 'cv_qualified_primary')).toMatchObject({ name: '小学校际差异系数：高于规定学历教师', standard: { code: 'cv_qualified_primary_met', words: { zh: '“小学校际差异系数：高于规定学历教师”不大于0.5' } } });
    expect(districts.some(({ code }) => code === 'cv_qualified_primary_met')).toBe(false);
    expect([run.robustness, may.publish]).toEqual([null, false]);
    expect(await refusal(proposePublication(platform(), people.officers['32'], (await startRun(platform(), people.officers['32'], last)).id, { title: '指数', embargoOn: '2027-04-01' }))).toBe('indicators/no-index');
  });
});

/** Back to an open form, by the party, where it is not. */
async function moveBack(name: string): Promise<void> {
  const { id, state, version } = await formOfSchool(name);
  if (state !== 'open') await moveForm(platform(), people.officers['32'], { id, transition: 'return', version, reason: '重报' });
}
