import { type PartyCode, type Mechanism, partyNames } from '#kernel/domain.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { readOnce } from '#kernel/database/read-once.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { milestoneLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { itemProgress, itemStatus, milestoneStatuses, type MilestoneFacts } from '../rules.ts';
import {
  itemQuery, loadInstitutionParties, loadItemInPlan, storePartners, tables,
  type AimRow, type ItemInPlan, type ItemRow, type MilestoneRow,
} from '../store.ts';

/** One initiative with its aims, milestones, how each stands today, and what this actor may do. */
export async function showInitiative(platform: Platform, actor: Actor, id: string) {
  const [item] = await readOnce(platform.database, actor, itemQuery(id));
  if (item === undefined) throw refuse(commonRefusals.notFound);
  const { upstream, preparedBy, spanStart, spanEnd, ...shown } = item;
  const statuses = milestoneStatuses([...item.milestones, ...upstream], today(platform));
  return {
    ...shown,
    span: { start: spanStart, end: spanEnd },
    status: itemStatus(item.milestones.filter((milestone) => milestone.state !== 'dropped').map((milestone) => statuses.get(milestone.id) ?? 'onTrack')),
    progress: itemProgress(item.milestones),
    milestones: item.milestones.map((milestone) => ({
      ...milestone,
      status: statuses.get(milestone.id) ?? 'onTrack',
      lifecycle: viewLifecycle(milestoneLifecycle, { ...milestone, visibility: item.visibility, createdAt: '' }, actor),
    })),
    upstream: upstream.map((milestone) => ({ id: milestone.id, title: milestone.title, itemId: milestone.itemId, itemCode: milestone.itemCode, status: statuses.get(milestone.id) ?? 'onTrack' })),
    may: {
      assign: actor.role === 'party_officer' && actor.party === preparedBy,
      plan: actor.role === 'party_officer' && (actor.party === item.lead || item.partners.some((partner) => partner.party === actor.party)),
      aim: actor.role === 'party_officer' && actor.party === item.lead,
    },
  };
}

export type Assignment = {
  version: number;
  lead: PartyCode | null;
  leadInstitutionId: string | null;
  partners: readonly { party: PartyCode; institutionId: string | null }[];
  mechanisms: readonly Mechanism[];
};

/** Says who leads an initiative, who takes part, and on which mechanisms it runs; tells a new lead what is theirs to do. */
export async function assignInitiative(platform: Platform, actor: Actor, id: string, assignment: Assignment): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const item = await loadOpenItem(tx, id);
    if (actor.role !== 'party_officer' || actor.party !== item.preparedBy) throw refuse(commonRefusals.notAllowed);
    await checkAssignment(tx, assignment);
    const after = await changeRecord<ItemRow>(tx, {
      table: 'plan.item',
      id,
      version: assignment.version,
      values: {
        lead: assignment.lead,
        leadInstitutionId: assignment.leadInstitutionId,
        mechanisms: assignment.mechanisms,
        confirmedAt: item.confirmedAt ?? platform.now().toString(),
      },
    });
    await storePartners(tx, after, assignment.partners);
    await recordInitiative(tx, 'assign', after, {
      lead: assignment.lead,
      leadInstitutionId: assignment.leadInstitutionId,
      partners: assignment.partners.map(({ party, institutionId }) => ({ party, institutionId })),
      mechanisms: [...assignment.mechanisms],
      before: { lead: item.lead, partners: item.partners, mechanisms: item.mechanisms },
    });
    if (assignment.lead === item.lead) return;
    await closeTasks(tx, { type: 'plan.initiative', id }, 'plan.initiative/plan');
    if (assignment.lead === null) return;
    await openTask(tx, {
      kind: 'plan.initiative/plan',
      subject: { type: 'plan.initiative', id },
      to: { role: 'party_officer', party: assignment.lead },
      title: { zh: `为${item.code}“${item.title}”设定目标和节点`, en: `Set aims and milestones for ${item.code}` },
      link: `/workspace/plan/initiatives/${id}`,
    });
  });
}

