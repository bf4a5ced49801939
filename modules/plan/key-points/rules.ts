import type { PartyCode } from '#kernel/domain.ts';
import { elapsedShare, toleratedLag, type Status } from '../rules.ts';

/** What a point must say before the four are asked to agree to it. */
export const pointParts = ['text', 'aim', 'deliverable', 'lead', 'dueOn', 'milestone'] as const;
export type PointPart = (typeof pointParts)[number];

/** A point of the working text, as its rules see it. */
export type PointFacts = {
  readonly text: string;
  readonly measure: string | null;
  readonly target: number | null;
  readonly unit: string | null;
  readonly deliverable: string | null;
  readonly lead: PartyCode | null;
  readonly dueOn: string | null;
  readonly milestoneId: string | null;
};

/** What is still missing of a point, in the order in which a page asks for it. */
export function gapsOf({ text, measure, target, unit, deliverable, lead, dueOn, milestoneId }: PointFacts): PointPart[] {
  const said: Readonly<Record<PointPart, boolean>> = {
    text: text.trim() !== '',
    aim: measure !== null && target !== null && unit !== null,
    deliverable: deliverable !== null,
    lead: lead !== null,
    dueOn: dueOn !== null,
    milestone: milestoneId !== null,
  };
  return pointParts.filter((part) => !said[part]);
}

/** What the plan already has of an initiative, to begin a point of `year` with. */
export type InitiativeSoFar = {
  readonly title: string;
  readonly text: string;
  readonly lead: PartyCode | null;
  readonly partners: readonly PartyCode[];
  readonly planStartsOn: string;
  readonly aims: readonly { readonly measure: string; readonly unit: string; readonly target: number; readonly targetOn: string }[];
  /** Those that are not dropped. */
  readonly milestones: readonly { readonly id: string; readonly title: string; readonly deliverable: string | null; readonly dueOn: string }[];
};

export type ProposedPoint = PointFacts & { readonly heading: string; readonly partners: readonly PartyCode[] };

/**
 * A point to begin with: the year's milestones in a sentence, the last of them as the one that shows it,
 * and the aim that is due in the year or, of an aim that is due later, an even share of it (rounded up).
 */
export function proposedPoint({ title, text, lead, partners, planStartsOn, aims, milestones }: InitiativeSoFar, year: number): ProposedPoint {
  const due = milestones.filter(({ dueOn }) => yearOf(dueOn) === year).toSorted((a, b) => a.dueOn.localeCompare(b.dueOn));
  const last = due.at(-1);
  const aim = aims.filter(({ targetOn }) => yearOf(targetOn) >= year).toSorted((a, b) => a.targetOn.localeCompare(b.targetOn))[0];
  return {
    heading: title.slice(0, longestHeading),
    text: due.length === 0 ? text.slice(0, longestProposal) : `${due.map((milestone) => `${monthOf(milestone.dueOn)}月底前${milestone.title}`).join('；')}。`,
    measure: aim?.measure ?? null,
    unit: aim?.unit ?? null,
    target: aim === undefined ? null : Math.ceil(aim.target / (yearOf(aim.targetOn) === year ? 1 : yearOf(aim.targetOn) - yearOf(planStartsOn) + 1)),
    deliverable: last?.deliverable ?? null,
    lead,
    partners,
    dueOn: last?.dueOn ?? null,
    milestoneId: last?.id ?? null,
  };
}

const longestProposal = 600;
/** What a heading may be, in the printed document too. */
const longestHeading = 200;

function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

function monthOf(date: string): number {
  return Number(date.slice(5, 7));
}

/** The document's number, as the four print it: one for the year, the next ones for its amendments. */
export function documentNumber(year: number, edition: number): string {
  return `长三角教要〔${year}〕${edition}号`;
}

/** True when `asked` names every one of `present` once: an order of them. */
export function isOrderOf(present: readonly string[], asked: readonly string[]): boolean {
  const left = new Set(present);
  return asked.length === present.length && asked.every((id) => left.delete(id));
}

/** What is said to a comment. */
export const verdicts = ['taken', 'partly', 'declined'] as const;
export type Verdict = (typeof verdicts)[number];

export type CommentFacts = { readonly party: PartyCode; readonly verdict: Verdict | null; readonly withdrawnAt: string | null };

/** How far the comments are answered; those that were withdrawn ask for nothing. */
export function commentProgress(comments: readonly CommentFacts[]): { total: number; answered: number } {
  const standing = comments.filter(({ withdrawnAt }) => withdrawnAt === null);
  return { total: standing.length, answered: standing.filter(({ verdict }) => verdict !== null).length };
}

/** What a review looks at of one point. */
export type PointProgress = {
  readonly target: number | null;
  /** The facts of the year in the point's measure and unit. */
  readonly reached: number;
  readonly dueOn: string | null;
  /** Where the milestone stands (`milestoneStatuses`); `undefined` when there is none, or none that may be seen. */
  readonly milestone: Status | undefined;
};

/**
 * How a point stands on `today`, the stated rule of the reviews:
 * - `done`: its milestone is done and its aim is reached;
 * - `late`: its day is past and it is not done, or its milestone is late;
 * - `atRisk`: its milestone is, or the share of the aim that was reached lags behind the share of the year that has passed by more than 20 points;
 * - `onTrack`: otherwise; `notPlanned` when nothing is known to judge it by.
 */
export function pointStatus({ target, reached, dueOn, milestone }: PointProgress, year: number, today: Temporal.PlainDate): Status {
  if (target === null && milestone === undefined) return 'notPlanned';
  const whole = target === null || reached >= target;
  if (whole && milestone === 'done') return 'done';
  if (milestone === 'late' || (dueOn !== null && dueOn < today.toString())) return 'late';
  const lag = target === null ? 0 : (elapsedShare({ startsOn: `${year}-01-01`, dueOn: dueOn ?? `${year}-12-31` }, today) - reached / target) * 100;
  return milestone === 'atRisk' || lag > toleratedLag ? 'atRisk' : 'onTrack';
}

/** How many points stand in which way. */
export function countStatuses(statuses: readonly Status[]): Record<Status, number> {
  const counts: Record<Status, number> = { notPlanned: 0, onTrack: 0, atRisk: 0, late: 0, done: 0 };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
