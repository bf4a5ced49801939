/** A criterion of a programme and what it weighs; the weights of a rubric add up to 100. */
export type Criterion = { readonly key: string; readonly weight: number };

/** One rater's points for somebody, 0 to 100 by criterion. */
export type Points = Readonly<Record<string, number>>;

/** What somebody's points come to: each rater's weighted sum, and the mean over those raters who gave all criteria, to two places; nothing without such a rater. */
export function totalOf(rubric: readonly Criterion[], raters: readonly Points[]): number | undefined {
  const whole = raters.filter((points) => rubric.every(({ key }) => points[key] !== undefined));
  if (whole.length === 0) return undefined;
  // In whole numbers to the end, so that two equal sums are equal.
  const sum = whole.reduce((all, points) => all + rubric.reduce((own, { key, weight }) => own + (points[key] ?? 0) * weight, 0), 0);
  return Math.round(sum / whole.length) / 100;
}

/** An order by score: the highest first, those with the same score together; who has none is not in it. */
export function groupsByScore(candidates: readonly { readonly id: string; readonly total: number | undefined }[]): string[][] {
  const groups = Map.groupBy(candidates.filter(({ total }) => total !== undefined), ({ total }) => total ?? 0);
  return [...groups].toSorted(([one], [other]) => other - one).map(([, of]) => of.map(({ id }) => id));
}

/** Puts a list in an order into groups: neighbours with the same score are equal, everybody else stands alone. */
export function groupEqual(order: readonly string[], totalOfId: (id: string) => number | undefined): string[][] {
  const groups: string[][] = [];
  for (const id of order) {
    const last = groups.at(-1);
    const total = totalOfId(id);
    if (last?.[0] !== undefined && total !== undefined && totalOfId(last[0]) === total) last.push(id);
    else groups.push([id]);
  }
  return groups;
}

/** The slots that somebody may be booked for: times one after the other from a beginning. */
export function slotTimes({ from, minutes, count }: { from: string; minutes: number; count: number }): { from: string; to: string }[] {
  const first = Temporal.Instant.from(from);
  return Array.from({ length: count }, (_, i) => ({ from: first.add({ minutes: i * minutes }).toString(), to: first.add({ minutes: (i + 1) * minutes }).toString() }));
}