async function checkAssignment(tx: Tx, { lead, leadInstitutionId, partners }: Assignment): Promise<void> {
  const leadWithoutInstitution = partners.find(({ party, institutionId }) => party === lead && institutionId === null);
  if (leadWithoutInstitution !== undefined) throw refuse(refusals.leadAsPartner, { party: partyNames[leadWithoutInstitution.party] }, { field: '/partners' });
  if (lead === null && leadInstitutionId !== null) throw refuse(refusals.noLead, {}, { field: '/leadInstitutionId' });
  const named = [
    ...(lead !== null && leadInstitutionId !== null ? [{ party: lead, id: leadInstitutionId, field: '/leadInstitutionId' }] : []),
    ...partners.flatMap(({ party, institutionId }, i) => (institutionId === null ? [] : [{ party, id: institutionId, field: `/partners/${i}/institutionId` }])),
  ];
  const parties = await loadInstitutionParties(tx, named.map(({ id }) => id));
  for (const { party, id, field } of named) {
    if (parties.get(id) !== party) throw refuse(refusals.institutionOfOtherParty, { party: partyNames[party] }, { field });
  }
}

export type NewAim = { measure: string; unit: string; target: number; targetOn: string; note?: string | undefined };

/** Sets an aim in numbers: facts of its measure and unit will count towards it. */
export async function addAim(platform: Platform, actor: Actor, itemId: string, aim: NewAim): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const item = await loadOpenItem(tx, itemId);
    checkLead(item, actor);
    checkInPlan(item, aim.targetOn, '/targetOn');
    const { id } = await tables(tx)
      .insertInto('plan.aim')
      .values({ itemId, party: actor.party, visibility: item.visibility, ...aim, note: aim.note ?? null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await recordInitiative(tx, 'add-aim', item, { aim: { ...aim, id } });
    return { id };
  });
}

export async function changeAim(platform: Platform, actor: Actor, id: string, { version, ...aim }: NewAim & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadAim(tx, id);
    const item = await loadOpenItem(tx, before.itemId);
    checkLead(item, actor);
    checkInPlan(item, aim.targetOn, '/targetOn');
    await changeRecord<AimRow>(tx, { table: 'plan.aim', id, version, values: { ...aim, note: aim.note ?? null } });
    const { measure, unit, target, targetOn, note } = before;
    await recordInitiative(tx, 'change-aim', item, { aim: { ...aim, id }, before: { measure, unit, target, targetOn, note } });
  });
}

/** Takes an aim back, with a reason; what counted towards it stays. */
export async function withdrawAim(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadAim(tx, id);
    const item = await loadOpenItem(tx, before.itemId);
    checkLead(item, actor);
    await changeRecord<AimRow>(tx, { table: 'plan.aim', id, version, values: { withdrawnAt: platform.now().toString() } });
    await recordInitiative(tx, 'withdraw-aim', item, { aim: { id, measure: before.measure } }, reason);
  });
}

async function loadAim(tx: Tx, id: string): Promise<AimRow> {
  const aim = await tables(tx).selectFrom('plan.aim').selectAll().where('id', '=', id).where('withdrawnAt', 'is', null).executeTakeFirst();
  if (aim === undefined) throw refuse(commonRefusals.notFound);
  return aim;
}

/** An initiative or safeguard of a plan that is still open to changes; refused otherwise. */
export async function loadOpenItem(tx: Tx, id: string): Promise<ItemInPlan> {
  const item = await loadItemInPlan(tx, id);
  if (item === undefined) throw refuse(commonRefusals.notFound);
  if (item.kind !== 'initiative' && item.kind !== 'safeguard') throw refuse(refusals.notAnInitiative, { code: item.code });
  if (item.planState !== 'draft' && item.planState !== 'underway') throw refuse(refusals.planNotOpen);
  return item;
}

export function checkInPlan(item: ItemInPlan, date: string, field: string): void {
  if (date < item.planStartsOn || date > item.planEndsOn) throw refuse(refusals.outsidePlan, { from: item.planStartsOn, to: item.planEndsOn }, { field });
}

function checkLead(item: ItemInPlan, actor: Actor): asserts actor is Actor & { role: 'party_officer'; party: PartyCode } {
  if (item.lead === null) throw refuse(refusals.noLead);
  if (actor.role !== 'party_officer' || actor.party !== item.lead) throw refuse(commonRefusals.notAllowed);
}

async function recordInitiative(tx: Tx, act: string, item: ItemRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, {
    act: `plan.initiative/${act}`,
    subject: { type: 'plan.initiative', id: item.id, title: item.title },
    initiativeId: item.id,
    reason,
    changes,
    access: { visibility: item.visibility, party: item.lead ?? item.preparedBy },
  });
}

/** What of a stored milestone the rules need. */
export function factsOf({ id, state, startsOn, dueOn, percent }: MilestoneRow, dependsOn: readonly string[]): MilestoneFacts {
  return { id, state, startsOn, dueOn, percent, dependsOn };
}
