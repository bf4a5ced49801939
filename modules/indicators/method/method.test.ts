import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { choiceProblem } from '#algorithms/indices/choices.ts';
import type { Choices } from '#algorithms/indices/compute.ts';
import { indexByHand, type HandRow } from '#algorithms/indices/testing.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from '#modules/governance/index.ts';
import { plan } from '#modules/plan/index.ts';
import { theFour } from '../../governance/testing.ts';
import { indicators } from '../index.ts';
import { computeRun } from '../service/compute-run.ts';
import { openCampaign } from '../service/campaigns.ts';
import { moveForm, saveForm } from '../service/forms.ts';
import { proposePublication } from '../service/publications.ts';
import { showRun, showUnit, startRun, startTrial } from '../service/runs.ts';
import { addSystem, changeSystem, copySystem, proposeSystem, showSystem } from '../service/systems.ts';
import { choicesSchema } from './schema.ts';
import { nodesOf, type StoredNode, type SystemChoices } from '../store.ts';
import { allAgreeTo, askOnlyApproved, formOf } from '../testing.ts';

/** One district a city, so that a city's number is its district's. */
const cities = { 310100: '310101', 320100: '320102', 320200: '320211', 320500: '320508', 330100: '330102', 330200: '330203', 330300: '330302', 340100: '340102', 340200: '340202', 340300: '340302' };
const formulas = ['p', 'q', 'r', 's'].map((name) => `data ${name} "${name}" "" district\nindicator i_${name} "指标${name}" "" city = sum(${name})`).join('\n');
const node = (code: string, level: number, parent: string | null, more: Partial<StoredNode> = {}): StoredNode => ({ code, name: code, level, parent, weight: 1, direction: 1, goalposts: null, ...more });
const nodes: StoredNode[] = [
  node('i_p', 1, 'd1', { weight: 3, goalposts: { low: 0, high: 50 } }), node('i_q', 1, 'd1', { direction: -1, goalposts: { low: 1, high: 9 } }), node('i_r', 1, 'd2', { goalposts: { low: 0, high: 100 } }), node('i_s', 1, 'd2', { weight: 2, goalposts: { low: 0, high: 10 } }),
  node('d1', 2, 'whole', { weight: 2 }), node('d2', 2, 'whole'), node('whole', 3, null),
];
const now: Record<string, (number | null)[]> = { p: [12, 30, null, 41, 44, 8, 22, 17, 3, 29], q: [2, 4, 8, 1.5, null, 6, 7, 3, 5, 2.5], r: [4, 5, 6, 5, 4, 6, 5, 7, 900, 5], s: [1, 6, 3, null, 5, 2, 9, 7, 4, 8] };
const before: Record<string, (number | null)[]> = { p: [11, 29, 25, 40, 43, 9, 21, 16, 2, 28], q: [2, 4, 8, 2, 3, 6, 7, 3, 5, 2], r: [4, 5, 6, 5, 4, 6, 5, 7, 9, 5], s: [1, 6, 3, null, 5, 2, 9, 7, 4, 8] };
const rowsOf = (values: typeof now): HandRow[] => Object.keys(cities).map((unit, i) => ({ unit, group: unit.slice(0, 2), values: Object.fromEntries(Object.entries(values).flatMap(([name, own]) => (own[i] === null ? [] : [[`i_${name}`, own[i]!]]))) }));

let db: TestDatabase;
let home: string;
let people: Awaited<ReturnType<typeof theFour>>;
let campaignId: string;
let draft: string;
const platform = () => testPlatform(db, { now: '2027-03-15T02:00:00Z', outcomes: { ...indicators.outcomes }, config: { home } });
const usual: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [1, 100] }, aggregate: { method: 'arithmetic' } };

/* oxlint-disable no-await-in-loop -- one after another, as people do */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'delta-choices-'));
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations, plan.migrations, indicators.migrations]);
  await prepareQueue(db.adminUrl);
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  people = await theFour(db);
  const officer = people.officers['32'];
  const { id: systemId } = await addSystem(platform(), officer, { preset: 'quality' });
  await changeSystem(platform(), officer, systemId, { version: 1, title: '小指数', formulas, nodes });
  await proposeSystem(platform(), officer, systemId, {});
  await allAgreeTo(platform(), people.signatories, { type: 'indicators.system', id: systemId });
  for (const [period, values] of [['2025', before], ['2026', now]] as const) {
    ({ id: campaignId } = await openCampaign(platform(), officer, { systemId, period, title: period, dueOn: '2027-06-30' }));
    for (const [i, unit] of Object.values(cities).entries()) {
      const [id, party] = [await formOf(db, campaignId, unit), people.officers[unit.slice(0, 2) as '32']];
      const entries = Object.fromEntries(Object.entries(values).map(([name, own]) => [name, own[i]!]));
      const { version } = await saveForm(platform(), party, id, { version: 1, entries, reasons: Object.fromEntries(Object.keys(entries).map((name) => [name, '已核实'])) });
      await moveForm(platform(), party, { id, transition: 'submit', version });
      await moveForm(platform(), party, { id, transition: 'approve', version: version + 1 });
    }
    await askOnlyApproved(db, campaignId);
  }
  ({ id: draft } = await copySystem(platform(), officer, systemId));
});
afterAll(async () => { await db.drop(); await rm(home, { recursive: true }); });

