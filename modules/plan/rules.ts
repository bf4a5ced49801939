import { partyCodes, type PartyCode } from '#kernel/domain.ts';

/** How a milestone or an initiative stands on a day. */
export type Status = 'notPlanned' | 'onTrack' | 'atRisk' | 'late' | 'done';

export type MilestoneFacts = {
  readonly id: string;
  readonly state: 'planned' | 'underway' | 'done' | 'dropped';
  readonly startsOn: string;
  readonly dueOn: string;
  /** As last reported, 0 to 100. */
  readonly percent: number;
  /** The milestones that must be done before this one. */
  readonly dependsOn: readonly string[];
};

/** A milestone is at risk when its progress lags behind the share of its time that has passed by more than this (percentage points). */
export const toleratedLag = 20;

/**
 * How each milestone stands on `today`, by id:
 * - `done`: it is done (or dropped, and asks for nothing more);
 * - `late`: its due date is past;
 * - `atRisk`: a milestone that it depends on is late, or is not done although this one should have begun,
 *   or its reported progress lags behind the elapsed share of its time by more than 20 points;
 * - `onTrack`: otherwise.
 */
export function milestoneStatuses(milestones: readonly MilestoneFacts[], today: Temporal.PlainDate): Map<string, Status> {
  const byId = new Map(milestones.map((milestone) => [milestone.id, milestone]));
  const day = today.toString();
  const isLate = (milestone: MilestoneFacts) => isOpen(milestone) && milestone.dueOn < day;
  const isHeldUp = (milestone: MilestoneFacts) =>
    milestone.dependsOn.some((id) => {
      const before = byId.get(id);
      return before !== undefined && isOpen(before) && (isLate(before) || milestone.startsOn <= day);
    });
  return new Map(
    milestones.map((milestone) => {
      if (!isOpen(milestone)) return [milestone.id, 'done'];
      if (isLate(milestone)) return [milestone.id, 'late'];
      const lags = elapsedShare(milestone, today) * 100 - milestone.percent > toleratedLag;
      return [milestone.id, lags || isHeldUp(milestone) ? 'atRisk' : 'onTrack'];
    }),
  );
}

/** The share of a milestone's time that has passed on `today`, 0 to 1. */
export function elapsedShare({ startsOn, dueOn }: { startsOn: string; dueOn: string }, today: Temporal.PlainDate): number {
  const start = dayNumber(startsOn);
  return Math.min(1, Math.max(0, (dayNumber(today.toString()) - start) / (dayNumber(dueOn) - start + 1)));
}

function dayNumber(date: string): number {
  return Date.parse(date) / 86_400_000; // a date alone is read as UTC, where each day is as long
}

/** The milestones that somebody must act on: late first, then at risk, the longest due before the others. */
export function lateMilestones<M extends { readonly status: Status; readonly dueOn: string }>(milestones: readonly M[]): M[] {
  return milestones.filter(({ status }) => status === 'late' || status === 'atRisk').toSorted((a, b) => Number(b.status === 'late') - Number(a.status === 'late') || a.dueOn.localeCompare(b.dueOn));
}

/** An initiative stands as its worst milestone does; without milestones it is not planned yet. Dropped milestones do not count. */
export function itemStatus(statuses: readonly Status[]): Status {
  if (statuses.length === 0) return 'notPlanned';
  for (const status of ['late', 'atRisk', 'onTrack'] as const) if (statuses.includes(status)) return status;
  return 'done';
}

/** Progress of an initiative, 0 to 1: the mean over its milestones that are not dropped; a done one counts in full. */
export function itemProgress(milestones: readonly Pick<MilestoneFacts, 'state' | 'percent'>[]): number {
  const counted = milestones.filter((milestone) => milestone.state !== 'dropped');
  if (counted.length === 0) return 0;
  return counted.reduce((sum, { state, percent }) => sum + (state === 'done' ? 100 : percent), 0) / counted.length / 100;
}

export type Dependency = { readonly milestoneId: string; readonly dependsOnId: string };

/**
 * The cycle that would close if the milestone `from` came to depend on `on`: the ids along it, beginning and ending with `from`.
 * `undefined` when there is none. Linear in the number of dependencies.
 */
export function dependencyCycle(dependencies: readonly Dependency[], from: string, on: string): string[] | undefined {
  const next = Map.groupBy(dependencies, (dependency) => dependency.milestoneId);
  const cameFrom = new Map<string, string>([[on, from]]);
  const open = [on];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === from) return walkBack(cameFrom, from);
    for (const { dependsOnId } of next.get(id) ?? []) {
      if (cameFrom.has(dependsOnId)) continue;
      cameFrom.set(dependsOnId, id);
      open.push(dependsOnId);
    }
  }
  return undefined;
}

function walkBack(cameFrom: ReadonlyMap<string, string>, from: string): string[] {
  const path = [from];
  let id = cameFrom.get(from);
  while (id !== undefined && id !== from) {
    path.push(id);
    id = cameFrom.get(id);
  }
  return [...path, from].toReversed();
}

/** The parties that review a report of `party`: all who take part in the initiative but its author. */
export function reviewers({ lead, partners }: { lead: PartyCode | null; partners: readonly PartyCode[] }, party: PartyCode): PartyCode[] {
  return partyCodes.filter((code) => code !== party && (code === lead || partners.includes(code)));
}

/** The others have this many days to review a report that was sent in. */
export const reviewDays = 14;

/** What the reviews so far make of a report: returned as soon as one returns it, accepted when all have agreed, open until then. */
export function reviewOutcome(asked: readonly PartyCode[], reviews: readonly { party: PartyCode; verdict: 'agree' | 'return' }[]): 'accepted' | 'returned' | 'open' {
  if (reviews.some(({ verdict }) => verdict === 'return')) return 'returned';
  return asked.every((party) => reviews.some((review) => review.party === party)) ? 'accepted' : 'open';
}

function isOpen({ state }: Pick<MilestoneFacts, 'state'>): boolean {
  return state === 'planned' || state === 'underway';
}
