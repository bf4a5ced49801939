import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { tables, type AttendeeRow } from '../store.ts';
import { meetingSubject } from '../subjects.ts';
import { isConvener } from './agenda.ts';
import { replyTask, sendCancellation, sendInvitations } from './invitations.ts';
import { loadMeeting, recordMeeting } from './meetings.ts';

/** A party puts somebody on its list, also without an account; an address gets the invitation by mail. */
export async function nameAttendee(platform: Platform, actor: Actor, meetingId: string, { name, office, email }: { name: string; office?: string | undefined; email?: string | undefined }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadMeeting(tx, meetingId);
    if (meeting.state === 'concluded' || meeting.state === 'cancelled') throw refuse(refusals.meetingOver);
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    const attendee = await tables(tx).insertInto('governance.attendee').values({ meetingId, party: actor.party, name, office: office ?? null }).returning('id').executeTakeFirstOrThrow();
    if (email !== undefined) await tables(tx).insertInto('governance.attendeeContact').values({ attendeeId: attendee.id, party: actor.party, email }).execute();
    await recordMeeting(tx, 'invite', meeting, { attendee: attendee.id, party: actor.party });
    if (meeting.state === 'called') await sendInvitations(tx, platform, meeting, { answerAnew: false });
    return attendee;
  });
}

/** A party takes somebody off its list; they are told by mail that they need not come. */
export async function removeAttendee(platform: Platform, actor: Actor, id: string, { version }: { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const attendee = await loadAttendee(tx, id);
    const meeting = await loadMeeting(tx, attendee.meetingId);
    if (meeting.state !== 'draft' && meeting.state !== 'called') throw refuse(refusals.meetingOver);
    if (!(actor.role === 'party_officer' && actor.party === attendee.party) && !isConvener(actor, meeting)) throw refuse(commonRefusals.notAllowed);
    await changeRecord<AttendeeRow>(tx, { table: 'governance.attendee', id, version, values: { removedAt: platform.now().toString() } });
    await recordMeeting(tx, 'uninvite', meeting, { attendee: id });
    if (meeting.state === 'called') await sendCancellation(tx, platform, meeting, id);
    await closeTasks(tx, meetingSubject(meeting.id), replyTask(id));
  });
}

/** Somebody who is invited says whether they will come; their party's officer may say so for them. */
export async function replyToInvitation(platform: Platform, actor: Actor, id: string, { version, reply, note }: { version: number; reply: 'accepted' | 'declined'; note?: string | undefined }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const attendee = await loadAttendee(tx, id);
    const meeting = await loadMeeting(tx, attendee.meetingId);
    if (meeting.state !== 'called') throw refuse(refusals.meetingOver);
    if (!isPerson(actor) || !(actor.personId === attendee.personId || (actor.role === 'party_officer' && actor.party === attendee.party))) throw refuse(commonRefusals.notAllowed);
    await changeRecord<AttendeeRow>(tx, { table: 'governance.attendee', id, version, values: { reply, note: note ?? null, repliedAt: platform.now().toString() } });
    await recordMeeting(tx, 'reply', meeting, { attendee: id, reply });
    await closeTasks(tx, meetingSubject(meeting.id), replyTask(id));
  });
}

/** The convener notes who came, and who came for whom; a party's officer may for their own. */
export async function noteAttendance(platform: Platform, actor: Actor, id: string, { version, attendance, delegate }: { version: number; attendance: 'present' | 'absent' | 'delegate'; delegate?: string | undefined }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const attendee = await loadAttendee(tx, id);
    const meeting = await loadMeeting(tx, attendee.meetingId);
    if (meeting.state !== 'called' && meeting.state !== 'held') throw refuse(refusals.meetingOver);
    if (!isConvener(actor, meeting) && !(actor.role === 'party_officer' && actor.party === attendee.party)) throw refuse(commonRefusals.notAllowed);
    if (attendance === 'delegate' && delegate === undefined) throw refuse(refusals.whoCame, {}, { field: '/delegate' });
    await changeRecord<AttendeeRow>(tx, { table: 'governance.attendee', id, version, values: { attendance, delegate: attendance === 'delegate' ? delegate : null } });
    await recordMeeting(tx, 'attendance', meeting, { attendee: id, attendance });
  });
}

async function loadAttendee(tx: Tx, id: string): Promise<AttendeeRow> {
  const attendee = await tables(tx).selectFrom('governance.attendee').selectAll().where('id', '=', id).where('removedAt', 'is', null).executeTakeFirst();
  if (attendee === undefined) throw refuse(commonRefusals.notFound);
  return attendee;
}
