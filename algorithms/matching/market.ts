/** No wish, no position, not acceptable: what stands in a typed array where there is nothing. */
export const none = -1;

/**
 * Who wants what and whom they would have, as numbers: applicants 0 … n−1 with their wishes one after another (compressed rows).
 * The wishes of applicant `a` are at `wishStart[a]` up to, but not including, `wishStart[a + 1]`, best first.
 */
export type Market = {
  /** Length n + 1. */
  readonly wishStart: Int32Array;
  /** Of each wish, the position. */
  readonly wishPosition: Int32Array;
  /** Of each wish, how the position ranks the applicant: 0 is best, no two at one position alike, `none` is not acceptable. */
  readonly wishRank: Int32Array;
  /** Of each position, how many it takes. */
  readonly capacity: Int32Array;
};

/** Of each applicant, the wish (its index in `wishPosition`) that came true, or `none`. */
export type Matching = Int32Array;

export const applicantsOf = (market: Market): number => market.wishStart.length - 1;

/** The number at an index that lies within the array by construction; the compiler cannot know. */
export const at = (array: Int32Array | Float64Array, index: number): number => array[index] as number;

/** The position that an applicant has, or `none`. */
export function positionOf(market: Market, matching: Matching, applicant: number): number {
  const wish = at(matching, applicant);
  return wish === none ? none : at(market.wishPosition, wish);
}

/** A market from lists: each applicant's wishes as positions, each position's applicants, best first; who is not listed is not acceptable. */
export function marketOf({ wishes, priorities, capacity }: { wishes: readonly (readonly number[])[]; priorities: readonly (readonly number[])[]; capacity: readonly number[] }): Market {
  const { wishStart, wishPosition } = layOut(wishes);
  const rankAt = priorities.map((list) => new Map(list.map((applicant, rank) => [applicant, rank])));
  const wishRank = new Int32Array(wishPosition.length);
  for (let a = 0; a < wishes.length; a += 1) {
    for (let wish = at(wishStart, a); wish < at(wishStart, a + 1); wish += 1) wishRank[wish] = rankAt[at(wishPosition, wish)]?.get(a) ?? none;
  }
  return { wishStart, wishPosition, wishRank, capacity: Int32Array.from(capacity) };
}

/** Lists as compressed rows. */
export function layOut(wishes: readonly (readonly number[])[]): { wishStart: Int32Array; wishPosition: Int32Array } {
  const wishStart = new Int32Array(wishes.length + 1);
  for (const [a, list] of wishes.entries()) wishStart[a + 1] = at(wishStart, a) + list.length;
  return { wishStart, wishPosition: Int32Array.from(wishes.flat()) };
}

/**
 * Ranks from scores, the highest first, equal ones in the order of the lottery.
 * @param scores of each wish; NaN is not acceptable
 * @param lottery of each applicant their place in the lottery, 0 first
 */
export function ranksFromScores({ wishStart, wishPosition }: Pick<Market, 'wishStart' | 'wishPosition'>, positions: number, scores: Float64Array, lottery: Int32Array): Int32Array {
  const applicantOf = ownersOf(wishStart);
  const { start, wishes } = wishesByPosition(wishPosition, positions, (wish) => !Number.isNaN(at(scores, wish)));
  const ranks = new Int32Array(wishPosition.length).fill(none);
  for (let p = 0; p < positions; p += 1) {
    const here = wishes.subarray(at(start, p), at(start, p + 1));
    here.sort((one, other) => at(scores, other) - at(scores, one) || at(lottery, at(applicantOf, one)) - at(lottery, at(applicantOf, other)));
    for (let rank = 0; rank < here.length; rank += 1) ranks[at(here, rank)] = rank;
  }
  return ranks;
}

/** Of each wish, whose it is. */
export function ownersOf(wishStart: Int32Array): Int32Array {
  const owners = new Int32Array(at(wishStart, wishStart.length - 1));
  for (let a = 0; a + 1 < wishStart.length; a += 1) owners.fill(a, at(wishStart, a), at(wishStart, a + 1));
  return owners;
}

/** The wishes that `counts` keeps, position by position: those of `p` are at `start[p]` up to `start[p + 1]`. Two passes of counting. */
export function wishesByPosition(wishPosition: Int32Array, positions: number, counts: (wish: number) => boolean): { start: Int32Array; wishes: Int32Array } {
  const start = new Int32Array(positions + 1);
  for (let wish = 0; wish < wishPosition.length; wish += 1) {
    const after = at(wishPosition, wish) + 1;
    if (counts(wish)) start[after] = at(start, after) + 1;
  }
  for (let p = 0; p < positions; p += 1) start[p + 1] = at(start, p + 1) + at(start, p);
  const next = start.slice(0, positions);
  const wishes = new Int32Array(at(start, positions));
  for (let wish = 0; wish < wishPosition.length; wish += 1) {
    if (!counts(wish)) continue;
    const p = at(wishPosition, wish);
    wishes[at(next, p)] = wish;
    next[p] = at(next, p) + 1;
  }
  return { start, wishes };
}
