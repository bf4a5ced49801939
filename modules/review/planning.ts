import { assignReviewsByChance } from '#algorithms/assignment/capped.ts';
import { chanceFrom } from '#algorithms/draw/chance.ts';
import { fitsOf, type ItemToMatch, type ReviewerToMatch } from './matching.ts';

/** What a plan is computed from: everything by its place in the lists. */
export type PlanProblem = {
  readonly items: readonly (ItemToMatch & { readonly id: string })[];
  readonly reviewers: readonly (ReviewerToMatch & { readonly id: string; readonly load: number })[];
  /** Fields in words, by their codes. */
  readonly named: Readonly<Record<string, string>>;
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
/** So many pairs may all be candidates at first; and where the best do not suffice. */
const [fewPairs, mostPairs] = [400_000, 3_000_000];

/**
 * As many reviews as loads and conflicts allow, fitting best: with the few best candidates of each item first. Where those fall short, everybody is a candidate
 * for what fell short, and if that is still not enough, for everything, as long as that is not beyond what one flow takes.
 */
export function computePlan(problem: PlanProblem): ComputedPlan {
  const { items, reviewers, reviewsPerItem, rounds } = problem;
  const enough = Math.max(40, candidatesPerReview * reviewsPerItem * rounds);
  const everyPair = items.length * reviewers.length;
  const all = () => reviewers.length;
  if (everyPair <= fewPairs || reviewers.length <= enough) return solve(problem, all);
  const first = solve(problem, () => enough);
  if (first.short.length === 0) return first;
  const short = new Set(first.short.map(([item]) => item));
  const second = solve(problem, (item) => (short.has(item) ? reviewers.length : enough));
  return second.short.length === 0 || everyPair > mostPairs ? second : solve(problem, all);
}

function solve({ items, reviewers, named, conflicts, reviewsPerItem, rounds, seed }: PlanProblem, mostOf: (item: number) => number): ComputedPlan {
  const forbidden = Map.groupBy(conflicts, ([item]) => item);
  const fitsFor = fitsOf(items, reviewers, named);
  const fits = new Map<number, number>();
  const candidates = items.flatMap((_, item) => {
    const barred = new Set(forbidden.get(item)?.map(([, reviewer]) => reviewer));
    const fit = fitsFor(item);
    return bestOf(fit, item, barred, mostOf(item)).map((reviewer) => {
      const value = fit[reviewer] ?? 0;
      fits.set(item * reviewers.length + reviewer, value);
      return { item, reviewer, fit: value };
    });
  });
  const { pairs, short } = assignReviewsByChance(
    { items: items.map(({ id }) => ({ id, reviews: reviewsPerItem })), reviewers: reviewers.map(({ id, load }) => ({ id, load })), candidates, conflicts: [] }, rounds, coinOf(seed));
  return { pairs: pairs.map(({ item, reviewer }) => [item, reviewer, fits.get(item * reviewers.length + reviewer) ?? 0]), short: short.map(({ item, missing }) => [item, missing]) };
}

/** The best for an item, at most so many. Of those who fit equally well each item begins elsewhere, or all would ask for the same few. */
function bestOf(fit: Int32Array, item: number, barred: ReadonlySet<number>, most: number): number[] {
  const { length } = fit;
  const begin = (item * 7919) % length;
  // fit and turn in one number, which sorts without a comparison written here
  const keys = Float64Array.from(fit, (value, reviewer) => value * length + ((reviewer - begin + length) % length)).toSorted();
  const best: number[] = [];
  for (let i = length - 1; i >= 0 && best.length < most; i -= 1) {
    const reviewer = (((keys[i] ?? 0) % length) + begin) % length;
    if (!barred.has(reviewer)) best.push(reviewer);
  }
  return best;
}

/** Throws a coin, from a seed alone. */
export function coinOf(seed: string): () => 0 | 1 {
  const chance = chanceFrom(Uint8Array.fromHex(seed));
  return () => (chance.below(2) === 1 ? 1 : 0);
}
