import { halve } from './halve.ts';
import { assignReviews, type Assigned, type ReviewAssignment } from './reviews.ts';

/**
 * An assignment in which nobody can count on a pair: over all that may be drawn, a pair's chance is at most 1/`rounds` (a power of 2), and the expected
 * fit is the best under that cap. The linear program of Jecmen et al. (Mitigating manipulation in peer review via randomized reviewer assignments,
 * NeurIPS 2020), all of it times `rounds`: one flow in which every item asks for `rounds` times its reviews and each pair is made once; then it is halved,
 * and one half drawn, until one round is left. Each half has half of every item's and every reviewer's pairs, so that needs and loads hold.
 */
export function assignReviewsByChance(problem: ReviewAssignment, rounds: 1 | 2 | 4 | 8, coin: () => 0 | 1): Assigned {
  const scaled = assignReviews({ ...problem, items: problem.items.map((item) => ({ ...item, reviews: item.reviews * rounds })), reviewers: problem.reviewers.map((reviewer) => ({ ...reviewer, load: reviewer.load * rounds })) });
  let { pairs } = scaled;
  for (let left: number = rounds; left > 1; left /= 2) {
    const drawn = halve(pairs, coin);
    pairs = pairs.filter((_, i) => drawn[i]);
  }
  const given = Map.groupBy(pairs, ({ item }) => item);
  return { pairs, short: problem.items.flatMap(({ reviews }, item) => { const missing = reviews - (given.get(item)?.length ?? 0); return missing > 0 ? [{ item, missing }] : []; }) };
}
