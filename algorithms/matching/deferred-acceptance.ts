import { applicantsOf, at, none, ownersOf, wishesByPosition, type Market, type Matching } from './market.ts';

/**
 * Deferred acceptance, proposed by the applicants, many to one (Gale & Shapley 1962; Roth & Sotomayor 1990, ch. 5).
 * Gives the stable matching that every applicant likes best among all stable ones, and no applicant gains by stating other wishes
 * (Dubins & Freedman 1981; Roth 1982). O(wishes × log capacity) time, O(applicants + places) memory.
 */
export function proposedByApplicants(market: Market): Matching {
  const { wishStart, wishPosition, wishRank, capacity } = market;
  const applicants = applicantsOf(market);
  const held = heldPlaces(market);
  const next = wishStart.slice(0, applicants);
  const matching: Matching = new Int32Array(applicants).fill(none);
  const owner = held.owner;
  for (let first = 0; first < applicants; first += 1) {
    // Whoever is displaced proposes next, at once: the order does not change the outcome (McVitie & Wilson 1971).
    let a = first;
    while (a !== none) {
      const wish = at(next, a);
      if (wish === at(wishStart, a + 1)) break;
      next[a] = wish + 1;
      const rank = at(wishRank, wish);
      const p = at(wishPosition, wish);
      const room = at(capacity, p);
      if (rank === none || room === 0) continue;
      const base = at(held.start, p);
      const filled = at(held.filled, p);
      if (filled < room) {
        rise(held, base, filled, rank, a);
        held.filled[p] = filled + 1;
        matching[a] = wish;
        break;
      }
      if (at(held.rank, base) < rank) continue;
      const displaced = at(owner, base);
      sink(held, base, room, rank, a);
      matching[a] = wish;
      matching[displaced] = none;
      a = displaced;
    }
  }
  return matching;
}

/** What each position holds: a heap with the worst on top, all in two arrays. */
type Held = { readonly start: Int32Array; readonly filled: Int32Array; readonly rank: Int32Array; readonly owner: Int32Array };

function heldPlaces({ wishPosition, capacity }: Market): Held {
  const asked = new Int32Array(capacity.length);
  for (let wish = 0; wish < wishPosition.length; wish += 1) {
    const p = at(wishPosition, wish);
    asked[p] = at(asked, p) + 1;
  }
  const start = new Int32Array(capacity.length);
  let places = 0;
  for (let p = 0; p < capacity.length; p += 1) {
    start[p] = places;
    places += Math.min(at(capacity, p), at(asked, p)); // a position of a million places that ten ask for needs ten
  }
  return { start, filled: new Int32Array(capacity.length), rank: new Int32Array(places), owner: new Int32Array(places) };
}

function rise({ rank, owner }: Held, base: number, from: number, itsRank: number, applicant: number): void {
  let i = from;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (at(rank, base + parent) > itsRank) break;
    rank[base + i] = at(rank, base + parent);
    owner[base + i] = at(owner, base + parent);
    i = parent;
  }
  rank[base + i] = itsRank;
  owner[base + i] = applicant;
}

function sink({ rank, owner }: Held, base: number, size: number, itsRank: number, applicant: number): void {
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && at(rank, base + child + 1) > at(rank, base + child)) child += 1;
    if (at(rank, base + child) < itsRank) break;
    rank[base + i] = at(rank, base + child);
    owner[base + i] = at(owner, base + child);
    i = child;
  }
  rank[base + i] = itsRank;
  owner[base + i] = applicant;
}

/**
 * Deferred acceptance, proposed by the positions: the stable matching that every position likes best and every applicant least.
 * Applicants may gain by hiding wishes; with more than one place a position may too (Roth 1985).
 */
export function proposedByPositions(market: Market): Matching {
  const { wishStart, wishPosition, wishRank, capacity } = market;
  const applicants = applicantsOf(market);
  const applicantOf = ownersOf(wishStart);
  const { start, wishes } = wishesByPosition(wishPosition, capacity.length, (wish) => at(wishRank, wish) !== none);
  const matching: Matching = new Int32Array(applicants).fill(none);
  const next = start.slice(0, capacity.length);
  const free = capacity.slice();
  for (let p = 0; p < capacity.length; p += 1) wishes.subarray(at(start, p), at(start, p + 1)).sort((one, other) => at(wishRank, one) - at(wishRank, other));
  const open = Array.from({ length: capacity.length }, (_, p) => p);
  for (let p = open.pop(); p !== undefined; p = open.pop()) {
    while (at(free, p) > 0 && at(next, p) < at(start, p + 1)) {
      const wish = at(wishes, at(next, p));
      next[p] = at(next, p) + 1;
      const a = at(applicantOf, wish);
      const now = at(matching, a);
      if (now !== none && now < wish) continue;
      matching[a] = wish;
      free[p] = at(free, p) - 1;
      if (now === none) continue;
      const left = at(wishPosition, now);
      free[left] = at(free, left) + 1;
      if (left !== p) open.push(left);
    }
  }
  return matching;
}
