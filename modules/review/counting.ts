import type { PartyCode } from '#kernel/domain.ts';
import type { Fact } from '#modules/plan/index.ts';
import type { ReviewerRow, ReviewState } from './store.ts';

/** A reviewer and what they did. */
export type Worked = { readonly party: PartyCode; /** Sheets that were handed in. */ readonly sheets: number; readonly hours: number | null };

/**
 * What a review that is over counts for its initiative, in the month in which it was concluded: the panel and what it judged for the party whose office ran it,
 * people and hours for the parties that they came from. Nobody is named, and nothing is counted before the end.
 */
export function factsOf({ party, concludedOn, items, reviewers }: { readonly party: PartyCode; readonly concludedOn: string; readonly items: number; readonly reviewers: readonly Worked[] }): Fact[] {
  const period = concludedOn.slice(0, 7);
  const worked = reviewers.filter(({ sheets }) => sheets > 0);
  const byParty = [...Map.groupBy(worked, (reviewer) => reviewer.party)].toSorted(([one], [other]) => one.localeCompare(other));
  return [
    { measure: '评审组', value: 1, unit: '个', period, party },
    { measure: '评审对象', value: items, unit: '项', period, party },
    ...byParty.map(([from, people]) => ({ measure: '评审人', value: people.length, unit: '人次', period, party: from })),
    ...byParty.map(([from, people]) => ({ measure: '评审工时', value: people.reduce((sum, { hours }) => sum + (hours ?? 0), 0), unit: '小时', period, party: from })).filter(({ value }) => value > 0),
  ];
}

/** How somebody's duty stands: `undefined` while nobody has asked them, `null` while it lasts. Whoever has handed something in has done it, also when they left before the end. */
export function dutyOf(review: ReviewState, reviewer: ReviewerRow['state'], sheets: number): 'done' | 'declined' | 'withdrawn' | null | undefined {
  if (reviewer === 'listed') return undefined;
  if (review === 'concluded' && sheets > 0) return 'done';
  if (reviewer === 'declined') return 'declined';
  return reviewer === 'removed' || review === 'withdrawn' || review === 'concluded' ? 'withdrawn' : null;
}
