import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { tables } from '../../store.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import { isOrderOf, proposedPoint } from '../rules.ts';
import { keyPointsTables, loadChoices, storeOrder, storePoints, type KeyPointsRow, type PointRow } from '../store.ts';
import { findKeyPoints, holdDraft, recordKeyPoints } from './text.ts';

/** As many points as Chinese ordinals number without a hundred; the longest such document known to us has forty. */
export const mostPoints = 99;

/** The plan's initiatives and safeguards to choose from, each with what it already has and the point that this proposes. */
export async function listChoices(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const { planId, year } = await findKeyPoints(tx, id);
    const choices = await loadChoices(tx, planId);
    return choices.map(({ id: itemId, code, kind, title, group, lead, milestones, aims, ...rest }) => ({
      itemId, code, kind, title, group, lead, milestones, proposed: proposedPoint({ ...rest, title, lead, milestones, aims }, year),
    }));
  });
}

/** Adds points for the chosen initiatives, in the order of the plan, each begun with what its initiative already has. */
export async function addPoints(platform: Platform, actor: Actor, id: string, { itemIds }: { itemIds: readonly string[] }): Promise<{ added: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await holdDraft(tx, id);
    const choices = await loadChoices(tx, keyPoints.planId, itemIds);
    if (choices.length !== new Set(itemIds).size) throw refuse(refusals.notOfPlan, {}, { field: '/itemIds' });
    const { count } = await keyPointsTables(tx).selectFrom('plan.point').select((eb) => eb.fn.countAll<number>().as('count')).where('keyPointsId', '=', id).executeTakeFirstOrThrow();
    if (count + choices.length > mostPoints) throw refuse(refusals.tooManyPoints, { most: mostPoints });
    await storePoints(tx, id, choices.map((choice) => ({ itemId: choice.id, ...proposedPoint(choice, keyPoints.year) })));
    await recordKeyPoints(tx, 'add-points', keyPoints, { points: choices.map(({ code }) => code) });
    return { added: choices.length };
  });
}

export type PointText = {
  version: number; heading: string; text: string; measure: string | null; target: number | null; unit: string | null; deliverable: string | null;
  lead: PartyCode | null; partners: readonly PartyCode[]; dueOn: string | null; milestoneId: string | null;
};

/** Changes one point. */
export async function changePoint(platform: Platform, actor: Actor, id: string, { version, ...values }: PointText): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await findPoint(tx, id);
    const keyPoints = await holdDraft(tx, before.keyPointsId);
    await checkPoint(tx, keyPoints, before, values);
    const after = await changeRecord<PointRow>(tx, { table: 'plan.point', id, version, values: { ...values, partners: [...new Set(values.partners)].toSorted() } });
    await recordKeyPoints(tx, 'change-point', keyPoints, { clause: before.clause, ...changed(before, after) }, { initiativeId: before.itemId });
    return { version: after.version };
  });
}

async function checkPoint(tx: Tx, { year }: KeyPointsRow, { itemId }: PointRow, { dueOn, lead, partners, milestoneId }: Omit<PointText, 'version'>): Promise<void> {
  if (dueOn !== null && Number(dueOn.slice(0, 4)) !== year) throw refuse(refusals.outsideYear, { year }, { field: '/dueOn' });
  if (lead !== null && partners.includes(lead)) throw refuse(refusals.leadIsPartner, {}, { field: '/partners' });
  if (milestoneId === null) return;
  const milestone = await tables(tx).selectFrom('plan.milestone').select('state').where('id', '=', milestoneId).where('itemId', '=', itemId).executeTakeFirst();
  if (milestone === undefined || milestone.state === 'dropped') throw refuse(refusals.milestoneElsewhere, {}, { field: '/milestoneId' });
}

const said = ['heading', 'text', 'measure', 'target', 'unit', 'deliverable', 'lead', 'partners', 'dueOn', 'milestoneId'] as const;

/** What a change made different: the fields as they are, and as they were. */
function changed(before: PointRow, after: PointRow) {
  const fields = said.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  const of = (row: PointRow) => Object.fromEntries(fields.map((field) => [field, row[field]]));
  return { fields: of(after), before: of(before) };
}

/** Takes a point out of the working text; the texts that were put forward keep it. */
export async function removePoint(platform: Platform, actor: Actor, id: string, { version }: { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const point = await findPoint(tx, id);
    const keyPoints = await holdDraft(tx, point.keyPointsId);
    const { numDeletedRows } = await keyPointsTables(tx).deleteFrom('plan.point').where('id', '=', id).where('version', '=', version).executeTakeFirst();
    if (numDeletedRows !== 1n) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version }, current: await findPoint(tx, id) } });
    await recordKeyPoints(tx, 'remove-point', keyPoints, { clause: point.clause, heading: point.heading }, { initiativeId: point.itemId });
  });
}

/** Puts the points into another order; whoever orders must know all of them. */
export async function orderPoints(platform: Platform, actor: Actor, id: string, { ids }: { ids: readonly string[] }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await holdDraft(tx, id);
    const present = await keyPointsTables(tx).selectFrom('plan.point').select('id').where('keyPointsId', '=', id).execute();
    if (!isOrderOf(present.map((point) => point.id), ids)) throw refuse(refusals.notTheOrder, {}, { field: '/ids' });
    await storeOrder(tx, id, ids);
    await recordKeyPoints(tx, 'order', keyPoints, { points: [...ids] });
  });
}

async function findPoint(tx: Tx, id: string): Promise<PointRow> {
  const point = await keyPointsTables(tx).selectFrom('plan.point').selectAll().where('id', '=', id).executeTakeFirst();
  if (point === undefined) throw refuse(commonRefusals.notFound);
  return point;
}
