import type { Summary } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';

/** A course or a part of the work as the home recognises it. */
export type Recognised = { readonly course: string; readonly hours: number; readonly credits: number; readonly grade: string };

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

/** The months ('2027-03') that a time from `from` to `to` (its last day) touches. */
export function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  const last = Temporal.PlainYearMonth.from(to.slice(0, 7));
  for (let month = Temporal.PlainYearMonth.from(from.slice(0, 7)); Temporal.PlainYearMonth.compare(month, last) <= 0; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
}

/** The months that are over on `today` and have no journal: what the alarm is about. */
export function missingMonths({ from, to, written, today }: { from: string; to: string; written: readonly string[]; today: string }): string[] {
  return monthsOf(from, to).filter((month) => month < today.slice(0, 7) && !written.includes(month));
}

/** A time as the database shows it, `[2027-09-01,2028-01-16)`: its first and last day. */
export function daysOfRange(range: string): { from: string; to: string } {
  const [, from = '', after = ''] = /^\[([\d-]+),([\d-]+)\)$/.exec(range) ?? [];
  return { from, to: after === '' ? from : Temporal.PlainDate.from(after).subtract({ days: 1 }).toString() };
}

/** What a finished placement counts for its initiative: people, days, hours, and credits where there are any. */
export function factsOf({ measure, from, to, hours, credits, party }: { measure: string; from: string; to: string; hours: number; credits: number; party: PartyCode }): { measure: string; value: number; unit: string; period: string; party: PartyCode }[] {
  const days = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days + 1;
  const period = to.slice(0, 7);
  return [
    { measure, value: 1, unit: '人次', period, party },
    { measure: `${measure}天数`, value: days, unit: '天', period, party },
    ...(hours > 0 ? [{ measure: `${measure}学时`, value: hours, unit: '学时', period, party }] : []),
    ...(credits > 0 ? [{ measure: `${measure}学分`, value: credits, unit: '学分', period, party }] : []),
  ];
}

/** The words that differ between two versions of an agreement, field by field. */
export function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): { field: string; before: string; after: string }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => before[field] !== after[field]).map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
}
