import fc from 'fast-check';
import { marketOf, none, type Market, type Matching } from './market.ts';

/** Small markets to be tried out wholly, for tests. */
export type Lists = { readonly wishes: readonly (readonly number[])[]; readonly priorities: readonly (readonly number[])[]; readonly capacity: readonly number[] };

export const lists = ({ applicants, positions, capacity = 2 }: { applicants: number; positions: number; capacity?: number }): fc.Arbitrary<Lists> =>
  fc.tuple(fc.integer({ min: 1, max: applicants }), fc.integer({ min: 1, max: positions })).chain(([n, m]) => fc.record({
    wishes: fc.array(someOf(m), { minLength: n, maxLength: n }),
    priorities: fc.array(someOf(n), { minLength: m, maxLength: m }),
    capacity: fc.array(fc.integer({ min: 0, max: capacity }), { minLength: m, maxLength: m }),
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
