import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { evaluate, type Source } from '#algorithms/formulas/evaluate.ts';
import { checkSystem, groupsOf, indicatorsOf } from '#algorithms/indices/system.ts';
import { balanceOf, coefficientOf } from './balance-report.ts';
import { balanceRule, isBalanced, judgeSchool, resources } from './compulsory-balance.ts';
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
  const read = readSystem(presets['compulsory-balance'].formulas);
  test('has seven resources, each with its formula and a coefficient of variation for both stages', () => {
    if (!('system' in read)) throw new Error('unread');
    expect(resources.length).toBe(7);
    for (const { code, unit } of resources) expect(read.system.byName.get(code)).toMatchObject({ kind: 'indicator', level: 'school', unit });
    expect(read.system.order.filter(({ name }) => name.startsWith('cv_')).length).toBe(14);
  });
  test('weighs each school by its pupils, and takes the schools of one stage alone', () => {
    if (!('system' in read)) throw new Error('unread');
    const schools: Record<string, { stage: string; pupils: number; equipment_value: number }> = { a: { stage: '小学', pupils: 100, equipment_value: 100_000 }, b: { stage: '小学', pupils: 300, equipment_value: 900_000 }, c: { stage: '初中', pupils: 50, equipment_value: 1 } };
    const source: Source = { value: (name, unit) => schools[unit]?.[name as 'pupils'], attribute: (_, unit) => schools[unit]?.stage, below: () => Object.keys(schools) };
    // 1,000 and 3,000 元 a pupil: mean 2,500, weighted deviation √(¼·1500² + ¾·500²) = 866.03
    expect(evaluate(read.system, 'cv_equipment_primary', 'district', source)).toBeCloseTo(0.34641, 5);
    expect(evaluate(read.system, 'cv_equipment_junior', 'district', source)).toBe(0);
  });
  test('has the thresholds of the 2017 measures: primary 0.50, junior secondary 0.45, both included', () => {
    expect([isBalanced('primary', 0.5), isBalanced('primary', 0.501), isBalanced('junior', 0.45), isBalanced('junior', 0.46)]).toEqual([true, false, true, false]);
  });
  test('judges a district by both stages, and says nothing where the coefficient is not known', () => {
    const lines = balanceOf(new Map([['cv_equipment_primary', 0.5], ['cv_equipment_junior', 0.46]]), balanceRule.variation);
    expect(lines.length).toBe(14);
    expect(lines.filter(({ met }) => met !== null).map(({ stage, met }) => [stage, met])).toEqual([['primary', true], ['junior', false]]);
    if (!('system' in read)) throw new Error('unread');
    for (const { stage, resource } of lines) expect(read.system.byName.get(coefficientOf(resource, stage))?.level).toBe('district');
  });
  test('a school reaches the standard with six of seven, the seventh at 85 per cent; what is unknown is not judged', () => {
    const exact = resources.map(({ standard }) => standard.primary);
    const but = (...changes: [number, number | undefined][]) => judgeSchool({ stage: 'primary', pupils: 100, values: exact.map((value, i) => { const change = changes.find(([place]) => place === i); return change === undefined ? value : change[1]; }) });
    expect(but()).toBe('reached');
    expect(but([5, 2000 * 0.85])).toBe('reached');
    expect(but([5, 2000 * 0.84])).toBe('notReached');
    expect(but([5, 1900], [6, 2.2])).toBe('notReached');
    expect(but([0, undefined])).toBe('unknown');
  });
});
