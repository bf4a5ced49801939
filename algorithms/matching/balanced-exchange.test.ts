import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imbalanceOf, nominatedBy, tradeInCycles, type Exchange } from './balanced-exchange.ts';
import { none, positionOf, type Matching } from './market.ts';
import { everyList, everyMatching, market, someOf, stating, truly, type Lists } from './small-markets.ts';
import { faultOf } from './stability.ts';

type Given = Lists & { readonly home: readonly number[]; readonly institutions: number };

/** One position an institution, so that a wish names an institution; students of `institutions` in the order of their numbers. */
function exchangeOf(given: Given): Exchange {
  const home = Int32Array.from(given.home);
  return { market: market(given), home, host: Int32Array.from(given.capacity.keys()), institutions: given.institutions, nominated: nominatedBy(home, given.institutions, Int32Array.from(home.keys())) };
}

const exchanges = (students: number, institutions: number): fc.Arbitrary<Given> =>
  fc.tuple(fc.integer({ min: 2, max: students }), fc.integer({ min: 2, max: institutions })).chain(([n, k]) => fc.record({
    wishes: fc.array(someOf(k), { minLength: n, maxLength: n }),
    priorities: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(Array.from({ length: n }, (_, i) => i)) }, { weight: 1, arbitrary: someOf(n) }), { minLength: k, maxLength: k }),
    capacity: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: k, maxLength: k }),
    home: fc.array(fc.integer({ min: 0, max: k - 1 }), { minLength: n, maxLength: n }),
    institutions: fc.constant(k),
  }));

const within = (exchange: Exchange, matching: Matching, tolerance: number) => imbalanceOf(exchange, matching).every((surplus) => Math.abs(surplus) <= tolerance);
const value = (matching: Matching, a: number) => (matching[a] === none ? Infinity : (matching[a] ?? 0));

const place = (wishes: readonly (readonly number[])[], a: number, house: number | undefined): number => wishes[a]?.indexOf(house ?? none) ?? none;
const groupsOf = (all: readonly number[]): number[][] => all.reduce<number[][]>((groups, a) => [...groups, ...groups.map((group) => [...group, a])], [[]]).filter((group) => group.length > 0);
const permutationsOf = (all: readonly number[]): number[][] => (all.length === 0 ? [[]] : all.flatMap((first) => permutationsOf(all.filter((a) => a !== first)).map((rest) => [first, ...rest])));

describe('balanced exchange', () => {
  it('trades in cycles: three institutions, three students, each to the next', () => {
    const exchange = exchangeOf({ wishes: [[1], [2], [0]], priorities: [[0, 1, 2], [0, 1, 2], [0, 1, 2]], capacity: [1, 1, 1], home: [0, 1, 2], institutions: 3 });
    expect([...tradeInCycles(exchange, 0)]).toEqual([0, 1, 2]);
  });

  it('prefers balance to stability (Dur & Ünver 2019: the two cannot be had together): a popular institution takes only as many as it sends', () => {
    // Both students of 1 want 0, which sends one: the first nominated goes, though 0 has two places and would take both.
    const exchange = exchangeOf({ wishes: [[1], [0], [0]], priorities: [[2, 1], [0], []], capacity: [2, 1, 0], home: [0, 1, 1], institutions: 3 });
    expect([...tradeInCycles(exchange, 0)]).toEqual([0, 1, none]);
    expect([...tradeInCycles(exchange, 1)]).toEqual([0, 1, 2]);
  });

  it('honours the order in which a home nominates: a student is sent only after those before have got theirs or nothing is left for them', () => {
    const exchange = exchangeOf({ wishes: [[1], [1], [0], []], priorities: [[0, 1, 2], [0, 1, 2]], capacity: [2, 2], home: [0, 0, 1, 1], institutions: 2 });
    expect([...tradeInCycles(exchange, 0)]).toEqual([0, none, 2, none]);
  });

  it('with one student and one place each is the housing market, whose only outcome that no group can better by itself it finds (Shapley & Scarf 1974; Roth & Postlewaite 1977)', () => {
    const houses = fc.integer({ min: 1, max: 4 }).chain((n) => fc.array(fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));
    fc.assert(fc.property(houses, (wishes) => {
      const all = wishes.map((_, i) => i);
      // Who keeps their own house has the wish for it: 'their own' is where a list ends, since nothing worse is traded for.
      const exchange = exchangeOf({ wishes: wishes.map((list, a) => list.slice(0, list.indexOf(a) + 1)), priorities: all.map(() => all), capacity: all.map(() => 1), home: all, institutions: all.length });
      const found = all.map((a) => positionOf(exchange.market, tradeInCycles(exchange, 0), a));
      const inCore = permutationsOf(all).filter((houseOf) => !groupsOf(all).some((group) => permutationsOf(group).some((among) => group.every((a, i) => place(wishes, a, among[i]) <= place(wishes, a, houseOf[a])) && group.some((a, i) => place(wishes, a, among[i]) < place(wishes, a, houseOf[a])))));
      expect(inCore).toEqual([found]);
    }), { numRuns: 200 });
  });

  for (const tolerance of [0, 1, 2]) {
    it(`keeps the balance within ${tolerance}, and no other balanced matching is better for one student and worse for none`, () => {
      fc.assert(fc.property(exchanges(5, 3), (given) => {
        const exchange = exchangeOf(given);
        const found = tradeInCycles(exchange, tolerance);
        expect(faultOf(exchange.market, found)).toBeUndefined();
        expect(within(exchange, found, tolerance)).toBe(true);
        for (const other of everyMatching(exchange.market)) {
          if (!within(exchange, other, tolerance)) continue;
          const students = [...found.keys()];
          const dominates = students.every((a) => value(other, a) <= value(found, a)) && students.some((a) => value(other, a) < value(found, a));
          expect(dominates, `${[...other].join()} is better than ${[...found].join()}`).toBe(false);
        }
      }), { numRuns: 300 });
    });

    it(`gives no student a better place for any other list of wishes, with a tolerance of ${tolerance}: all of them tried`, () => {
      const misreports = everyList(3);
      fc.assert(fc.property(exchanges(5, 3), (given) => {
        const exchange = exchangeOf(given);
        const honest = tradeInCycles(exchange, tolerance);
        for (const a of given.home.keys()) {
          const truth = truly(given, a, positionOf(exchange.market, honest, a));
          for (const wishes of misreports.filter((list) => list.every((p) => p < given.capacity.length))) {
            const lie = exchangeOf({ ...given, ...stating(given, a, wishes) });
            expect(truly(given, a, positionOf(lie.market, tradeInCycles(lie, tolerance), a))).toBeGreaterThanOrEqual(truth);
          }
        }
      }), { numRuns: 120 });
    });
  }
});
