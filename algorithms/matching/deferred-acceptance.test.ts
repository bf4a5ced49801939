import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposedByApplicants, proposedByPositions } from './deferred-acceptance.ts';
import { marketOf, none, positionOf, ranksFromScores, type Market, type Matching } from './market.ts';
import { everyList, everyMatching, lists, market, stating, truly } from './small-markets.ts';
import { countBlockingPairs, faultOf } from './stability.ts';

const positionsOf = (m: Market, matching: Matching) => Array.from(matching.keys(), (a) => positionOf(m, matching, a));

describe('deferred acceptance', () => {
  it('gives what Gale & Shapley 1962 give for their example 1: three men and three women, both ends of the lattice', () => {
    // The paper's ranking matrix: α: A B C, β: B C A, γ: C A B; A: β γ α, B: γ α β, C: α β γ.
    const m = marketOf({ wishes: [[0, 1, 2], [1, 2, 0], [2, 0, 1]], priorities: [[1, 2, 0], [2, 0, 1], [0, 1, 2]], capacity: [1, 1, 1] });
    expect(positionsOf(m, proposedByApplicants(m))).toEqual([0, 1, 2]);
    expect(positionsOf(m, proposedByPositions(m))).toEqual([2, 0, 1]);
  });

  it('gives the one stable matching of Gale & Shapley 1962, example 2: four men and four women', () => {
    const m = marketOf({ wishes: [[0, 1, 2, 3], [0, 3, 2, 1], [1, 0, 2, 3], [3, 1, 2, 0]], priorities: [[3, 2, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [2, 1, 0, 3]], capacity: [1, 1, 1, 1] });
    expect(positionsOf(m, proposedByApplicants(m))).toEqual([2, 3, 0, 1]);
    expect(positionsOf(m, proposedByPositions(m))).toEqual([2, 3, 0, 1]);
  });

  it('leaves a rural hospital as empty in every stable matching (Roth 1986): who is placed, and how many each takes, never differs', () => {
    fc.assert(fc.property(lists({ applicants: 4, positions: 3 }), (given) => {
      const m = market(given);
      const stable = [...everyMatching(m)].filter((matching) => countBlockingPairs(m, matching) === 0);
      const shapes = new Set(stable.map((matching) => JSON.stringify([Array.from(matching, (wish) => wish === none), [0, 1, 2].map((p) => positionsOf(m, matching).filter((q) => q === p).length)])));
      expect(shapes.size).toBe(1);
    }), { numRuns: 150 });
  });

  it('lets a hospital with two places gain by hiding a student when hospitals propose (Roth 1985): stated truly it gets less', () => {
    // Roth, "The College Admissions Problem Is Not Equivalent to the Marriage Problem", 1985: colleges with q = 2, 1, 1 and four students.
    const wishes = [[2, 0, 1], [1, 0, 2], [0, 2, 1], [0, 1, 2]];
    const truthful = marketOf({ wishes, priorities: [[0, 1, 2, 3], [0, 1, 2, 3], [2, 0, 1, 3]], capacity: [2, 1, 1] });
    const sly = marketOf({ wishes, priorities: [[0, 3], [0, 1, 2, 3], [2, 0, 1, 3]], capacity: [2, 1, 1] });
    expect(positionsOf(truthful, proposedByPositions(truthful))).toEqual([2, 1, 0, 0]);
    expect(positionsOf(sly, proposedByPositions(sly))).toEqual([0, 1, 2, 0]);
  });

  it('is stable, and best for every applicant among all stable matchings, and worst when positions propose', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), (given) => {
      const m = market(given);
      const best = proposedByApplicants(m);
      const worst = proposedByPositions(m);
      for (const matching of [best, worst]) expect([faultOf(m, matching), countBlockingPairs(m, matching)]).toEqual([undefined, 0]);
      const value = (matching: Matching, a: number) => (matching[a] === none ? Infinity : (matching[a] ?? 0));
      for (const stable of [...everyMatching(m)].filter((matching) => countBlockingPairs(m, matching) === 0)) {
        for (const a of stable.keys()) {
          expect(value(best, a)).toBeLessThanOrEqual(value(stable, a));
          expect(value(worst, a)).toBeGreaterThanOrEqual(value(stable, a));
        }
      }
    }), { numRuns: 200 });
  });

  it('gives no applicant a better place for any other list of wishes: all of them tried', () => {
    const misreports = everyList(3);
    fc.assert(fc.property(lists({ applicants: 4, positions: 3 }), (given) => {
      const m = market(given);
      const honest = proposedByApplicants(m);
      for (const a of given.wishes.keys()) {
        const truth = truly(given, a, positionOf(m, honest, a));
        for (const wishes of misreports.filter((list) => list.every((p) => p < given.capacity.length))) {
          const lie = market(stating(given, a, wishes));
          expect(truly(given, a, positionOf(lie, proposedByApplicants(lie), a))).toBeGreaterThanOrEqual(truth);
        }
      }
    }), { numRuns: 60 });
  });

  it('counts the pairs that would rather have each other', () => {
    const m = marketOf({ wishes: [[0, 1], [0, 1]], priorities: [[1, 0], [0, 1]], capacity: [1, 1] });
    expect(countBlockingPairs(m, Int32Array.of(0, none))).toBe(2);
    expect(countBlockingPairs(m, Int32Array.of(none, none))).toBe(4);
    expect(countBlockingPairs(m, Int32Array.of(1, 2))).toBe(0);
    expect(faultOf(m, Int32Array.of(0, 2))).toBe('over capacity');
    expect(faultOf(m, Int32Array.of(2, none))).toBe('not their wish');
  });

  it('ranks by score, the highest first, ties in the order of the lottery, none where there is no score', () => {
    const ranks = ranksFromScores({ wishStart: Int32Array.of(0, 1, 2, 3, 4), wishPosition: Int32Array.of(0, 0, 0, 0) }, 1, Float64Array.of(60, 90, 60, NaN), Int32Array.of(2, 3, 0, 1));
    expect([...ranks]).toEqual([2, 0, 1, none]);
  });
});
