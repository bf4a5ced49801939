import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { applyLink, schemeLink } from '../lifecycle.ts';
import { findOffer, recordOffer } from '../service/offers.ts';
import { findScheme } from '../service/schemes.ts';
import { refusals } from './refusals.ts';
import { slotTimes } from './rules.ts';
import { loadSlots, orderingTables, type SlotRow, type SlotView } from './store.ts';

/** The interview slots of an offer: a host sees all, an applicant those that are free and their own. */
export async function listSlots(platform: Platform, actor: Actor, offerId: string): Promise<SlotView[]> {
  return inTransaction(platform.database, actor, (tx) => loadSlots(tx, { offerId }));
}

/** The slots that an applicant may choose from in a scheme, and those that they have. */
export async function listOwnSlots(platform: Platform, actor: Actor, schemeId: string): Promise<SlotView[]> {
  if (!isPerson(actor) || actor.role !== 'member') throw refuse(commonRefusals.notAllowed);
  return inTransaction(platform.database, actor, async (tx) => {
    await findScheme(tx, schemeId);
    return loadSlots(tx, { schemeId });
  });
}

/** A host offers slots of a panel, one after the other. */
export async function addSlots(platform: Platform, actor: Actor, offerId: string, { panel, room, ...times }: { panel: string; room: string; from: string; minutes: number; count: number }): Promise<void> {
  if (Temporal.Instant.compare(Temporal.Instant.from(times.from), platform.now()) <= 0) throw refuse(refusals.slotPast, {}, { field: '/from' });
  await inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    const slots = slotTimes(times).map(({ from, to }) => ({ offerId, institutionId: offer.institutionId, party: offer.party, panel, room, during: `[${from},${to})` }));
    await named(orderingTables(tx).insertInto('exchange.interviewSlot').values(slots).execute(), { panel });
    await recordOffer(tx, 'add-interviews', offer, { panel, ...times });
  });
}

/** Takes back a slot that nobody has booked. */
export async function removeSlot(platform: Platform, actor: Actor, id: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const slot = await findSlot(tx, id);
    if (slot.applicationId !== null) throw refuse(refusals.slotBooked);
    const { numDeletedRows } = await orderingTables(tx).deleteFrom('exchange.interviewSlot').where('id', '=', id).where('applicationId', 'is', null).executeTakeFirst();
    if (numDeletedRows === 0n) throw refuse(commonRefusals.notAllowed);
    await recordOffer(tx, 'remove-interview', await findOffer(tx, slot.offerId), { slot: id });
  });
}

/** An applicant takes a free slot, or a host gives it to somebody: whoever is first has it. */
export async function bookSlot(platform: Platform, actor: Actor, id: string, applicationId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const slot = await findSlot(tx, id);
    if (slot.applicationId !== null) throw refuse(refusals.slotTaken);
    const { rows: [application] } = await sql<{ personId: string; schemeId: string; homeId: string }>`select person_id, scheme_id, home_id from exchange.application where id = ${applicationId}`.execute(tx.db);
    if (application === undefined) throw refuse(commonRefusals.notFound);
    const { numUpdatedRows } = await named(orderingTables(tx).updateTable('exchange.interviewSlot').set({ applicationId, personId: application.personId }).where('id', '=', id).where('applicationId', 'is', null).executeTakeFirst(), { panel: slot.panel });
    if (numUpdatedRows === 0n) throw refuse(refusals.slotTaken);
    const offer = await findOffer(tx, slot.offerId);
    await recordOffer(tx, 'book-interview', offer, { slot: id, application: applicationId });
    const title = { zh: `面试已预约：${offer.title}`, en: `An interview is booked: ${offer.title}` };
    const to = actor.role === 'member' ? { role: 'institution_officer' as const, organizationId: offer.institutionId } : { personId: application.personId };
    await notify(tx, { kind: 'exchange.interview/booked', subject: { type: 'exchange.offer', id: offer.id }, to, title, link: actor.role === 'member' ? `${schemeLink(offer.schemeId)}?tab=ordering` : applyLink(offer.schemeId) });
  });
}

/** Frees a slot: the applicant's own, or by the host, who lets them know. */
export async function freeSlot(platform: Platform, actor: Actor, id: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const slot = await findSlot(tx, id);
    if (slot.applicationId === null || slot.personId === null) return;
    const { numUpdatedRows } = await orderingTables(tx).updateTable('exchange.interviewSlot').set({ applicationId: null, personId: null }).where('id', '=', id).executeTakeFirst();
    if (numUpdatedRows === 0n) throw refuse(commonRefusals.notAllowed);
    const offer = await findOffer(tx, slot.offerId);
    await recordOffer(tx, 'free-interview', offer, { slot: id, application: slot.applicationId });
    if (actor.role !== 'member') await notify(tx, { kind: 'exchange.interview/freed', subject: { type: 'exchange.offer', id: offer.id }, to: { personId: slot.personId }, title: { zh: `面试预约已取消，请另选时段：${offer.title}`, en: `Your interview was cancelled; choose another slot: ${offer.title}` }, link: applyLink(offer.schemeId) });
  });
}

/** Whoever leaves keeps no interview: others may book it. */
export async function freeOwnSlots(tx: Tx, applicationId: string): Promise<void> {
  await orderingTables(tx).updateTable('exchange.interviewSlot').set({ applicationId: null, personId: null }).where('applicationId', '=', applicationId).execute();
}

async function findSlot(tx: Tx, id: string): Promise<SlotRow> {
  const slot = await orderingTables(tx).selectFrom('exchange.interviewSlot').selectAll().where('id', '=', id).executeTakeFirst();
  // An applicant does not see a slot that somebody else has: it was free when the page was loaded.
  if (slot === undefined) throw refuse(tx.actor.role === 'member' ? refusals.slotTaken : commonRefusals.notFound);
  return slot;
}

/** What the constraints say, in words that help. */
function named<T>(work: Promise<T>, { panel }: { panel: string }): Promise<T> {
  return work.catch((error: unknown) => {
    switch (error instanceof Error && 'constraint' in error ? error.constraint : undefined) {
      case 'panel_at_one_interview': throw refuse(refusals.panelBusy, { panel });
      case 'person_at_one_interview': throw refuse(refusals.personBusy);
      case 'one_interview_an_offer': throw refuse(refusals.interviewedAlready);
      case 'interviewed_applies': throw refuse(refusals.notInterviewed);
    }
    throw error;
  });
}
