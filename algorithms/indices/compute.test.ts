import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeIndex, type Choices, type IndexInput } from './compute.ts';
import { rankIntervals, usualUncertainty } from './robustness/monte-carlo.ts';
import { seeded } from './robustness/random.ts';
import { imputeByEm } from './em.ts';
import { imputeGroupMean, imputeLastValue, imputeMean, imputeMedian } from './impute.ts';
import { weightedMean } from './means.ts';
import { normalise } from './normalise.ts';
import { isWithinLimits, logTransform, winsorise } from './outliers.ts';
import { columnOf, kurtosis, mean, quantile, ranksDown, skewness } from './statistics.ts';
import { checkSystem, weightInWhole, type IndexNode } from './system.ts';

const none = undefined;
const list = (column: Float64Array) => [...column];
const near = (found: Float64Array | readonly number[], wanted: readonly number[], digits = 6) => wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));

describe('skewness and kurtosis', () => {
  test('are those of Excel: the worked values of SKEW and KURT in Microsoft’s documentation', () => {
    const column = columnOf([3, 4, 5, 2, 3, 4, 5, 6, 4, 7]); // both examples use this list
    expect(skewness(column)).toBeCloseTo(0.359543, 6);
    expect(kurtosis(column)).toBeCloseTo(-0.1518, 4);
  });
  test('say nothing of fewer than three and four values', () => {
    expect(skewness(columnOf([1, 2]))).toBeNaN();
    expect(kurtosis(columnOf([1, 2, 9]))).toBeNaN();
  });
});

describe('winsorising', () => {
  test('pulls one outlier to the next value (COINr, tests/testthat/test-treat.R: c(1:10, 100))', () => {
    const column = columnOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100]);
    expect(isWithinLimits(column)).toBe(false);
    const treated = winsorise(column);
    expect(list(treated.column)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
    expect(treated).toMatchObject({ units: [10], within: true, method: 'winsorised' });
  });
  test('pulls a low one up, and stops after five', () => {
    expect(list(winsorise(columnOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -100])).column).at(-1)).toBe(1);
    const stubborn = winsorise(columnOf([...Array<number>(200).fill(0), 1, 2, 4, 8, 16, 32, 64, 128, 256, 512]));
    expect(stubborn.units.length).toBe(5);
    expect(stubborn.within).toBe(false);
  });
  test('changes nothing within the limits, keeps the order, and never widens the range', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 40 }), (values) => {
      const column = columnOf(values);
      const { column: treated, units } = winsorise(column);
      if (isWithinLimits(column)) expect(list(treated)).toEqual(values);
      values.forEach((a, i) => values.forEach((b, j) => { if (a < b) expect(treated[i]!).toBeLessThanOrEqual(treated[j]!); }));
      values.forEach((value, i) => { if (!units.includes(i)) expect(treated[i]).toBe(value); });
    }));
  });
  test('logarithms keep the order', () => {
    const { column, method } = logTransform(columnOf([0, 1, 2, 3, 4, 5, 6, 7, 1000]));
    expect(method).toBe('log');
    expect(list(ranksDown(column))).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(column[0]).toBeCloseTo(Math.log(10), 12); // COINr log_CT: log(x − min + 0.01·(max − min))
  });
});

describe('imputation', () => {
  const column = columnOf([1, none, 5, none, 9]);
  test('by mean, median, group and last value', () => {
    near(imputeMean(column), [1, 5, 5, 5, 9]);
    near(imputeMedian(columnOf([1, none, 2, 30])), [1, 2, 2, 30]);
    near(imputeGroupMean(column, ['a', 'a', 'b', 'b', 'b']), [1, 1, 5, 7, 9]);
    near(imputeLastValue(column, [columnOf([0, 3, 0, none, 0]), columnOf([0, none, 0, none, 0])]), [1, 3, 5, Number.NaN, 9].filter((value) => !Number.isNaN(value)).slice(0, 3));
    expect(imputeLastValue(column, [columnOf([0, 3, 0, none, 0])])[3]).toBeNaN();
  });
  test('leaves a group without any value missing', () => {
    expect(imputeGroupMean(columnOf([1, none]), ['a', 'b'])[1]).toBeNaN();
  });
  test('by EM meets the closed form of maximum likelihood for monotone bivariate data (Anderson 1957)', () => {
    const x = columnOf([1, 2, 3, 4, 5, 6, 7, 8]);
    const y = columnOf([2.1, 3.9, 6.2, 7.8, none, none, none, none]);
    const em = imputeByEm([x, y], { mostIterations: 20_000, tolerance: 1e-13 });
    expect(em?.converged).toBe(true);
    // slope and intercept of the complete cases: the missing values lie on their line
    const [mx, my] = [2.5, 5];
    const slope = ((1 - mx) * (2.1 - my) + (2 - mx) * (3.9 - my) + (3 - mx) * (6.2 - my) + (4 - mx) * (7.8 - my)) / 5;
    [5, 6, 7, 8].forEach((value, i) => expect(em?.columns[1]?.[4 + i]).toBeCloseTo(my + slope * (value - mx), 6));
  });
  test('by EM is refused with fewer units than indicators', () => {
    expect(imputeByEm([columnOf([1, 2]), columnOf([1, none])])).toBeUndefined();
  });
});

