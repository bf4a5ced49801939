import { assignReviews } from '../algorithms/assignment/reviews.ts';
import { seededNumbers } from '../algorithms/draw/testing.ts';
import { showSpread, spreadOf, type Benchmark } from './benchmark.ts';

const [items, reviewers, reviews, load, candidatesEach, targetSeconds] = [5_000, 1_500, 3, 12, 20, 20];

/** Reviews of many items given out at once: a sparse list of candidates, more of them for some reviewers than for others, as in a real call. */
export const assignmentBenchmark: Benchmark = {
  name: 'assignment',
  measure: async ({ report }) => {
    const runs = [1, 2, 3].map((seed) => {
      const random = seededNumbers(seed);
      const candidates = Array.from({ length: items }, (_, item) => {
        const chosen = new Set<number>();
        while (chosen.size < candidatesEach) chosen.add(Math.floor(random() ** 1.3 * reviewers));
        return [...chosen].map((reviewer) => ({ item, reviewer, fit: Math.round(random() * 1000) }));
      }).flat();
      const startedAt = performance.now();
      const { pairs, short } = assignReviews({ items: Array.from({ length: items }, (_, i) => ({ id: `i${i}`, reviews })), reviewers: Array.from({ length: reviewers }, (_, j) => ({ id: `r${j}`, load })), candidates, conflicts: candidates.filter(() => random() < 0.05) });
      const seconds = (performance.now() - startedAt) / 1000;
      report(`seed ${seed}: ${pairs.length} reviews, ${short.length} items short, ${seconds.toFixed(1)} s`);
      return seconds;
    });
    const spread = spreadOf(runs);
    return { target: `${items} items × ${reviews} reviews by ${reviewers} reviewers ≤ ${targetSeconds} s`, reached: `${showSpread(spread)} s`, ok: spread.highest <= targetSeconds, detail: { spread, candidatesEach, load } };
  },
};
