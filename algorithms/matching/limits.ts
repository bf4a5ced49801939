import { applicantsOf, at, none, ownersOf, type Market, type Matching } from './market.ts';
import { holdersOf } from './stability.ts';

/** What may not be exceeded beside each position's capacity. */
export type Limits = {
  /** Of each applicant, the category: 0 … categories−1. */
  readonly category: Int32Array;
  readonly categories: number;
  /** Of each position and category (`position * categories + category`), how many of it may come; `none` is no limit. */
  readonly ceiling: Int32Array;
  /** Of each position, its region (the smallest), or `none`. */
  readonly region: Int32Array;
  /** Of each region, how many it takes in all. */
  readonly cap: Int32Array;
  /** Of each region, the larger one that it lies in (a city in its party), or `none`; what contains comes with a cap of its own. */
  readonly within: Int32Array;
  /** Of each position, how many it may take before the rest of its region's cap goes round; summed over a region no more than its cap. */
  readonly target: Int32Array;
};

/**
 * Deferred acceptance by applicants under category quotas and regional caps: the flexible deferred acceptance of Kamada & Kojima
 * ("Efficient Matching under Distributional Constraints", American Economic Review 105(1), 2015). Each position first takes the best up to
 * its target, then the positions of a region take turns at one more each until the cap is reached. A position passes over whoever is of a
 * category that is full (Abdulkadiroğlu & Sönmez, American Economic Review 93(3), 2003).
 *
 * Promised: no limit is exceeded; nobody is passed over at a position for somebody ranked lower whom they could replace within the limits;
 * no place stays empty that a free place in every region around it allows and somebody wants; where a region's cap is used up, its positions
 * share it by their targets, and a place is not moved from one to another because somebody would rather be there; stating true wishes is best for every applicant. All limits nest
 * (category in position in region in larger region), which is what these rest on (Kojima, Tamura & Yokoo, Journal of Economic Theory 176, 2018).
 */
export function proposedWithinLimits(market: Market, limits: Limits): Matching {
  const { wishStart, wishPosition, wishRank } = market;
  const applicantOf = ownersOf(wishStart);
  const groups = groupsOf(limits);
  const held: number[][] = groups.map(() => []);
  const groupOf = new Int32Array(market.capacity.length);
  for (const [group, positions] of groups.entries()) for (const p of positions) groupOf[p] = group;
  const next = wishStart.slice(0, -1);
  const matching: Matching = new Int32Array(applicantsOf(market)).fill(none);
  let free = Array.from(matching.keys());
  while (free.length > 0) {
    const asked = new Map<number, number[]>();
    for (const a of free) {
      let wish = at(next, a);
      while (wish < at(wishStart, a + 1) && at(wishRank, wish) === none) wish += 1;
      next[a] = wish + 1;
      if (wish >= at(wishStart, a + 1)) continue;
      const group = at(groupOf, at(wishPosition, wish));
      const list = asked.get(group);
      if (list === undefined) asked.set(group, [wish]);
      else list.push(wish);
    }
    free = [];
    for (const [group, wishes] of asked) {
      const contenders = [...(held[group] ?? []), ...wishes];
      const chosen = choose(market, limits, groups[group] ?? [], contenders, applicantOf);
      held[group] = [...chosen];
      for (const wish of contenders) {
        const a = at(applicantOf, wish);
        matching[a] = chosen.has(wish) ? wish : none;
        if (!chosen.has(wish)) free.push(a);
      }
    }
  }
  return matching;
}

/** Positions that share a cap, those of a largest region together; a position without a region stands alone. */
function groupsOf(limits: Limits): number[][] {
  const { region } = limits;
  const alone = Array.from(region.keys()).filter((p) => at(region, p) === none).map((p) => [p]);
  const shared = Map.groupBy(Array.from(region.keys()).filter((p) => at(region, p) !== none), (p) => regionsOf(limits, p).at(-1) ?? none);
  return [...shared.values(), ...alone];
}

/** The regions that a position lies in, the smallest first. */
export function regionsOf({ region, within }: Limits, position: number): number[] {
  const regions: number[] = [];
  for (let r = at(region, position); r !== none; r = at(within, r)) regions.push(r);
  return regions;
}

