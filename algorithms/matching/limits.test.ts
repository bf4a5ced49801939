import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposedByApplicants } from './deferred-acceptance.ts';
import { explain, keptBy } from './explain.ts';
import { countComplaints, exceeded, proposedWithinLimits, regionsOf, type Limits } from './limits.ts';
import { marketOf, none, positionOf } from './market.ts';
import { fairTargets } from './restrictions.ts';
import { everyList, limited, lists, market, stating, truly, type Lists } from './small-markets.ts';
import { intakeOf } from './stability.ts';

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

describe('the shares of a region’s cap', () => {
  it('are in proportion to the places, by largest remainders, within the caps of the regions inside', () => {
    // A party takes 10: a city in it with a cap of 3 has posts of 4 and 2 places, the rest of the party one of 9 and one of 12.
    const around = { region: Int32Array.of(1, 1, 0, 0, none), cap: Int32Array.of(10, 3), within: Int32Array.of(none, 0) };
    // 3, 9 and 12 of 24: 1.25, 3.75 and 5 of 10, so 1, 4 and 5; the city’s 1 to its larger post.
    expect([...fairTargets(around, Int32Array.of(4, 2, 9, 12, 5))]).toEqual([1, 0, 4, 5, 0]);
  });

  it('use up each cap that the places can use, exceed none, and no position’s places', () => {
    fc.assert(fc.property(limited(lists({ applicants: 2, positions: 3, capacity: 4 })), ({ given, limits }) => {
      const target = fairTargets(limits, Int32Array.from(given.capacity));
      expect(target.every((share, p) => share <= (given.capacity[p] ?? 0))).toBe(true);
      const inside = (r: number, of: ArrayLike<number>) => Array.from(of).reduce((sum, n, p) => sum + (regionsOf(limits, p).includes(r) ? n : 0), 0);
      const sizeOf = (r: number): number => Math.min(limits.cap[r] ?? 0, Array.from(given.capacity).reduce((sum, n, p) => sum + (limits.region[p] === r ? n : 0), 0) + [0, 1].filter((s) => limits.within[s] === r).reduce((sum, s) => sum + sizeOf(s), 0));
      for (const r of [0, 1]) {
        expect(inside(r, target)).toBeLessThanOrEqual(limits.cap[r] ?? 0);
        if (limits.within[r] === none) expect(inside(r, target)).toBe(sizeOf(r));
      }
    }), { numRuns: 300 });
  });

  it('say who goes first where everybody wants the same city, and why: not the order of the posts', () => {
    // A cap of 3 over a post of 2 places and one of 4; all four want the first, then the second.
    const all = [0, 1, 2, 3];
    const m = marketOf({ wishes: all.map(() => [0, 1]), priorities: [all, all], capacity: [2, 4] });
    const around = { region: Int32Array.of(0, 0), cap: Int32Array.of(3), within: Int32Array.of(none) };
    const limits: Limits = { category: new Int32Array(4), categories: 1, ceiling: Int32Array.of(none, none), ...around, target: fairTargets(around, m.capacity) };
    const found = proposedWithinLimits(m, limits);
    expect(all.map((a) => positionOf(m, found, a))).toEqual([0, 1, 1, none]);
    const kept = keptBy(m, limits, found);
    expect(explain(m, found, 3, intakeOf(m, found), kept).refused).toEqual([
      { position: 0, reason: { kind: 'region', places: 2, taken: 1, cap: 3, share: 1 } },
      { position: 1, reason: { kind: 'region', places: 4, taken: 2, cap: 3, share: 2 } },
    ]);
  });
});
