import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { evaluate, type Source } from '#algorithms/formulas/evaluate.ts';
import { checkSystem, groupsOf, indicatorsOf } from '#algorithms/indices/system.ts';
import { checkForm } from '../rules.ts';
import { collected } from '../versions/collected.ts';
import { presets } from './presets.ts';

describe.each([presets.modernisation, presets.quality])('the preset $name', ({ formulas, nodes, sources }) => {
  test('is a system that can be honoured: every formula well typed, every indicator in the tree with its formula, goalposts and unit', () => {
    const read = readSystem(formulas);
    expect('problems' in read ? read.problems : []).toEqual([]);
    expect(checkSystem(nodes)).toEqual([]);
    if (!('system' in read)) return;
    expect(indicatorsOf(nodes).map(({ code }) => code).toSorted()).toEqual(read.system.order.map(({ name }) => name).toSorted());
    for (const { code, name, goalposts } of indicatorsOf(nodes)) expect([read.system.byName.get(code)?.label, goalposts]).toEqual([name, expect.objectContaining({})]);
    const used = new Set(read.system.order.flatMap(({ source }) => source.match(/[a-z_]+/g) ?? []));
    expect([...read.system.byName.values()].filter(({ kind, name }) => kind === 'data' && !used.has(name)).map(({ name }) => name)).toEqual([]);
  });
  test('names its sources', () => {
    expect(sources.length).toBeGreaterThanOrEqual(3);
    expect(formulas).toMatch(/^#.*草案/);
  });
});

test('the modernisation index has at least six dimensions and thirty indicators', () => {
  const { nodes } = presets.modernisation;
  expect(groupsOf(nodes).filter(({ level }) => level === 2).length).toBeGreaterThanOrEqual(6);
  expect(indicatorsOf(nodes).length).toBeGreaterThanOrEqual(30);
});

describe('the official balance method', () => {
  const read = readSystem(presets['compulsory-balance'].formulas, collected);
  if (!('system' in read)) throw new Error(JSON.stringify(read.problems));
  const { system } = read;
  type School = { stage: string } & Partial<Record<string, number | string>>;
  const of = (name: string, schools: Record<string, School>, unit = 'district') => {
    const source: Source = { value: (of, own) => { const value = schools[own]?.[of]; return typeof value === 'number' ? value : undefined; }, attribute: (of, own) => { const value = schools[own]?.[of]; return typeof value === 'string' ? value : undefined; }, below: () => Object.keys(schools) };
    return evaluate(system, name, unit, source);
  };
  /** A primary school of a hundred pupils that has each of the seven exactly. */
  const exact: School = { stage: '小学', pupils: 100, teachers_qualified: 4.2, teachers_backbone: 1, teachers_arts_sports: 0.9, teaching_area: 450, sports_area: 750, equipment_value: 200_000, media_rooms: 2.3 };

  test('has seven resources, each with what a school has of the standard and a coefficient held against its threshold, in both stages', () => {
    for (const stage of ['primary', 'junior']) for (const [like, count] of [[/_share_(?!$)/, 8], [/^cv_.*(?<!_met)$/, 7], [/^cv_.*_met$/, 7]] as const) expect(system.order.filter(({ name }) => like.test(name) && name.includes(`_${stage}`)).length, `${like} ${stage}`).toBe(count);
  });

  test('has the standards of the 2017 measures, from the measures and not from the file', () => {
    const standards = { primary: { qualified: 4.2, backbone: 1, arts_sports: 0.9, teaching_area: 4.5, sports_area: 7.5, equipment: 2000, media_rooms: 2.3 }, junior: { qualified: 5.3, backbone: 1, arts_sports: 0.9, teaching_area: 5.8, sports_area: 10.2, equipment: 2500, media_rooms: 2.4 } };
    const data = { qualified: 'teachers_qualified', backbone: 'teachers_backbone', arts_sports: 'teachers_arts_sports', teaching_area: 'teaching_area', sports_area: 'sports_area', equipment: 'equipment_value', media_rooms: 'media_rooms' };
    for (const stage of ['primary', 'junior'] as const) {
      for (const [resource, standard] of Object.entries(standards[stage])) {
        const perHundred = ['qualified', 'backbone', 'arts_sports', 'media_rooms'].includes(resource);
        expect(of(`${resource}_share_${stage}`, { a: { stage: '小学', pupils: 100, [data[resource as keyof typeof data]]: perHundred ? standard : standard * 100 } }, 'a'), `${resource} ${stage}`).toBeCloseTo(1, 12);
      }
    }
  });

  test('weighs each school by its pupils, and takes the schools of one stage alone', () => {
    const schools: Record<string, School> = { a: { stage: '小学', pupils: 100, equipment_value: 100_000 }, b: { stage: '小学', pupils: 300, equipment_value: 900_000 }, c: { stage: '初中', pupils: 50, equipment_value: 1 } };
    // 1,000 and 3,000 元 a pupil: mean 2,500, weighted deviation √(¼·1500² + ¾·500²) = 866.03
    expect(of('cv_equipment_primary', schools)).toBeCloseTo(0.34641, 5);
    expect(of('cv_equipment_primary_met', schools)).toBe(1);
    expect(of('cv_equipment_junior', schools)).toBe(0);
  });

  test('splits schools of several stages: what there is per pupil is the same in each, weighed by the pupils of that stage', () => {
    // nine years: 400 pupils at 2,000 元, of whom 100 primary; a secondary school at 4,000 元 with 300 junior pupils of 900
    const schools: Record<string, School> = { a: { stage: '小学', pupils: 100, equipment_value: 100_000 }, b: { stage: '九年一贯制', pupils: 400, pupils_primary: 100, pupils_junior: 300, equipment_value: 800_000 }, c: { stage: '完全中学', pupils: 900, pupils_junior: 300, equipment_value: 3_600_000 } };
    expect(of('cv_equipment_primary', schools)).toBeCloseTo(500 / 1500, 12); // 1,000 and 2,000, a hundred each
    expect(of('cv_equipment_junior', schools)).toBeCloseTo(1000 / 3000, 12); // 2,000 and 4,000, three hundred each
    expect(['assessed_primary', 'assessed_junior'].map((name) => ['a', 'b', 'c'].map((unit) => of(name, schools, unit)))).toEqual([[1, 1, 0], [0, 1, 1]]);
  });

  test('leaves out teaching points of fewer than fifty pupils, and the schools of no such stage', () => {
    const schools: Record<string, School> = { a: { ...exact }, small: { ...exact, stage: '教学点', pupils: 49, equipment_value: 0 }, large: { ...exact, stage: '教学点', pupils: 50 }, senior: { ...exact, stage: '高中' } };
    expect(['a', 'small', 'large', 'senior'].map((unit) => of('assessed_primary', schools, unit))).toEqual([1, 0, 1, 0]);
    expect([of('schools_judged_primary', schools), of('schools_judged_junior', schools)]).toEqual([2, 0]);
  });

  test('a school reaches the standard with six of seven, the seventh at 85 per cent; what is unknown is counted apart', () => {
    const reached = (change: Partial<Record<string, number>>) => of('reached_primary', { a: { ...exact, ...change } }, 'a');
    expect([reached({}), reached({ equipment_value: 170_000 }), reached({ equipment_value: 168_000 }), reached({ equipment_value: 190_000, media_rooms: 2.2 })]).toEqual([1, 1, 0, 0]);
    const { teachers_qualified: _, ...without } = exact;
    expect(of('reached_primary', { a: without }, 'a')).toBeUndefined();
    const district = { a: exact, b: { ...exact, equipment_value: 0 }, c: without };
    expect(['schools_reached_primary', 'schools_judged_primary', 'schools_unknown_primary'].map((name) => of(name, district))).toEqual([1, 2, 1]);
  });

  test('has the thresholds of the 2017 measures for the coefficients: primary 0.50, junior secondary 0.45, both included', () => {
    /** Two schools of as many pupils, at (1 − cv) and (1 + cv) of the mean: their coefficient is cv. */
    const pair = (stage: string, cv: number): Record<string, School> => ({ a: { stage, pupils: 100, equipment_value: 1000 * (1 - cv) }, b: { stage, pupils: 100, equipment_value: 1000 * (1 + cv) } });
    expect([['小学', 0.5], ['小学', 0.501], ['初中', 0.4375], ['初中', 0.46]].map(([stage, cv]) => of(`cv_equipment_${stage === '小学' ? 'primary' : 'junior'}_met`, pair(String(stage), Number(cv))))).toEqual([1, 0, 1, 0]);
  });

  test('asks schools of several stages for the pupils of each', () => {
    const broken = (stage: string, entries: Record<string, number>) => checkForm(system, 'school', entries, { past: [], spreads: new Map(), attributes: { stage } }).filter(({ kind }) => kind === 'broken').length;
    expect([broken('小学', { pupils: 100 }), broken('九年一贯制', { pupils: 100 }), broken('九年一贯制', { pupils: 100, pupils_primary: 60, pupils_junior: 40 }), broken('完全中学', { pupils: 100 }), broken('九年一贯制', { pupils: 100, pupils_primary: 60, pupils_junior: 50 })]).toEqual([0, 1, 0, 1, 1]);
  });
});
