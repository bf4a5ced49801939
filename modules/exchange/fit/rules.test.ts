import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solve } from '#algorithms/matching/solve.ts';
import { problemOf } from '#algorithms/matching/entries.ts';
import { positionOf } from '#algorithms/matching/market.ts';
import { countedScores, declaredFit, fitOf } from './rules.ts';

const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
const declared = fc.record({ fields: keys, aims: keys });

describe('the fit of a mentee and a mentor', () => {
  test('is half a field in common, half the share of the mentee’s aims that the mentor serves', () => {
    const mentor = { fields: ['chinese', 'arts'], aims: ['teaching', 'research'] };
    expect(declaredFit({ fields: ['arts'], aims: ['teaching'] }, mentor)).toBe(100);
    expect(declaredFit({ fields: ['arts'], aims: ['teaching', 'digital', 'pastoral'] }, mentor)).toBe(67);
    expect(declaredFit({ fields: ['sciences'], aims: ['digital'] }, mentor)).toBe(0);
    expect(declaredFit({ fields: [], aims: [] }, mentor)).toBe(0);
  });

  test('lies within 0 and 100, is whole with oneself, and grows by nothing that the mentor drops', () => {
    fc.assert(fc.property(declared, declared, keys, (mentee, mentor, dropped) => {
      const fit = declaredFit(mentee, mentor);
      expect(fit).toBeGreaterThanOrEqual(0);
      expect(fit).toBeLessThanOrEqual(100);
      if (mentee.fields.length > 0 && mentee.aims.length > 0) expect(declaredFit(mentee, mentee)).toBe(100);
      expect(declaredFit(mentee, { fields: mentor.fields.filter((key) => !dropped.includes(key)), aims: mentor.aims.filter((key) => !dropped.includes(key)) })).toBeLessThanOrEqual(fit);
    }), { numRuns: 100 });
  });

  test('adds the mentor’s mark where all have one, and takes ten for each step down a list', () => {
    expect(fitOf({ declared: 80, score: 90, wish: 1, rank: 1 }).total).toBe(170);
    expect(fitOf({ declared: 80, score: null, wish: 3, rank: 2 }).total).toBe(50);
    const totals: Record<string, number> = { a: 90, b: 0 };
    expect([...countedScores(['a', 'b'], (id) => totals[id])]).toEqual([['a', 90], ['b', 0]]);
    expect(countedScores(['a', 'c'], (id) => totals[id]).size).toBe(0);
  });

  test('decides who goes to whom: of all ways to place as many, the one with the greatest sum, as trying them all shows', () => {
    const value = fc.integer({ min: -40, max: 200 });
    fc.assert(fc.property(fc.array(fc.array(fc.option(value, { nil: undefined, freq: 4 }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (table) => {
      const posts = ['p0', 'p1', 'p2'];
      const people = table.map((row, i) => ({ id: `a${i}`, home: 'h', wishes: posts.filter((_, p) => row[p] !== undefined), fit: new Map(posts.flatMap((id, p): [string, number][] => (row[p] === undefined ? [] : [[id, row[p]]]))) }));
      const { problem } = problemOf({ applicants: people, positions: posts.map((id) => ({ id, host: 'k', capacity: 1, priorities: people.map((person) => person.id) })) });
      const matching = solve(problem, { mechanism: 'assignment', tolerance: 0 });
      const got = people.map((_, a) => positionOf(problem.market, matching, a));
      const found = { placed: got.filter((p) => p >= 0).length, sum: got.reduce((sum, p, a) => sum + (table[a]?.[p] ?? 0), 0) };
      const best = { placed: 0, sum: 0 };
      const tryAll = (a: number, free: readonly number[], placed: number, sum: number): void => {
        if (a === table.length) {
          if (placed > best.placed || (placed === best.placed && sum > best.sum)) Object.assign(best, { placed, sum });
          return;
        }
        tryAll(a + 1, free, placed, sum);
        for (const p of free) { const fit = table[a]?.[p]; if (fit !== undefined) tryAll(a + 1, free.filter((other) => other !== p), placed + 1, sum + fit); }
      };
      best.sum = -Infinity;
      tryAll(0, [0, 1, 2], 0, 0);
      expect(found).toEqual(best);
    }), { numRuns: 60 });
  });
});
