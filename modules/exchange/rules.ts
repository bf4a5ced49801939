import type { Summary } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { OutcomeReason } from './store.ts';

/** What a matching comes to, in numbers only. */
export type MatchingSummary = Summary & { readonly applicants: number; readonly blockingPairs: number; readonly institutions: readonly InstitutionBalance[] };
export type InstitutionBalance = { readonly institutionId: string; readonly name: string; readonly party: PartyCode; readonly sends: number; readonly takes: number };

/** The balance of the parties out of that of their institutions. */
export function balanceByParty(institutions: readonly Pick<InstitutionBalance, 'party' | 'sends' | 'takes'>[]): { party: PartyCode; sends: number; takes: number }[] {
  const parties = Map.groupBy(institutions, ({ party }) => party);
  const sum = (of: readonly InstitutionNumbers[], what: 'sends' | 'takes') => of.reduce((total, row) => total + row[what], 0);
  return [...parties].map(([party, of]) => ({ party, sends: sum(of, 'sends'), takes: sum(of, 'takes') })).toSorted((one, other) => one.party.localeCompare(other.party));
}

type InstitutionNumbers = Pick<InstitutionBalance, 'sends' | 'takes'>;

/** The dates of a scheme must follow each other. */
export function datesFollow({ applyUntil, answerUntil, startsOn, endsOn }: { applyUntil: string; answerUntil: string; startsOn: string; endsOn: string }): boolean {
  return applyUntil < answerUntil && answerUntil < startsOn && startsOn < endsOn;
}

/** A wish as it stands when the matching is made: `open` while its post is offered. */
export type AskedWish = { readonly offerId: string; readonly title: string; readonly open: boolean };

/**
 * Which wish came true, counted from 1 as the person listed them (0 for none), and of each wish above it why not: by the matching's own reason,
 * or because the post was withdrawn, or because a team could not have it any more.
 */
export function outcomeOf(asked: readonly AskedWish[], reasons: ReadonlyMap<string, OutcomeReason>, offer: string | null): { wish: number; refused: { offer: string; reason: OutcomeReason }[] } {
  const place = asked.findIndex(({ offerId }) => offerId === offer);
  return { wish: place + 1, refused: asked.slice(0, place === -1 ? undefined : place).map(({ offerId, title, open }) => ({ offer: title, reason: reasons.get(offerId) ?? { kind: open ? 'team' : 'withdrawn' } })) };
}
