import type { Summary } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Nominator } from './presets.ts';

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

/** Whether somebody in this role nominates: the home itself, its city or district, or its party alone; the party's officer in every case. */
export function mayNominate({ nominatedBy }: { readonly nominatedBy: Nominator }, { role }: { readonly role: string }): boolean {
  return role === 'party_officer' || (nominatedBy === 'institution' && role === 'institution_officer') || (nominatedBy === 'division' && role === 'division_officer');
}

/** The places in an order for so many people, from the first on, past those that others keep. */
export function ranksFor(count: number, kept: readonly number[]): number[] {
  return Array.from({ length: count + kept.length }, (_, i) => i + 1).filter((rank) => !kept.includes(rank)).slice(0, count);
}

/** The balance of the parties were one of them to send or take so many more, as it is shown while a number is being typed. */
export function balanceWith(balance: readonly Pick<InstitutionBalance, 'party' | 'sends' | 'takes'>[], { party, sends = 0, takes = 0 }: { party: PartyCode; sends?: number; takes?: number }): { party: PartyCode; sends: number; takes: number }[] {
  return balanceByParty([...balance, { party, sends, takes }]);
}

/** The usual days of a programme as 'MM-DD', with a '+' before those of the year after the scheme's. */
export type Calendar = { readonly applyUntil: string; readonly answerUntil: string; readonly startsOn: string; readonly endsOn: string };

/** The days of a programme in a year. */
export function datesIn({ applyUntil, answerUntil, startsOn, endsOn }: Calendar, year: number): { applyUntil: string; answerUntil: string; startsOn: string; endsOn: string } {
  const day = (text: string) => (text.startsWith('+') ? `${year + 1}-${text.slice(1)}` : `${year}-${text}`);
  return { applyUntil: day(applyUntil), answerUntil: day(answerUntil), startsOn: day(startsOn), endsOn: day(endsOn) };
}

/** The dates of a scheme must follow each other. */
export function datesFollow({ applyUntil, answerUntil, startsOn, endsOn }: { applyUntil: string; answerUntil: string; startsOn: string; endsOn: string }): boolean {
  return applyUntil < answerUntil && answerUntil < startsOn && startsOn < endsOn;
}
