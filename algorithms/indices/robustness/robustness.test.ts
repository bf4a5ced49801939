import { describe, expect, test } from 'vitest';
import type { Choices } from '../compute.ts';
import { columnOf } from '../statistics.ts';
import type { IndexNode } from '../system.ts';
import { rankIntervals, usualUncertainty, type Uncertainty } from './monte-carlo.ts';
import { seeded } from './random.ts';
import { sobolIndices } from './sobol.ts';

const node = (code: string, level: number, parent: string | undefined): IndexNode => ({ code, name: code, level, parent, weight: 1, direction: 1 });
const nodes = [node('a', 1, 'g'), node('b', 1, 'g'), node('g', 2, undefined)];
const choices: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [0, 100] }, aggregate: { method: 'arithmetic' } };
const certain: Uncertainty = { impute: ['none'], treat: ['none'], normalise: [choices.normalise], aggregate: [{ method: 'arithmetic' }], weightSpread: 0 };

describe('rank intervals', () => {
  const input = { units: ['first', 'strong in a', 'strong in b', 'last', 'unknown'], columns: new Map([['a', columnOf([10, 9, 2, 1, undefined])], ['b', columnOf([10, 1, 8, 0, undefined])]]), nodes, choices };

  test('are a point where nothing is uncertain', () => {
    const { intervals, meanShift } = rankIntervals(input, certain, { runs: 50, random: seeded(1) });
    expect(intervals.map(({ unit, low, high, share }) => [unit, low, high, share])).toEqual([['first', 1, 1, 1], ['strong in a', 2, 2, 1], ['strong in b', 3, 3, 1], ['last', 4, 4, 1]]);
    expect(meanShift).toBe(0);
  });
  test('stay a point for who leads or trails in everything, and open for who is strong in one thing', () => {
    const { intervals } = rankIntervals(input, { ...certain, weightSpread: 0.5 }, { runs: 500, random: seeded(7) });
    expect(intervals.find(({ unit }) => unit === 'first')).toMatchObject({ best: 1, worst: 1 });
    expect(intervals.find(({ unit }) => unit === 'last')).toMatchObject({ best: 4, worst: 4 });
    expect(intervals.find(({ unit }) => unit === 'strong in a')).toMatchObject({ best: 2, worst: 3 });
  });
  test('are the same for the same seed, and a unit of which nothing is known has none', () => {
    const run = (seed: number) => rankIntervals(input, usualUncertainty(choices), { runs: 200, random: seeded(seed) });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
    expect(run(3).intervals.some(({ unit }) => unit === 'unknown')).toBe(false);
  });
  test('never draw a combination that the data do not allow, and count it', () => {
    const { excluded } = rankIntervals(input, { ...certain, normalise: [{ method: 'minmax', scale: [0, 100] }, { method: 'minmax', scale: [1, 100] }], aggregate: [{ method: 'geometric' }] }, { runs: 20, random: seeded(1) });
    expect(excluded).toBe(1);
  });
});

describe('Sobol indices', () => {
  test('of the Ishigami function are the analytic ones (Ishigami & Homma 1990; a = 7, b = 0.1)', () => {
    const model = (x: Float64Array) => {
      const [a, b, c] = [...x].map((value) => Math.PI * (2 * value - 1));
      return Math.sin(a!) + 7 * Math.sin(b!) ** 2 + 0.1 * c! ** 4 * Math.sin(a!);
    };
    const { first, total, evaluations } = sobolIndices(model, 3, { samples: 20_000, random: seeded(11) });
    [0.3139, 0.4424, 0].forEach((wanted, i) => expect(Math.abs(first[i]!.value - wanted)).toBeLessThan(0.03));
    [0.5576, 0.4424, 0.2437].forEach((wanted, i) => expect(Math.abs(total[i]!.value - wanted)).toBeLessThan(0.03));
    expect(evaluations).toBe(100_000);
  });
  test('of a sum without interaction: first = total, adding up to one; of a constant, nothing', () => {
    const { first, total } = sobolIndices((x) => x[0]! + 2 * x[1]!, 2, { samples: 20_000, random: seeded(5) });
    [0.2, 0.8].forEach((wanted, i) => { expect(Math.abs(first[i]!.value - wanted)).toBeLessThan(0.03); expect(Math.abs(total[i]!.value - wanted)).toBeLessThan(0.03); });
    const nothing = { value: 0, low: 0, high: 0 };
    expect(sobolIndices(() => 3, 2, { samples: 10, random: seeded(1) })).toMatchObject({ first: [nothing, nothing], total: [nothing, nothing] });
  });
  test('do not hang on where the model lies: a constant added to it changes nothing', () => {
    const of = (base: number) => sobolIndices((x) => base + x[0]! + 2 * x[1]!, 2, { samples: 256, random: seeded(5) }).first.map(({ value }) => value);
    of(1000).forEach((value, i) => expect(value).toBeCloseTo(of(0)[i]!, 6));
  });
  test('have intervals that hold the true share in nearly all samples, and narrow with more of them', () => {
    const draw = (samples: number) => Array.from({ length: 40 }, (_, seed) => sobolIndices((x) => x[0]! + 2 * x[1]!, 2, { samples, random: seeded(seed) }).first[0]!);
    const wide = draw(128);
    expect(wide.filter(({ low, high }) => low <= 0.2 && 0.2 <= high).length).toBeGreaterThan(34);
    const width = (shares: readonly { low: number; high: number }[]) => shares.reduce((all, { low, high }) => all + high - low, 0);
    expect(width(draw(1024))).toBeLessThan(0.5 * width(wide));
  });
});

test('every indicator and every group has rank intervals of its own, the whole the same as before', () => {
  const input = { units: ['p', 'q', 'r'], columns: new Map([['a', columnOf([3, 2, 1])], ['b', columnOf([1, 2, undefined])]]), nodes, choices };
  const { byNode, intervals } = rankIntervals(input, usualUncertainty(choices), { runs: 300, random: seeded(2) });
  expect([...byNode.keys()]).toEqual(['a', 'b', 'g']);
  expect(byNode.get('g')).toBe(intervals);
  expect(byNode.get('a')!.map(({ unit, low, high }) => [unit, low, high])).toEqual([['p', 1, 1], ['q', 2, 2], ['r', 3, 3]]);
  // what was missing may be filled in another run, which moves those who come after
  expect(byNode.get('b')!.map(({ unit, rank, low, high }) => [unit, rank, low, high])).toEqual([['p', 2, 2, 3], ['q', 1, 1, 1]]);
});
