import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask, type Addressee } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { stayLink } from '../../lifecycle.ts';
import { incidentKinds } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { daysOfRange } from '../rules.ts';
import { duringTables, type IncidentKind, type PlacementRow, type Side } from '../store.ts';
import { sideOf } from './agreements.ts';
import { findPlacement, recordStay } from './stays.ts';

/** The person asks for days off; the host hears of it. */
export async function askLeave(platform: Platform, actor: Actor, applicationId: string, { from, to, reason }: { from: string; to: string; reason: string }): Promise<{ id: string }> {
  return asSide(platform, actor, applicationId, ['person'], async (tx, placement) => {
    if (placement.state !== 'underway') throw refuse(refusals.notUnderway);
    const days = daysOfRange(placement.during);
    if (to < from || from < days.from || to > days.to) throw refuse(refusals.leaveOutside, { from: days.from, to: days.to }, { field: '/from' });
    const { id } = await duringTables(tx).insertInto('exchange.leave').values({ placementId: placement.id, during: sql`daterange(${from}, ${to}, '[]')`, reason }).returning('id').executeTakeFirstOrThrow();
    await recordStay(tx, 'ask-leave', placement, { from, to });
    await openTask(tx, { kind: 'exchange.leave/answer', subject: { type: 'exchange.leave', id }, to: { role: 'institution_officer', organizationId: placement.hostId }, link: stayLink(applicationId), title: { zh: `请答复请假：${placement.personName}（${from} 至 ${to}）`, en: `Leave asked for: ${placement.personName}, ${from} to ${to}` } });
    return { id };
  });
}

/** The host grants the days off, or says why not; person and home hear of it. */
export async function answerLeave(platform: Platform, actor: Actor, applicationId: string, { id, granted, answer }: { id: string; granted: boolean; answer: string | null }): Promise<void> {
  await asSide(platform, actor, applicationId, ['host'], async (tx, placement) => {
    if (!granted && answer === null) throw refuse(refusals.whyNot, {}, { field: '/answer' });
    const { numUpdatedRows } = await duringTables(tx).updateTable('exchange.leave').set({ state: granted ? 'granted' : 'refused', answer, answeredBy: accountOf(actor), answeredAt: platform.now().toString() })
      .where('id', '=', id).where('placementId', '=', placement.id).where('state', '=', 'asked').executeTakeFirst();
    if (numUpdatedRows !== 1n) throw refuse(refusals.leaveAnswered);
    await recordStay(tx, granted ? 'grant-leave' : 'refuse-leave', placement, { leave: id });
    await closeTasks(tx, { type: 'exchange.leave', id });
    await tell(tx, placement, ['person', 'home'], 'leave', granted ? { zh: `请假已准：${placement.personName}`, en: `Leave granted: ${placement.personName}` } : { zh: `请假未准：${placement.personName}`, en: `Leave not granted: ${placement.personName}` });
  });
}

export async function withdrawLeave(platform: Platform, actor: Actor, applicationId: string, id: string): Promise<void> {
  await asSide(platform, actor, applicationId, ['person'], async (tx, placement) => {
    const { numUpdatedRows } = await duringTables(tx).updateTable('exchange.leave').set({ state: 'withdrawn' }).where('id', '=', id).where('placementId', '=', placement.id).where('state', '=', 'asked').executeTakeFirst();
    if (numUpdatedRows !== 1n) throw refuse(refusals.leaveAnswered);
    await recordStay(tx, 'withdraw-leave', placement, { leave: id });
    await closeTasks(tx, { type: 'exchange.leave', id });
  });
}

/** Somebody reports what went wrong: the others and both departments hear of it at once; both institutions have it to settle. */
export async function reportIncident(platform: Platform, actor: Actor, applicationId: string, { kind, happenedOn, text }: { kind: IncidentKind; happenedOn: string; text: string }): Promise<{ id: string }> {
  return asSide(platform, actor, applicationId, ['person', 'home', 'host'], async (tx, placement, side) => {
    if (placement.state !== 'underway' && placement.state !== 'finished') throw refuse(refusals.notUnderway);
    if (happenedOn > today(platform).toString()) throw refuse(refusals.notYet, {}, { field: '/happenedOn' });
    const { id } = await duringTables(tx).insertInto('exchange.incident').values({ placementId: placement.id, kind, happenedOn, text, side }).returning('id').executeTakeFirstOrThrow();
    await recordStay(tx, 'report-incident', placement, { incident: id, kind, side });
    const title = { zh: `突发情况（${incidentKinds[kind].zh}）：${placement.personName}，请立即查看`, en: `Incident (${incidentKinds[kind].en}): ${placement.personName}` };
    for (const organizationId of [placement.homeId, placement.hostId]) await openTask(tx, { kind: 'exchange.incident/settle', subject: { type: 'exchange.incident', id }, to: { role: 'institution_officer', organizationId }, link: stayLink(applicationId), title });
    for (const party of new Set([placement.homeParty, placement.hostParty])) await notify(tx, { kind: 'exchange.incident/reported', subject: { type: 'exchange.placement', id: placement.id }, to: { role: 'party_officer', party }, link: stayLink(applicationId), title });
    if (side !== 'person') await tell(tx, placement, ['person'], 'incident', title);
    return { id };
  });
}

