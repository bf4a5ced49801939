import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeIndex } from '#algorithms/indices/compute.ts';
import { columnOf } from '#algorithms/indices/statistics.ts';
import type { IndexNode } from '#algorithms/indices/system.ts';
import { contributions, pairsOf, peersOf, rankedOf, scoresOf, ticksOf, type ShownNode, type ShownScore } from './rules.ts';

const tree: ShownNode[] = [
  { code: 'w', name: '总', level: 3, parent: null, weight: 1, direction: 1, goalposts: null },
  ...['d', 'e'].map((code): ShownNode => ({ code, name: code, level: 2, parent: 'w', weight: code === 'd' ? 3 : 1, direction: 1, goalposts: null })),
  ...['a', 'b', 'c'].map((code, i): ShownNode => ({ code, name: code, level: 1, parent: i < 2 ? 'd' : 'e', weight: i + 1, direction: 1, goalposts: { low: 0, high: 100 } })),
];
const nodes: IndexNode[] = tree.map(({ parent, goalposts, ...node }) => ({ ...node, parent: parent ?? undefined, goalposts: goalposts ?? undefined }));

function scored(values: readonly (readonly (number | undefined)[])[]): ShownScore[] {
  const units = values.map((_, i) => `u${i}`);
  const computed = computeIndex({ units, nodes, columns: new Map(['a', 'b', 'c'].map((code, j) => [code, columnOf(values.map((row) => row[j]))])), choices: { impute: 'none', treat: 'none', normalise: { method: 'goalposts', scale: [0, 100] }, aggregate: { method: 'arithmetic' } } });
  if (!('result' in computed)) throw new Error('refused');
  const { stages, aggregates, ranks } = computed.result;
  const finite = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return units.flatMap((unit, i) => nodes.map(({ code, level }): ShownScore => ({ unit, unitName: unit, party: '32', level: 'city', code, raw: level === 1 ? finite(stages.raw.get(code)?.[i]) : null, imputed: null, treated: null, value: finite((level === 1 ? stages.normalised : aggregates).get(code)?.[i]), rank: finite(ranks.get(code)?.[i]), low: null, high: null })));
}

const number = fc.integer({ min: 0, max: 100 });

describe('contributions to a difference', () => {
  test('add up to it, and are the other way round seen from the other side', () => {
    fc.assert(fc.property(fc.tuple(number, number, number), fc.tuple(number, number, number), (a, b) => {
      const scores = scored([a, b]);
      const { parts, difference, rest } = contributions(tree, scoresOf(scores, 'u0'), scoresOf(scores, 'u1'));
      expect(parts.reduce((all, { points }) => all + points, 0)).toBeCloseTo(difference!, 9);
      expect(rest).toBeCloseTo(0, 9);
      expect(contributions(tree, scoresOf(scores, 'u1'), scoresOf(scores, 'u0')).difference).toBeCloseTo(-difference!, 9);
    }));
  });
  test('leave as the rest what a missing value moves', () => {
    const scores = scored([[50, undefined, 10], [50, 20, 10]]);
    const { parts, difference, rest } = contributions(tree, scoresOf(scores, 'u0'), scoresOf(scores, 'u1'));
    expect(parts.map(({ code }) => code).toSorted()).toEqual(['a', 'c']);
    expect(rest).toBeCloseTo(difference!, 9);
  });
});

test('the cities most like one are those nearest in their dimensions, never itself', () => {
  const scores = scored([[10, 10, 10], [12, 12, 12], [90, 90, 90], [10, 10, 14]]);
  expect(peersOf(scores, tree, 'u0', 2).map(({ unit }) => unit)).toEqual(['u1', 'u3']);
  expect(peersOf(scores, tree, 'u0', 9).length).toBe(3);
});

test('a ranking is of cities alone, best first', () => {
  const scores: ShownScore[] = [...scored([[10, 10, 10], [90, 90, 90]]).map((score) => ({ ...score, low: 1, high: 2 })), { ...scored([[99, 99, 99]])[0]!, unit: '32', level: 'party', rank: 1 }];
  expect(rankedOf(scores, 'w').map(({ unit, rank }) => [unit, rank])).toEqual([['u1', 1], ['u0', 2]]);
  expect(rankedOf(scores.map((score) => ({ ...score, high: null })), 'w')).toEqual([]);
});

test('two indicators go together by Pearson’s coefficient, of what is known of both', () => {
  expect(pairsOf(scored([[1, 2, 0], [2, 4, 0], [3, 6, 0], [undefined, 9, 0]]), 'a', 'b')).toMatchObject({ correlation: expect.closeTo(1, 12) as number, pairs: { length: 3 } });
  expect(pairsOf(scored([[1, 2, 0], [2, 4, 0]]), 'a', 'b').correlation).toBeUndefined();
});

test('an axis has round marks that hold all values', () => {
  expect([ticksOf(24.956843, 24.956843), ticksOf(3, 3)]).toEqual([[24, 25], [3, 4]]);
  fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (least, size) => {
    const ticks = ticksOf(least, least + size);
    expect(ticks[0]!).toBeLessThanOrEqual(least + 1e-6 * size + Math.abs(least) * 1e-11);
    expect(ticks.at(-1)!).toBeGreaterThanOrEqual(least + size - 1e-6 * size - Math.abs(least) * 1e-11);
    expect(ticks.length).toBeLessThan(12);
  }));
});
