import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { columnOf } from '#algorithms/indices/statistics.ts';
import { combineWeights, entropyWeights } from '#algorithms/indices/weights/objective.ts';
import { visitor, systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { parseCsv, parseLines, readSheet } from '#kernel/sheets/read.ts';
import { writeWorkbook } from '#kernel/sheets/write.ts';
import { testPlatform } from '#kernel/testing.ts';
import { sql } from 'kysely';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { theFour } from '../governance/testing.ts';
import { sdmxMessage } from './files/sdmx-message.testing.ts';
import { plan } from '#modules/plan/index.ts';
import { indicators } from './index.ts';
import { listForms, moveCampaign, showCampaign } from './service/campaigns.ts';
import { moveForm, saveForm, showForm } from './service/forms.ts';
import { publicationTrend, runTrend } from './service/trends.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { listPublications, proposePublication, showPublication } from './service/publications.ts';
import { openBundle, openData, openParts, openTables, publicationReport } from './service/open-data.ts';
import { readPublished } from './recompute/read.ts';
import { recompute } from './recompute/recompute.ts';
import { readTables } from './files/tables.ts';
import { computeRun } from './service/compute-run.ts';
import { showWeighings } from './service/weighing.ts';
import { analysePublication, analyseRun } from './service/analysis.ts';
import { storeJudgments } from './service/judgments.ts';
import { listFormsBehind } from './service/forms-behind.ts';
import { showRun, showUnit, startRun, startTrial } from './service/runs.ts';
import { changeSystem, checkFormulas, copySystem, showSystem } from './service/systems.ts';
import { takeIn, writeTemplate } from './service/workbook.ts';
import { aCampaign, allAgreeTo, approveForm, askOnlyApproved, formOf, plausible } from './testing.ts';

let db: TestDatabase;
let home: string;
let people: Awaited<ReturnType<typeof theFour>>;
let campaignId: string;
let systemId: string;
const outcomes = { ...indicators.outcomes };
const at = (now: string) => testPlatform(db, { now, outcomes, config: { home } });
const platform = () => at('2027-03-15T02:00:00Z');
const job = { report: async () => undefined };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'delta-indicators-'));
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  ({ campaignId, systemId } = await aCampaign(platform(), people));
});
afterAll(async () => { await db.drop(); await rm(home, { recursive: true }); });

const cityOfficer = (division: string): PersonActor => ({ ...people.officers['32'], role: 'division_officer', division });
const codeOf = async (work: Promise<unknown>): Promise<string> => { try { await work; return 'done'; } catch (error) { return (error as { kind?: { code: string } }).kind?.code ?? String(error); } };

