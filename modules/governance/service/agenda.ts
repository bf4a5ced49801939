import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { FileSubject } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { tables, type AgendaItemRow, type MeetingRow } from '../store.ts';
import { loadMeeting, recordMeeting } from './meetings.ts';

export type NewAgendaItem = { title: string; text?: string | undefined; minutes?: number | undefined };

/** Any of the four puts an item on the agenda until the meeting is held; the secretariat and the convener for the convening party. */
export async function addAgendaItem(platform: Platform, actor: Actor, meetingId: string, { title, text, minutes }: NewAgendaItem): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadOpen(tx, meetingId);
    const party = isPerson(actor) && actor.role === 'party_officer' ? actor.party : actor.role === 'secretariat_officer' ? meeting.party : undefined;
    if (party === undefined) throw refuse(commonRefusals.notAllowed);
    const { last } = await tables(tx).selectFrom('governance.agendaItem').select((eb) => eb.fn.max('position').as('last')).where('meetingId', '=', meetingId).executeTakeFirstOrThrow();
    const position = (last ?? 0) + 1;
    const item = await tables(tx).insertInto('governance.agendaItem').values({ meetingId, position, title, text: text ?? null, minutes: minutes ?? null, party }).returning('id').executeTakeFirstOrThrow();
    if (meeting.state === 'called') await tables(tx).insertInto('governance.minutesSection').values({ meetingId, agendaItemId: item.id, position, heading: title }).execute();
    await recordMeeting(tx, 'add-item', meeting, { item: item.id, title });
    return item;
  });
}

export async function changeAgendaItem(platform: Platform, actor: Actor, id: string, { version, title, text, minutes }: NewAgendaItem & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadOpen(tx, (await loadItem(tx, id)).meetingId);
    await changeRecord<AgendaItemRow>(tx, { table: 'governance.agenda_item', id, version, values: { title, text: text ?? null, minutes: minutes ?? null } });
    await recordMeeting(tx, 'change-item', meeting, { item: id, title });
  });
}

export async function withdrawAgendaItem(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const item = await loadItem(tx, id);
    const meeting = await loadOpen(tx, item.meetingId);
    await changeRecord<AgendaItemRow>(tx, { table: 'governance.agenda_item', id, version, values: { withdrawnAt: platform.now().toString() } });
    await recordMeeting(tx, 'withdraw-item', meeting, { item: id, title: item.title }, reason);
  });
}

/** Sets the order of the whole agenda; the convener's. */
export async function orderAgenda(platform: Platform, actor: Actor, meetingId: string, ids: readonly string[]): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadOpen(tx, meetingId);
    if (!isConvener(actor, meeting)) throw refuse(commonRefusals.notAllowed);
    const items = await tables(tx).selectFrom('governance.agendaItem').select('id').where('meetingId', '=', meetingId).where('withdrawnAt', 'is', null).execute();
    if (items.length !== ids.length || items.some(({ id }) => !ids.includes(id))) throw refuse(commonRefusals.changedMeanwhile);
    for (const [place, id] of ids.entries()) await tables(tx).updateTable('governance.agendaItem').set({ position: place + 1 }).where('id', '=', id).execute();
    await recordMeeting(tx, 'order-items', meeting, { items: [...ids] });
  });
}

export function isConvener(actor: Actor, { party }: Pick<MeetingRow, 'party'>): boolean {
  return actor.role === 'secretariat_officer' || (actor.role === 'party_officer' && actor.party === party);
}

/** Papers hang on an item: whoever sees the meeting reads them; its party, or the convener, adds to them until the minutes are concluded. */
export const agendaFiles: FileSubject = {
  maySee: async (tx, id) => (await findItem(tx, id)) !== undefined,
  mayAttach: async (tx, id) => {
    const item = await findItem(tx, id);
    if (item === undefined || item.withdrawnAt !== null) return false;
    const meeting = await loadMeeting(tx, item.meetingId);
    if (meeting.state === 'concluded' || meeting.state === 'cancelled') return false;
    return isConvener(tx.actor, meeting) || (tx.actor.role === 'party_officer' && tx.actor.party === item.party);
  },
};

async function loadOpen(tx: Tx, id: string): Promise<MeetingRow> {
  const meeting = await loadMeeting(tx, id);
  if (meeting.state !== 'draft' && meeting.state !== 'called') throw refuse(refusals.meetingOver);
  return meeting;
}

async function findItem(tx: Tx, id: string): Promise<AgendaItemRow | undefined> {
  return tables(tx).selectFrom('governance.agendaItem').selectAll().where('id', '=', id).executeTakeFirst();
}

async function loadItem(tx: Tx, id: string): Promise<AgendaItemRow> {
  const item = await findItem(tx, id);
  if (item === undefined || item.withdrawnAt !== null) throw refuse(commonRefusals.notFound);
  return item;
}
