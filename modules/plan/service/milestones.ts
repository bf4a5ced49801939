import { type PartyCode, partyNames } from '#kernel/domain.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { storeFacts } from '../facts.ts';
import { milestoneLifecycle, reportTask } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { dependencyCycle } from '../rules.ts';
import { loadDependencies, loadInstitutionParties, lockDependencies, tables, type ItemInPlan, type MilestoneRow } from '../store.ts';
import { checkInPlan, loadOpenItem } from './initiatives.ts';

export type NewMilestone = {
  title: string;
  deliverable?: string | undefined;
  startsOn: string;
  dueOn: string;
  /** The owner: the lead or a partner of the initiative. */
  party: PartyCode;
  institutionId?: string | null | undefined;
  dependsOn: readonly string[];
};

/** Plans a milestone of an initiative, and gives its owner the task of finishing it. */
export async function addMilestone(platform: Platform, actor: Actor, itemId: string, { dependsOn, ...milestone }: NewMilestone): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const item = await loadOpenItem(tx, itemId);
    checkPlanner(item, actor, milestone.party);
    await checkMilestone(tx, item, milestone);
    const row = await tables(tx)
      .insertInto('plan.milestone')
      .values({ itemId, visibility: item.visibility, ...milestone, deliverable: milestone.deliverable ?? null, institutionId: milestone.institutionId ?? null })
      .returningAll()
      .executeTakeFirstOrThrow();
    await storeDependencies(tx, item.planId, row.id, [], dependsOn);
    await recordMilestone(tx, 'add', row, { ...milestone, dependsOn: [...dependsOn] });
    await closeTasks(tx, { type: 'plan.initiative', id: itemId }, 'plan.initiative/plan');
    await openTask(tx, { ...reportTask(row, item.code), subject: { type: 'plan.milestone', id: row.id } });
    return { id: row.id };
  });
}

/** Changes what a milestone is, when it is due, who owns it and what it depends on. */
export async function changeMilestone(platform: Platform, actor: Actor, id: string, { version, dependsOn, ...milestone }: NewMilestone & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadMilestone(tx, id);
    const item = await loadOpenItem(tx, before.itemId);
    checkPlanner(item, actor, before.party);
    await checkMilestone(tx, item, milestone);
    const after = await changeRecord<MilestoneRow>(tx, {
      table: 'plan.milestone', id, version,
      values: { ...milestone, deliverable: milestone.deliverable ?? null, institutionId: milestone.institutionId ?? null },
    });
    const known = await tables(tx).selectFrom('plan.dependency').select('dependsOnId').where('milestoneId', '=', id).execute();
    await storeDependencies(tx, item.planId, id, known.map((row) => row.dependsOnId), dependsOn);
    if (after.party !== before.party) await countMilestone(tx, after);
    const { title, deliverable, startsOn, dueOn, party, institutionId } = before;
    await recordMilestone(tx, 'change', after, { ...milestone, dependsOn: [...dependsOn], before: { title, deliverable, startsOn, dueOn, party, institutionId } });
    const subject = { type: 'plan.milestone', id };
    await closeTasks(tx, subject, 'plan.milestone/finish');
    if (after.state === 'planned' || after.state === 'underway') await openTask(tx, { ...reportTask(after, item.code), subject });
  });
}

/** Moves a milestone along its lifecycle; one that is done counts as a fact of its initiative, one reopened no longer does. */
export async function moveMilestone(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadMilestone(tx, request.id);
    const item = await loadOpenItem(tx, before.itemId);
    if (typeof request.fields?.['doneOn'] === 'string') checkInPlan(item, request.fields['doneOn'], '/fields/doneOn');
    const after = await move<MilestoneRow, string, string>(tx, milestoneLifecycle, request);
    await countMilestone(tx, after);
  });
}

/** The measure under which finished milestones count. */
export const doneMeasure = '完成节点';

