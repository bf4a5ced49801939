import type { PartyCode } from '#kernel/domain.ts';
import type { Ends } from '../presets.ts';

/** A course or a part of the work as the home recognises it: the host's mark as it was given, and what it is at home. */
export type Recognised = { readonly course: string; readonly hostCourse?: string | undefined; readonly hours: number; readonly credits: number; readonly grade: string; readonly homeGrade?: string | undefined };

/** A course at the host that stands for one at home. */
export type Course = { readonly homeCourse: string; readonly homeCredits: number; readonly hostCourse: string; readonly hostCredits: number; readonly hours: number };

/** How the host's marks become the home's: the first line whose mark is reached. */
export type Scale = { readonly host: string; readonly home: string; readonly lines: readonly { readonly atLeast: number; readonly grade: string }[] };

export type AgreementContent = { readonly texts: Readonly<Record<string, string>>; readonly courses: readonly Course[]; readonly scale: Scale | null };

/** Who signs; a guardian only for somebody under age. */
export const signatories = ['person', 'guardian', 'teacher', 'tutor', 'home', 'host'] as const;
export type Signatory = (typeof signatories)[number];

/** What all sign: the words, the days and the names under it. */
export type AgreementTerms = { readonly content: AgreementContent; readonly from: string; readonly to: string; readonly names: Readonly<Partial<Record<Signatory, string>>> };

type Field = { readonly key: string; readonly kind: 'text' | 'longtext' | 'courses' | 'scale'; readonly required: boolean };

/** The first thing that an agreement must say and does not. */
export function missingField<F extends Field>(fields: readonly F[], content: AgreementContent): F | undefined {
  return fields.find(({ key, kind, required }) => required && (kind === 'courses' ? content.courses.length === 0 : kind === 'scale' ? (content.scale?.lines.length ?? 0) === 0 : (content.texts[key] ?? '').trim() === ''));
}

/** What an agreement says, part by part, as one would read it out; so that two of them can be laid side by side. */
export function readOut({ content, from, to, names }: AgreementTerms): Record<string, string> {
  const { texts, courses, scale } = content;
  return {
    days: `${from} – ${to}`,
    ...texts,
    ...(courses.length === 0 ? {} : { courses: courses.map(({ homeCourse, homeCredits, hostCourse, hostCredits, hours }) => `${homeCourse}（${homeCredits}）— ${hostCourse}（${hostCredits}，${hours}）`).join('\n') }),
    ...(scale === null ? {} : { grades: `${scale.host} → ${scale.home}：${scale.lines.map(({ atLeast, grade }) => `≥${atLeast} ${grade}`).join('，')}` }),
    ...Object.fromEntries(Object.entries(names).map(([signatory, name]) => [`signatory.${signatory}`, name])),
  };
}

/** The host's mark on the home's scale; `undefined` where the mark is no number or lies below every line. */
export function convertGrade(scale: Scale | null, mark: string): string | undefined {
  const value = mark.trim() === '' ? Number.NaN : Number(mark);
  if (scale === null || Number.isNaN(value)) return undefined;
  return scale.lines.toSorted((one, other) => other.atLeast - one.atLeast).find(({ atLeast }) => value >= atLeast)?.grade;
}

/** The days of a placement whose agreement came into force on `signedOn`: days before the last signature were none of it. */
export function daysSigned({ from, to, signedOn }: { from: string; to: string; signedOn: string }): { from: string; to: string } | undefined {
  const begins = signedOn > from ? signedOn : from;
  return begins > to ? undefined : { from: begins, to };
}

/** Days from one to the other, both counted. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days + 1;
}

/** The day in the middle, when home and host talk with the person. */
export function middleOf({ from, to }: { from: string; to: string }): string {
  return Temporal.PlainDate.from(from).add({ days: Math.floor(daysBetween(from, to) / 2) }).toString();
}

/** The months ('2027-03') that a time from `from` to `to` (its last day) touches. */
export function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  const last = Temporal.PlainYearMonth.from(to.slice(0, 7));
  for (let month = Temporal.PlainYearMonth.from(from.slice(0, 7)); Temporal.PlainYearMonth.compare(month, last) <= 0; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
}

/** The months that are over on `today` and have no journal: what the alarm is about. The last one is over with the stay. */
export function missingMonths({ from, to, written, today }: { from: string; to: string; written: readonly string[]; today: string }): string[] {
  return monthsOf(from, to).filter((month) => (month < today.slice(0, 7) || to < today) && !written.includes(month));
}

/** From when on a stay may be recorded as completed: on its last day, or three days before the end of one that lasts for months. Whoever leaves earlier ends it early, and says why. */
export function finishesFrom({ from, to }: { from: string; to: string }): string {
  return Temporal.PlainDate.from(to).subtract({ days: Math.min(3, Math.floor(daysBetween(from, to) / 30)) }).toString();
}