describe('normalising', () => {
  const column = columnOf([10, 20, none, 40, 20]);
  test('puts what is better higher, whichever the direction, and keeps missing missing', () => {
    near(normalise(column, 1, { method: 'minmax', scale: [0, 100] }), [0, 100 / 3, Number.NaN, 100, 100 / 3].slice(0, 2));
    near(normalise(column, -1, { method: 'minmax', scale: [1, 100] }), [100]);
    expect(normalise(column, 1, { method: 'zscore', scale: [0, 1] })[2]).toBeNaN();
    expect(list(normalise(column, 1, { method: 'rank' }))).toEqual([1, 2, Number.NaN, 4, 2]);
    expect(list(normalise(column, -1, { method: 'rank' }))).toEqual([4, 2, Number.NaN, 1, 2]);
    near(normalise(column, 1, { method: 'percentile', scale: [0, 1] }), [0, 1 / 3]);
    near(normalise(column, 1, { method: 'fraction', scale: [0, 100] }), [25, 50]);
    expect(normalise(column, -1, { method: 'fraction', scale: [0, 100] }).every(Number.isNaN)).toBe(true);
  });
  test('says nothing without variance, except against goalposts', () => {
    const same = columnOf([7, 7, 7]);
    for (const method of ['minmax', 'percentile', 'leader'] as const) expect(normalise(same, 1, { method, scale: [0, 100] }).every(Number.isNaN)).toBe(true);
    near(normalise(same, 1, { method: 'goalposts', scale: [0, 100] }, { low: 0, high: 10 }), [70, 70, 70]);
  });
  test('z-scores have mean 0 and deviation 1; any rising line of the raw values gives the same', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 3, maxLength: 30 }).filter((values) => new Set(values).size > 1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 }), (values, factor, shift) => {
      for (const method of ['minmax', 'zscore', 'percentile', 'leader'] as const) {
        const own = normalise(columnOf(values), 1, { method, scale: [0, 1] });
        near(normalise(columnOf(values.map((value) => value * factor + shift)), 1, { method, scale: [0, 1] }), list(own));
        near(normalise(columnOf(values.map((value) => -value)), -1, { method, scale: [0, 1] }), list(own));
      }
      expect(mean(normalise(columnOf(values), 1, { method: 'zscore', scale: [0, 1] }))).toBeCloseTo(0, 9);
    }));
  });
});

describe('means', () => {
  test('harmonic ≤ geometric ≤ arithmetic, all between the extremes, whatever the weights', () => {
    const parts = fc.array(fc.tuple(fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.integer({ min: 1, max: 10 })), { minLength: 1, maxLength: 10 });
    fc.assert(fc.property(parts, (list) => {
      const [values, weights] = [list.map(([value]) => value), list.map(([, weight]) => weight)];
      const [h, g, a] = (['harmonic', 'geometric', 'arithmetic'] as const).map((method) => weightedMean(values, weights, { method }));
      const slack = 1e-9 * Math.max(...values);
      expect(h!).toBeLessThanOrEqual(g! + slack);
      expect(g!).toBeLessThanOrEqual(a! + slack);
      expect(a!).toBeLessThanOrEqual(Math.max(...values) + slack);
      expect(weightedMean(values, weights, { method: 'generalised', power: 1 })).toBeCloseTo(a!, 6);
      expect(weightedMean(values, weights, { method: 'generalised', power: -1 })).toBeCloseTo(h!, 6);
      expect(weightedMean(values, weights, { method: 'generalised', power: 0 })).toBeCloseTo(g!, 6);
    }));
  });
  test('quantiles are R’s type 7: quantile(1:10, 0.25) = 3.25', () => {
    expect(quantile(columnOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 0.25)).toBe(3.25);
  });
});

