import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { meetingLifecycle } from '../lifecycle.ts';
import { minutesHeadings } from '../messages.ts';
import { meetingPresets, type MeetingPreset } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { tables, type MeetingRow } from '../store.ts';
import { meetingSubject } from '../subjects.ts';
import { loadChair, settleDuty } from './chair.ts';
import { inviteFour, sendCancellations, sendInvitations } from './invitations.ts';

export type MeetingPlan = { title: string; purpose?: string | undefined; startsAt: string; endsAt: string; place?: string | undefined; onlineUrl?: string | undefined };

export type ListedMeeting = Pick<MeetingRow, 'id' | 'preset' | 'title' | 'startsAt' | 'endsAt' | 'place' | 'onlineUrl' | 'party' | 'state'>;

/** The meetings, the newest first. */
export async function listMeetings(platform: Platform, actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ListedMeeting>> {
  const [startsAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ['string', 'string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const rows = await tables(tx).selectFrom('governance.meeting').select(['id', 'preset', 'title', 'startsAt', 'endsAt', 'place', 'onlineUrl', 'party', 'state'])
      .$if(typeof startsAt === 'string', (query) => query.where((eb) => eb(eb.refTuple('startsAt', 'id'), '<', eb.tuple(String(startsAt), String(id)))))
      .orderBy('startsAt', 'desc').orderBy('id', 'desc').limit(limit + 1).execute();
    return cutPage(rows, limit, (row) => [row.startsAt, row.id]);
  });
}

/** Plans a meeting, with what its preset always speaks of; nobody is invited yet. */
export async function planMeeting(platform: Platform, actor: Actor, { preset, ...plan }: MeetingPlan & { preset: MeetingPreset }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const party = await convenerOf(tx, platform);
    const meeting = await tables(tx).insertInto('governance.meeting').values({ preset, party, ...columnsOf(plan) }).returningAll().executeTakeFirstOrThrow();
    const agenda = meetingPresets[preset].agenda.map(({ title, minutes }, position) => ({ meetingId: meeting.id, position: position + 1, title, minutes, text: null, party }));
    if (agenda.length > 0) await tables(tx).insertInto('governance.agendaItem').values(agenda).execute();
    await recordMeeting(tx, 'plan', meeting, { preset, startsAt: plan.startsAt });
    return { id: meeting.id };
  });
}

/** Changes a meeting that was not held yet. Whoever is invited hears of another time or place, and answers anew to another time. */
export async function changeMeeting(platform: Platform, actor: Actor, id: string, { version, ...plan }: MeetingPlan & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadMeeting(tx, id);
    if (before.state !== 'draft' && before.state !== 'called') throw refuse(refusals.meetingOver);
    const columns = columnsOf(plan);
    const moved = Temporal.Instant.compare(before.startsAt, columns.startsAt) !== 0 || Temporal.Instant.compare(before.endsAt, columns.endsAt) !== 0;
    const told = before.state === 'called' && (moved || before.title !== columns.title || before.place !== columns.place || before.onlineUrl !== columns.onlineUrl);
    const meeting = await changeRecord<MeetingRow>(tx, { table: 'governance.meeting', id, version, values: { ...columns, ...(told ? { sequence: before.sequence + 1 } : {}) } });
    await recordMeeting(tx, 'change', meeting, { startsAt: plan.startsAt, endsAt: plan.endsAt, before: { title: before.title, startsAt: before.startsAt, place: before.place } });
    if (told) await sendInvitations(tx, platform, meeting, { answerAnew: moved });
  });
}

/** Moves a meeting along: calling it invites, cancelling it takes the invitations back, holding it opens the minutes. */
export async function moveMeeting(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const meeting: MeetingRow = await move<MeetingRow, string, string>(tx, meetingLifecycle, request);
    if (request.transition === 'call') {
      await openMinutes(tx, meeting);
      await inviteFour(tx, meeting);
      await sendInvitations(tx, platform, meeting, { answerAnew: false });
    }
    if (request.transition === 'cancel' && meeting.sequence >= 0) await sendCancellations(tx, platform, { ...meeting, sequence: meeting.sequence + 1 });
    if (request.transition === 'hold') await settleHeld(tx, platform, meeting);
    await announce(tx, meetingSubject(meeting.id));
  });
}

async function settleHeld(tx: Tx, platform: Platform, meeting: MeetingRow): Promise<void> {
  const year = Temporal.Instant.from(meeting.startsAt).toZonedDateTimeISO('Asia/Shanghai').year;
  if (meeting.preset === 'topic') return;
  await settleDuty(tx, platform, { year, duty: meeting.preset === 'annual' ? 'annualMeeting' : 'officeMeeting', note: `已召开：${meeting.title}` });
}

/** The minutes begin with a section on the meeting, one for each item, and one for the rest. */
async function openMinutes(tx: Tx, meeting: MeetingRow): Promise<void> {
  const items = await tables(tx).selectFrom('governance.agendaItem').select(['id', 'title']).where('meetingId', '=', meeting.id).where('withdrawnAt', 'is', null).orderBy('position').orderBy('id').execute();
  const headings = [{ heading: minutesHeadings.opening, agendaItemId: null }, ...items.map(({ id, title }) => ({ heading: title, agendaItemId: id })), { heading: minutesHeadings.other, agendaItemId: null }];
  await tables(tx).insertInto('governance.minutesSection').values(headings.map(({ heading, agendaItemId }, position) => ({ meetingId: meeting.id, heading, agendaItemId, position: position === headings.length - 1 ? 10_000 : position }))).execute();
}

export async function loadMeeting(tx: Tx, id: string): Promise<MeetingRow> {
  const meeting = await tables(tx).selectFrom('governance.meeting').selectAll().where('id', '=', id).executeTakeFirst();
  if (meeting === undefined) throw refuse(commonRefusals.notFound);
  return meeting;
}

/** Writes what was done to a meeting into the journal, and tells the pages that are open. */
export async function recordMeeting(tx: Tx, act: string, meeting: MeetingRow, changes: Parameters<typeof record>[1]['changes'], reason?: string): Promise<void> {
  await record(tx, { act: `governance.meeting/${act}`, subject: { ...meetingSubject(meeting.id), title: meeting.title }, changes, reason, access: meetingLifecycle.access(meeting) });
  await announce(tx, meetingSubject(meeting.id));
}

/** A party's officer calls for their own party, the secretariat for the one that has the chair. */
async function convenerOf(tx: Tx, platform: Platform) {
  const { actor } = tx;
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  const party = actor.role === 'party_officer' ? actor.party : actor.role === 'secretariat_officer' ? await loadChair(tx, today(platform).year) : undefined;
  if (party === undefined) throw refuse(commonRefusals.notAllowed);
  return party;
}

function columnsOf({ title, purpose, startsAt, endsAt, place, onlineUrl }: MeetingPlan) {
  if (Temporal.Instant.compare(startsAt, endsAt) >= 0) throw refuse(refusals.endsBeforeStart, {}, { field: '/endsAt' });
  if (place === undefined && onlineUrl === undefined) throw refuse(refusals.nowhere, {}, { field: '/place' });
  return { title, purpose: purpose ?? null, startsAt, endsAt, place: place ?? null, onlineUrl: onlineUrl ?? null };
}
