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
    [0.3139, 0.4424, 0].forEach((wanted, i) => expect(Math.abs(first[i]! - wanted)).toBeLessThan(0.03));
    [0.5576, 0.4424, 0.2437].forEach((wanted, i) => expect(Math.abs(total[i]! - wanted)).toBeLessThan(0.03));
    expect(evaluations).toBe(100_000);
  });
  test('of a sum without interaction: first = total, adding up to one; of a constant, nothing', () => {
    const { first, total } = sobolIndices((x) => x[0]! + 2 * x[1]!, 2, { samples: 20_000, random: seeded(5) });
    [0.2, 0.8].forEach((wanted, i) => { expect(Math.abs(first[i]! - wanted)).toBeLessThan(0.03); expect(Math.abs(total[i]! - wanted)).toBeLessThan(0.03); });
    expect(sobolIndices(() => 3, 2, { samples: 10, random: seeded(1) })).toMatchObject({ first: [0, 0], total: [0, 0] });
  });
});