const node = (code: string, level: number, parent: string | undefined, more: Partial<IndexNode> = {}): IndexNode => ({ code, name: code, level, parent, weight: 1, direction: 1, ...more });
const choices: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [0, 100] }, aggregate: { method: 'arithmetic' } };

describe('an index', () => {
  /**
   * The human development index for 2014 as published (UNDP, Human Development Report 2015, table 1; goalposts: hdr.undp.org, Human Development Index):
   * life expectancy 20 … 85, expected years of schooling 0 … 18 and mean years 0 … 15 averaged, income a head 100 … 75,000 by logarithms; a geometric mean of the three.
   */
  test.each([['Norway', 81.6, 17.5, 12.6, 64_992, 0.944], ['Switzerland', 83, 15.8, 12.8, 56_431, 0.93], ['Korea', 81.9, 16.9, 11.9, 33_890, 0.898], ['Germany', 80.9, 16.5, 13.1, 43_919, 0.916]] as const)('by goalposts and a geometric mean meets the published human development index of %s', (unit, life, expected, years, income, published) => {
    const nodes = [
      node('life', 1, 'hdi', { goalposts: { low: 20, high: 85 } }), node('education', 1, 'hdi', { goalposts: { low: 0, high: 1 } }), node('income', 1, 'hdi', { goalposts: { low: Math.log(100), high: Math.log(75_000) } }), node('hdi', 2, undefined),
    ];
    const columns = new Map([['life', life], ['education', (expected / 18 + years / 15) / 2], ['income', Math.log(income)]].map(([code, value]) => [String(code), columnOf([Number(value)])]));
    const computed = computeIndex({ units: [unit], columns, nodes, choices: { ...choices, normalise: { method: 'goalposts', scale: [0, 1] }, aggregate: { method: 'geometric' } } });
    if (!('result' in computed)) throw new Error('refused');
    expect(Math.abs(computed.result.scores[0]! - published)).toBeLessThan(0.001); // its inputs are rounded to one place
  });

  test('keeps every stage, and says what took no part', () => {
    const nodes = [node('a', 1, 'g', { weight: 3 }), node('b', 1, 'g', { direction: -1 }), node('same', 1, 'g'), node('gone', 1, 'g'), node('g', 2, undefined)];
    const columns = new Map([['a', columnOf([1, 2, 3])], ['b', columnOf([30, 20, none])], ['same', columnOf([5, 5, 5])], ['gone', columnOf([none, none, none])]]);
    const computed = computeIndex({ units: ['x', 'y', 'z'], columns, nodes, choices });
    if (!('result' in computed)) throw new Error('refused');
    near(computed.result.scores, [0, (3 * 50 + 100) / 4, 100]);
    expect(list(computed.result.ranks.get('g')!)).toEqual([3, 2, 1]);
    expect(computed.result.notes).toEqual([
      { code: 'allMissing', node: 'gone' }, { code: 'stillMissing', node: 'b', count: 1 }, { code: 'noVariance', node: 'same' }, { code: 'fewUnits' },
    ]);
  });

  test('is refused where a geometric mean meets a zero, where goalposts or groups are missing, and without units', () => {
    const nodes = [node('a', 1, 'g'), node('g', 2, undefined)];
    const columns = new Map([['a', columnOf([1, 2])]]);
    const problem = (more: Partial<Choices>, units = ['x', 'y']) => { const computed = computeIndex({ units, columns, nodes, choices: { ...choices, ...more } }); return 'problem' in computed ? computed.problem : undefined; };
    expect(problem({ aggregate: { method: 'geometric' } })).toEqual({ code: 'notPositive', node: 'a', unit: 'x' });
    expect(problem({ normalise: { method: 'goalposts', scale: [0, 1] } })).toEqual({ code: 'noGoalposts', node: 'a' });
    expect(problem({ impute: 'groupmean' })).toEqual({ code: 'noGroups' });
    expect(problem({ impute: 'last' })).toEqual({ code: 'noPanel' });
    expect(problem({}, [])).toEqual({ code: 'noUnits' });
  });

  const one = (values: (number | undefined)[], more: Partial<Choices>, own: Partial<IndexNode> = {}) => computeIndex({ units: values.map((_, i) => String(i)), columns: new Map([['a', columnOf(values)]]), nodes: [node('a', 1, 'g', own), node('g', 2, undefined)], choices: { ...choices, ...more } });
  test('is refused where a power above one meets what is below zero: the worst would come out among the best', () => {
    expect(one([1, 2, 6], { normalise: { method: 'zscore', scale: [0, 1] }, aggregate: { method: 'generalised', power: 2 } })).toEqual({ problem: { code: 'negative', node: 'a', unit: '0' } });
    expect(one([1, 2, 6], { aggregate: { method: 'generalised', power: 2 } })).toHaveProperty('result');
    expect(one([1, 2, 6], { normalise: { method: 'zscore', scale: [0, 1] }, aggregate: { method: 'generalised', power: 1 } })).toHaveProperty('result');
  });
  test('is refused rather than infinite', () => {
    expect(one([1e-320, 2e-320, 5e-320], { normalise: { method: 'zscore', scale: [0, 1] } })).toMatchObject({ problem: { code: 'overflow', node: 'a' } });
  });
  test('does not hold logarithms against goalposts', () => {
    expect(one([1, 2, 3, 4, 1000], { treat: 'log', normalise: { method: 'goalposts', scale: [0, 100] } }, { goalposts: { low: 0, high: 1000 } })).toEqual({ problem: { code: 'logGoalposts' } });
  });
  test('does not give out what EM had not settled on', () => {
    // hardly two columns have two units in common: the estimate creeps and is not there after 500 steps
    const columns = new Map([['a', columnOf([none, 0, none, 6, 0, 1])], ['b', columnOf([none, 3, 7, 3, none, none])], ['c', columnOf([none, none, none, none, 7, 6])]]);
    const computed = computeIndex({ units: [...'123456'], columns, nodes: [...[...'abc'].map((code) => node(code, 1, 'g')), node('g', 2, undefined)], choices: { ...choices, impute: 'em' } });
    expect(computed).toEqual({ problem: { code: 'emUnsettled' } });
  });
  test('leaves four values alone of which three are equal, whatever the scale: their skewness is the limit by its formula', () => {
    for (const far of [11, 33.3, 100, 1234]) expect(winsorise(columnOf([1, 1, 1, far]))).toMatchObject({ method: 'none', within: true });
  });

  test('divides by a denominator; a zero there is missing, and said', () => {
    const nodes = [node('teachers', 1, 'g', { denominator: 'pupils' }), node('g', 2, undefined)];
    const computed = computeIndex({ units: ['x', 'y', 'z'], columns: new Map([['teachers', columnOf([10, 30, 5])], ['pupils', columnOf([100, 200, 0])]]), nodes, choices });
    if (!('result' in computed)) throw new Error('refused');
    expect(list(computed.result.stages.denominated.get('teachers')!)).toEqual([0.1, 0.15, Number.NaN]);
    expect(computed.result.notes).toContainEqual({ code: 'zeroDenominator', node: 'teachers', count: 1 });
    expect(computed.result.notes).toContainEqual({ code: 'nothingKnown', unit: 'z' });
  });

  test('makes no score for a unit of which nothing is known out of others’ numbers, and it moves nobody’s rank', () => {
    const nodes = [node('a', 1, 'g'), node('b', 1, 'g'), node('g', 2, undefined)];
    const of = (extra: boolean, impute: Choices['impute']): IndexInput => ({
      units: ['u', 'v', 'w', 'x', ...(extra ? ['nobody'] : [])], groups: ['1', '1', '2', '2', ...(extra ? ['2'] : [])], nodes, choices: { ...choices, impute },
      columns: new Map([['a', columnOf([3, 9, 4, undefined, ...(extra ? [undefined] : [])])], ['b', columnOf([8, 2, undefined, 5, ...(extra ? [undefined] : [])])]]),
    });
    for (const impute of ['none', 'mean', 'median', 'groupmean', 'groupmedian', 'em'] as const) {
      const [one, other] = [computeIndex(of(true, impute)), computeIndex(of(false, impute))];
      if ('problem' in one || 'problem' in other) { expect(one, impute).toEqual(other); continue; }
      expect(list(one.result.scores), impute).toEqual([...list(other.result.scores), Number.NaN]);
      expect(one.result.notes, impute).toContainEqual({ code: 'nothingKnown', unit: 'nobody' });
      const intervals = (input: IndexInput) => rankIntervals(input, usualUncertainty(input.choices), { runs: 200, random: seeded(5) }).intervals;
      expect(intervals(of(true, impute)), impute).toEqual(intervals(of(false, impute)));
    }
  });

  test('does not depend on the order of units, nor on the scale of the weights', () => {
    const nodes = [node('a', 1, 'g', { weight: 2 }), node('b', 1, 'g', { weight: 5, direction: -1 }), node('g', 2, undefined)];
    const scale = (factor: number) => nodes.map((own) => ({ ...own, weight: own.weight * factor }));
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })), { minLength: 3, maxLength: 12 }), fc.integer({ min: 2, max: 9 }), (rows, factor) => {
      const run = (order: typeof rows, own: IndexNode[]) => { const computed = computeIndex({ units: order.map((_, i) => String(i)), columns: new Map([['a', columnOf(order.map(([a]) => a))], ['b', columnOf(order.map(([, b]) => b))]]), nodes: own, choices }); return 'result' in computed ? list(computed.result.scores) : []; };
      const scores = run(rows, nodes);
      near(run(rows.toReversed(), nodes), scores.toReversed());
      near(run(rows, scale(factor)), scores);
    }));
  });
});

