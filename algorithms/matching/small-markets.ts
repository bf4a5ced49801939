import fc from 'fast-check';
import type { Limits } from './limits.ts';
import { marketOf, none, type Market, type Matching } from './market.ts';

/** Small markets to be tried out wholly, for tests. */
export type Lists = { readonly wishes: readonly (readonly number[])[]; readonly priorities: readonly (readonly number[])[]; readonly capacity: readonly number[] };

export const lists = ({ applicants, positions, capacity = 2 }: { applicants: number; positions: number; capacity?: number }): fc.Arbitrary<Lists> =>
  fc.tuple(fc.integer({ min: 1, max: applicants }), fc.integer({ min: 1, max: positions })).chain(([n, m]) => fc.record({
    wishes: fc.array(someOf(m), { minLength: n, maxLength: n }),
    priorities: fc.array(someOf(n), { minLength: m, maxLength: m }),
    capacity: fc.array(fc.integer({ min: 0, max: capacity }), { minLength: m, maxLength: m }),
  }));

/** Everybody wants everything and is acceptable everywhere, with few places: where teams most often stand in each other's way. */
export const crowded = ({ applicants, positions }: { applicants: number; positions: number }): fc.Arbitrary<Lists> => {
  const all = (n: number) => fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i), { minLength: n, maxLength: n });
  return fc.record({
    wishes: fc.array(all(positions), { minLength: applicants, maxLength: applicants }), priorities: fc.array(all(applicants), { minLength: positions, maxLength: positions }),
    capacity: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: positions, maxLength: positions }),
  });
};

/** Lists with two categories of applicants and two regions of positions, the second sometimes inside the first. */
export const limited = (markets: fc.Arbitrary<Lists>): fc.Arbitrary<{ given: Lists; limits: Limits }> => markets.chain((given) => fc.record({
  category: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: given.wishes.length, maxLength: given.wishes.length }),
  ceiling: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: given.capacity.length * 2, maxLength: given.capacity.length * 2 }),
  region: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: given.capacity.length, maxLength: given.capacity.length }),
  cap: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 }),
  within: fc.integer({ min: -1, max: 0 }),
  wanted: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: given.capacity.length, maxLength: given.capacity.length }),
}).map(({ category, ceiling, region, cap, within, wanted }): { given: Lists; limits: Limits } => {
  const left = [...cap];
  const target = region.map((of, p) => {
    // The second region may lie in the first: then it counts against both.
    const regions = of === none ? [] : of === 1 && within === 0 ? [1, 0] : [of];
    const share = of === none ? 0 : Math.min(wanted[p] ?? 0, given.capacity[p] ?? 0, ...regions.map((r) => left[r] ?? 0));
    for (const r of regions) left[r] = (left[r] ?? 0) - share;
    return share;
  });
  return { given, limits: { category: Int32Array.from(category), categories: 2, ceiling: Int32Array.from(ceiling), region: Int32Array.from(region), cap: Int32Array.from(cap), within: Int32Array.of(none, within), target: Int32Array.from(target) } };
}));

/** Some of 0 … n−1 in some order. */
export const someOf = (n: number): fc.Arbitrary<number[]> => fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i));

/** Every matching in which each has an acceptable wish or nothing and no position is over its capacity. */
export function* everyMatching(market: Market): Generator<Matching> {
  const n = market.wishStart.length - 1;
  const matching = new Int32Array(n).fill(none);
  const left = market.capacity.slice();
  function* from(a: number): Generator<Matching> {
    if (a === n) {
      yield matching.slice();
      return;
    }
    matching[a] = none;
    yield* from(a + 1);
    for (let wish = market.wishStart[a] ?? 0; wish < (market.wishStart[a + 1] ?? 0); wish += 1) {
      const p = market.wishPosition[wish] ?? 0;
      if (market.wishRank[wish] === none || left[p] === 0) continue;
      left[p] = (left[p] ?? 0) - 1;
      matching[a] = wish;
      yield* from(a + 1);
      left[p] = (left[p] ?? 0) + 1;
    }
    matching[a] = none;
  }
  yield* from(0);
}

/** Every list of wishes over `positions`: all subsets in all orders. */
export function everyList(positions: number): number[][] {
  const found: number[][] = [[]];
  for (const list of found) for (let p = 0; p < positions; p += 1) if (!list.includes(p)) found.push([...list, p]);
  return found;
}

/** How good the outcome is for applicant `a` by their true wishes: the number of the wish, 0 best; the length of the list for nothing. */
export function truly(given: Lists, a: number, position: number): number {
  const list = given.wishes[a] ?? [];
  const wish = list.indexOf(position);
  return position === none || wish === -1 ? list.length + (position === none ? 0 : 1) : wish;
}

/** The same lists with another list of wishes for one applicant. */
export const stating = (given: Lists, a: number, wishes: readonly number[]): Lists => ({ ...given, wishes: given.wishes.map((list, i) => (i === a ? wishes : list)) });

export const market = (given: Lists): Market => marketOf(given);