async function countMilestone(tx: Tx, { id, itemId, party, doneOn }: MilestoneRow): Promise<void> {
  const facts = doneOn === null ? [] : [{ measure: doneMeasure, value: 1, unit: '个', period: doneOn.slice(0, 7), party }];
  await storeFacts(tx, { itemId, mechanism: 'plan', subject: { type: 'plan.milestone', id }, facts });
}

async function storeDependencies(tx: Tx, planId: string, id: string, known: readonly string[], wanted: readonly string[]): Promise<void> {
  const added = [...new Set(wanted)].filter((other) => !known.includes(other));
  const removed = known.filter((other) => !wanted.includes(other));
  if (removed.length > 0) {
    await tables(tx).deleteFrom('plan.dependency').where('milestoneId', '=', id).where('dependsOnId', 'in', removed).execute();
  }
  if (added.length === 0) return;
  await lockDependencies(tx, planId);
  const titles = await loadTitles(tx, planId);
  if (added.some((other) => !titles.has(other))) throw refuse(refusals.otherPlan, {}, { field: '/dependsOn' });
  const dependencies = await loadDependencies(tx, planId);
  for (const other of added) {
    const cycle = other === id ? [id, id] : dependencyCycle(dependencies, id, other);
    if (cycle !== undefined) {
      const path = cycle.map((step) => titles.get(step) ?? step).join(' → ');
      throw refuse(refusals.dependencyCycle, { path }, { field: '/dependsOn', details: { cycle } });
    }
    dependencies.push({ milestoneId: id, dependsOnId: other });
  }
  await tables(tx).insertInto('plan.dependency').values(added.map((dependsOnId) => ({ milestoneId: id, dependsOnId }))).execute();
}

async function loadTitles(tx: Tx, planId: string): Promise<Map<string, string>> {
  const rows = await tables(tx)
    .selectFrom('plan.milestone as m').innerJoin('plan.item as i', 'i.id', 'm.itemId')
    .where('i.planId', '=', planId).select(['m.id', 'm.title']).execute();
  return new Map(rows.map((row) => [row.id, row.title]));
}

export async function loadMilestone(tx: Tx, id: string): Promise<MilestoneRow> {
  const milestone = await tables(tx).selectFrom('plan.milestone').selectAll().where('id', '=', id).executeTakeFirst();
  if (milestone === undefined) throw refuse(commonRefusals.notFound);
  return milestone;
}

/** The lead plans every milestone; a partner its own. */
function checkPlanner(item: ItemInPlan, actor: Actor, owner: PartyCode): void {
  if (item.lead === null) throw refuse(refusals.noLead);
  const mayPlan = actor.role === 'party_officer' && (actor.party === item.lead || actor.party === owner);
  if (!mayPlan) throw refuse(commonRefusals.notAllowed);
}

async function checkMilestone(tx: Tx, item: ItemInPlan, { startsOn, dueOn, party, institutionId }: Omit<NewMilestone, 'dependsOn'>): Promise<void> {
  checkInPlan(item, startsOn, '/startsOn');
  checkInPlan(item, dueOn, '/dueOn');
  if (dueOn < startsOn) throw refuse(refusals.datesReversed, {}, { field: '/dueOn' });
  if (party !== item.lead && !item.partners.includes(party)) throw refuse(refusals.ownerNotTakingPart, { party: partyNames[party] }, { field: '/party' });
  if (institutionId === undefined || institutionId === null) return;
  const parties = await loadInstitutionParties(tx, [institutionId]);
  if (parties.get(institutionId) !== party) throw refuse(refusals.institutionOfOtherParty, { party: partyNames[party] }, { field: '/institutionId' });
}

async function recordMilestone(tx: Tx, act: string, milestone: MilestoneRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, {
    act: `plan.milestone/${act}`,
    subject: { type: 'plan.milestone', id: milestone.id, title: milestone.title },
    initiativeId: milestone.itemId,
    changes,
    access: { visibility: milestone.visibility, party: milestone.party, organizationId: milestone.institutionId ?? undefined },
  });
}
