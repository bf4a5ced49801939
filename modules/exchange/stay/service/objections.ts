import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { stayLink } from '../../lifecycle.ts';
import { findScheme } from '../../service/schemes.ts';
import { fieldRulesOf } from '../field-rules.ts';
import { refusals } from '../refusals.ts';
import { objectUntil } from '../rules.ts';
import { duringTables, stayTables, type Grade, type PlacementRow } from '../store.ts';
import { accountOf, asSide, tell } from './during.ts';
import { recordStay } from './stays.ts';

/** The person objects to what home or host assessed, in time; that side answers. */
export async function raiseObjection(platform: Platform, actor: Actor, applicationId: string, { side, text }: { side: 'home' | 'host'; text: string }): Promise<void> {
  await asSide(platform, actor, applicationId, ['person'], async (tx, placement) => {
    if (placement.state !== 'finished') throw refuse(refusals.notUnderway);
    const until = await loadObjectUntil(tx, placement);
    if (until !== undefined && today(platform).toString() > until) throw refuse(refusals.objectionLate, { date: until });
    if (placement.noObjectionAt !== null) throw refuse(refusals.objectedAlready);
    const assessed = await stayTables(tx).selectFrom('exchange.assessment').select('side').where('placementId', '=', placement.id).where('side', '=', side).executeTakeFirst();
    if (assessed === undefined) throw refuse(refusals.notAssessed);
    const known = await duringTables(tx).selectFrom('exchange.objection').select('side').where('placementId', '=', placement.id).where('side', '=', side).executeTakeFirst();
    if (known !== undefined) throw refuse(refusals.objectedAlready);
    await duringTables(tx).insertInto('exchange.objection').values({ placementId: placement.id, side, text, raisedAt: platform.now().toString() }).execute();
    await recordStay(tx, 'object', placement, { side });
    await openTask(tx, {
      kind: `exchange.placement/objection/${side}`, subject: { type: 'exchange.placement', id: placement.id }, link: stayLink(applicationId), to: { role: 'institution_officer', organizationId: side === 'home' ? placement.homeId : placement.hostId },
      title: { zh: `请答复对鉴定的异议：${placement.personName}`, en: `Please answer an objection: ${placement.personName}` },
    });
  });
}

/** The side keeps its assessment, or changes the grade; the first one stays to be read. */
export async function answerObjection(platform: Platform, actor: Actor, applicationId: string, { answer, grade }: { answer: string; grade: Grade | null }): Promise<void> {
  await asSide(platform, actor, applicationId, ['home', 'host'], async (tx, placement, side) => {
    const outcome = grade === null ? 'kept' : 'changed';
    const { numUpdatedRows } = await duringTables(tx).updateTable('exchange.objection').set({ outcome, answer, grade, answeredBy: accountOf(actor), answeredAt: platform.now().toString() })
      .where('placementId', '=', placement.id).where('side', '=', side === 'home' ? 'home' : 'host').where('outcome', 'is', null).executeTakeFirst();
    if (numUpdatedRows !== 1n) throw refuse(refusals.noObjection);
    await recordStay(tx, 'answer-objection', placement, { side, outcome, grade });
    await closeTasks(tx, { type: 'exchange.placement', id: placement.id }, `exchange.placement/objection/${side}`);
    await tell(tx, placement, ['person'], 'objection', { zh: '您对鉴定的异议已答复', en: 'Your objection was answered' });
  });
}

/** The person has read both assessments and does not object; the certificate need not wait. */
export async function waiveObjection(platform: Platform, actor: Actor, applicationId: string): Promise<void> {
  await asSide(platform, actor, applicationId, ['person'], async (tx, placement) => {
    if (placement.state !== 'finished') throw refuse(refusals.notUnderway);
    if ((await loadObjectUntil(tx, placement)) === undefined) throw refuse(refusals.notAssessed);
    await asSystem(tx, 'exchange.objection', (system) => stayTables(system).updateTable('exchange.placement').set({ noObjectionAt: platform.now().toString() }).where('id', '=', placement.id).execute());
    await recordStay(tx, 'waive-objection', placement, {});
    await tell(tx, placement, ['home'], 'objection', { zh: `${placement.personName}对鉴定无异议，可以认定发证`, en: `${placement.personName} does not object; the certificate can be given` });
  });
}

async function loadObjectUntil(tx: Tx, placement: PlacementRow): Promise<string | undefined> {
  const scheme = await findScheme(tx, placement.schemeId);
  const assessments = await stayTables(tx).selectFrom('exchange.assessment').selectAll().where('placementId', '=', placement.id).execute();
  return objectUntil(assessments, fieldRulesOf(scheme.preset).ends);
}
