/** What somebody declares: in which fields, and to what end. */
export type Declared = { readonly fields: readonly string[]; readonly aims: readonly string[] };

/** What a step down the mentee's list, or down the mentor's order, takes off. */
export const stepCost = 10;

/** How well a mentee and a mentor go together; `total` is what the assignment adds up. */
export type Fit = { readonly declared: number; /** The mentor's mark, 0 to 100; null where not everybody has one. */ readonly score: number | null; /** Both counted from 1. */ readonly wish: number; readonly rank: number; readonly total: number };

/** What two people declared, side by side, 0 to 100: half for a field in common, half for the share of the mentee's aims that the mentor declared too. */
export function declaredFit(mentee: Declared, mentor: Declared): number {
  const shared = mentee.aims.filter((aim) => mentor.aims.includes(aim)).length;
  return (mentee.fields.some((field) => mentor.fields.includes(field)) ? 50 : 0) + (mentee.aims.length === 0 ? 0 : Math.round((50 * shared) / mentee.aims.length));
}

/** What was declared and the mentor's mark, less what it costs both to go down their lists. */
export function fitOf({ declared, score, wish, rank }: Omit<Fit, 'total'>): Fit {
  return { declared, score, wish, rank, total: declared + (score ?? 0) - stepCost * (wish - 1 + rank - 1) };
}

/** The marks of a post that count: those of all whom it would take, or none, so that nobody gains by being the only one looked at. */
export function countedScores(priorities: readonly string[], totalOf: (id: string) => number | undefined): ReadonlyMap<string, number> {
  const scored = priorities.flatMap((id): [string, number][] => { const total = totalOf(id); return total === undefined ? [] : [[id, total]]; });
  return new Map(scored.length === priorities.length ? scored : []);
}
