import { applicantsOf, at, none, type Market, type Matching } from './market.ts';

/** Of each position, how many it has, and the rank of the last whom it took (`none` while it has nobody). */
export function intakeOf(market: Market, matching: Matching): { taken: Int32Array; lastRank: Int32Array } {
  const taken = new Int32Array(market.capacity.length);
  const lastRank = new Int32Array(market.capacity.length).fill(none);
  for (let a = 0; a < matching.length; a += 1) {
    const wish = at(matching, a);
    if (wish === none) continue;
    const p = at(market.wishPosition, wish);
    taken[p] = at(taken, p) + 1;
    lastRank[p] = Math.max(at(lastRank, p), at(market.wishRank, wish));
  }
  return { taken, lastRank };
}

/** Of each position that somebody has, who has it. */
export function holdersOf({ wishPosition }: Market, matching: Matching): Map<number, number[]> {
  return Map.groupBy(matching.keys().filter((a) => at(matching, a) !== none), (a) => at(wishPosition, at(matching, a)));
}

/**
 * Every pair that would rather have each other than what they got: the applicant prefers the position to their own,
 * and the position has a place left or prefers the applicant to somebody it has. None means stable. One pass over the wishes.
 */
export function forEachBlockingPair(market: Market, matching: Matching, found: (applicant: number, position: number) => void): void {
  const { taken, lastRank } = intakeOf(market, matching);
  for (let a = 0; a < applicantsOf(market); a += 1) {
    const got = at(matching, a);
    const end = got === none ? at(market.wishStart, a + 1) : got;
    for (let wish = at(market.wishStart, a); wish < end; wish += 1) {
      const rank = at(market.wishRank, wish);
      const p = at(market.wishPosition, wish);
      if (rank !== none && at(market.capacity, p) > 0 && (at(taken, p) < at(market.capacity, p) || rank < at(lastRank, p))) found(a, p);
    }
  }
}

/** How many such pairs there are. */
export function countBlockingPairs(market: Market, matching: Matching): number {
  let blocking = 0;
  forEachBlockingPair(market, matching, () => { blocking += 1; });
  return blocking;
}

/** What is wrong with a matching as such: a wish that is somebody else's, an applicant who is not acceptable, a position over its capacity. */
export function faultOf(market: Market, matching: Matching): 'not their wish' | 'not acceptable' | 'over capacity' | undefined {
  if (matching.length !== applicantsOf(market)) return 'not their wish';
  for (let a = 0; a < matching.length; a += 1) {
    const wish = at(matching, a);
    if (wish === none) continue;
    if (wish < at(market.wishStart, a) || wish >= at(market.wishStart, a + 1)) return 'not their wish';
    if (at(market.wishRank, wish) === none) return 'not acceptable';
  }
  const { taken } = intakeOf(market, matching);
  return taken.some((count, p) => count > at(market.capacity, p)) ? 'over capacity' : undefined;
}
