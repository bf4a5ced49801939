import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignReviews, type ReviewAssignment } from './reviews.ts';
import { adjustForSeverity, type Score } from './severity.ts';

const problem = (fits: number[][], { reviews = 1, load = 1, conflicts = [] as [number, number][] } = {}): ReviewAssignment => ({
  items: fits.map((_, i) => ({ id: `i${i}`, reviews })), reviewers: (fits[0] ?? []).map((_, j) => ({ id: `r${j}`, load })),
  candidates: fits.flatMap((row, item) => row.map((fit, reviewer) => ({ item, reviewer, fit }))), conflicts: conflicts.map(([item, reviewer]) => ({ item, reviewer })),
});

describe('items given to reviewers', () => {
  test('fit best over all of them, where one item after another would not', () => {
    expect(assignReviews(problem([[10, 9], [10, 1]])).pairs).toEqual([{ item: 0, reviewer: 1 }, { item: 1, reviewer: 0 }]);
  });

  test('never go to somebody in conflict, over their load, or twice to the same; what is short is named', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }), fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(2)), { selector: String }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }), (fits, conflicts, reviews, load) => {
      const given = problem(fits, { reviews, load, conflicts: conflicts.filter(([item]) => item < fits.length) });
      const { pairs, short } = assignReviews(given);
      expect(new Set(pairs.map(({ item, reviewer }) => `${item} ${reviewer}`)).size).toBe(pairs.length);
      for (const pair of pairs) expect(given.conflicts).not.toContainEqual(pair);
      given.reviewers.forEach((_, j) => expect(pairs.filter(({ reviewer }) => reviewer === j).length).toBeLessThanOrEqual(load));
      given.items.forEach((_, i) => expect(pairs.filter(({ item }) => item === i).length + (short.find(({ item }) => item === i)?.missing ?? 0)).toBe(reviews));
    }));
  });
});

describe('judges\' severity', () => {
  const made = (items: Record<string, number>, judges: Record<string, number>, seen: Record<string, string>): Score[] => Object.entries(seen).flatMap(([item, by]) => [...by].map((judge) => ({ item, judge, score: items[item]! + judges[judge]! })));

  test('is found where judges share items, and taken out: the items come back in their true order', () => {
    const items = { a: 80, b: 82, c: 84, d: 86 };
    const { raw, adjusted, severity } = adjustForSeverity(made(items, { x: 6, y: 0, z: -6 }, { a: 'xy', b: 'xy', c: 'yz', d: 'yz' }));
    expect(raw.get('a')!).toBeGreaterThan(raw.get('c')!);
    for (const [item, value] of Object.entries(items)) expect(adjusted!.get(item)).toBeCloseTo(value, 9);
    expect([...severity!.values()].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([6, 0, -6]);
  });

  test('is left alone where judges never met: the parts are named', () => {
    const { adjusted, severity, parts } = adjustForSeverity(made({ a: 80, b: 82, c: 84 }, { x: 6, y: 0, z: -6 }, { a: 'xy', b: 'xy', c: 'z' }));
    expect(adjusted).toBeUndefined();
    expect(severity).toBeUndefined();
    expect(parts).toEqual([['a', 'b'], ['c']]);
  });

  test('is the least-squares fit: no other correction of items and judges leaves less over (normal equations)', () => {
    fc.assert(fc.property(fc.array(fc.record({ item: fc.constantFrom('a', 'b', 'c', 'd', 'e'), judge: fc.constantFrom('x', 'y', 'z', 'w'), score: fc.integer({ min: 0, max: 100 }) }), { minLength: 1, maxLength: 20 }), (given) => {
      const scores = [...new Map(given.map((score) => [`${score.item}${score.judge}`, score])).values()];
      const { adjusted, severity } = adjustForSeverity(scores);
      fc.pre(adjusted !== undefined && severity !== undefined);
      const left = scores.map((score) => ({ ...score, over: score.score - adjusted!.get(score.item)! - severity!.get(score.judge)! }));
      for (const key of ['item', 'judge'] as const) for (const [, group] of Map.groupBy(left, (score) => score[key])) expect(group.reduce((sum, { over }) => sum + over, 0)).toBeCloseTo(0, 6);
      expect([...severity!.values()].reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
    }));
  });

  test('of nobody is nothing', () => {
    expect(adjustForSeverity([])).toMatchObject({ parts: [], adjusted: undefined });
  });
});
