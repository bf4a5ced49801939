import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOf, ranksDown } from '../statistics.ts';
import { couplingCommon, couplingCorrected, obstacleDegrees } from './coupling.ts';
import { decomposeGini, gini } from './gini.ts';
import { decomposeTheil, sharesOf, theil } from './theil.ts';
import { betaConvergence, sigmaConvergence, variationCoefficient, weightedVariationCoefficient } from './variation.ts';

const grouped = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('31', '32', '33', '34'), fc.constantFrom('a', 'b', 'c')), { minLength: 2, maxLength: 40 });

describe('the coefficient of variation', () => {
  test('is deviation over mean; with pupils as weights a school counts as often as it has pupils', () => {
    expect(variationCoefficient(columnOf([2, 4, 4, 4, 5, 5, 7, 9]))).toBeCloseTo(2 / 5, 12); // mean 5, population deviation 2
    expect(weightedVariationCoefficient(columnOf([1, 3]), columnOf([3, 1]))).toBeCloseTo(variationCoefficient(columnOf([1, 1, 1, 3]))!, 12);
  });
  test('does not depend on the unit of measure, and is not defined for a mean of zero', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 20 }), fc.integer({ min: 2, max: 9 }), (values, factor) => {
      expect(variationCoefficient(columnOf(values.map((value) => value * factor)))).toBeCloseTo(variationCoefficient(columnOf(values))!, 9);
    }));
    expect(variationCoefficient(columnOf([0, 0]))).toBeUndefined();
    expect(weightedVariationCoefficient(columnOf([1]), columnOf([0]))).toBeUndefined();
  });
});

/** Incomes of the United States in 1968 by tenths, the example of R's package ineq (Zeileis): Gini 0.4620911; Theil T 0.3623412; Atkinson (ε = 1) 0.3518251 = 1 − exp(−L). */
const incomes = columnOf([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11_904, 22_261]);

describe('Gini', () => {
  test('and Theil’s T and L of R’s published example', () => {
    expect(gini(incomes)).toBeCloseTo(0.4620911, 7);
    const { T, L } = theil(sharesOf(incomes))!;
    expect(T).toBeCloseTo(0.3623412, 7);
    expect(1 - Math.exp(-L)).toBeCloseTo(0.3518251, 7);
  });
  test('after Dagum has as its net difference between groups Pyatt’s (1976): the Gini of everybody at the mean of their group', () => {
    fc.assert(fc.property(grouped, (rows) => {
      const groups = rows.map(([, group]) => group);
      const means = rows.map(([, group]) => { const own = rows.filter(([, other]) => other === group).map(([value]) => value); return own.reduce((all, value) => all + value, 0) / own.length; });
      expect(decomposeGini(columnOf(rows.map(([value]) => value)), groups)!.between).toBeCloseTo(gini(columnOf(means))!, 9);
    }));
  });
  test('of a population where one has everything is (n − 1)/n, of equals zero; 1 … 5 gives 4/15', () => {
    expect(gini(columnOf([0, 0, 0, 8]))).toBeCloseTo(3 / 4, 12);
    expect(gini(columnOf([3, 3, 3]))).toBeCloseTo(0, 12);
    expect(gini(columnOf([1, 2, 3, 4, 5]))).toBeCloseTo(4 / 15, 12);
  });
  test('is the mean absolute difference over twice the mean, by brute force over all pairs', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 20 }).filter((values) => values.some((value) => value > 0)), (values) => {
      const center = values.reduce((all, value) => all + value, 0) / values.length;
      const pairs = values.flatMap((a) => values.map((b) => Math.abs(a - b))).reduce((all, value) => all + value, 0);
      expect(gini(columnOf(values))).toBeCloseTo(pairs / values.length ** 2 / (2 * center), 9);
    }));
  });
  test('after Dagum: within + net between + overlap = whole; groups apart do not overlap', () => {
    fc.assert(fc.property(grouped, (rows) => {
      const found = decomposeGini(columnOf(rows.map(([value]) => value)), rows.map(([, group]) => group));
      expect(found!.within + found!.between + found!.overlap).toBeCloseTo(found!.total, 9);
      for (const part of [found!.within, found!.between, found!.overlap]) expect(part).toBeGreaterThanOrEqual(-1e-12);
    }));
    const apart = decomposeGini(columnOf([1, 2, 10, 20]), ['a', 'a', 'b', 'b'])!;
    expect(apart.overlap).toBeCloseTo(0, 12);
    expect(apart.pairs).toMatchObject([{ higher: 'b', lower: 'a', distance: 1 }]);
  });
});

