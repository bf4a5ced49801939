import type { PartyCode } from '#kernel/domain.ts';

/** A course or a part of the work as the home recognises it: the host's mark as it was given, and what it is at home. */
export type Recognised = { readonly course: string; readonly hostCourse?: string; readonly hours: number; readonly credits: number; readonly grade: string; readonly homeGrade?: string };

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

/** How many of these days (first and last count) lie in the `years` before `today`, today with them; times that overlap count once. */
export function daysWithin(times: readonly { readonly from: string; readonly to: string }[], { today, years }: { today: string; years: number }): number {
  const first = Temporal.PlainDate.from(today).subtract({ years }).add({ days: 1 }).toString();
  let counted = 0;
  let after = first;
  for (const { from, to } of times.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const begins = from > after ? from : after;
    const ends = to < today ? to : today;
    if (begins > ends) continue;
    counted += daysBetween(begins, ends);
    after = Temporal.PlainDate.from(ends).add({ days: 1 }).toString();
  }
  return counted;
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
