import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greyRelation, topsis, type Criterion } from '../ideal.ts';
import { columnOf } from '../statistics.ts';
import { acceptableRatio, ahp, groupJudgments, inconsistentJudgments, judgmentProblems } from './ahp.ts';
import { effectiveWeights } from './effective.ts';
import { combineWeights, criticWeights, entropyWeights, variationWeights } from './objective.ts';
import { pcaWeights, principalComponents } from './pca.ts';

const near = (found: ArrayLike<number> | undefined, wanted: readonly number[], digits: number) => wanted.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, digits));

/** As close as numbers that were rounded on their way, by hand, can be. */
const within = (found: ArrayLike<number> | undefined, wanted: readonly number[], tolerance: number) => wanted.forEach((value, i) => expect(Math.abs((found?.[i] ?? Number.NaN) - value)).toBeLessThan(tolerance));

describe('AHP', () => {
  /** Judgments in the manner of Saaty’s “school selection” (The Analytic Hierarchy Process, 1980), quoted from memory: learning, friends, school life, vocational training, college preparation, music. */
  const school = [[1, 4, 3, 1, 3, 4], [1 / 4, 1, 7, 3, 1 / 5, 1], [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6], [1, 1 / 3, 5, 1, 1, 1 / 3], [1 / 3, 5, 5, 1, 1, 3], [1 / 4, 1, 6, 3, 1 / 3, 1]];
  /** Saaty (2008), Decision making with the analytic hierarchy process, Int. J. Services Sciences 1(1), 83–98: coffee, wine, tea, beer, sodas, milk, water. Matrix, weights and ratio as AHPy (Griffith) takes them from there and checks them, tests/test_ahpy.py, “drinks”. */
  const drinks = [[1, 9, 5, 2, 1, 1, 1 / 2], [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9], [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9], [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3], [1, 9, 4, 2, 1, 2, 1 / 2], [1, 9, 3, 1, 1 / 2, 1, 1 / 3], [2, 9, 9, 3, 2, 3, 1]];

  /** R. C. Lee, Analytical Hierarchy Process (sites.google.com/site/richchihlee, “restaurants”): price, decoration, dishes. For three parts the geometric means that the page uses are the eigenvector. */
  test('gives the published weights, eigenvalue and consistency of the three restaurants’ criteria', () => {
    const { weights, lambdaMax, consistencyIndex, consistencyRatio } = ahp([[1, 1 / 3, 1 / 5], [3, 1, 1 / 4], [5, 4, 1]]);
    within(weights, [0.1007, 0.2255, 0.6738], 0.00006);
    within([lambdaMax, consistencyIndex, consistencyRatio ?? Number.NaN], [3.0858, 0.0429, 0.0739], 0.00006);
  });
  test('gives the weights quoted from memory, not confirmed at their source, for choosing a school, and finds the judgments inconsistent', () => {
    const result = ahp(school);
    near(result.weights, [0.32, 0.14, 0.03, 0.13, 0.24, 0.14], 2);
    within([result.lambdaMax, result.consistencyRatio ?? Number.NaN], [7.42, 0.229], 0.01);
    expect(result.consistencyRatio).toBeGreaterThan(acceptableRatio);
  });
  test('gives Saaty’s published weights and consistency ratio for the drinks', () => {
    const result = ahp(drinks);
    near(result.weights, [0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327], 3);
    within([result.consistencyRatio ?? Number.NaN], [0.022], 0.0006);
  });
  test('points at the one judgment that was turned round', () => {
    const real = [8, 4, 2, 1];
    const matrix = real.map((a) => real.map((b) => a / b));
    matrix[0]![3] = 1 / 8;
    matrix[3]![0] = 8;
    const { weights, consistencyRatio } = ahp(matrix);
    expect(consistencyRatio).toBeGreaterThan(0.1);
    expect(inconsistentJudgments(matrix, weights)[0]).toMatchObject({ row: 0, column: 3 });
  });
  test('gives back the weights that consistent judgments came from, with ratio zero', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 9 }), (weights) => {
      const total = weights.reduce((all, value) => all + value, 0);
      const result = ahp(weights.map((a) => weights.map((b) => a / b)));
      near(result.weights, weights.map((value) => value / total), 9);
      expect(result.consistencyRatio).toBeCloseTo(0, 9);
    }));
  });
  test('a group of one voice is that voice; two opposite voices are equal', () => {
    expect(groupJudgments([school])).toEqual(school.map((row) => row.map((value) => expect.closeTo(value, 12) as unknown)));
    expect(groupJudgments([[[1, 4], [1 / 4, 1]], [[1, 1 / 4], [4, 1]]])[0]![1]).toBeCloseTo(1, 12);
  });
  test('names what is not a matrix of judgments', () => {
    expect(judgmentProblems([[1, 3], [1 / 3, 1]])).toEqual([]);
    expect(judgmentProblems([[1, 3], [0.33, 1]])).toEqual([]);
    expect(judgmentProblems([[1, 3], [3, 1]])).toEqual([{ row: 1, column: 0, code: 'notReciprocal' }]);
    expect(judgmentProblems([[2, 0], [1]]).map(({ code }) => code)).toEqual(['diagonal', 'notPositive', 'notSquare', 'notReciprocal']);
  });
});