describe('Theil', () => {
  test('of two people, one with three times the other’s income (T = ¾·ln 1.5 + ¼·ln 0.5, L = −½·ln 0.75)', () => {
    const found = theil(sharesOf(columnOf([1, 3])))!;
    expect(found.T).toBeCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), 12);
    expect(found.L).toBeCloseTo(-0.5 * Math.log(0.75), 12);
  });
  test('reaches ln n where one has all, in the limit (Theil 1967)', () => {
    expect(theil(sharesOf(columnOf([1, 1e-12, 1e-12, 1e-12])))!.T).toBeCloseTo(Math.log(4), 6);
  });
  test('is made of within and between at every level, for T and for L', () => {
    const check = (level: NonNullable<ReturnType<typeof decomposeTheil>>): void => {
      if (!('between' in level)) return;
      for (const by of ['T', 'L'] as const) expect(level.between[by] + level.within[by]).toBeCloseTo(level.total[by], 9);
      for (const { theil: inner } of level.groups) check(inner);
    };
    fc.assert(fc.property(grouped, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 40 }), (rows, populations) => {
      check(decomposeTheil(rows.map(([value, party, city], i) => ({ value, population: populations[i]!, path: [party, city] })))!);
    }));
  });
  test('does not change when everything doubles or everybody comes twice', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 20 }), (values) => {
      const own = theil(sharesOf(columnOf(values)))!;
      for (const other of [values.map((value) => value * 2), [...values, ...values], values.toReversed()]) expect(theil(sharesOf(columnOf(other)))!.T).toBeCloseTo(own.T, 9);
    }));
  });
  test('is not defined for a value of zero', () => {
    expect(theil(sharesOf(columnOf([0, 1])))).toBeUndefined();
    expect(theil([])).toBeUndefined();
  });
});

describe('convergence', () => {
  test('σ falls where the units draw together', () => {
    const { coefficients, slope } = sigmaConvergence([columnOf([1, 3]), columnOf([1.5, 2.5]), columnOf([2, 2])]);
    expect(coefficients).toEqual([0.5, 0.25, 0]);
    expect(slope).toBeCloseTo(-0.25, 12);
  });
  test('β gives back the speed with which data were made: (1 − e^(−λT))/T of the gap closes', () => {
    const [speed, periods] = [0.02, 10]; // Barro & Sala-i-Martin’s “two per cent a year”
    const first = columnOf([1, 2, 4, 8]);
    const last = first.map((value) => Math.exp(Math.log(value) * Math.exp(-speed * periods) + 1));
    const found = betaConvergence(first, last, periods)!;
    expect(found.speed).toBeCloseTo(speed, 9);
    expect(found.halfLife).toBeCloseTo(Math.log(2) / 0.02, 6);
    expect(found.rSquared).toBeCloseTo(1, 9);
    expect(betaConvergence(columnOf([1, 2]), columnOf([1, 2]), 1)).toBeUndefined();
  });
});

describe('coupling coordination', () => {
  test('of equal systems is 1 in both forms, and D = √T', () => {
    for (const form of [couplingCommon, couplingCorrected]) expect(form([0.49, 0.49], [1, 1])).toEqual({ coupling: expect.closeTo(1, 9) as unknown, level: expect.closeTo(0.49, 9) as unknown, coordination: expect.closeTo(0.7, 9) as unknown });
  });
  test('for two systems is that of the corrected model: √([1 − (u₂ − u₁)]·u₁/u₂) (Wang et al. 2021)', () => {
    expect(couplingCorrected([0.2, 0.8], [1, 1]).coupling).toBeCloseTo(Math.sqrt((1 - 0.6) * 0.25), 12);
    expect(couplingCommon([0.2, 0.8], [1, 1]).coupling).toBeCloseTo((2 * Math.sqrt(0.16)) / 1, 12);
  });
  test('never needs the order of the systems and stays within 0 and 1', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 }), (levels) => {
      for (const form of [couplingCommon, couplingCorrected]) {
        const { coupling } = form(levels, levels.map(() => 1));
        expect(coupling).toBeCloseTo(form(levels.toReversed(), levels.map(() => 1)).coupling, 9);
        expect(coupling).toBeGreaterThanOrEqual(0);
        expect(coupling).toBeLessThanOrEqual(1 + 1e-9);
      }
    }));
  });
});

test('obstacle degrees add up to one; who is best everywhere has none', () => {
  expect(obstacleDegrees([0.5, 1, 0], [1, 1, 1])).toEqual([expect.closeTo(1 / 3, 12), 0, expect.closeTo(2 / 3, 12)]);
  expect(obstacleDegrees([1, 1], [1, 1])).toBeUndefined();
  expect(obstacleDegrees([Number.NaN, 0], [1, 1])).toEqual([Number.NaN, 1]);
});

test('ranks from the top: equal values share the better one', () => {
  expect([...ranksDown(columnOf([5, 9, 5, undefined, 1]))]).toEqual([2, 1, 2, Number.NaN, 4]);
});
