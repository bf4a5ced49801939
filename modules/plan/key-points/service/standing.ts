import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { milestoneStatuses, type Status } from '../../rules.ts';
import { gapsOf, pointStatus } from '../rules.ts';
import { loadPoints, loadUpstream, type KeyPointsRow, type PointDetails } from '../store.ts';

export type ShownPoint = ReturnType<typeof shownPoint>;

/**
 * The points of a document with how each stands on `day`. Of key points that everybody may see, everybody sees the same progress,
 * also while the plan behind them is not published: sums and percentages, nothing of what they are made of.
 */
export async function loadStanding(tx: Tx, keyPoints: Pick<KeyPointsRow, 'id' | 'year' | 'visibility'>, day: Temporal.PlainDate): Promise<ShownPoint[]> {
  return keyPoints.visibility === 'public' ? asSystem(tx, 'plan.keyPoints', (system) => readStanding(system, keyPoints, day)) : readStanding(tx, keyPoints, day);
}

async function readStanding(tx: Tx, keyPoints: Pick<KeyPointsRow, 'id' | 'year'>, day: Temporal.PlainDate): Promise<ShownPoint[]> {
  const points = await loadPoints(tx, keyPoints);
  const milestones = points.flatMap(({ milestone }) => milestone ?? []);
  const statuses = milestoneStatuses([...(await loadUpstream(tx, milestones.map(({ id }) => id))), ...milestones], day);
  return points.map((point) => shownPoint(point, statuses, keyPoints.year, day));
}

function shownPoint(point: PointDetails, statuses: ReadonlyMap<string, Status>, year: number, day: Temporal.PlainDate) {
  const { keyPointsId: _document, measureReached, milestone, ...rest } = point;
  const status = milestone === null ? undefined : statuses.get(milestone.id);
  return {
    ...rest,
    reached: measureReached,
    milestone: milestone === null ? null : { id: milestone.id, title: milestone.title, state: milestone.state, dueOn: milestone.dueOn, doneOn: milestone.doneOn, percent: milestone.percent, status: status ?? 'onTrack' as const },
    gaps: gapsOf(point),
    status: pointStatus({ target: point.target, reached: measureReached, dueOn: point.dueOn, milestone: status }, year, day),
  };
}
