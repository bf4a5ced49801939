import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { theFour } from '../governance/testing.ts';
import { indicators } from './index.ts';
import { openCampaign } from './service/campaigns.ts';
import { beginSystem, copySystem, proposeSystem, saveDraft, showSystem } from './service/systems.ts';
import { allAgreeTo } from './testing.ts';
import type { StoredNode } from './versions/tree.ts';

/** A draft as it is made on its page: from nothing, saved half-finished, put to the four when it is whole. */
let db: TestDatabase;
let people: Awaited<ReturnType<typeof theFour>>;
let id: string;
const platform = () => testPlatform(db, { now: '2027-03-15T02:00:00Z', outcomes: { ...indicators.outcomes } });
const codeOf = async (work: Promise<unknown>): Promise<string> => { try { await work; return 'done'; } catch (error) { return (error as { kind?: { code: string } }).kind?.code ?? String(error); } };
const draft = async (officer: PersonActor = people.officers['32']) => showSystem(platform(), officer, id);
const save = async (change: Omit<Parameters<typeof saveDraft>[3], 'version'>, officer: PersonActor = people.officers['32']) => saveDraft(platform(), officer, id, { version: (await draft()).system.version, ...change });

const node = (code: string, level: number, parent: string | null): StoredNode => ({ code, name: code, level, parent, weight: 1, direction: 1, goalposts: level === 1 ? { low: 0, high: 100 } : null });
const tree = [node('whole', 3, null), node('reach', 2, 'whole'), node('rate', 1, 'reach')];
const formulas = 'data children "在园幼儿数" "人" district meaning "三至五周岁" period "学年初"\ndata age "适龄幼儿数" "人" district\nindicator rate "毛入园率" "%" city = sum(children) / sum(age) in "%" source "学前教育规划" target "不低于 95%"\n';

beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  ({ id } = await beginSystem(platform(), people.officers['32'], { code: 'preschool', title: '学前教育指数' }));
});
afterAll(() => db.drop());

describe('a system of one’s own', () => {
  test('begins with nothing, under a code that nobody has, and says what it still lacks', async () => {
    const { system, nodes, problems, may } = await draft();
    expect([system.number, system.state, nodes, may.change]).toEqual([1, 'draft', [], true]);
    expect(problems.map(({ zh }) => zh)).toEqual(['还没有任何指标', '还没有由县（市、区）或学校填报的数据项']);
    expect(await codeOf(beginSystem(platform(), people.officers['33'], { code: 'preschool', title: '另一个' }))).toBe('indicators/code-taken');
    expect(await codeOf(proposeSystem(platform(), people.officers['32'], id, {}))).toBe('indicators/incomplete');
  });

  test('is saved as it is typed, mistakes and all, and refused only when it is put to the four', async () => {
    await save({ nodes: tree, formulas: 'indicator rate "毛入园率" "%" city = sum(chil' });
    const { system, nodes, problems } = await draft();
    expect([system.formulas, nodes.map(({ code }) => code)]).toEqual(['indicator rate "毛入园率" "%" city = sum(chil', ['whole', 'reach', 'rate']]);
    expect(problems.length).toBeGreaterThan(0);
    expect(await codeOf(proposeSystem(platform(), people.officers['32'], id, {}))).toBe('indicators/bad-formulas');
    await save({ formulas: formulas.replace('indicator rate', 'indicator other') });
    expect((await draft()).problems.map(({ zh }) => zh)).toEqual(['“rate”（rate）还没有市一级的公式']);
    expect(await codeOf(proposeSystem(platform(), people.officers['32'], id, {}))).toBe('indicators/not-matching');
    await save({ formulas: `${formulas}data pupils "学生数" "人" city\n` });
    expect((await draft()).problems.map(({ zh }) => zh)).toEqual([expect.stringContaining('没有人会填')]);
  });

  test('may have groups without indicators or weights, but not a tree that is none', async () => {
    await save({ nodes: [...tree, { ...node('empty', 2, 'whole'), weight: 0 }] });
    await save({ nodes: tree.map((own) => ({ ...own, weight: 0 })) });
    const { nodes, problems } = await draft();
    expect([nodes.every(({ weightInWhole }) => Number.isFinite(weightInWhole)), problems.length > 0]).toEqual([true, true]);
    for (const broken of [[...tree, node('rate', 1, 'reach')], [...tree, node('second', 3, null)], [node('rate', 1, 'nowhere')]]) expect(await codeOf(save({ nodes: broken }))).toBe('indicators/bad-tree'); // oxlint-disable-line no-await-in-loop
  });

  test('is its party’s: another neither saves nor proposes it; two who save upon one version are told', async () => {
    expect(await codeOf(save({ title: '改名' }, people.officers['33']))).toBe('common/not-allowed');
    expect(await codeOf(proposeSystem(platform(), people.officers['33'], id, {}))).toBe('common/not-allowed');
    const { system: { version } } = await draft();
    await saveDraft(platform(), people.officers['32'], id, { version, title: '学前教育发展指数' });
    expect(await codeOf(saveDraft(platform(), people.officers['32'], id, { version, title: '别的名' }))).toBe('common/changed-meanwhile');
  });

  test('whole, with meaning, source, period and target, comes into force by the four and is collected for; then nothing of it changes', async () => {
    await save({ nodes: tree, formulas, sources: ['学前教育规划'] });
    const { problems, nodes } = await draft();
    expect([problems, nodes.find(({ code }) => code === 'rate')?.about]).toEqual([[], { source: '学前教育规划', target: '不低于 95%' }]);
    await proposeSystem(platform(), people.officers['32'], id, {});
    expect(await codeOf(save({ title: '提请之后' }))).toBe('indicators/not-a-draft');
    await allAgreeTo(platform(), people.signatories, { type: 'indicators.system', id });
    expect((await draft()).system.state).toBe('in_force');
    expect(await codeOf(openCampaign(platform(), people.officers['32'], { systemId: id, period: '2026', title: '2026 年监测', dueOn: '2027-06-30' }))).toBe('done');
  });

  test('another may begin with it; what its next version changes in meaning or target is shown', async () => {
    const { id: own } = await beginSystem(platform(), people.officers['33'], { code: 'preschool-zj', title: '浙江学前', from: id });
    expect((await showSystem(platform(), people.officers['33'], own)).nodes.map(({ code }) => code)).toEqual(['whole', 'reach', 'rate']);
    const { id: next } = await copySystem(platform(), people.officers['33'], id);
    await saveDraft(platform(), people.officers['33'], next, { version: 1, formulas: formulas.replace('不低于 95%', '不低于 97%').replace('三至五周岁', '三至六周岁') });
    expect((await showSystem(platform(), people.officers['33'], next)).differences.map(({ code, field, before, after }) => [code, field, before?.zh, after?.zh])).toEqual(expect.arrayContaining([['rate', 'target', '不低于 95%', '不低于 97%'], ['children', 'meaning', '三至五周岁', '三至六周岁']]));
  });
});