/** A time as the database shows it, `[2027-09-01,2028-01-16)`: its first and last day. */
export function daysOfRange(range: string): { from: string; to: string } {
  const [, from = '', after = ''] = /^\[([\d-]+),([\d-]+)\)$/.exec(range) ?? [];
  return { from, to: after === '' ? from : Temporal.PlainDate.from(after).subtract({ days: 1 }).toString() };
}

/** How many of the days from `from` to `to` lie in each month. */
export function daysByMonth(from: string, to: string): { month: string; days: number }[] {
  return monthsOf(from, to).map((month) => {
    const last = Temporal.PlainYearMonth.from(month);
    const ends = `${month}-${String(last.daysInMonth).padStart(2, '0')}`;
    return { month, days: daysBetween(from > `${month}-01` ? from : `${month}-01`, to < ends ? to : ends) };
  });
}

type StayFacts = {
  readonly measure: string; readonly party: PartyCode; /** Where they are. */ readonly toParty: PartyCode; readonly from: string; /** The last day that has been. */ readonly to: string;
  readonly journal: readonly { readonly month: string; readonly hours: number }[];
  readonly recognised: readonly Recognised[]; readonly certifiedOn: string | null;
};

/** What a placement counts for its initiative, from the home's party to the host's: a person in the month of arrival, days in their months, hours as recognised or else by the journal, credits when they were recognised. */
export function factsOf({ measure, party, toParty, from, to, journal, recognised, certifiedOn }: StayFacts): { measure: string; value: number; unit: string; period: string; party: PartyCode; toParty: PartyCode }[] {
  if (from > to) return [];
  const fact = (suffix: string, unit: string) => (value: number, period: string) => ({ measure: `${measure}${suffix}`, value, unit, period, party, toParty });
  const [people, days, hours, credits] = [fact('', '人次'), fact('天数', '天'), fact('学时', '学时'), fact('学分', '学分')];
  const sum = (what: 'hours' | 'credits') => recognised.reduce((total, line) => total + line[what], 0);
  const month = certifiedOn?.slice(0, 7);
  return [
    people(1, from.slice(0, 7)),
    ...daysByMonth(from, to).map((of) => days(of.days, of.month)),
    ...(month !== undefined && sum('hours') > 0 ? [hours(sum('hours'), month)] : journal.filter((entry) => entry.hours > 0).map((entry) => hours(entry.hours, entry.month))),
    ...(month !== undefined && sum('credits') > 0 ? [credits(sum('credits'), month)] : []),
  ];
}

type Grades = readonly { readonly side: string; readonly grade: string; readonly assessedAt: string }[];
type Objections = readonly { readonly side: string; readonly outcome: string | null; readonly grade: string | null }[];

/** How a programme's stays are assessed. */
type Assessed = Pick<Ends, 'assessedBy' | 'objectionDays'>;

/** Until when the person may object: so many days after the last of the assessments that the programme wants of institutions; `undefined` while one is missing. */
export function objectUntil(assessments: Grades, { assessedBy, objectionDays }: Assessed): string | undefined {
  const given = assessedBy.filter((side) => side !== 'person').map((side) => assessments.find((assessment) => assessment.side === side)?.assessedAt);
  if (given.some((at) => at === undefined)) return undefined;
  const last = given.toSorted().at(-1) ?? '';
  return Temporal.Instant.from(last).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().add({ days: objectionDays }).toString();
}

/** What stands in the way of a certificate. Somebody who says nothing more, as one whose account is closed, loses nothing by it: after the time for objections it goes on without them. */
export function obstacleTo({ assessments, objections, noObjection, ends, today }: { assessments: Grades; objections: Objections; noObjection: boolean; ends: Assessed; today: string }): 'notAssessed' | 'objectionOpen' | 'objectionTime' | 'failed' | undefined {
  const until = objectUntil(assessments, ends);
  if (until === undefined) return 'notAssessed';
  const over = today > until;
  if (!over && ends.assessedBy.includes('person') && !assessments.some(({ side }) => side === 'person')) return 'notAssessed';
  if (objections.some(({ outcome }) => outcome === null)) return 'objectionOpen';
  if (!over && !noObjection && objections.length === 0) return 'objectionTime';
  return assessments.some(({ side, grade }) => side !== 'person' && (objections.find((objection) => objection.side === side)?.grade ?? grade) === 'failed') ? 'failed' : undefined;
}

/** The words that differ between two versions of an agreement, field by field. */
export function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): { field: string; before: string; after: string }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => before[field] !== after[field]).map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
}