/** Choosing a fighter aircraft after Hwang & Yoon (1981) — speed, range, payload, cost, reliability, manoeuvrability; data, weights and closeness of its pages 133–134, as mcdajs compares itself with them (“Fighter aircraft selection problem”). */
const aircraft = [[2, 2.5, 1.8, 2.2], [1500, 2700, 2000, 1800], [20_000, 18_000, 21_000, 20_000], [5.5, 6.5, 4.5, 5], [5, 3, 7, 5], [9, 5, 7, 5]].map(columnOf);

describe('TOPSIS', () => {
  /** JMcDM (Satman, Yıldırım, Kuruca 2021, JOSS 6(65)), test/runtests.jl, “TOPSIS”. */
  test('gives the closeness of JMcDM’s three alternatives', () => {
    const criteria = [[9, 8, 7], [7, 7, 8], [6, 9, 6], [7, 6, 6]].map((column, j): Criterion => ({ column: columnOf(column), weight: [4, 2, 6, 8][j]!, direction: 1 }));
    within(topsis(criteria), [0.387687, 0.6503238, 0.0834767], 0.000001);
  });
  test('gives the aircraft the closeness of the method’s own book: 0.643, 0.268, 0.613, 0.312', () => {
    const weights = [0.2, 0.1, 0.1, 0.1, 0.2, 0.3];
    const criteria = aircraft.map((column, j): Criterion => ({ column, weight: weights[j]!, direction: j === 3 ? -1 : 1 }));
    within(topsis(criteria), [0.643, 0.268, 0.613, 0.312], 0.001);
  });
  /** Yıldırım & Önder (eds.), Çok Kriterli Karar Verme Yöntemleri (2nd ed. 2015), as in JMcDM, test/runtests.jl, “Grey Relational Analysis”; ζ = 0.5. */
  test('by grey relation are the published grades of five alternatives', () => {
    const columns = [[105_000, 120_000, 150_000, 115_000, 135_000], [105, 110, 120, 105, 115], [10, 15, 12, 20, 15], [4, 4, 3, 4, 5], [300, 500, 550, 600, 400], [10, 8, 12, 9, 9]];
    const criteria = columns.map((column, j): Criterion => ({ column: columnOf(column), weight: [0.05, 0.2, 0.1, 0.15, 0.1, 0.4][j]!, direction: [0, 2, 5].includes(j) ? -1 : 1 }));
    within(greyRelation(criteria), [0.525, 0.7007142857, 0.5464285714, 0.5762820513, 0.6509523810], 1e-9);
  });
  test('and grey relation give 1 to the unit that is best in everything, and stay within 0 and 1', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })), { minLength: 2, maxLength: 8 }), (rows) => {
      const best: [number, number] = [60, 0];
      const criteria: Criterion[] = [{ column: columnOf([...rows, best].map(([a]) => a)), weight: 1, direction: 1 }, { column: columnOf([...rows, best].map(([, b]) => b)), weight: 2, direction: -1 }];
      for (const result of [topsis(criteria), greyRelation(criteria)]) {
        expect(result.at(-1)).toBeCloseTo(1, 9);
        for (const value of result) { expect(value).toBeGreaterThanOrEqual(0); expect(value).toBeLessThanOrEqual(1 + 1e-12); }
      }
    }));
  });
});

