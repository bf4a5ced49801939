import { countsOf, regionsOf, type Limits } from './limits.ts';
import { at, none, type Market, type Matching } from './market.ts';
import { intakeOf } from './stability.ts';

/** Why a wish did not come true; ranks count from 1, as one says them. */
export type Reason =
  /** All places went to people whom the position ranks higher. */
  | { readonly kind: 'outranked'; readonly places: number; readonly lastRank: number; readonly rank: number }
  /** The position did not list them. */
  | { readonly kind: 'notAcceptable' }
  /** It has no places. */
  | { readonly kind: 'noPlaces' }
  /** All places were taken, though not by rank: the mechanism trades or keeps quotas. */
  | { readonly kind: 'full'; readonly places: number }
  /** Places stayed free, but taking one more would have broken a quota or the balance. */
  | { readonly kind: 'limit'; readonly places: number; readonly taken: number }
  /** Places stayed free, but the cap of a region around it was used up; `share` is how many the position may take before others of the region have had theirs. */
  | { readonly kind: 'region'; readonly places: number; readonly taken: number; readonly cap: number; readonly share: number };

export type Explanation = {
  /** Which wish came true, counted from 1; 0 for none. */
  readonly granted: number;
  /** Of each wish above it, in order: why not. */
  readonly refused: readonly { readonly position: number; readonly reason: Reason }[];
};

/** Explains to one applicant what came out, wish by wish; `intake` is `intakeOf(market, matching)` and `kept` what `keptBy` gives, each made once for all. */
export function explain(market: Market, matching: Matching, applicant: number, { taken, lastRank }: ReturnType<typeof intakeOf>, kept?: Kept): Explanation {
  const from = at(market.wishStart, applicant);
  const got = at(matching, applicant);
  const refused: Explanation['refused'][number][] = [];
  for (let wish = from; wish < (got === none ? at(market.wishStart, applicant + 1) : got); wish += 1) {
    const position = at(market.wishPosition, wish);
    const reason = reasonOf(at(market.wishRank, wish), at(market.capacity, position), at(taken, position), at(lastRank, position));
    refused.push({ position, reason: (reason.kind === 'limit' && kept?.(applicant, position)) || reason });
  }
  return { granted: got === none ? 0 : got - from + 1, refused };
}

/** The cap of a region that kept a place from an applicant whose category had room; `undefined` where it was something else. */
type Kept = (applicant: number, position: number) => Extract<Reason, { kind: 'region' }> | undefined;

export function keptBy(market: Market, limits: Limits, matching: Matching): Kept {
  const { taken, ofCategory, inRegion } = countsOf(market, limits, matching);
  return (applicant, position) => {
    const slot = position * limits.categories + at(limits.category, applicant);
    const full = regionsOf(limits, position).find((r) => at(inRegion, r) >= at(limits.cap, r));
    if (full === undefined || (at(limits.ceiling, slot) !== none && at(ofCategory, slot) >= at(limits.ceiling, slot))) return undefined;
    return { kind: 'region', places: at(market.capacity, position), taken: at(taken, position), cap: at(limits.cap, full), share: at(limits.target, position) };
  };
}

function reasonOf(rank: number, places: number, taken: number, lastRank: number): Reason {
  if (rank === none) return { kind: 'notAcceptable' };
  if (places === 0) return { kind: 'noPlaces' };
  if (taken < places) return { kind: 'limit', places, taken };
  return rank > lastRank ? { kind: 'outranked', places, lastRank: lastRank + 1, rank: rank + 1 } : { kind: 'full', places };
}
