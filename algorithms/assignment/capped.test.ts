import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignReviewsByChance } from './capped.ts';
import { halve } from './halve.ts';
import type { ReviewAssignment } from './reviews.ts';

/** A coin that is thrown the same way each time for the same number. */
const coins = (seed: number) => { let state = seed | 1; return () => { state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0; return ((state >>> 16) & 1) as 0 | 1; }; };
const counts = (pairs: readonly { item: number; reviewer: number }[], key: 'item' | 'reviewer') => new Map([...Map.groupBy(pairs, (pair) => pair[key])].map(([k, list]) => [k, list.length]));

describe('half of an assignment', () => {
  test('has half of every item’s and every reviewer’s pairs, up to one', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.record({ item: fc.nat(7), reviewer: fc.nat(7) }), { selector: ({ item, reviewer }) => `${item} ${reviewer}` }), fc.nat(), (pairs, seed) => {
      const drawn = halve(pairs, coins(seed));
      for (const key of ['item', 'reviewer'] as const) {
        const half = counts(pairs.filter((_, i) => drawn[i]), key);
        for (const [end, all] of counts(pairs, key)) expect([Math.floor(all / 2), Math.ceil(all / 2)]).toContain(half.get(end) ?? 0);
      }
    }), { numRuns: 300 });
  });
});

describe('an assignment by chance', () => {
  const problem = (items: number, reviewers: number, reviews: number, load: number): ReviewAssignment => ({
    items: Array.from({ length: items }, (_, i) => ({ id: `i${i}`, reviews })), reviewers: Array.from({ length: reviewers }, (_, j) => ({ id: `r${j}`, load })),
    candidates: Array.from({ length: items * reviewers }, (_, n) => ({ item: Math.floor(n / reviewers), reviewer: n % reviewers, fit: (n * 7) % 11 })), conflicts: [{ item: 0, reviewer: 0 }],
  });

  test('gives every item its reviews within loads and conflicts, whatever the coins', () => {
    fc.assert(fc.property(fc.constantFrom(1, 2, 4, 8), fc.nat(), (rounds, seed) => {
      const given = problem(6, 26, 3, 2);
      const { pairs, short } = assignReviewsByChance(given, rounds as 1, coins(seed));
      expect(short).toEqual([]);
      expect([...counts(pairs, 'item').values()]).toEqual([3, 3, 3, 3, 3, 3]);
      for (const load of counts(pairs, 'reviewer').values()) expect(load).toBeLessThanOrEqual(2);
      expect(pairs).not.toContainEqual({ item: 0, reviewer: 0 });
    }), { numRuns: 40 });
  });

  test('makes no pair more often than the cap', () => {
    const made = new Map<string, number>();
    const runs = 600;
    for (let seed = 1; seed <= runs; seed += 1) for (const { item, reviewer } of assignReviewsByChance(problem(4, 10, 2, 4), 4, coins(seed * 2_654_435_761)).pairs) made.set(`${item} ${reviewer}`, (made.get(`${item} ${reviewer}`) ?? 0) + 1);
    // four standard deviations above a quarter of the runs
    for (const [pair, times] of made) expect(times, pair).toBeLessThan(runs / 4 + 4 * Math.sqrt(runs * 0.25 * 0.75));
  });

  test('without a cap is the best assignment', () => {
    expect(assignReviewsByChance(problem(3, 4, 1, 1), 1, coins(1)).pairs).toHaveLength(3);
  });
});
