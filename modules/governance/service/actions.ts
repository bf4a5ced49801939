import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks, openTask, type Addressee } from '#kernel/inbox/inbox.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { tables, type ActionRow } from '../store.ts';
import { actionSubject, meetingLink } from '../subjects.ts';
import { loadMeeting, recordMeeting } from './meetings.ts';

export type NewAction = { text: string; party: PartyCode; attendeeId?: string | undefined; dueOn: string };

/** What the meeting gives a party, or one of those who were invited, to do: it comes onto their list with its date. */
export async function addAction(platform: Platform, actor: Actor, meetingId: string, { text, party, attendeeId, dueOn }: NewAction): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadMeeting(tx, meetingId);
    if (actor.role !== 'party_officer' && actor.role !== 'secretariat_officer') throw refuse(commonRefusals.notAllowed);
    if (meeting.state !== 'called' && meeting.state !== 'held') throw refuse(refusals.meetingOver);
    const to = await ownerOf(tx, meetingId, party, attendeeId);
    const action = await tables(tx).insertInto('governance.actionItem').values({ meetingId, text, party, attendeeId: attendeeId ?? null, dueOn }).returning('id').executeTakeFirstOrThrow();
    await recordMeeting(tx, 'add-action', meeting, { action: action.id, text, party, dueOn });
    await openTask(tx, { kind: 'governance.action/do', subject: actionSubject(action.id), to, dueOn, link: `${meetingLink(meetingId)}?view=actions`, title: { zh: `会议议定事项：${text}`, en: `To do from the meeting: ${text}` } });
    return action;
  });
}

/** The party that has it, or the convener, says that it is done, or that it need not be. */
export async function settleAction(platform: Platform, actor: Actor, id: string, { version, state, note }: { version: number; state: 'done' | 'dropped'; note: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const action = await tables(tx).selectFrom('governance.actionItem').selectAll().where('id', '=', id).executeTakeFirst();
    if (action === undefined) throw refuse(commonRefusals.notFound);
    if (action.state !== 'open') throw refuse(refusals.actionClosed);
    const meeting = await loadMeeting(tx, action.meetingId);
    await changeRecord<ActionRow>(tx, { table: 'governance.action_item', id, version, values: { state, note } });
    await recordMeeting(tx, `action-${state}`, meeting, { action: id }, note);
    await closeTasks(tx, actionSubject(id));
  });
}

/** One of those invited, where they have an account and are the party's; otherwise the party's officers. */
async function ownerOf(tx: Tx, meetingId: string, party: PartyCode, attendeeId: string | undefined): Promise<Addressee> {
  if (attendeeId === undefined) return { role: 'party_officer', party };
  const attendee = await tables(tx).selectFrom('governance.attendee').select(['party', 'personId']).where('id', '=', attendeeId).where('meetingId', '=', meetingId).where('removedAt', 'is', null).executeTakeFirst();
  if (attendee === undefined || attendee.party !== party) throw refuse(commonRefusals.notFound, {}, { field: '/attendeeId' });
  return attendee.personId === null ? { role: 'party_officer', party } : { personId: attendee.personId };
}
