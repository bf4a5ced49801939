import { assignReviewsByChance } from '#algorithms/assignment/capped.ts';
import { chanceFrom } from '#algorithms/draw/chance.ts';
import { fitOf } from './rules.ts';

/** What a plan is computed from: everything by its place in the lists. */
export type PlanProblem = {
  readonly items: readonly { readonly id: string; readonly categories: readonly string[]; readonly words: readonly string[] }[];
  readonly reviewers: readonly { readonly id: string; readonly categories: readonly string[]; readonly words: readonly string[]; readonly load: number }[];
  readonly conflicts: readonly (readonly [item: number, reviewer: number])[];
  readonly reviewsPerItem: number;
  /** 1 without a cap on a pair's chance, else its inverse. */
  readonly rounds: 1 | 2 | 4 | 8;
  /** 32 bytes, hex: from it alone chance comes. */
  readonly seed: string;
};

export type ComputedPlan = { pairs: [item: number, reviewer: number, fit: number][]; short: [item: number, missing: number][] };

/** Candidates of an item beyond this, as a multiple of what it needs: the best, so that the flow stays sparse. */
const candidatesPerReview = 12;
/** So many pairs may all be candidates. */
const mostPairs = 400_000;

/** As many reviews as loads and conflicts allow, fitting best; with the few best candidates of each item first, and where those fall short with all of them. */
export function computePlan(problem: PlanProblem): ComputedPlan {
  const { items, reviewers, reviewsPerItem, rounds } = problem;
  const enough = Math.max(40, candidatesPerReview * reviewsPerItem * rounds);
  const all = items.length * reviewers.length <= mostPairs || reviewers.length <= enough;
  const first = solve(problem, all ? reviewers.length : enough);
  return first.short.length === 0 || all ? first : solve(problem, reviewers.length);
}

function solve(problem: PlanProblem, most: number): ComputedPlan {
  const { items, reviewers, conflicts, reviewsPerItem, rounds, seed } = problem;
  const forbidden = new Set(conflicts.map(([item, reviewer]) => item * reviewers.length + reviewer));
  const known = reviewers.map(({ categories, words }) => ({ categories, words: new Set(words) }));
  const fits = new Map<number, number>();
  const turn = (reviewer: number, item: number) => (reviewer + item * 7919) % reviewers.length;
  const candidates = items.flatMap((item, i) => {
    const rated = known.map((reviewer, j) => ({ reviewer: j, fit: fitOf(item, reviewer) })).filter(({ reviewer }) => !forbidden.has(i * reviewers.length + reviewer));
    // of those who fit equally well each item begins elsewhere, or all would ask for the same few
    const best = rated.length <= most ? rated : rated.toSorted((a, b) => b.fit - a.fit || turn(a.reviewer, i) - turn(b.reviewer, i)).slice(0, most);
    return best.map(({ reviewer, fit }) => { fits.set(i * reviewers.length + reviewer, fit); return { item: i, reviewer, fit }; });
  });
  const { pairs, short } = assignReviewsByChance(
    { items: items.map(({ id }) => ({ id, reviews: reviewsPerItem })), reviewers: reviewers.map(({ id, load }) => ({ id, load })), candidates, conflicts: [] }, rounds, coinOf(seed));
  return { pairs: pairs.map(({ item, reviewer }) => [item, reviewer, fits.get(item * reviewers.length + reviewer) ?? 0]), short: short.map(({ item, missing }) => [item, missing]) };
}

/** Throws a coin, from a seed alone. */
export function coinOf(seed: string): () => 0 | 1 {
  const chance = chanceFrom(Uint8Array.fromHex(seed));
  return () => (chance.below(2) === 1 ? 1 : 0);
}
