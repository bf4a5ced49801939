import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { clausesOf } from './clauses.ts';
import { differencesOf } from './differences.ts';
import { factsOf, type Version } from './facts.ts';

const formulas = `
attribute stage "学段" school
data pupils "在校生数" "人" district meaning "按学籍" source "年报" period "学年初"
data teachers "专任教师数" "人" district
indicator helper "教师合计" "人" city = sum(teachers)
indicator load "生师比" "" city = sum(pupils) / helper meaning "负担" source "年报" period "学年" target "不高于 18"
indicator size "规模" "人" city = mean(pupils)
standard enough "教师够" city = helper > 100 "人" where size > 0 "人"
rule order "教师不多于学生" district = teachers <= pupils
`;
const version: Version = {
  title: '指数', sources: ['文件一', '文件二'], formulas,
  nodes: [
    { code: 'whole', name: '指数', level: 3, parent: null, weight: 1, direction: 1, goalposts: null }, { code: 'a', name: '甲', level: 2, parent: 'whole', weight: 1, direction: 1, goalposts: null }, { code: 'b', name: '乙', level: 2, parent: 'whole', weight: 1, direction: 1, goalposts: null },
    { code: 'load', name: '生师比', level: 1, parent: 'a', weight: 1, direction: -1, goalposts: { low: 10, high: 20 } }, { code: 'size', name: '规模', level: 1, parent: 'b', weight: 1, direction: 1, goalposts: null },
  ],
  choices: { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [0, 100] }, aggregate: { method: 'generalised', power: 0.5 } },
};
const read = (own: Version) => { const result = readSystem(own.formulas); if ('problems' in result) throw new Error(JSON.stringify(result.problems)); return result.system; };
const text = (from: string, to: string): Version => { if (!formulas.includes(from)) throw new Error(from); return { ...version, formulas: formulas.replace(from, to) }; };
const node = (code: string, change: Partial<Version['nodes'][number]>): Version => ({ ...version, nodes: version.nodes.map((own) => (own.code === code ? { ...own, ...change } : own)) });
const choice = (change: Partial<Version['choices']>): Version => ({ ...version, choices: { ...version.choices, ...change } });
const shown = (own: Version) => differencesOf(factsOf(version, read(version)), factsOf(own, read(own))).map(({ of, code, field, before, after }) => [`${of}/${code}/${field}`, before?.zh ?? null, after?.zh ?? null]);