/** Whom a region takes of all who ask it now. */
function choose({ wishPosition, wishRank, capacity }: Market, limits: Limits, positions: readonly number[], contenders: readonly number[], applicantOf: Int32Array): Set<number> {
  const byPosition = Map.groupBy(contenders, (wish) => at(wishPosition, wish));
  const queues = positions.map((p) => {
    const inOrder = (byPosition.get(p) ?? []).sort((one, other) => at(wishRank, one) - at(wishRank, other));
    return withinCategories(limits, p, inOrder, applicantOf).slice(0, at(capacity, p));
  });
  const chosen = new Set<number>();
  const regions = positions.map((p) => regionsOf(limits, p));
  const inRegion = new Int32Array(limits.cap.length);
  const taken = queues.map(() => 0);
  const takeOne = (i: number, queue: readonly number[]): boolean => {
    const here = regions[i] ?? [];
    if ((taken[i] ?? 0) >= queue.length || here.some((r) => at(inRegion, r) >= at(limits.cap, r))) return false;
    taken[i] = (taken[i] ?? 0) + 1;
    for (const r of here) inRegion[r] = at(inRegion, r) + 1;
    return true;
  };
  // First up to the targets, which fit into the caps; then one more each in turn. Without a region nothing stands in the way.
  for (const [i, queue] of queues.entries()) while ((regions[i]?.length === 0 || (taken[i] ?? 0) < at(limits.target, positions[i] as number)) && takeOne(i, queue)); // a queue for each position
  for (let moved = true; moved; ) {
    moved = false;
    for (const [i, queue] of queues.entries()) if (takeOne(i, queue)) moved = true;
  }
  for (const [i, queue] of queues.entries()) for (const wish of queue.slice(0, taken[i])) chosen.add(wish);
  return chosen;
}

function withinCategories({ category, categories, ceiling }: Limits, position: number, inOrder: readonly number[], applicantOf: Int32Array): number[] {
  const counts = new Int32Array(categories);
  return inOrder.filter((wish) => {
    const of = at(category, at(applicantOf, wish));
    const most = at(ceiling, position * categories + of);
    if (most !== none && at(counts, of) >= most) return false;
    counts[of] = at(counts, of) + 1;
    return true;
  });
}

/** How a matching stands to the limits: the first one that it exceeds, if any. */
export function exceeded(market: Market, limits: Limits, matching: Matching): 'capacity' | 'category' | 'region' | undefined {
  const { taken, ofCategory, inRegion } = countsOf(market, limits, matching);
  if (taken.some((count, p) => count > at(market.capacity, p))) return 'capacity';
  if (ofCategory.some((count, i) => at(limits.ceiling, i) !== none && count > at(limits.ceiling, i))) return 'category';
  return inRegion.some((count, region) => count > at(limits.cap, region)) ? 'region' : undefined;
}

/**
 * Every pair of applicant and position with a complaint that the limits do not excuse: the applicant prefers the position,
 * and it has a place that no limit closes, or somebody whom it ranks lower and whom the applicant could replace within the limits.
 */
export function forEachComplaint(market: Market, limits: Limits, matching: Matching, found: (applicant: number, position: number) => void): void {
  const { wishStart, wishPosition, wishRank, capacity } = market;
  const { taken, ofCategory, inRegion } = countsOf(market, limits, matching);
  const heldAt = holdersOf(market, matching);
  for (let a = 0; a < matching.length; a += 1) {
    const got = at(matching, a);
    const category = at(limits.category, a);
    for (let wish = at(wishStart, a); wish < (got === none ? at(wishStart, a + 1) : got); wish += 1) {
      const p = at(wishPosition, wish);
      if (at(wishRank, wish) === none) continue;
      const slot = p * limits.categories + category;
      const categoryFull = at(limits.ceiling, slot) !== none && at(ofCategory, slot) >= at(limits.ceiling, slot);
      // Within one region the caps say who goes first; moving a place between two of its positions is the region's to decide.
      const open = at(taken, p) < at(capacity, p) && !categoryFull && regionsOf(limits, p).every((r) => at(inRegion, r) < at(limits.cap, r));
      const envied = (heldAt.get(p) ?? []).some((other) => at(wishRank, at(matching, other)) > at(wishRank, wish) && (!categoryFull || at(limits.category, other) === category));
      if (open || envied) found(a, p);
    }
  }
}

/** How many pairs have such a complaint. */
export function countComplaints(market: Market, limits: Limits, matching: Matching): number {
  let complaints = 0;
  forEachComplaint(market, limits, matching, () => { complaints += 1; });
  return complaints;
}

/** How many each position has, of each category, and each region in all. */
export function countsOf({ wishPosition, capacity }: Market, limits: Limits, matching: Matching) {
  const { category, categories, cap } = limits;
  const taken = new Int32Array(capacity.length);
  const ofCategory = new Int32Array(capacity.length * categories);
  const inRegion = new Int32Array(cap.length);
  for (let a = 0; a < matching.length; a += 1) {
    const wish = at(matching, a);
    if (wish === none) continue;
    const p = at(wishPosition, wish);
    const slot = p * categories + at(category, a);
    taken[p] = at(taken, p) + 1;
    ofCategory[slot] = at(ofCategory, slot) + 1;
    for (const r of regionsOf(limits, p)) inRegion[r] = at(inRegion, r) + 1;
  }
  return { taken, ofCategory, inRegion };
}
