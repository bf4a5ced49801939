import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { postLetters } from '#kernel/inbox/letters.ts';
import type { Platform } from '#kernel/platform.ts';
import { calendarOf } from '../calendar.ts';
import { tables, type AttendeeRow, type MeetingRow } from '../store.ts';
import { meetingLink, meetingSubject } from '../subjects.ts';

/** An invited person with the address that mail goes to, if any. */
type Reached = AttendeeRow & { email: string | null };

/** Puts the officers and signatories of the four and the secretariat on the list; each party then changes its own. */
export async function inviteFour(tx: Tx, { id }: MeetingRow): Promise<void> {
  await asSystem(tx, 'governance.meeting', (system) => sql`
    insert into governance.attendee (meeting_id, party, account_id, person_id, name)
    select distinct on (a.id) ${id}::uuid, g.party, a.id, a.person_id, a.name from kernel.account a
    join kernel.role_grant g on g.account_id = a.id and g.role in ('party_officer', 'party_signatory', 'secretariat_officer') and g.withdrawn_at is null
      and g.valid_from <= current_date and coalesce(g.valid_to >= current_date, true)
    where a.disabled_at is null and not exists (select from governance.attendee t where t.meeting_id = ${id} and t.account_id = a.id and t.removed_at is null)
    order by a.id, g.role limit 200`.execute(system.db));
}

/** One for each who is invited, closed by their own reply. */
export const replyTask = (attendeeId: string) => `governance.meeting/reply/${attendeeId}`;

/** Sends the invitation in its newest form to whoever is on the list and does not have it yet. */
export async function sendInvitations(tx: Tx, platform: Platform, meeting: MeetingRow, { answerAnew }: { answerAnew: boolean }): Promise<void> {
  await asSystem(tx, 'governance.meeting', async (system) => {
    if (answerAnew) {
      await closeTasks(system, meetingSubject(meeting.id));
      await tables(system).updateTable('governance.attendee').set((eb) => ({ reply: 'waiting', repliedAt: null, note: null, version: eb('version', '+', 1) })).where('meetingId', '=', meeting.id).where('removedAt', 'is', null).execute();
    }
    const attendees = (await loadReached(system, meeting.id)).filter(({ removedAt, invited }) => removedAt === null && invited < meeting.sequence);
    for (const { id, personId, reply } of attendees) {
      if (personId === null || reply !== 'waiting') continue;
      await openTask(system, {
        kind: replyTask(id), subject: meetingSubject(meeting.id), to: { personId }, link: meetingLink(meeting.id), dueOn: dayOf(meeting.startsAt),
        title: { zh: `请确认是否参会：${meeting.title}`, en: `Say whether you will come: ${meeting.title}` },
      });
    }
    await post(system, platform, meeting, 'REQUEST', attendees);
    await tables(system).updateTable('governance.attendee').set({ invited: meeting.sequence }).where('meetingId', '=', meeting.id).where('removedAt', 'is', null).execute();
  });
}

/** Takes the invitation back from everybody who had it. */
export async function sendCancellations(tx: Tx, platform: Platform, meeting: MeetingRow): Promise<void> {
  await asSystem(tx, 'governance.meeting', async (system) => {
    const attendees = (await loadReached(system, meeting.id)).filter(({ removedAt, invited }) => removedAt === null && invited >= 0);
    await tables(system).updateTable('governance.meeting').set({ sequence: meeting.sequence }).where('id', '=', meeting.id).execute();
    await post(system, platform, meeting, 'CANCEL', attendees);
  });
}

/** Takes the invitation back from one who is no longer on the list. */
export async function sendCancellation(tx: Tx, platform: Platform, meeting: MeetingRow, attendeeId: string): Promise<void> {
  await asSystem(tx, 'governance.meeting', async (system) => {
    const attendees = (await loadReached(system, meeting.id)).filter(({ id, invited }) => id === attendeeId && invited >= 0);
    await post(system, platform, { ...meeting, sequence: meeting.sequence + 1 }, 'CANCEL', attendees);
  });
}

async function loadReached(tx: Tx, meetingId: string): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select t.*, coalesce(c.email, case when a.mail_wanted and a.disabled_at is null then a.email end) as email
    from governance.attendee t left join governance.attendee_contact c on c.attendee_id = t.id left join kernel.account a on a.id = t.account_id
    where t.meeting_id = ${meetingId} order by t.id`.execute(tx.db);
  return rows;
}

async function post(tx: Tx, platform: Platform, meeting: MeetingRow, method: 'REQUEST' | 'CANCEL', attendees: readonly Reached[]): Promise<void> {
  const { mail, publicUrl } = platform.config;
  if (mail === undefined) return;
  const items = await tables(tx).selectFrom('governance.agendaItem').select('title').where('meetingId', '=', meeting.id).where('withdrawnAt', 'is', null).orderBy('position').orderBy('id').execute();
  const agenda = items.map(({ title }) => title);
  const url = publicUrl + meetingLink(meeting.id);
  const organizer = senderOf(mail.from);
  await postLetters(tx, attendees.flatMap(({ name, email }) => (email === null ? [] : [{
    subject: meetingSubject(meeting.id), to: { name, address: email },
    title: `${titleWord(method, meeting.sequence)}：${meeting.title}`,
    text: letterText(meeting, method, agenda, url),
    calendar: { method, content: calendarOf({ meeting, method, agenda, attendee: { name, email }, organizer, url, stamp: platform.now() }) },
  }])));
}

function titleWord(method: 'REQUEST' | 'CANCEL', sequence: number): string {
  if (method === 'CANCEL') return '会议取消';
  return sequence === 0 ? '会议通知' : '会议变更';
}

function letterText(meeting: MeetingRow, method: 'REQUEST' | 'CANCEL', agenda: readonly string[], url: string): string {
  const [from, to] = [meeting.startsAt, meeting.endsAt].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' '));
  return [
    method === 'CANCEL' ? '以下会议已取消。 / This meeting is cancelled.' : '诚邀您参加以下会议，请在日历或平台上确认。 / You are invited; please reply in your calendar or on the platform.',
    '', meeting.title, `时间 / When：${from} – ${to}（北京时间）`, ...(meeting.place === null ? [] : [`地点 / Where：${meeting.place}`]), ...(meeting.onlineUrl === null ? [] : [`线上 / Online：${meeting.onlineUrl}`]),
    ...(meeting.purpose === null ? [] : ['', meeting.purpose]), ...(agenda.length === 0 ? [] : ['', '议程 / Agenda', ...agenda.map((item, place) => `${place + 1}. ${item}`)]), '', url, '',
  ].join('\n');
}

/** "Delta <delta@example.org>" or a bare address. */
function senderOf(from: string): { name: string; email: string } {
  const [, name, email] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(from) ?? [];
  return { name: name === undefined || name === '' ? 'Delta' : name, email: email ?? from };
}

function dayOf(instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
}
