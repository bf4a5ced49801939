import type { Summary } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';

/** What a matching comes to, in numbers only. */
export type MatchingSummary = Summary & { readonly applicants: number; readonly blockingPairs: number; /** How well those who got a place fit with it, on average; where people declare what they look for. */ readonly fit?: number; readonly institutions: readonly InstitutionBalance[] };
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
