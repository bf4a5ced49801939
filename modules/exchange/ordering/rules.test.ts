import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presetNames, presets } from '../presets.ts';
import { groupEqual, groupsByScore, slotTimes, totalOf } from './rules.ts';

const rubric = [{ key: 'a', weight: 60 }, { key: 'b', weight: 40 }];

describe('a score by rubric', () => {
  test('is each rater’s weighted sum, and the mean over those who gave all criteria', () => {
    expect(totalOf(rubric, [{ a: 90, b: 80 }])).toBe(86);
    expect(totalOf(rubric, [{ a: 90, b: 80 }, { a: 80, b: 70 }])).toBe(81);
    expect(totalOf(rubric, [{ a: 90, b: 80 }, { a: 100 }])).toBe(86);
    expect(totalOf(rubric, [{ a: 100 }])).toBeUndefined();
    expect(totalOf(rubric, [])).toBeUndefined();
  });

  test('lies within 0 and 100, and depends on no order of the raters', () => {
    const points = fc.record({ a: fc.integer({ min: 0, max: 100 }), b: fc.integer({ min: 0, max: 100 }) });
    fc.assert(fc.property(fc.array(points, { minLength: 1, maxLength: 5 }), (raters) => {
      const total = totalOf(rubric, raters)!;
      expect(total).toBeGreaterThanOrEqual(0);
      expect(total).toBeLessThanOrEqual(100);
      expect(totalOf(rubric, raters.toReversed())).toBe(total);
    }), { numRuns: 100 });
  });

  test('of every programme has weights that add up to 100, and no criterion twice', () => {
    for (const name of presetNames) {
      expect(presets[name].rubric.reduce((sum, { weight }) => sum + weight, 0), name).toBe(100);
      expect(new Set(presets[name].rubric.map(({ key }) => key)).size).toBe(presets[name].rubric.length);
    }
  });
});

describe('an order', () => {
  test('by score puts the highest first and equals together; who has no score is left out', () => {
    expect(groupsByScore([{ id: 'a', total: 80 }, { id: 'b', total: 90 }, { id: 'c', total: undefined }, { id: 'd', total: 80 }])).toEqual([['b'], ['a', 'd']]);
  });

  test('made by hand makes equal only neighbours of the same score', () => {
    const totals: Record<string, number> = { a: 80, b: 80, c: 90, d: 80 };
    expect(groupEqual(['a', 'b', 'c', 'd', 'x', 'y'], (id) => totals[id])).toEqual([['a', 'b'], ['c'], ['d'], ['x'], ['y']]);
  });
});

test('interview slots follow one another without gap or overlap', () => {
  expect(slotTimes({ from: '2027-05-10T09:00:00+08:00', minutes: 20, count: 3 })).toEqual([
    { from: '2027-05-10T01:00:00Z', to: '2027-05-10T01:20:00Z' }, { from: '2027-05-10T01:20:00Z', to: '2027-05-10T01:40:00Z' }, { from: '2027-05-10T01:40:00Z', to: '2027-05-10T02:00:00Z' },
  ]);
});