describe('weights from the data', () => {
  /** JMcDM (2021), test/runtests.jl, “Entropy”. */
  test('by entropy are the published ones of six alternatives and eight criteria', () => {
    const columns = [[2, 4, 3, 5, 4, 3], [1, 1, 2, 1, 2, 2], [4, 5, 6, 5, 5, 6], [7, 6, 6, 7, 6, 6], [6, 7, 5, 6, 7, 6], [6, 7, 6, 7, 7, 6], [7, 6, 8, 7, 6, 6], [3000, 3500, 4000, 3000, 3000, 3500]];
    within(entropyWeights(columns.map(columnOf)), [0.2996736096, 0.4413673389, 0.0700908872, 0.0212382371, 0.0490229289, 0.0230803789, 0.0477633097, 0.0477633097], 1e-9);
  });
  test('by entropy are, for the aircraft, those quoted from memory, not confirmed at their source', () => {
    within(entropyWeights(aircraft), [0.0649, 0.2055, 0.0133, 0.0829, 0.357, 0.2764], 0.002);
  });
  /** Diakoulaki, Mavrotas, Papayannakis (1995), Computers & Operations Research 22(7): eight firms by profitability, market share, productivity; weights as scikit-criteria checks them (tests/preprocessing, CRITIC). */
  test('by CRITIC are those of the method’s own paper: 0.202, 0.481, 0.317', () => {
    const firms = [[61, 20.7, 16.3, 9, 5.4, 4, -6.1, -34.6], [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31], [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.1, 0.98]];
    within(criticWeights(firms.map(columnOf)), [0.20222554, 0.48090173, 0.31687273], 1e-8);
  });
  test('by CRITIC follow the definition, computed here step by step for three units', () => {
    // min–max: a = 0, .5, 1; b = 1, .5, 0; c = 0, 1, 1 → σ = .5, .5, .57735; r(a,b) = −1, r(a,c) = .866025, r(b,c) = −.866025
    const [ca, cb, cc] = [0.5 * (2 + (1 - 0.8660254)), 0.5 * (2 + (1 + 0.8660254)), 0.5773503 * (1 - 0.8660254 + 1 + 0.8660254)];
    near(criticWeights([columnOf([1, 2, 3]), columnOf([9, 8, 7]), columnOf([0, 4, 4])]), [ca, cb, cc].map((value) => value / (ca + cb + cc)), 6);
  });
  test('by variation are the shares of the coefficients', () => {
    near(variationWeights([columnOf([1, 2, 3]), columnOf([10, 20, 30]), columnOf([5, 5, 5])]), [0.5, 0.5, 0], 12);
  });
  test('there are none where nothing varies; what does not vary weighs nothing', () => {
    const same = columnOf([3, 3, 3]);
    for (const weigh of [entropyWeights, criticWeights, variationWeights]) {
      expect(weigh([same, same])).toBeUndefined();
      expect(weigh([same, columnOf([1, 2, 4]), columnOf([4, 2, 3])])?.[0]).toBe(0);
    }
    expect(() => entropyWeights([columnOf([-1, 2])])).toThrow(RangeError);
  });
  test('add up to one and do not depend on the units', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })), { minLength: 4, maxLength: 20 }), (rows) => {
      const columns = [0, 1, 2].map((j) => columnOf(rows.map((row) => row[j]!)));
      for (const weigh of [entropyWeights, criticWeights, variationWeights]) {
        const weights = weigh(columns);
        if (weights === undefined) continue;
        expect(weights.reduce((all, value) => all + value, 0)).toBeCloseTo(1, 9);
        near(weigh(columns.map((column) => column.map((value) => value * 1000))), weights, 9);
        near(weigh(columns.map((column) => column.toReversed())), weights, 9);
      }
    }));
  });
  test('combine by product and by mean', () => {
    near(combineWeights([[0.5, 0.5], [0.8, 0.2]], 'product'), [0.8, 0.2], 12);
    near(combineWeights([[0.5, 0.5], [0.8, 0.2]], 'mean'), [0.65, 0.35], 12);
    near(combineWeights([[0.5, 0.5], [0.8, 0.2]], 'mean', [3, 1]), [0.575, 0.425], 12);
  });
});