/** Every kind of change, where it shows, and what stood there before and after. */
const changes: [string, Version, string, RegExp | null, RegExp | null][] = [
  ['a title', { ...version, title: '新名' }, 'system//title', /^指数$/, /^新名$/],
  ['a source of the system', { ...version, sources: ['文件一'] }, 'system//sources', /文件一；文件二/, /^文件一$/],
  ['an imputation', choice({ impute: 'em' }), 'choices/choices/impute', /不插补/, /EM/],
  ['a treatment', choice({ treat: 'log' }), 'choices/choices/treat', /不处理/, /对数/],
  ['a normalisation', choice({ normalise: { method: 'rank' } }), 'choices/choices/normalise', /最小—最大（0 至 100）/, /名次/],
  ['a scale', choice({ normalise: { method: 'minmax', scale: [1, 100] } }), 'choices/choices/normalise', /0 至 100/, /1 至 100/],
  ['an aggregation', choice({ aggregate: { method: 'grey' } }), 'choices/choices/aggregate', /幂次 0.5/, /灰色关联/],
  ['a power', choice({ aggregate: { method: 'generalised', power: 2 } }), 'choices/choices/aggregate', /幂次 0.5/, /幂次 2/],
  ['a direction', node('load', { direction: 1 }), 'node/load/direction', /越低越好/, /越高越好/],
  ['a parent', node('load', { parent: 'b' }), 'node/load/parent', /甲/, /乙/],
  ['a name in the tree', node('a', { name: '丙' }), 'node/a/name', /甲/, /丙/],
  ['a weight', node('a', { weight: 3 }), 'node/a/weight', /^1（占总分 50.0%）/, /^3（占总分 75.0%）/],
  ['goalposts', node('load', { goalposts: { low: 10, high: 22 } }), 'node/load/goalposts', /10—20/, /10—22/],
  ['goalposts that were not there', node('size', { goalposts: { low: 0, high: 9 } }), 'node/size/goalposts', null, /0—9/],
  ['an indicator of the tree', { ...version, nodes: version.nodes.filter(({ code }) => code !== 'size') }, 'node/size/whole', /规模/, null],
  ['a dimension', { ...version, nodes: [...version.nodes, { code: 'c', name: '丁', level: 2, parent: 'whole', weight: 1, direction: 1 as const, goalposts: null }] }, 'node/c/whole', null, /丁/],
  ['a depth in the tree', node('whole', { level: 4 }), 'node/whole/rank', /3/, /4/],
  ['a name', text('"生师比"', '"负担"'), 'declaration/load/label', /生师比/, /负担/],
  ['a unit', text('data teachers "专任教师数" "人"', 'data teachers "专任教师数" "名"'), 'declaration/teachers/unit', /人/, /名/],
  ['a formula', text('mean(pupils)', 'max(pupils)'), 'declaration/size/formula', /mean\(pupils\)/, /max\(pupils\)/],
  ['a helper’s formula', text('sum(teachers)', 'sum(teachers skipping missing)'), 'declaration/helper/formula', /sum\(teachers\)$/, /skipping missing/],
  ['a rule’s formula', text('teachers <= pupils', 'teachers < pupils'), 'declaration/order/formula', /不大于/, /小于/],
  ['a rule', text('rule order "教师不多于学生" district = teachers <= pupils', ''), 'declaration/order/whole', /教师不多于学生/, null],
  ['a threshold', text('100 "人"', '99 "人"'), 'declaration/enough/formula', /100/, /99/],
  ['to whom a standard applies', text('where size > 0 "人"', 'where size > 1 "人"'), 'declaration/enough/applies', /0 人/, /1 人/],
  ['a standard for all', text('where size > 0 "人"', ''), 'declaration/enough/applies', /0 人/, null],
  ['an indicator that becomes a standard', text('indicator helper "教师合计" "人" city = sum(teachers)', 'standard other "别的" city = sum(teachers) > 0\nindicator helper "教师合计" "人" city = sum(teachers)'), 'declaration/other/whole', null, /达标标准/],
  ['an attribute', text('attribute stage "学段" school', ''), 'declaration/stage/whole', /学段/, null],
  ['a data element', text('rule', 'data more "另" "个" school\nrule'), 'declaration/more/whole', null, /另/],
  ['what is collected by schools', { ...version, formulas: formulas.replace('data teachers "专任教师数" "人" district', 'data teachers "专任教师数" "人" school').replace(/rule .*\n/, '') }, 'declaration/teachers/level', /县/, /学校/],
  ['a meaning', text('meaning "按学籍"', 'meaning "按实有"'), 'declaration/pupils/meaning', /按学籍/, /按实有/],
  ['a source', text('source "年报" period "学年初"', 'source "季报" period "学年初"'), 'declaration/pupils/source', /年报/, /季报/],
  ['a period', text('period "学年初"', ''), 'declaration/pupils/period', /学年初/, null],
  ['a target', text('target "不高于 18"', 'target "不高于 16"'), 'declaration/load/target', /18/, /16/],
];

describe('a version that changes', () => {
  test.each(changes)('%s shows it, and what the four agree to says it', (_, changed, place, before, after) => {
    const found = shown(changed).find(([where]) => where === place);
    expect(found, JSON.stringify(shown(changed))).toBeDefined();
    for (const [side, wanted] of [[found![1], before], [found![2], after]] as const) if (wanted === null) expect(side).toBeNull(); else expect(side).toMatch(wanted);
    const clauses = clausesOf(changed, read(changed), { number: 1, facts: factsOf(version, read(version)) });
    const without = ({ id }: { id: string }) => id !== 'differences';
    expect(clauses.filter(without)).not.toEqual(clausesOf(version, read(version)).filter(without));
    expect(clauses.find(({ id }) => id === 'differences')!.text).not.toBe('没有差别。');
  });

  test('in nothing but spaces, remarks and brackets shows nothing', () => {
    expect(shown(text('sum(pupils) / helper', '(sum( pupils ))  /  helper # 备注\n'))).toEqual([]);
  });
});

test('everything that a version says stands in the text that the four agree to', () => {
  const all = clausesOf(version, read(version));
  const whole = all.map((clause) => clause.text).join('\n');
  const facts = factsOf(version, read(version));
  expect(facts.length).toBeGreaterThan(60);
  expect(facts.filter((fact) => !whole.includes(fact.text.zh))).toEqual([]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});