async function choose(choices: SystemChoices): Promise<void> {
  const { system } = await showSystem(platform(), people.officers['32'], draft);
  await changeSystem(platform(), people.officers['32'], draft, { version: system.version, title: system.title, formulas, nodes, choices });
}
async function compute(choices: SystemChoices) {
  await choose(choices);
  const { id: runId } = await startTrial(platform(), people.officers['32'], draft, campaignId);
  await computeRun(platform(), { runId }, { report: async () => undefined });
  return showRun(platform(), people.officers['33'], runId);
}

describe('a system', () => {
  const scale = [1, 100] as const;
  const every: Choices[] = [
    ...(['none', 'mean', 'median', 'groupmean', 'groupmedian', 'last', 'em'] as const).map((impute) => ({ ...usual, impute })), ...(['groupmean', 'last'] as const).map((impute) => ({ ...usual, impute, normalise: { method: 'goalposts' as const, scale }, aggregate: { method: 'geometric' as const } })),
    ...(['winsorise', 'log'] as const).map((treat) => ({ ...usual, treat, impute: 'groupmean' as const })),
    ...(['minmax', 'percentile', 'goalposts', 'leader', 'fraction'] as const).map((method) => ({ ...usual, normalise: { method, scale } })), { ...usual, normalise: { method: 'zscore', scale: [0, 1] } }, { ...usual, normalise: { method: 'rank' }, aggregate: { method: 'harmonic' } },
    ...(['geometric', 'harmonic', 'topsis', 'grey'] as const).map((method) => ({ ...usual, impute: 'median' as const, aggregate: { method } })), { ...usual, aggregate: { method: 'generalised', power: -0.5 } }, { ...usual, normalise: { method: 'goalposts', scale: [0, 1] }, impute: 'last', aggregate: { method: 'topsis' } },
  ];
  test('computes in the platform what any of its choices say, to the numbers that a slow implementation gives, each rank with its interval', async () => {
    for (const choices of every) {
      const { scores, run } = await compute(choices);
      const said = JSON.stringify(choices);
      const wanted = indexByHand(rowsOf(now).map((row) => (choices.impute === 'em' ? { ...row, values: Object.fromEntries(scores.flatMap(({ unit, code, imputed }) => (unit === row.unit && imputed !== null ? [[code, imputed]] : []))) } : row)), nodesOf(nodes), choices, rowsOf(before));
      for (const { unit, code, value, level, rank, low, high } of scores) {
        if (level !== 'city') continue;
        const own = wanted.get(unit)!;
        const by = own.normalised[code] ?? own.aggregates[code];
        if (by === undefined) expect(value, `${said} ${unit} ${code}`).toBeNull(); else expect(value, `${said} ${unit} ${code}`).toBeCloseTo(by, 9);
        if (code === 'whole') expect([rank ?? undefined, low === null, high === null], `${said} ${unit}`).toEqual([own.rank, own.rank === undefined, own.rank === undefined]);
      }
      // only against fixed goalposts, by a mean, do parties and the region have a score too
      expect(scores.some(({ level, value }) => level !== 'city' && value !== null), said).toBe(choices.normalise.method === 'goalposts' && choices.aggregate.method !== 'topsis');
      expect(run.robustness?.runs).toBe(2000);
    }
  }, 60_000);

  test('fills in from the same city’s earlier years, and where these are not there either leaves it missing and says so', async () => {
    const { scores, run } = await compute({ ...usual, impute: 'last' });
    const of = (unit: string, code: string) => scores.find((score) => score.unit === unit && score.code === code);
    expect(of('320200', 'i_p')).toMatchObject({ raw: null, imputed: 25 });
    expect(of('320500', 'i_s')).toMatchObject({ raw: null, imputed: null, value: null });
    expect(run.notes.map(({ zh }) => zh)).toContain('指标“i_s”有 1 个单位缺失，这些单位按其余指标计算。');
    const filled = await compute({ ...usual, impute: 'groupmean' });
    expect(filled.scores.find(({ unit, code }) => unit === '320200' && code === 'i_p')?.imputed).toBe((30 + 41) / 2);
  });

  test('counts a unit that did not report as missing, neither as nothing nor as if it had not been asked, and says so', async () => {
    const officer = people.officers['32'];
    // a second district of Nanjing was asked and has said nothing
    const silent = (await db.admin.query<{ id: string }>("update indicators.form set state = 'open' where id = (select id from indicators.form where campaign_id = $1 and city = '320100' and state = 'excluded' order by unit limit 1) returning id", [campaignId])).rows[0]!.id;
    const { id: runId } = await startRun(platform(), officer, campaignId);
    await computeRun(platform(), { runId }, { report: async () => undefined });
    const { run, scores, gaps } = await showRun(platform(), people.officers['33'], runId);
    const raw = (unit: string) => scores.find((score) => score.unit === unit && score.code === 'i_p')?.raw;
    expect(['320100', '32', 'region', '320500', '33'].map(raw)).toEqual([null, null, null, 41, 44 + 8 + 22]);
    expect(run.coverage).toEqual(expect.arrayContaining([{ unit: '320100', asked: 2, reported: 1 }, { unit: '32', asked: 4, reported: 3 }, { unit: 'region', asked: 11, reported: 10 }, { unit: '320500', asked: 1, reported: 1 }]));
    expect(run.notes.map(({ zh }) => zh)).toContain('江苏省：4 个填报单位中有 3 个已审定；其余按缺失计算，不当作 0，也不略过。');
    expect(gaps.map(({ zh }) => zh)).toEqual(['上海市、江苏省、浙江省、安徽省的数据尚未由区域核收。', '1 个市的填报覆盖面不足 100%：南京市 1/2。']);
    await expect(proposePublication(platform(), officer, runId, { title: '小指数', embargoOn: '2027-04-01' })).rejects.toMatchObject({ kind: { code: 'indicators/numbers-not-whole' }, text: { zh: expect.stringContaining('南京市 1/2') as unknown } });
    // a system may be content with fewer; the numbers stay missing
    const content = await compute({ ...usual, leastCoverage: 0.5 });
    expect([content.gaps.length, content.scores.find((score) => score.unit === '320100' && score.code === 'i_p')?.raw]).toEqual([1, null]);
    await db.admin.query("update indicators.form set state = 'excluded' where id = $1", [silent]);
  });

  test('says what holds a city back only where there is a best to be held back from', async () => {
    const obstacles = async (choices: Choices) => { const { run } = await compute(choices); return (await showUnit(platform(), people.officers['32'], run.id, '320100')).indicators.map(({ obstacle }) => obstacle); };
    expect((await obstacles({ ...usual, normalise: { method: 'rank' } })).reduce((all: number, own) => all + own!, 0)).toBeCloseTo(1, 9);
    expect(await obstacles({ ...usual, normalise: { method: 'zscore', scale: [0, 1] } })).toEqual([null, null, null, null]);
  });

  test('is refused with its choices where no data could be computed so, in words, and again when it is put to the four', async () => {
    const refused = async (choices: Choices) => choose(choices).then(() => 'taken', (error: { text: { zh: string } }) => error.text.zh);
    expect(await refused({ ...usual, normalise: { method: 'minmax', scale: [0, 100] }, aggregate: { method: 'geometric' } })).toMatch(/^计算方法不能这样组合：几何、调和平均/);
    expect(await refused({ ...usual, treat: 'log', normalise: { method: 'goalposts', scale: [0, 1] } })).toMatch(/取对数后的值不能与原单位的上下限/);
    expect(await refused({ ...usual, normalise: { method: 'minmax', scale: [100, 0] } })).toMatch(/标准化区间应由低到高/);
    await choose(usual);
    await db.admin.query("update indicators.system set choices = jsonb_set(choices, '{normalise,scale}', '[0, 100]') || '{\"aggregate\": {\"method\": \"geometric\"}}' where id = $1", [draft]);
    await expect(proposeSystem(platform(), people.officers['32'], draft, {})).rejects.toMatchObject({ kind: { code: 'indicators/bad-choices' } });
    await choose({ ...usual, impute: 'median' });
    const { differences } = await showSystem(platform(), people.officers['33'], draft);
    expect(differences.find(({ field }) => field === 'impute')).toMatchObject({ of: 'choices', before: { zh: expect.stringContaining('不插补') as unknown }, after: { zh: '各市中位数' } });
  });

  test('takes no choice that is not one', () => {
    for (const wrong of [{ ...usual, impute: 'zero' }, { ...usual, treat: 'trim' }, { ...usual, leastCoverage: 0 }, { ...usual, more: 1 }, { ...usual, normalise: { method: 'rank', scale: [0, 1] } }, { ...usual, normalise: { method: 'minmax' } }, { ...usual, aggregate: { method: 'generalised' } }, { ...usual, aggregate: { method: 'arithmetic', power: 2 } }]) expect(choicesSchema.safeParse(wrong).success).toBe(false);
    expect(choiceProblem(usual, nodesOf(nodes), 41)).toBeUndefined();
  });
});