describe('principal components', () => {
  /** R’s USArrests (McNeil 1977): murder, assault, urban population, rape in the 50 states of 1973; published in James et al., An Introduction to Statistical Learning, table 12.1. */
  const murder = [13.2, 10, 8.1, 8.8, 9, 7.9, 3.3, 5.9, 15.4, 17.4, 5.3, 2.6, 10.4, 7.2, 2.2, 6, 9.7, 15.4, 2.1, 11.3, 4.4, 12.1, 2.7, 16.1, 9, 6, 4.3, 12.2, 2.1, 7.4, 11.4, 11.1, 13, 0.8, 7.3, 6.6, 4.9, 6.3, 3.4, 14.4, 3.8, 13.2, 12.7, 3.2, 2.2, 8.5, 4, 5.7, 2.6, 6.8];
  const assault = [236, 263, 294, 190, 276, 204, 110, 238, 335, 211, 46, 120, 249, 113, 56, 115, 109, 249, 83, 300, 149, 255, 72, 259, 178, 109, 102, 252, 57, 159, 285, 254, 337, 45, 120, 151, 159, 106, 174, 279, 86, 188, 201, 120, 48, 156, 145, 81, 53, 161];
  const urban = [58, 48, 80, 50, 91, 78, 77, 72, 80, 60, 83, 54, 83, 65, 57, 66, 52, 66, 51, 67, 85, 74, 66, 44, 70, 53, 62, 81, 56, 89, 70, 86, 45, 44, 75, 68, 67, 72, 87, 48, 45, 59, 80, 80, 32, 63, 73, 39, 66, 60];
  const rape = [21.2, 44.5, 31, 19.5, 40.6, 38.7, 11.1, 15.8, 31.9, 25.8, 20.2, 14.2, 24, 21, 11.3, 18, 16.3, 22.2, 7.8, 27.8, 16.3, 35.1, 14.9, 17.1, 28.2, 16.4, 16.5, 46, 9.5, 18.8, 32.1, 26.1, 16.1, 7.3, 21.4, 20, 29.3, 14.9, 8.3, 22.5, 12.8, 26.9, 25.5, 22.9, 11.2, 20.7, 26.2, 9.3, 10.8, 15.6];
  const columns = [murder, assault, urban, rape].map(columnOf);

  test('of the states are those of the textbook', () => {
    const pca = principalComponents(columns);
    if (typeof pca === 'string') throw new Error(pca);
    near(pca.eigenvalues, [2.4802, 0.9898, 0.3566, 0.1734], 4);
    near(pca.explained, [0.62, 0.247, 0.089, 0.043], 2);
    near(pca.loadings[0], [0.5359, 0.5832, 0.2782, 0.5434], 4);
    expect(pcaWeights(pca).reduce((all, value) => all + value, 0)).toBeCloseTo(1, 9);
  });
  test('say why they say nothing', () => {
    expect(principalComponents([columnOf([1, 2]), columnOf([2, 1])])).toBe('fewUnits');
    expect(principalComponents([columnOf([1, 2, 3]), columnOf([2, 2, 2])])).toBe('noVariance');
  });
});

test('two parts that vary alike weigh the same in fact; one that does not vary, nothing', () => {
  const [a, b] = [columnOf([0, 1, 2, 3]), columnOf([3, 0, 1, 2])];
  near(effectiveWeights([a, a, columnOf([1, 1, 1, 1])], a), [0.5, 0.5, 0], 9);
  const [wa, wb] = effectiveWeights([a, b], a.map((value, i) => 0.9 * value + 0.1 * b[i]!));
  expect(wa!).toBeGreaterThan(wb!);
});
