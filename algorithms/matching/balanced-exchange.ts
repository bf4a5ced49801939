import { applicantsOf, at, none, type Market, type Matching } from './market.ts';

/** An exchange: students have a home, positions a host, and both are institutions 0 … k−1. */
export type Exchange = {
  readonly market: Market;
  /** Of each student, the institution that sends them. */
  readonly home: Int32Array;
  /** Of each position, the institution that takes them. */
  readonly host: Int32Array;
  readonly institutions: number;
  /** Each institution's own students, the first to go first; those of `i` are at `start[i]` up to `start[i + 1]`. */
  readonly nominated: { readonly start: Int32Array; readonly students: Int32Array };
};

/**
 * Balanced exchange by two-sided top trading cycles (Dur & Ünver, "Two-Sided Matching via Balanced Exchange",
 * Journal of Political Economy 127(3), 2019): every institution points to the first of its own students who is still here,
 * every such student to the host of the wish they like best among those left, and each cycle of these is carried out.
 * With `tolerance` 0 every institution sends exactly as many as it takes.
 *
 * With `tolerance` t an institution may send up to t more than it takes, or take up to t more than it sends. Then the places of a host
 * whose own students are all settled are given on to one student at a time: the first of the home that has sent the fewest without return
 * (then in the order of the institutions). Who may give a place on depends only on what has been carried out, and stays so until they go,
 * which is what makes trading strategy-proof and efficient (Pápai, Econometrica 68(6), 2000); see docs/decisions/0025.
 *
 * A position's ranks say only who is acceptable: who goes is decided by the home's own order and by trade, so blocking pairs are to be expected.
 * O(students × (wishes + institutions)) time.
 */
export function tradeInCycles({ market, home, host, institutions, nominated }: Exchange, tolerance: number): Matching {
  const { wishStart, wishPosition, wishRank, capacity } = market;
  const matching: Matching = new Int32Array(applicantsOf(market)).fill(none);
  const left = capacity.slice();
  const nextWish = wishStart.slice(0, -1);
  const nextStudent = nominated.start.slice(0, institutions);
  // Sent less taken, so far; it moves only when a place is given without return.
  const surplus = new Int32Array(institutions);
  const first = (institution: number) => (at(nextStudent, institution) < at(nominated.start, institution + 1) ? at(nominated.students, at(nextStudent, institution)) : none);

  /** The student to whom places without own students are given on; `none` when no home may send more. */
  const receiver = () => {
    let best = none;
    for (let i = 0; i < institutions; i += 1) {
      if (first(i) !== none && at(surplus, i) < tolerance && (best === none || at(surplus, i) < at(surplus, best))) best = i;
    }
    return best === none ? none : first(best);
  };
  let given = receiver();
  /** Who gives a host's places on: the first of its own students, or the receiver of what is given without return. */
  const giver = (institution: number) => {
    const own = first(institution);
    if (own !== none) return own;
    return at(surplus, institution) > -tolerance ? given : none;
  };
  /** The best wish that can still come true; a wish that cannot now never can. */
  const best = (student: number) => {
    const end = at(wishStart, student + 1);
    for (let wish = at(nextWish, student); wish < end; wish += 1) {
      const p = at(wishPosition, wish);
      if (at(wishRank, wish) === none || at(left, p) === 0 || giver(at(host, p)) === none) continue;
      nextWish[student] = wish;
      return wish;
    }
    nextWish[student] = end;
    return none;
  };
  const leave = (student: number) => {
    const from = at(home, student);
    nextStudent[from] = at(nextStudent, from) + 1;
  };

  const onPath = new Int32Array(matching.length).fill(none);
  for (let institution = 0; institution < institutions; institution += 1) {
    for (let start = first(institution); start !== none; start = first(institution)) {
      const path = [start];
      const wishes: number[] = [];
      onPath[start] = 0;
      for (;;) {
        const student = path[path.length - 1] as number; // never empty
        const wish = best(student);
        if (wish === none) {
          leave(student);
          break;
        }
        wishes.push(wish);
        const follower = giver(at(host, at(wishPosition, wish)));
        if (at(onPath, follower) !== none) {
          const cycle = path.slice(at(onPath, follower));
          const granted = wishes.slice(at(onPath, follower));
          for (const [i, wish] of granted.entries()) {
            const student = cycle[i] as number; // as long as granted
            const taking = at(host, at(wishPosition, wish));
            surplus[taking] = at(surplus, taking) - 1;
            surplus[at(home, student)] = at(surplus, at(home, student)) + 1;
            left[at(wishPosition, wish)] = at(left, at(wishPosition, wish)) - 1;
            matching[student] = wish;
          }
          for (const student of cycle) leave(student);
          break;
        }
        onPath[follower] = path.length;
        path.push(follower);
      }
      for (const student of path) onPath[student] = none;
      if (given !== none && first(at(home, given)) !== given) given = receiver();
    }
  }
  return matching;
}

/** Of each institution, how many more it sends than it takes. */
export function imbalanceOf({ market, home, host, institutions }: Exchange, matching: Matching): Int32Array {
  const surplus = new Int32Array(institutions);
  for (let student = 0; student < matching.length; student += 1) {
    const wish = at(matching, student);
    if (wish === none) continue;
    const from = at(home, student);
    const to = at(host, at(market.wishPosition, wish));
    surplus[from] = at(surplus, from) + 1;
    surplus[to] = at(surplus, to) - 1;
  }
  return surplus;
}

/** Each institution's students in the order of a lottery or a nomination: `place` 0 goes first. */
export function nominatedBy(home: Int32Array, institutions: number, place: Int32Array): Exchange['nominated'] {
  const students = Int32Array.from(home.keys()).sort((one, other) => at(home, one) - at(home, other) || at(place, one) - at(place, other));
  const start = new Int32Array(institutions + 1);
  for (const institution of home) start[institution + 1] = at(start, institution + 1) + 1;
  for (let i = 0; i < institutions; i += 1) start[i + 1] = at(start, i + 1) + at(start, i);
  return { start, students };
}
