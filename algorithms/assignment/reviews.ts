import { assignAtLeastCost } from './assign.ts';

export type ReviewAssignment = {
  /** How many reviews each item needs. */
  readonly items: readonly { readonly id: string; readonly reviews: number }[];
  /** How many items each reviewer takes at most. */
  readonly reviewers: readonly { readonly id: string; readonly load: number }[];
  /** Who could review what, and how well it fits: a whole number, more is better. A pair that is not here is not made. */
  readonly candidates: readonly { readonly item: number; readonly reviewer: number; readonly fit: number }[];
  /** Pairs that must not be, whatever their fit: recusals. */
  readonly conflicts: readonly { readonly item: number; readonly reviewer: number }[];
};

export type Assigned = {
  readonly pairs: readonly { readonly item: number; readonly reviewer: number }[];
  /** Items that get fewer reviews than they need, and by how many. */
  readonly short: readonly { readonly item: number; readonly missing: number }[];
};

/**
 * As many of the reviews as the loads and conflicts allow, and among all such assignments the one that fits best in sum: one minimum-cost
 * flow over all items at once (its linear program is totally unimodular, so that whole pairs cost nothing), never one item after another.
 */
export function assignReviews({ items, reviewers, candidates, conflicts }: ReviewAssignment): Assigned {
  const keyOf = (item: number, reviewer: number) => item * reviewers.length + reviewer;
  const forbidden = new Set(conflicts.map(({ item, reviewer }) => keyOf(item, reviewer)));
  const offered = new Map(candidates.map((candidate) => [keyOf(candidate.item, candidate.reviewer), candidate]));
  const allowed = [...offered].filter(([key]) => !forbidden.has(key)).map(([, candidate]) => candidate);
  const chosen = assignAtLeastCost({
    demand: Int32Array.from(items, ({ reviews }) => reviews), capacity: Int32Array.from(reviewers, ({ load }) => load),
    left: Int32Array.from(allowed, ({ item }) => item), right: Int32Array.from(allowed, ({ reviewer }) => reviewer), cost: Float64Array.from(allowed, ({ fit }) => -fit),
  });
  const pairs = allowed.filter((_, i) => chosen[i] === 1).map(({ item, reviewer }) => ({ item, reviewer }));
  const given = new Map<number, number>();
  for (const { item } of pairs) given.set(item, (given.get(item) ?? 0) + 1);
  return { pairs, short: items.flatMap(({ reviews }, item) => { const missing = reviews - (given.get(item) ?? 0); return missing > 0 ? [{ item, missing }] : []; }) };
}