/** What was done about it; with `settled` the institutions close it. */
export async function followUp(platform: Platform, actor: Actor, applicationId: string, { id, text, settled }: { id: string; text: string; settled: boolean }): Promise<void> {
  await asSide(platform, actor, applicationId, ['person', 'home', 'host'], async (tx, placement, side) => {
    const incident = await duringTables(tx).selectFrom('exchange.incident').selectAll().where('id', '=', id).where('placementId', '=', placement.id).executeTakeFirst();
    if (incident === undefined) throw refuse(commonRefusals.notFound);
    if (incident.state === 'settled') throw refuse(refusals.incidentSettled);
    if (settled && side === 'person') throw refuse(commonRefusals.notAllowed);
    await duringTables(tx).insertInto('exchange.followUp').values({ incidentId: id, text, side }).execute();
    if (settled) await duringTables(tx).updateTable('exchange.incident').set({ state: 'settled', settledAt: platform.now().toString() }).where('id', '=', id).execute();
    await recordStay(tx, settled ? 'settle-incident' : 'follow-up', placement, { incident: id, side });
    if (settled) await closeTasks(tx, { type: 'exchange.incident', id });
    await tell(tx, placement, (['person', 'home', 'host'] as const).filter((other) => other !== side), 'incident', settled ? { zh: `突发情况已处理完毕：${placement.personName}`, en: `Incident settled: ${placement.personName}` } : { zh: `突发情况有新进展：${placement.personName}`, en: `News of an incident: ${placement.personName}` });
  });
}

/** The talk at half time, as the host writes it down. */
export async function holdTalk(platform: Platform, actor: Actor, applicationId: string, { heldOn, text }: { heldOn: string; text: string }): Promise<void> {
  await asSide(platform, actor, applicationId, ['host'], async (tx, placement) => {
    if (placement.state !== 'underway') throw refuse(refusals.notUnderway);
    const { from } = daysOfRange(placement.during);
    if (heldOn > today(platform).toString() || heldOn < from) throw refuse(refusals.notYet, {}, { field: '/heldOn' });
    const known = await duringTables(tx).selectFrom('exchange.talk').select('placementId').where('placementId', '=', placement.id).executeTakeFirst();
    if (known !== undefined) throw refuse(refusals.talkHeld);
    await duringTables(tx).insertInto('exchange.talk').values({ placementId: placement.id, heldOn, text }).execute();
    await recordStay(tx, 'hold-talk', placement, { heldOn });
    await closeTasks(tx, { type: 'exchange.placement', id: placement.id }, 'exchange.placement/talk');
    await tell(tx, placement, ['person', 'home'], 'talk', { zh: `期中谈话已记录：${placement.personName}，本人可补充意见`, en: `The talk at half time is written down: ${placement.personName}` });
  });
}

/** What the person adds to the talk. */
export async function addOwnView(platform: Platform, actor: Actor, applicationId: string, ownView: string): Promise<void> {
  await asSide(platform, actor, applicationId, ['person'], async (tx, placement) => {
    const { numUpdatedRows } = await duringTables(tx).updateTable('exchange.talk').set({ ownView, ownViewAt: platform.now().toString() }).where('placementId', '=', placement.id).where('ownView', 'is', null).executeTakeFirst();
    if (numUpdatedRows !== 1n) throw refuse(refusals.talkHeld);
    await recordStay(tx, 'view-talk', placement, {});
  });
}

/** Does something to a stay as one of its sides. */
export async function asSide<T>(platform: Platform, actor: Actor, applicationId: string, sides: readonly Side[], work: (tx: Tx, placement: PlacementRow, side: Side) => Promise<T>): Promise<T> {
  return inTransaction(platform.database, actor, async (tx) => {
    const placement = await findPlacement(tx, applicationId);
    const side = sideOf(actor, placement);
    if (side === undefined || !sides.includes(side)) throw refuse(commonRefusals.notAllowed);
    return work(tx, placement, side);
  });
}

/** Lets sides of a stay know. */
export async function tell(tx: Tx, placement: PlacementRow, sides: readonly Side[], kind: string, title: Text): Promise<void> {
  const to: Record<Side, Addressee> = { person: { personId: placement.personId }, home: { role: 'institution_officer', organizationId: placement.homeId }, host: { role: 'institution_officer', organizationId: placement.hostId } };
  for (const side of sides) await notify(tx, { kind: `exchange.placement/${kind}`, subject: { type: 'exchange.placement', id: placement.id }, to: to[side], link: stayLink(placement.applicationId), title });
}

export function accountOf(actor: Actor): string | null {
  return isPerson(actor) ? actor.accountId : null;
}
