import { describe, expect, test } from 'vitest';
import { bagOf, fitsOf, isInField, type ItemToMatch, type ReviewerToMatch } from './matching.ts';
import { computePlan, type PlanProblem } from './planning.ts';

const anItem = (title: string, more: Partial<ItemToMatch> = {}): ItemToMatch => ({ title, categories: [], keywords: [], summary: '', ...more });
const somebody = (more: Partial<ReviewerToMatch>): ReviewerToMatch => ({ categories: [], keywords: [], past: [], ...more });
/** The places of reviewers, best first. */
const order = (item: ItemToMatch, reviewers: ReviewerToMatch[], named: Record<string, string> = {}) => { const fit = [...fitsOf([item], reviewers, named)(0)]; return [...fit.keys()].toSorted((one, other) => fit[other]! - fit[one]!); };

describe('how well a reviewer fits', () => {
  test('a field in common counts more than any words, a second one a little more', () => {
    const item = anItem('中学物理实验教学', { categories: ['880', '140'] });
    const fit = fitsOf([item], [somebody({ keywords: ['中学物理实验教学'] }), somebody({ categories: ['880'] }), somebody({ categories: ['880', '140'] })], {})(0);
    expect([...fit].map(isInField)).toEqual([false, true, true]);
    expect(fit[2]! - fit[1]!).toBe(10);
  });

  test('within a field words decide: what somebody says they know, and what they have judged before', () => {
    const experts = [
      somebody({ categories: ['880'], keywords: ['学前教育', '幼儿园课程'] }), somebody({ categories: ['880'], keywords: ['职业教育', '产教融合'] }),
      somebody({ categories: ['880'], keywords: ['教育研究'], past: ['特殊教育学校随班就读支持体系研究 融合教育'] }), somebody({ categories: ['880'], keywords: ['高等教育评估'] }),
    ];
    const first = (title: string, more: Partial<ItemToMatch> = {}) => order(anItem(title, { categories: ['880'], ...more }), experts, { 880: '880 教育学' })[0];
    expect(first('幼儿园游戏课程的区域协作研究')).toBe(0);
    expect(first('高职院校产教融合型实训基地建设')).toBe(1);
    expect(first('随班就读学生的课堂支持研究')).toBe(2);
    expect(first('一流学科建设成效', { keywords: ['高等教育', '评估'] })).toBe(3);
  });

  test('words that everybody uses do not decide', () => {
    const common = '长三角教育一体化研究与实践';
    const experts = [somebody({ keywords: ['长三角教育一体化', '研究', '实践', '学校'] }), somebody({ keywords: ['古籍修复'], past: [common] }), somebody({ past: [common] }), somebody({ past: [common, '教育实践研究'] })];
    expect(order(anItem(`${common}：古籍修复人才的培养`), experts)[0]).toBe(1);
  });

  test('neighbouring fields have their names in common, and nothing in common is nothing', () => {
    const named = { 410: '410 工程与技术科学基础学科', 413: '413 信息与系统科学相关工程与技术', 760: '760 艺术学' };
    const fit = fitsOf([anItem('', { categories: ['410'] })], [somebody({ categories: ['413'] }), somebody({ categories: ['760'] }), somebody({})], named)(0);
    expect(fit[0]!).toBeGreaterThan(0);
    expect([fit[1], fit[2]]).toEqual([0, 0]);
  });

  test('texts are cut as search cuts them, full-width and capital letters alike', () => {
    expect([...bagOf([['ＡＩ 辅助教学', 4], ['ai', 1]]).entries()].find(([word]) => word === 'ai')).toEqual(['ai', 5]);
    expect(bagOf([['的 与 学', 1]]).size).toBe(0);
  });
});

describe('who reviews what', () => {
  const problem = (items: number, reviewers: number, more: Partial<PlanProblem> = {}): PlanProblem => ({
    items: Array.from({ length: items }, (_, i) => ({ id: `i${i}`, categories: [String(i % 5)], title: '', keywords: [], summary: '' })), reviewers: Array.from({ length: reviewers }, (_, j) => ({ id: `r${j}`, categories: [String(j % 5)], keywords: [], past: [], load: 10 })),
    named: {}, conflicts: [], reviewsPerItem: 2, rounds: 1, seed: 'ab'.repeat(32), ...more,
  });
  test('goes by field, keeps conflicts and loads, and says what is short', () => {
    const { pairs, short } = computePlan(problem(20, 10, { conflicts: [[0, 0], [0, 5]] }));
    expect(short).toEqual([]);
    expect(pairs.filter(([item, reviewer]) => item === 0 && reviewer % 5 === 0)).toEqual([]);
    expect(pairs.filter(([item]) => item !== 0).every(([, , fit]) => fit >= 100)).toBe(true);
    expect(computePlan(problem(3, 2, { conflicts: [[1, 0], [1, 1]] })).short).toEqual([[1, 2]]);
  });
  test('with many on both sides only the best candidates are looked at first, and all where those fall short', () => {
    const { pairs, short } = computePlan(problem(1_000, 500, { reviewers: Array.from({ length: 500 }, (_, j) => ({ id: `r${j}`, categories: ['0'], keywords: [], past: [], load: 4 })) }));
    expect(short).toEqual([]);
    expect(pairs).toHaveLength(2_000);
  });
  test('one reviewer alone reviews everything once, and somebody in no field still gets what is left', () => {
    expect(computePlan(problem(3, 1))).toMatchObject({ pairs: [[0, 0, 100], [1, 0, 0], [2, 0, 0]], short: [[0, 1], [1, 1], [2, 1]] });
    const { short } = computePlan(problem(3, 2, { reviewers: ['r0', 'r1'].map((id) => ({ id, categories: [], keywords: [], past: [], load: 3 })) }));
    expect(short).toEqual([]);
  });
  test('the same seed gives the same plan, also where chance decides', () => {
    expect(computePlan(problem(10, 10, { rounds: 4 }))).toEqual(computePlan(problem(10, 10, { rounds: 4 })));
  });
  test('where some items are taken by nobody, all the others are still given out, and by field', () => {
    const few = problem(1_100, 400, { conflicts: Array.from({ length: 400 }, (_, j) => [7, j] as const) });
    const { pairs, short } = computePlan(few);
    expect(short).toEqual([[7, 2]]);
    expect(pairs).toHaveLength(2 * 1_099);
    expect(pairs.every(([, , fit]) => isInField(fit))).toBe(true);
  });
});