test('units whose scores differ only by how they were rounded share a rank', () => {
  expect(list(ranksDown(columnOf([0.1 + 0.2, 0.3, 0.2999, 0.3 * 3 - 0.6])))).toEqual([1, 1, 4, 1]);
  expect(list(ranksDown(columnOf([1e-300, 0, -1e-300])))).toEqual([1, 2, 3]);
});

describe('a system that cannot be honoured', () => {
  const good = [node('a', 1, 'g'), node('g', 2, 'i'), node('i', 3, undefined)];
  test.each([
    ['the same code twice', [...good, node('a', 1, 'g')], 'sameCode'],
    ['an indicator without a parent', [...good, node('b', 1, undefined)], 'noParent'],
    ['a parent that is not there', [...good, node('b', 1, 'nowhere')], 'unknownParent'],
    ['a parent two levels up', [...good, node('b', 1, 'i')], 'parentLevel'],
    ['a group against the direction', [node('a', 1, 'g'), node('g', 2, 'i', { direction: -1 }), node('i', 3, undefined)], 'groupDirection'],
    ['a group without parts', [...good, node('h', 2, 'i')], 'noChildren'],
    ['parts that weigh nothing', [node('a', 1, 'g', { weight: 0 }), node('g', 2, undefined)], 'weightless'],
    ['a weight below zero', [node('a', 1, 'g', { weight: -1 }), node('g', 2, undefined)], 'badWeight'],
    ['goalposts the wrong way round', [node('a', 1, 'g', { goalposts: { low: 2, high: 1 } }), node('g', 2, undefined)], 'badGoalposts'],
    ['two wholes', [...good, node('b', 1, 'j'), node('j', 2, undefined)], 'severalRoots'],
    ['a circle', [node('a', 1, 'g'), node('g', 2, 'h'), node('h', 2, 'g')], 'parentLevel'],
    ['nothing', [], 'empty'],
  ] as const)('%s', (_, nodes, code) => {
    expect(checkSystem(nodes).map((problem) => problem.code)).toContain(code);
  });
  test('a good one has no problem; the weights of all indicators add up to one', () => {
    expect(checkSystem(good)).toEqual([]);
    const nodes = [node('a', 1, 'g', { weight: 3 }), node('b', 1, 'g'), node('c', 1, 'h'), node('g', 2, 'i', { weight: 2 }), node('h', 2, 'i'), node('i', 3, undefined)];
    expect(weightInWhole(nodes, 'a')).toBeCloseTo(0.5, 12);
    expect(['a', 'b', 'c'].reduce((all, code) => all + weightInWhole(nodes, code), 0)).toBeCloseTo(1, 12);
  });
});
