import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposedByApplicants } from './deferred-acceptance.ts';
import { countComplaints, exceeded, proposedWithinLimits, type Limits } from './limits.ts';
import { marketOf, none, positionOf } from './market.ts';
import { everyList, limited, lists, market, stating, truly, type Lists } from './small-markets.ts';

const noLimits = ({ wishes, capacity }: Lists): Limits => ({
  category: new Int32Array(wishes.length), categories: 1, ceiling: new Int32Array(capacity.length).fill(none),
  region: new Int32Array(capacity.length).fill(none), cap: new Int32Array(0), within: new Int32Array(0), target: new Int32Array(capacity.length),
});

describe('deferred acceptance within limits', () => {
  it('is deferred acceptance where nothing is limited', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), (given) => {
      expect([...proposedWithinLimits(market(given), noLimits(given))]).toEqual([...proposedByApplicants(market(given))]);
    }), { numRuns: 200 });
  });

  it('fills the places that a target would leave empty (Kamada & Kojima 2015, example 1): ten doctors, two hospitals of ten, a cap of ten, targets of five', () => {
    // Three doctors want hospital 0 only, seven hospital 1 only. The Japanese mechanism fills three and five; the flexible one fills all ten.
    const doctors = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
    const everybody = Array.from(doctors.keys());
    const m = marketOf({ wishes: doctors.map((h) => [h]), priorities: [everybody, everybody], capacity: [10, 10] });
    const found = proposedWithinLimits(m, { category: new Int32Array(10), categories: 1, ceiling: Int32Array.of(none, none), region: Int32Array.of(0, 0), cap: Int32Array.of(10), within: Int32Array.of(none), target: Int32Array.of(5, 5) });
    expect(found.filter((wish) => wish !== none)).toHaveLength(10);
  });

  it('exceeds no capacity, no category quota and no cap, and leaves no complaint that they do not excuse', () => {
    fc.assert(fc.property(limited(lists({ applicants: 4, positions: 3 })), ({ given, limits }) => {
      const m = market(given);
      const found = proposedWithinLimits(m, limits);
      expect([exceeded(m, limits, found), countComplaints(m, limits, found)]).toEqual([undefined, 0]);
    }), { numRuns: 500 });
  });

  it('gives no applicant a better place for any other list of wishes: all of them tried', () => {
    const misreports = everyList(3);
    fc.assert(fc.property(limited(lists({ applicants: 4, positions: 3 })), ({ given, limits }) => {
      const m = market(given);
      const honest = proposedWithinLimits(m, limits);
      for (const a of given.wishes.keys()) {
        const truth = truly(given, a, positionOf(m, honest, a));
        for (const wishes of misreports.filter((list) => list.every((p) => p < given.capacity.length))) {
          const lie = market(stating(given, a, wishes));
          expect(truly(given, a, positionOf(lie, proposedWithinLimits(lie, limits), a))).toBeGreaterThanOrEqual(truth);
        }
      }
    }), { numRuns: 100 });
  });
});
