import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presetNames, presets } from './presets.ts';
import { asksForComment, beyondScale, declaredAgainst, missingOf, rubricProblem, standingOf, totalOf, type Answers } from './rules.ts';

const rubric = { title: '标准', passAt: 60, criteria: [
  { id: 'a', name: '甲', note: '', weight: 3, most: 10, commentBelow: 6, commentAbove: 9, threshold: 5 }, { id: 'b', name: '乙', note: '', weight: 1, most: 5 },
] };

describe('a sheet', () => {
  test('has a total by the weights, and none while a score is missing', () => {
    expect(totalOf(rubric, { a: { score: 8 }, b: { score: 5 } })).toBeCloseTo(100 * (3 * 0.8 + 1) / 4, 9);
    expect(totalOf(rubric, { a: { score: 8 } })).toBeUndefined();
  });

  test('must explain what is very low or very high, and score everything', () => {
    expect(missingOf(rubric, { a: { score: 5 } }).map(({ criterion, what }) => [criterion.id, what])).toEqual([['a', 'comment'], ['b', 'score']]);
    expect(missingOf(rubric, { a: { score: 10, comment: ' ' }, b: { score: 0 } })).toHaveLength(1);
    expect(missingOf(rubric, { a: { score: 9 }, b: { score: 0 } })).toEqual([]);
  });

  test('takes whole scores of the scale only, of criteria that there are', () => {
    expect(beyondScale(rubric, { a: { score: 10 }, b: { score: 6 } })).toMatchObject({ id: 'b' });
    expect([{ score: 1.5 }, { score: -1 }, { score: Number.NaN }].map((answer) => beyondScale(rubric, { a: answer }) !== undefined)).toEqual([true, true, true]);
    expect(beyondScale(rubric, { c: { score: 1 } })).toBe('unknown');
  });

  test('that scores each criterion higher never has a lower total', () => {
    fc.assert(fc.property(fc.nat(10), fc.nat(5), fc.nat(10), fc.nat(5), (a, b, c, d) => {
      const total = (x: number, y: number) => totalOf(rubric, { a: { score: x }, b: { score: y } }) ?? Number.NaN;
      expect(total(Math.max(a, c), Math.max(b, d))).toBeGreaterThanOrEqual(Math.max(total(a, b), total(c, d)) - 1e-9);
    }));
  });
});

describe('an item', () => {
  const sheet = (a: number, b: number) => { const answers: Answers = { a: { score: a }, b: { score: b } }; return { answers, total: totalOf(rubric, answers)! }; };
  test('passes by its total, and fails by a threshold whatever its total', () => {
    expect(standingOf(rubric, [sheet(7, 4), sheet(9, 4)])).toMatchObject({ passes: true, below: [] });
    const failed = standingOf({ ...rubric, passAt: 30 }, [sheet(4, 5), sheet(5, 5)]);
    expect(failed).toMatchObject({ passes: false, below: [{ id: 'a' }] });
    expect(standingOf(rubric, [])).toBeUndefined();
  });
});

describe('the presets', () => {
  test('have sound rubrics whose weights come to a hundred', () => {
    for (const name of presetNames) {
      expect(rubricProblem(presets[name].rubric), name).toBeUndefined();
      expect(presets[name].rubric.criteria.reduce((sum, { weight }) => sum + weight, 0), name).toBe(100);
      expect(presets[name].verdicts.length).toBeGreaterThan(1);
    }
    expect(presetNames.filter((name) => presets[name].shared)).toEqual(['teacherEducation']);
  });
  test('a rubric with bounds outside its scale, twice the same code or the wrong way round is not sound', () => {
    const [a, b] = rubric.criteria as [typeof rubric.criteria[0], typeof rubric.criteria[0]];
    for (const criteria of [[], [a, a], [{ ...a, threshold: 11 }], [{ ...a, commentBelow: 9, commentAbove: 3 }], [{ ...b, weight: 0 }]]) expect(rubricProblem({ criteria })).toBeDefined();
    expect(asksForComment(b, 0)).toBe(false);
  });
});

describe('a conflict in somebody’s own words', () => {
  test('what somebody declared in their own words is held against the persons and things that it names', () => {
    expect(declaredAgainst('与 王 芳是夫妻', { title: '教育学', persons: ['李明', '王芳'] })).toBe(true);
    expect(declaredAgainst('与王芳是夫妻', { title: '教育学', persons: ['李明'] })).toBe(false);
    expect(declaredAgainst('参与教育学学科建设', { title: '教育学学科', persons: [] })).toBe(true);
  });
});