describe('a system', () => {
  test('is in force when the four have agreed, and then never changes, not even past the service', async () => {
    const { system, nodes } = await showSystem(platform(), people.officers['31'], systemId);
    expect(system.state).toBe('in_force');
    expect(nodes.find(({ code }) => code === 'preschool_rate')?.formula?.zh).toBe('（各县（市、区）“在园幼儿数”之和 ÷ 各县（市、区）“幼儿园适龄幼儿数”之和）（折算为%）');
    expect(await codeOf(changeSystem(platform(), people.officers['32'], systemId, { version: system.version, title: '改', formulas: system.formulas, nodes: nodes.map(({ code, name, level, parent, weight, direction, goalposts }) => ({ code, name, level, parent, weight, direction, goalposts })) }))).toBe('indicators/not-a-draft');
    await expect(inTransaction(db, people.officers['32'], (tx) => sql`update indicators.system set title = '改' where id = ${systemId}`.execute(tx.db))).rejects.toThrow(/no longer a draft/);
  });

  test('in its next version shows what differs; formulas and trees that cannot be honoured are refused with the place', async () => {
    const { id } = await copySystem(platform(), people.officers['33'], systemId);
    const { system, nodes } = await showSystem(platform(), people.officers['33'], id);
    expect(system).toMatchObject({ number: 2, state: 'draft', party: '33' });
    const tree = nodes.map(({ code, name, level, parent, weight, direction, goalposts }) => ({ code, name, level, parent, weight, direction, goalposts }));
    await changeSystem(platform(), people.officers['33'], id, { version: system.version, title: system.title, formulas: system.formulas, nodes: tree.map((node) => (node.code === 'access' ? { ...node, weight: 2 } : node)) });
    expect((await showSystem(platform(), people.officers['33'], id)).differences).toMatchObject([{ of: 'node', code: 'access', name: '普及与终身学习', field: 'weight', before: { zh: '1（占总分 14.3%）' }, after: { zh: '2（占总分 25.0%）' } }]);
    const version = system.version + 1;
    expect(await codeOf(changeSystem(platform(), people.officers['33'], id, { version, title: 'x', formulas: `${system.formulas}\nindicator bad "x" "" city = nothing`, nodes: tree }))).toBe('indicators/bad-formulas');
    expect(await codeOf(changeSystem(platform(), people.officers['33'], id, { version, title: 'x', formulas: system.formulas, nodes: tree.map((node) => (node.code === 'access' ? { ...node, parent: 'nowhere' } : node)) }))).toBe('indicators/bad-tree');
    expect(await codeOf(changeSystem(platform(), people.officers['32'], id, { version, title: 'x', formulas: system.formulas, nodes: tree }))).toBe('common/not-allowed');
  });

  test('is put in force by the four together, and a form passed on by the level above: neither by one officer past the service', async () => {
    const { id } = await copySystem(platform(), people.officers['32'], systemId);
    const by = (actor: PersonActor, statement: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => statement.execute(tx.db));
    await expect(by(people.officers['32'], sql`update indicators.system set state = 'in_force' where id = ${id}`)).rejects.toMatchObject({ code: '42501' });
    const form = await formOf(db, campaignId, '320104');
    for (const state of ['approved', 'excluded', 'checked']) await expect(by(cityOfficer('320104'), sql`update indicators.form set state = ${state} where id = ${form}`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(cityOfficer('320100'), sql`update indicators.form set state = 'approved' where id = ${form}`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(people.officers['32'], sql`update indicators.form set unit = '320105', division = '320105' where id = ${form}`)).rejects.toMatchObject({ code: '42501' });
    await db.admin.query("update indicators.system set state = 'withdrawn' where id = $1", [id]);
  });
});

describe('a form', () => {
  test('belongs to its party: another party neither sees nor changes it, in SQL either', async () => {
    const id = await formOf(db, campaignId, '320102');
    expect(await codeOf(showForm(platform(), people.officers['33'], id))).toBe('common/not-found');
    const { rows } = await inTransaction(db, people.officers['33'], (tx) => sql`select from indicators.form where party = '32'`.execute(tx.db));
    expect(rows.length).toBe(0);
    const changed = await inTransaction(db, people.officers['33'], (tx) => sql`update indicators.form set entries = '{}' where id = ${id}`.execute(tx.db));
    expect(Number(changed.numAffectedRows)).toBe(0);
    expect(await codeOf(showForm(platform(), visitor, id))).toBe('common/not-found');
    expect((await listForms(platform(), cityOfficer('320100'), campaignId, { limit: 200 })).items.every(({ unit }) => unit.startsWith('3201'))).toBe(true);
  });

  test('saves as one goes, keeps what others filled, and shows both versions to the second of two people', async () => {
    const id = await formOf(db, campaignId, '320104');
    const { version } = await saveForm(platform(), cityOfficer('320104'), id, { version: 1, entries: { pupils: 500 }, reasons: {} });
    expect(await codeOf(saveForm(platform(), people.officers['32'], id, { version: 1, entries: { teachers: 40 }, reasons: {} }))).toBe('common/changed-meanwhile');
    await saveForm(platform(), people.officers['32'], id, { version, entries: { teachers: 40 }, reasons: {} });
    const { form, history } = await showForm(platform(), people.officers['32'], id);
    expect(form.entries).toEqual({ pupils: 500, teachers: 40 });
    expect(history.map(({ act }) => act)).toEqual(['indicators.form/fill', 'indicators.form/fill']);
    expect(await codeOf(saveForm(platform(), people.officers['32'], id, { version: form.version, entries: { nonsense: 1 }, reasons: {} }))).toBe('indicators/unknown-element');
  });

  test('with errors is not submitted; with doubts only when each is explained; a district does not check itself', async () => {
    const id = await formOf(db, campaignId, '320105');
    const district = cityOfficer('320105');
    let { version } = await saveForm(platform(), district, id, { version: 1, entries: { pupils: 1000, pupils_tested: 1200, teachers: -3 }, reasons: {} });
    const { findings } = await showForm(platform(), district, id);
    expect(findings.map(({ kind, element, severity }) => [kind, element, severity])).toEqual(expect.arrayContaining([['broken', 'pupils_tested', 'error'], ['negative', 'teachers', 'error']]));
    expect(await codeOf(moveForm(platform(), district, { id, transition: 'submit', version }))).toBe('indicators/not-complete');
    ({ version } = await saveForm(platform(), district, id, { version, entries: { pupils_tested: 900, teachers: null }, reasons: {} }));
    await moveForm(platform(), district, { id, transition: 'submit', version });
    expect(await codeOf(moveForm(platform(), district, { id, transition: 'check', version: version + 1 }))).toBe('indicators/city-only');
    await moveForm(platform(), cityOfficer('320100'), { id, transition: 'check', version: version + 1 });
    expect(await codeOf(moveForm(platform(), district, { id, transition: 'approve', version: version + 2 }))).toBe('common/not-allowed');
    await moveForm(platform(), people.officers['32'], { id, transition: 'return', version: version + 2, reason: '教师数未填' });
    expect((await showForm(platform(), district, id)).form).toMatchObject({ state: 'open', returned: '教师数未填', entries: { pupils: 1000, pupils_tested: 900 } });
  });

  test('approved becomes facts; returned, they go', async () => {
    const id = await formOf(db, campaignId, '320106');
    await approveForm(platform(), people.officers['32'], id);
    const count = async () => (await db.admin.query<{ count: number }>("select count(*)::int as count from indicators.fact where unit = '320106'")).rows[0]?.count;
    expect(await count()).toBeGreaterThan(50);
    expect((await db.admin.query<{ part: string }>("select distinct tableoid::regclass::text as part from indicators.fact where unit = '320106'")).rows).toEqual([{ part: 'indicators.fact_2026' }]);
    const { form } = await showForm(platform(), people.officers['32'], id);
    await moveForm(platform(), people.officers['32'], { id, transition: 'return', version: form.version, reason: '核对' });
    expect(await count()).toBe(0);
  });
});

describe('a sheet', () => {
  const filled = async (change: (rows: string[][]) => void = () => undefined) => {
    const sheet = await readSheet(new Uint8Array(await (await writeTemplate(platform(), cityOfficer('320200'), campaignId, { format: 'xlsx' })).arrayBuffer()), 1000);
    const { elements } = await showSystem(platform(), people.officers['32'], systemId);
    sheet.slice(1).forEach((row) => elements.forEach(({ name }, i) => (row[i + 2] = String(plausible([{ name }], row[0]!)[name]))));
    change(sheet);
    const [head, ...rows] = sheet as [string[], ...string[][]];
    return writeWorkbook([{ name: '填报', columns: head.map((label) => ({ label })), rows }]);
  };

  test('fills every form of the city; sent again it changes nothing', async () => {
    const bytes = await filled();
    const first = await takeIn(platform(), cityOfficer('320200'), campaignId, bytes);
    expect(first.changed).toBeGreaterThan(3);
    expect(await takeIn(platform(), cityOfficer('320200'), campaignId, bytes)).toMatchObject({ changed: 0, same: first.changed });
  });

  test('with text for a number, a unit twice, somebody else’s district or last year’s template is refused in whole', async () => {
    const refused = async (change: (rows: string[][]) => void) => codeOf(takeIn(platform(), cityOfficer('320200'), campaignId, await filled(change)));
    expect(await refused((rows) => (rows[1]![5] = '约三千'))).toBe('indicators/bad-cell');
    expect(await refused((rows) => rows.push([...rows[1]!]))).toBe('indicators/same-unit');
    expect(await refused((rows) => (rows[1]![0] = '330102'))).toBe('indicators/unknown-unit');
    expect(await refused((rows) => (rows[0]![0] = '代码（2025 年第 1 版）'))).toBe('indicators/wrong-template');
    expect(await codeOf(takeIn(platform(), people.officers['33'], campaignId, await filled()))).toBe('indicators/unknown-unit');
  });
});

describe('from forms to the published index', () => {
  test('computed by the job, twice to the same bits; published with consent; public after the embargo; open data', async () => {
    expect(await codeOf(startRun(platform(), people.officers['33'], campaignId))).toBe('common/not-allowed');
    expect(await codeOf(startRun(platform(), people.officers['32'], campaignId))).toBe('indicators/nothing-approved');
    for (const [party, units] of [['31', ['310101', '310115']], ['32', ['320102', '320508', '320211']], ['33', ['330102', '330203']], ['34', ['340102', '340202']]] as const) {
      for (const unit of units) {
        const id = await formOf(db, campaignId, unit);
        if (unit === '320211') await db.admin.query("update indicators.form set entries = '{}' where id = $1", [id]);
        await approveForm(platform(), people.officers[party], id);
      }
    }
    const officer = people.officers['32'];
    await askOnlyApproved(db, campaignId);
    const { id: runId } = await startRun(platform(), officer, campaignId);
    await computeRun(platform(), { runId }, job);
    const first = await showRun(platform(), people.officers['34'], runId);
    await computeRun(platform(), { runId }, job);
    const again = await showRun(platform(), people.officers['34'], runId);
    expect(again.scores).toEqual(first.scores);
    expect([again.run.snapshot, again.run.result]).toEqual([first.run.snapshot, first.run.result]);
    const wholes = first.scores.filter(({ code, level }) => code === 'whole' && level === 'city');
    // parties and the region are computed from their districts by the same formulas, and not ranked
    expect(first.scores.filter(({ code, level }) => code === 'whole' && level !== 'city').map(({ unit, rank }) => [unit, rank])).toEqual([['31', null], ['32', null], ['33', null], ['34', null], ['region', null]]);
    const jiangsu = await showUnit(platform(), people.officers['32'], runId, '32');
    const [children, of] = await Promise.all(['kindergarten_children', 'kindergarten_age'].map(async (element) => (await db.admin.query<{ all: number }>("select sum(value) as all from indicators.fact where party = '32' and element = $1", [element])).rows[0]!.all));
    expect(jiangsu.scores.find(({ code }) => code === 'preschool_rate')?.raw).toBeCloseTo((100 * children!) / of!, 9);
    expect(wholes.map(({ unit }) => unit)).toEqual(['310100', '320100', '320200', '320500', '330100', '330200', '340100', '340200']);
    for (const { rank, low, high } of wholes) expect([low! <= high!, rank! >= 1]).toEqual([true, true]);

    // by hand: Nanjing has one district, so its rate is that district's
    const { scores, indicators: shown, parts } = await showUnit(platform(), officer, runId, '320100');
    const { form } = await showForm(platform(), officer, await formOf(db, campaignId, '320102'));
    const rate = (100 * form.entries['kindergarten_children']!) / form.entries['kindergarten_age']!;
    expect(scores.find(({ code }) => code === 'preschool_rate')?.raw).toBeCloseTo(rate, 9);
    expect(scores.find(({ code }) => code === 'preschool_rate')?.value).toBeCloseTo(Math.min(100, Math.max(0, ((rate - 60) / 40) * 100)), 9);
    expect(shown.reduce((all, { obstacle }) => all + (obstacle ?? 0), 0)).toBeCloseTo(1, 9);
    // on the way back: what the formula is put together from, and the form itself with these numbers
    const [children0, age0] = ['sum(kindergarten_children)', 'sum(kindergarten_age)'].map((key) => parts[key]!);
    expect((100 * children0!) / age0!).toBeCloseTo(rate, 9);
    expect(shown.find(({ code }) => code === 'preschool_rate')?.parts.map(({ label }) => label.zh)).toEqual(['各县（市、区）“在园幼儿数”之和', '各县（市、区）“幼儿园适龄幼儿数”之和']);
    const behind = await listFormsBehind(platform(), officer, runId, '320100', { code: 'preschool_rate', limit: 3 });
    expect([behind.items[0]?.unit, behind.items[0]?.values, behind.items.length, behind.next === undefined]).toEqual(['320102', { kindergarten_children: form.entries['kindergarten_children'], kindergarten_age: form.entries['kindergarten_age'] }, 1, true]);
    expect(await listFormsBehind(platform(), officer, runId, '32', { code: 'preschool_rate', limit: 2 })).toMatchObject({ items: [{ unit: '320102' }, { unit: '320211' }], next: expect.any(String) as unknown });
    // before it is published the parts are the party's own, and so are the forms
    for (const stranger of [people.officers['33'], cityOfficer('320200'), cityOfficer('320102')]) expect(Object.keys((await showUnit(platform(), stranger, runId, '320100')).parts)).toEqual([]);
    expect(Object.keys((await showUnit(platform(), cityOfficer('320100'), runId, '320100')).parts).length).toBeGreaterThan(40);
    expect((await listFormsBehind(platform(), people.officers['33'], runId, '320100', { code: 'preschool_rate', limit: 50 })).items).toEqual([]);
    expect(await codeOf(showUnit(platform(), visitor, runId, '320100'))).toBe('common/not-found');

    // how many people stand behind a number is counted with it; a small group is kept back in what is published, and something beside it
    const peopleBehind = async (code: string) => (await db.admin.query<{ people: number }>("select people from indicators.score where run_id = $1 and unit = '320100' and code = $2", [runId, code])).rows[0]?.people;
    expect(await peopleBehind('preschool_rate')).toBe(Math.min(form.entries['kindergarten_children']!, form.entries['kindergarten_age']!));
    await db.admin.query("update indicators.score set people = 4 where run_id = $1 and unit = '320100' and code = 'preschool_rate'", [runId]);
    expect(await codeOf(proposePublication(platform(), officer, runId, { title: '早', embargoOn: '2027-04-01' }))).toBe('indicators/numbers-not-whole');
    const reason = '四方商定先公布试点市的结果';
    const { id } = await proposePublication(platform(), officer, runId, { title: '2026 年教育现代化指数', embargoOn: '2027-04-01', reason });
    expect(await codeOf(proposePublication(platform(), officer, runId, { title: '又', embargoOn: '2027-04-01' }))).toBe('indicators/already-proposed');
    expect(await codeOf(showPublication(platform(), visitor, id))).toBe('common/not-found');
    await allAgreeTo(platform(), people.signatories, { type: 'indicators.publication', id });
    expect((await showPublication(platform(), people.officers['31'], id)).state).toBe('agreed');
    // the database's own clock decides about the embargo
    await db.admin.query('alter table indicators.publication disable trigger keep_publication');
    await db.admin.query("update indicators.publication set embargo_on = current_date + 2 where id = $1", [id]);
    expect(await codeOf(showPublication(platform(), visitor, id))).toBe('common/not-found');
    await db.admin.query("update indicators.publication set embargo_on = current_date - 1 where id = $1", [id]);
    await db.admin.query('alter table indicators.publication enable trigger keep_publication');
    expect((await listPublications(platform())).map((publication) => publication.id)).toEqual([id]);
    const published = await showPublication(platform(), visitor, id);
    expect(published.ranking.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(published.content.incomplete).toMatchObject({ reason, gaps: [{ zh: '上海市、江苏省、浙江省、安徽省的数据尚未由区域核收。' }] });
    expect(published.content.coverage).toEqual(expect.arrayContaining([{ unit: '320100', asked: 1, reported: 1 }, { unit: '32', asked: 3, reported: 3 }, { unit: 'region', asked: 9, reported: 9 }]));
    const small = published.content.scores.filter(({ suppressed }) => suppressed);
    expect(small.some(({ unit, code }) => unit === '320100' && code === 'preschool_rate')).toBe(true);
    expect(small.length).toBeGreaterThan(1);
    for (const { raw, imputed, treated, value, rank } of small) expect([raw, imputed, treated, value, rank]).toEqual([null, null, null, null, null]);
    const rest = published.content.scores.filter(({ suppressed }) => suppressed !== true);
    // a rank has its interval; where a number of a node is kept back, the ranks in it are too, so that none is known by the gap
    expect(rest).toEqual(first.scores.filter(({ unit, code }) => !small.some((kept) => kept.unit === unit && kept.code === code)).map((score) => (small.some(({ code }) => code === score.code && code !== 'whole') ? { ...score, rank: null, low: null, high: null } : score)));
    for (const { rank, low, high } of first.scores) expect([rank === null, rank === null]).toEqual([low === null, high === null]);
    expect(rest.filter(({ code, rank }) => code === 'equity' && rank !== null).length + rest.filter(({ code, rank }) => code === 'preschool_rate' && rank !== null).length).toBe(8);
    expect(JSON.stringify(published.content)).not.toContain('"people"');
    // anybody works every number out again from the published parts, where neither is kept back
    const partOf = new Map(published.content.parts!.map(({ part, values }) => [part, values]));
    const rates = published.content.scores.filter(({ code, suppressed }) => code === 'fitness_rate' && suppressed !== true);
    expect(rates.length).toBeGreaterThan(9);
    for (const { unit, raw } of rates) { const [fit, tested] = ['sum(pupils_fit)', 'sum(pupils_tested)'].map((key) => partOf.get(key)![unit]); if (typeof fit === 'number' && typeof tested === 'number') expect((100 * fit) / tested).toBeCloseTo(raw!, 9); else expect(raw === null || published.content.parts!.some(({ suppressed = [] }) => suppressed.includes(unit))).toBe(true); }
    const preschool = ['sum(kindergarten_children)', 'sum(kindergarten_age)'];
    expect(published.content.parts!.some(({ part, suppressed = [] }) => preschool.includes(part) && suppressed.includes('320100'))).toBe(true);
    expect('system' in readSystem(published.content.system.formulas)).toBe(true);
    await expect(inTransaction(db, systemActor('test'), (tx) => sql`update indicators.publication set title = '改' where id = ${id}`.execute(tx.db))).rejects.toThrow(/does not change/);

    const csv = parseCsv((await (await openData(platform(), visitor, id, 'csv')).text()).replace('\ufeff', ''));
    expect(csv.length).toBe(1 + (8 + 4 + 1) * first.nodes.length);
    const partRows = parseCsv((await (await openParts(platform(), visitor, id, 'csv')).text()).replace('\ufeff', ''));
    expect(partRows.length).toBe(1 + published.content.parts!.length * 13);
    expect(partRows.filter((row) => row[7] === '1').every((row) => row[6] === '')).toBe(true);
    const cube = await (await openData(platform(), visitor, id, 'json-stat')).json() as { size: number[]; value: (number | null)[] };
    expect(cube.value.length).toBe(cube.size.reduce((all, size) => all * size, 1));
    const sdmx = sdmxMessage.parse(await (await openData(platform(), visitor, id, 'sdmx-json')).json());
    expect(Object.values(sdmx.data.dataSets[0]!.observations).flatMap((cells) => cells.slice(0, 5))).toEqual(cube.value);

    // the whole of it in one file, of which the digest is; from that alone every number is worked out again, or it is said that what it needs is not public
    const bundle = await (await openBundle(platform(), visitor, id)).text();
    expect(createHash('sha256').update(bundle).digest('hex')).toBe(published.digest);
    const again2 = recompute(readPublished(bundle)!);
    expect(again2.differences).toEqual([]);
    expect(again2.values.same + again2.values.closed).toBe(13 * first.indicators.length);
    expect(again2.scores.same + again2.scores.closed).toBe(13 * first.nodes.length);
    expect(again2.scores.same).toBeGreaterThan(0.8 * 13 * first.nodes.length);
    // one number changed by a hair is found, wherever it stands
    const forged = readPublished(bundle)!;
    const cell = forged.scores.find(({ code, unit, suppressed }) => code === 'fitness_rate' && unit === '340200' && suppressed !== true)!;
    cell.raw! += 1e-6;
    expect(recompute(forged).differences.map(({ unit, code, what }) => [unit, code, what])).toContainEqual(['340200', 'fitness_rate', 'value']);
    const linesOf = async (table: 'data' | 'meta') => parseLines((await (await openTables(platform(), visitor, id, table)).text()).replace('\ufeff', ''));
    const tables = readTables(await linesOf('data'), await linesOf('meta'));
    expect(tables).toMatchObject({ units: expect.arrayContaining(['南京市', '合肥市']) as string[], groups: expect.arrayContaining(['31', '34']) as string[] });
    const pdf = new Uint8Array(await (await publicationReport(platform(), visitor, id)).arrayBuffer());
    const texts = inspect(pdf, (reader) => reader.texts()).join('');
    for (const words of ['2026年教育现代化指数', '二、名次及其区间', '学前三年毛入园率', '不足10人', '仍予发布的理由', published.digest]) expect(texts).toContain(words);
    expect((await publicationTrend(platform(), visitor, id, { unit: '320100' })).length).toBe(first.nodes.length);
    expect((await runTrend(platform(), officer, runId, { code: 'whole' })).length).toBe(13);
  });

  test('what stands behind a result: effective weights, Sobol orders, differences that add up', async () => {
    const { runs } = await showCampaign(platform(), people.officers['32'], campaignId);
    const found = await analyseRun(platform(), people.officers['34'], runs[0]!.id);
    expect(found.dimensions.reduce((all, { effective }) => all + effective, 0)).toBeCloseTo(1, 9);
    expect(found.sensitivity?.factors.map(({ factor }) => factor)).toEqual(['impute', 'treat', 'normalise', 'aggregate', 'weights']);
    expect(found.gini!.within + found.gini!.between + found.gini!.overlap).toBeCloseTo(found.gini!.total, 9);
    for (const of of ['T', 'L'] as const) expect(found.theil!.within![of] + found.theil!.between![of]).toBeCloseTo(found.theil!.total[of], 9);
    expect(found.convergence).toMatchObject({ periods: ['2026'], beta: null });
    const [published] = await listPublications(platform());
    expect((await analysePublication(platform(), visitor, published!.id)).gini).toEqual(found.gini);
  });

  test('another version recomputes the past side by side, is not published, and does not count among the results', async () => {
    const officer = people.officers['33'];
    const { id: draft } = await copySystem(platform(), officer, systemId);
    const { system, nodes } = await showSystem(platform(), officer, draft);
    const tree = nodes.map(({ code, name, level, parent, weight, direction, goalposts }) => ({ code, name, level, parent, weight: code === 'equity' ? 5 : weight, direction, goalposts }));
    await changeSystem(platform(), officer, draft, { version: system.version, title: system.title, formulas: system.formulas, nodes: tree });
    const { id } = await startTrial(platform(), officer, draft, campaignId);
    await computeRun(platform(), { runId: id }, job);
    const tried = await showRun(platform(), officer, id);
    const { trials } = await showSystem(platform(), officer, draft);
    expect(trials).toMatchObject([{ campaignId, trialId: id, trialDone: true }]);
    const own = await showRun(platform(), officer, trials[0]!.runId);
    expect(tried.run.snapshot).toBe(own.run.snapshot);
    const raw = (run: typeof own) => run.scores.filter(({ code }) => code === 'preschool_rate').map((score) => score.raw);
    expect(raw(tried)).toEqual(raw(own));
    expect(tried.scores.filter(({ code }) => code === 'whole')).not.toEqual(own.scores.filter(({ code }) => code === 'whole'));
    expect([tried.trial, tried.may.publish]).toEqual([true, false]);
    expect(await codeOf(proposePublication(platform(), officer, id, { title: 'x', embargoOn: '2027-04-01' }))).toBe('indicators/on-trial');
    expect((await showCampaign(platform(), officer, campaignId)).runs.some((run) => run.id === id)).toBe(false);
    expect(await codeOf(startTrial(platform(), officer, systemId, campaignId))).toBe('indicators/other-system');
  });

  test('the parties’ judgments make weights, each with its consistency, and the group’s; only of a draft, only one’s own', async () => {
    const { id: draft } = await copySystem(platform(), people.officers['32'], systemId);
    const { judgments: { parent, parts } } = await showSystem(platform(), people.officers['32'], draft);
    const consistent = parts.map((_, i) => parts.map((_unused, j) => (j + 1) / (i + 1)));
    await storeJudgments(platform(), people.officers['31'], draft, { parent, matrix: consistent });
    await storeJudgments(platform(), people.officers['34'], draft, { parent, matrix: parts.map((_, i) => parts.map((_unused, j) => (i === j ? 1 : i + j === 1 ? (i < j ? 9 : 1 / 9) : consistent[i]![j]!))) });
    expect(await codeOf(storeJudgments(platform(), people.officers['34'], draft, { parent, matrix: [[1, 2], [2, 1]] }))).toBe('indicators/bad-judgments');
    expect(await codeOf(storeJudgments(platform(), people.officers['34'], systemId, { parent, matrix: consistent }))).toBe('indicators/not-a-draft');
    const { judgments } = await showSystem(platform(), people.officers['32'], draft);
    expect(judgments.parties.map(({ party }) => party)).toEqual(['31', '34']);
    expect(judgments.parties[0]!.ratio).toBeCloseTo(0, 6);
    expect(judgments.parties[1]!.worst[0]).toMatchObject({ row: 0, column: 1, given: 9 });
    expect(judgments.group!.weights.reduce((all, weight) => all + weight, 0)).toBeCloseTo(1, 9);
    // beside them what the data of the latest result would say, by node, alone and together with what the parties judge
    const offered = await showWeighings(platform(), people.officers['32'], draft, parent);
    expect([offered.from?.period, offered.parts.map(({ code }) => code), offered.ways.map(({ method, judged }) => `${method}${judged ? '+' : ''}`)]).toEqual(['2026', parts.map(({ code }) => code), expect.arrayContaining(['ahp', 'equal', 'entropy', 'entropy+', 'critic', 'critic+', 'variation', 'pca']) as unknown]);
    const way = (method: string, judged = false) => offered.ways.find((own) => own.method === method && own.judged === judged)!.weights!;
    expect(way('ahp')).toEqual(judgments.group!.weights);
    expect(way('entropy', true)).toEqual(combineWeights([way('ahp'), way('entropy')], 'product'));
    const latest = await showRun(platform(), people.officers['32'], (await showCampaign(platform(), people.officers['32'], campaignId)).runs[0]!.id);
    const byCity = [...new Set(latest.scores.flatMap(({ unit, level }) => (level === 'city' ? [unit] : [])))].toSorted();
    expect(way('entropy')).toEqual(entropyWeights(parts.map(({ code }) => columnOf(byCity.map((unit) => latest.scores.find((score) => score.unit === unit && score.code === code)?.value)))));
    expect((await showWeighings(platform(), people.officers['34'], draft, 'equity')).ways.some(({ method, weights }) => method === 'critic' && weights !== null)).toBe(true);
    expect(await codeOf(showWeighings(platform(), people.officers['34'], draft, 'preschool_rate'))).toBe('common/not-found');
    const changed = await inTransaction(db, people.officers['33'], (tx) => sql`update indicators.judgment set matrix = '[]' where party = '31'`.execute(tx.db));
    expect(Number(changed.numAffectedRows)).toBe(0);
  });

  test('is written by the platform alone: no officer publishes, finishes or agrees past it, and before its day only those who decide read it', async () => {
    const by = (actor: PersonActor, statement: ReturnType<typeof sql>) => inTransaction(db, actor, (tx) => statement.execute(tx.db));
    const [officer, stranger] = [people.officers['32'], people.officers['33']];
    const { runs } = await showCampaign(platform(), officer, campaignId);
    const runId = runs[0]!.id;
    const forged = (actor: PersonActor, state: string) => by(actor, sql`insert into indicators.publication (run_id, title, embargo_on, content, digest, party, state) values (uuidv7(), 'x', '2020-01-01', '{}', ${Buffer.alloc(32)}, ${actor.party}, ${state})`);
    for (const state of ['agreed', 'proposed']) await expect(forged(officer, state)).rejects.toMatchObject({ code: '42501' });
    await expect(by(officer, sql`insert into indicators.run (campaign_id, system_id, party, finished_at, facts) values (${campaignId}, ${systemId}, '32', now(), 1)`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(officer, sql`insert into indicators.run (campaign_id, system_id, party, coverage) values (${campaignId}, ${systemId}, '32', '[{"unit": "32", "asked": 1, "reported": 1}]')`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(stranger, sql`insert into indicators.run (campaign_id, system_id, party) values (${campaignId}, ${systemId}, '33')`)).rejects.toMatchObject({ code: '42501' });
    for (const statement of [sql`insert into indicators.part (run_id, unit, level, party, part, value) values (${runId}, 'x', 'city', '32', 'sum(x)', 1)`, sql`insert into indicators.score (run_id, unit, unit_name, party, code, value) values (${runId}, 'x', 'x', '32', 'whole', 100)`]) await expect(by(officer, statement)).rejects.toMatchObject({ code: '42501' });
    for (const table of ['publication', 'run']) expect((await by(officer, sql`select has_table_privilege(${`indicators.${table}`}, 'delete') as may`)).rows).toEqual([{ may: false }]);
    expect(Number((await by(officer, sql`delete from indicators.score where run_id = ${runId}`)).numAffectedRows)).toBe(0);
    const { id: draft } = await copySystem(platform(), officer, systemId);
    await by(officer, sql`update indicators.system set state = 'proposed' where id = ${draft}`);
    for (const state of ['draft', 'in_force', 'withdrawn']) await expect(by(officer, sql`update indicators.system set state = ${state} where id = ${draft}`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(officer, sql`insert into indicators.judgment (system_id, party, parent, matrix) values (${draft}, '32', 'whole', '[]')`)).rejects.toMatchObject({ code: '42501' });
    await expect(by(officer, sql`insert into indicators.system (code, number, title, formulas, nodes, choices, party, state) values ('x', 1, 'x', '', '[]', '{}', '32', 'in_force')`)).rejects.toMatchObject({ code: '42501' });
    await db.admin.query("update indicators.system set state = 'withdrawn' where id = $1", [draft]);

    // embargoed: of the same result the page, its data, its trend and its report
    const [published] = await listPublications(platform());
    await db.admin.query('alter table indicators.publication disable trigger keep_publication');
    await db.admin.query('update indicators.publication set embargo_on = current_date + 2 where id = $1', [published!.id]);
    const school: PersonActor = { ...officer, role: 'institution_officer', organizationId: '00000000-0000-7000-8000-000000000001' };
    for (const reader of [visitor, school, cityOfficer('320100')]) {
      expect(await codeOf(showPublication(platform(), reader, published!.id))).toBe('common/not-found');
      for (const look of [() => openData(platform(), reader, published!.id, 'csv'), () => publicationTrend(platform(), reader, published!.id, { unit: '320100' }), () => publicationReport(platform(), reader, published!.id), () => analysePublication(platform(), reader, published!.id)]) expect(await codeOf(look())).toBe('common/not-found');
    }
    expect(await listPublications(platform())).toEqual([]);
    expect(await codeOf(showRun(platform(), school, runId))).toBe('common/not-found');
    for (const reader of [people.signatories['34'], stranger]) expect((await showPublication(platform(), reader, published!.id)).state).toBe('agreed');
    await db.admin.query("update indicators.publication set embargo_on = current_date - 1, state = 'refused' where id = $1", [published!.id]);
    expect(await codeOf(showPublication(platform(), visitor, published!.id))).toBe('common/not-found');
    await db.admin.query("update indicators.publication set state = 'agreed' where id = $1", [published!.id]);
    await db.admin.query('alter table indicators.publication enable trigger keep_publication');
    // computed and published once more, the earlier result stays at its address and knows of the later one; the list has the latest
    const { id: again } = await startRun(platform(), officer, campaignId);
    await computeRun(platform(), { runId: again }, job);
    const { id: second } = await proposePublication(platform(), officer, again, { title: '2026 年教育现代化指数（更正）', embargoOn: '2026-04-01', reason: '更正' });
    expect((await showPublication(platform(), visitor, published!.id)).editions.map(({ id }) => id)).toEqual([published!.id]);
    await allAgreeTo(platform(), people.signatories, { type: 'indicators.publication', id: second });
    expect((await showPublication(platform(), visitor, published!.id)).editions.map(({ id }) => id)).toEqual([published!.id, second]);
    expect((await listPublications(platform())).map(({ id }) => id)).toEqual([second]);
    // nobody learns exact small numbers beside a result
    expect((await db.admin.query('select from indicators.score where people > 1 and people < 10 and run_id <> $1', [runId])).rows).toEqual([]);
  });

  test('a text of formulas is checked with every mistake in its place', () => {
    expect(checkFormulas('data a "甲" "人" district\nindicator b "乙" "人" city = sum(c)').map(({ line, text }) => [line, text.zh])).toEqual([[2, '没有定义“c”']]);
    expect(checkFormulas('data a "甲" "人" district')).toEqual([]);
  });

  test('a locked campaign takes nothing any more', async () => {
    const { campaign, counts } = await showCampaign(platform(), people.officers['32'], campaignId);
    expect(counts.find(({ party, state }) => party === '32' && state === 'approved')?.count).toBe(3);
    expect(counts.some(({ party }) => party === '33')).toBe(false);
    await moveCampaign(platform(), people.officers['32'], { id: campaignId, transition: 'lock', version: campaign.version });
    expect(await codeOf(saveForm(platform(), people.officers['32'], await formOf(db, campaignId, '320104'), { version: 3, entries: { pupils: 1 }, reasons: {} }))).toBe('indicators/not-open');
  });
});
