import ICAL from 'ical.js';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visitor, type PersonActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { sendMail } from '#kernel/inbox/mail.ts';
import { aMailServer } from '#kernel/inbox/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { governance } from './index.ts';
import { addAction, settleAction } from './service/actions.ts';
import { addAgendaItem, agendaFiles, changeAgendaItem, orderAgenda, withdrawAgendaItem } from './service/agenda.ts';
import { nameAttendee, noteAttendance, removeAttendee, replyToInvitation } from './service/attendees.ts';
import { beginChairYear } from './service/chair.ts';
import { changeMeeting, listMeetings, moveMeeting, planMeeting, type MeetingPlan } from './service/meetings.ts';
import { addSection, writeSection } from './service/minutes.ts';
import { showRoom } from './service/room.ts';
import { simpleMail } from './testing-mail.ts';
import { anAccount, theFour, type Four } from './testing.ts';

/** Meetings of the four. Today is 2027-03-15. */
let db: TestDatabase;
let signatories: Four, officers: Four;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations]);
  ({ signatories, officers } = await theFour(db));
  platform = testPlatform(db);
});
afterAll(() => db.drop());

const refusal = (code: string) => ({ name: 'Refusal', kind: { code } });
const aPlan = (more: Partial<MeetingPlan> = {}): MeetingPlan => ({ title: '第一次办公室会议', startsAt: '2027-04-20T01:30:00Z', endsAt: '2027-04-20T03:30:00Z', place: '南京市北京西路15号', ...more });
const room = (id: string, actor: PersonActor = officers['32']) => showRoom(platform, actor, id);
const go = async (id: string, transition: string, actor: PersonActor = officers['32'], reason?: string) => moveMeeting(platform, actor, { id, transition, version: (await room(id, actor)).version, reason });
async function aMeeting({ called = false, preset = 'office' as const, ...plan }: Partial<MeetingPlan> & { called?: boolean; preset?: 'annual' | 'office' | 'topic' } = {}): Promise<string> {
  const { id } = await planMeeting(platform, officers['32'], { preset, ...aPlan(plan) });
  if (called) await go(id, 'call');
  return id;
}
const replyTasks = async (id: string) => (await db.admin.query("select from kernel.task where subject_id = $1 and closed_at is null", [id])).rowCount;

describe('a meeting', () => {
  test('begins with what its preset always speaks of, and is its preparer\'s affair until it is called', async () => {
    const id = await aMeeting();
    expect((await room(id)).agenda.map(({ title }) => title)).toEqual(['各方进展通报', '需协调解决的事项', '下一阶段安排']);
    await expect(room(id, officers['31'])).rejects.toMatchObject(refusal('common/not-found'));
    await go(id, 'call');
    expect((await room(id, officers['31'])).state).toBe('called');
    await expect(showRoom(platform, visitor, id)).rejects.toMatchObject(refusal('common/not-found'));
  });

  test('is somewhere and ends after it begins', async () => {
    await expect(aMeeting({ endsAt: '2027-04-20T01:00:00Z' })).rejects.toMatchObject(refusal('governance/ends-before-start'));
    await expect(planMeeting(platform, officers['32'], { preset: 'topic', title: '无处', startsAt: '2027-04-20T01:30:00Z', endsAt: '2027-04-20T03:30:00Z' })).rejects.toMatchObject(refusal('governance/nowhere'));
  });

  test('is called by the secretariat for the party that has the chair', async () => {
    const secretary: PersonActor = { ...(await anAccount(db, '31', 'party_officer', '林佳宁')), role: 'secretariat_officer' };
    const { party: _, ...acting } = secretary;
    const { id } = await planMeeting(platform, acting, { preset: 'annual', ...aPlan() });
    expect((await room(id, acting)).party).toBe('33');
    await go(id, 'call', acting);
    expect((await room(id, officers['33'])).lifecycle.transitions.map(({ name }) => name)).toEqual(['hold', 'cancel']);
    expect((await room(id, officers['31'])).lifecycle.transitions).toEqual([]);
  });

  test('is listed with the others, the newest first, page by page', async () => {
    await aMeeting({ startsAt: '2031-01-01T01:00:00Z', endsAt: '2031-01-01T02:00:00Z', title: '远期' });
    const first = await listMeetings(platform, officers['32'], { limit: 1 });
    expect(first.items.map(({ title }) => title)).toEqual(['远期']);
    const next = await listMeetings(platform, officers['32'], { limit: 1, cursor: first.next });
    expect(next.items[0]?.title).not.toBe('远期');
  });

  test('that was held settles the chair\'s duty to hold it', async () => {
    await beginChairYear(platform);
    const id = await aMeeting({ preset: 'annual', called: true });
    await go(id, 'hold');
    expect((await db.admin.query("select note from governance.duty where year = 2027 and duty = 'annualMeeting'")).rows).toEqual([{ note: '已召开：第一次办公室会议' }]);
    expect((await db.admin.query("select from kernel.task where kind = 'governance.chairYear/annualMeeting' and closed_at is null")).rowCount).toBe(0);
  });
});

describe('the agenda', () => {
  test('takes items of any of the four, each changed by who put it or by the convener, until the meeting is held', async () => {
    const id = await aMeeting({ called: true });
    const item = await addAgendaItem(platform, officers['34'], id, { title: '联合实验室选址', minutes: 20 });
    await expect(changeAgendaItem(platform, officers['31'], item.id, { version: 1, title: '别的' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await changeAgendaItem(platform, officers['34'], item.id, { version: 1, title: '联合实验室选址方案', minutes: 30 });
    const { agenda } = await room(id);
    expect(agenda.map(({ title, party }) => [title, party]).at(-1)).toEqual(['联合实验室选址方案', '34']);
    await expect(orderAgenda(platform, officers['34'], id, agenda.map(({ id: each }) => each))).rejects.toMatchObject(refusal('common/not-allowed'));
    await orderAgenda(platform, officers['32'], id, agenda.map(({ id: each }) => each).toReversed());
    expect((await room(id)).agenda.map(({ id: each }) => each)).toEqual(agenda.map(({ id: each }) => each).toReversed());
    await withdrawAgendaItem(platform, officers['32'], agenda[0]!.id, { version: 1, reason: '另行研究' });
    await go(id, 'hold');
    await expect(addAgendaItem(platform, officers['34'], id, { title: '迟到的议题' })).rejects.toMatchObject(refusal('governance/meeting-over'));
  });

  test('papers hang on an item: its own party and the convener add them, the four read them, the public does not', async () => {
    const id = await aMeeting({ called: true });
    const item = await addAgendaItem(platform, officers['34'], id, { title: '议题' });
    const may = (actor: PersonActor | typeof visitor, what: 'mayAttach' | 'maySee') => inTransaction(db, actor, (tx) => agendaFiles[what](tx, item.id));
    expect([await may(officers['34'], 'mayAttach'), await may(officers['32'], 'mayAttach'), await may(officers['31'], 'mayAttach')]).toEqual([true, true, false]);
    expect([await may(officers['31'], 'maySee'), await may(visitor, 'maySee')]).toEqual([true, false]);
  });
});

describe('those who are invited', () => {
  test('are the officers and signatories of the four; each says whether they will come, and each party keeps its own list', async () => {
    const id = await aMeeting({ called: true });
    const { attendees } = await room(id);
    expect(attendees.map(({ name }) => name)).toEqual(expect.arrayContaining(['周明华', '许海涛', '章立新', '胡春梅', '徐建国', '朱永祥', '金国荣', '江振华']));
    expect(await replyTasks(id)).toBe(attendees.length);
    const of = (name: string) => attendees.find((attendee) => attendee.name === name)!;
    await replyToInvitation(platform, signatories['31'], of('徐建国').id, { version: 1, reply: 'accepted' });
    await expect(replyToInvitation(platform, officers['31'], of('江振华').id, { version: 1, reply: 'declined' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await replyToInvitation(platform, officers['34'], of('江振华').id, { version: 1, reply: 'declined', note: '出差' });
    expect(await replyTasks(id)).toBe(attendees.length - 2);
    const guest = await nameAttendee(platform, officers['33'], id, { name: '叶处长', office: '规划处处长' });
    await expect(removeAttendee(platform, officers['31'], guest.id, { version: 1 })).rejects.toMatchObject(refusal('common/not-allowed'));
    await removeAttendee(platform, officers['33'], guest.id, { version: 1 });
    expect((await room(id)).attendees.map(({ name }) => name)).not.toContain('叶处长');
  });

  test('are noted as present, absent or represented', async () => {
    const id = await aMeeting({ called: true });
    await go(id, 'hold');
    const { attendees } = await room(id);
    await expect(noteAttendance(platform, officers['32'], attendees[0]!.id, { version: attendees[0]!.version, attendance: 'delegate' })).rejects.toMatchObject(refusal('governance/who-came'));
    await noteAttendance(platform, officers['32'], attendees[0]!.id, { version: attendees[0]!.version, attendance: 'delegate', delegate: '王副处长' });
    expect((await room(id)).attendees.find((attendee) => attendee.id === attendees[0]!.id)).toMatchObject({ attendance: 'delegate', delegate: '王副处长' });
  });

  test('an address without an account is read by its own party alone', async () => {
    const id = await aMeeting({ called: true });
    await nameAttendee(platform, officers['33'], id, { name: '叶处长', email: 'ye@example.org' });
    const seen = async (actor: PersonActor) => (await inTransaction(db, actor, (tx) => sql`select from governance.attendee_contact`.execute(tx.db))).rows.length;
    expect([await seen(officers['33']) > 0, await seen(officers['31'])]).toEqual([true, 0]);
  });
});

describe('invitations by mail', () => {
  test('go out through a real mail server as iCalendar that another program reads, anew when the time changes, and are taken back', async () => {
    const server = await aMailServer();
    const mailing = { ...platform, config: { ...platform.config, mail: { smtpUrl: server.url, from: 'Delta <delta@example.org>' } } };
    const { id } = await planMeeting(mailing, officers['32'], { preset: 'office', ...aPlan({ purpose: '研究上半年工作，兼议经费。' }) });
    await nameAttendee(mailing, officers['32'], id, { name: '叶处长', email: 'ye@example.org' });
    const version = async () => (await room(id)).version;
    const sent = async () => { server.mails.length = 0; await sendMail(mailing); return server.mails.map(simpleMail).filter(({ to }) => to.includes('ye@example.org')); };

    await moveMeeting(mailing, officers['32'], { id, transition: 'call', version: await version() });
    const [first, ...rest] = await sent();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ subject: '会议通知：第一次办公室会议', method: 'REQUEST' });
    const event = eventOf(first!.calendar);
    expect(event).toMatchObject({ uid: `meeting-${id}@delta.test`, summary: '第一次办公室会议', sequence: 0, location: '南京市北京西路15号', organizer: 'mailto:delta@example.org' });
    expect([event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString()]).toEqual(['2027-04-20T01:30:00.000Z', '2027-04-20T03:30:00.000Z']);
    expect(event.description).toContain('研究上半年工作，兼议经费。\n1. 各方进展通报');
    expect(event.attendees.map((attendee) => [String(attendee.getFirstValue()).toLowerCase(), attendee.getParameter('rsvp')])).toEqual([['mailto:ye@example.org', 'TRUE']]);
    expect(first!.calendar.split('\r\n').every((line) => Buffer.byteLength(line) <= 75), 'lines are folded at 75 octets').toBe(true);
    expect(await sent(), 'sent once').toEqual([]);

    const before = (await room(id)).attendees[0]!;
    await replyToInvitation(mailing, officers[before.party!], before.id, { version: before.version, reply: 'accepted' });
    await changeMeeting(mailing, officers['32'], id, { version: await version(), ...aPlan({ startsAt: '2027-04-21T01:30:00Z', endsAt: '2027-04-21T03:30:00Z' }) });
    const [again] = await sent();
    expect([again!.subject, again!.method, eventOf(again!.calendar).uid, eventOf(again!.calendar).sequence]).toEqual(['会议变更：第一次办公室会议', 'REQUEST', `meeting-${id}@delta.test`, 1]);
    expect((await room(id)).attendees.find((attendee) => attendee.id === before.id)?.reply, 'another time is answered anew').toBe('waiting');

    await changeMeeting(mailing, officers['32'], id, { version: await version(), ...aPlan({ startsAt: '2027-04-21T01:30:00Z', endsAt: '2027-04-21T03:30:00Z', purpose: '只改说明' }) });
    expect(await sent(), 'nobody is troubled for a note').toEqual([]);

    await moveMeeting(mailing, officers['32'], { id, transition: 'cancel', version: await version(), reason: '改期另行通知' });
    const [back] = await sent();
    expect([back!.subject, back!.method, eventOf(back!.calendar).sequence, eventOf(back!.calendar).component.getFirstPropertyValue('status')]).toEqual(['会议取消：第一次办公室会议', 'CANCEL', 2, 'CANCELLED']);
    expect(await replyTasks(id)).toBe(0);
    await server.close();
  });
});

function eventOf(calendar: string) {
  const component = new ICAL.Component(ICAL.parse(calendar));
  return new ICAL.Event(component.getFirstSubcomponent('vevent')!);
}

describe('the minutes', () => {
  test('have a section on the meeting, one for each item and one for the rest; any of the four writes them until they are concluded', async () => {
    const id = await aMeeting({ called: true });
    const { minutes } = await room(id);
    expect(minutes.map(({ heading }) => heading)).toEqual(['会议概况', '各方进展通报', '需协调解决的事项', '下一阶段安排', '其他事项']);
    await writeSection(platform, officers['34'], minutes[1]!.id, { version: 1, heading: minutes[1]!.heading, text: '四方通报了进展。' });
    expect((await room(id)).minutes[1]).toMatchObject({ text: '四方通报了进展。', changedBy: '胡春梅', version: 2 });
    await expect(writeSection(platform, signatories['31'], minutes[1]!.id, { version: 2, heading: '甲', text: '乙' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await go(id, 'hold');
    await go(id, 'conclude');
    await expect(writeSection(platform, officers['34'], minutes[1]!.id, { version: 2, heading: '甲', text: '乙' })).rejects.toMatchObject(refusal('governance/minutes-closed'));
    expect(await inTransaction(db, officers['34'], (tx) => sql`update governance.minutes_section set text = '改' where meeting_id = ${id}`.execute(tx.db))).toMatchObject({ numAffectedRows: 0n });
  });

  test('two who write different sections at once both keep their words; of one section the second sees both texts and overwrites nothing', async () => {
    const id = await aMeeting({ called: true });
    const [one, two] = (await room(id)).minutes;
    const write = (actor: PersonActor, section: typeof one, text: string) => writeSection(platform, actor, section!.id, { version: section!.version, heading: section!.heading, text });
    await Promise.all([write(officers['31'], one, '上海写的'), write(officers['32'], two, '江苏写的')]);
    expect((await room(id)).minutes.slice(0, 2).map(({ text }) => text)).toEqual(['上海写的', '江苏写的']);
    const { minutes: [again] } = await room(id);
    const results = await Promise.allSettled([write(officers['33'], again, '浙江改的'), write(officers['34'], again, '安徽改的')]);
    const lost = results.find((result) => result.status === 'rejected');
    const kept = (await room(id)).minutes[0]!.text;
    expect(lost?.reason).toMatchObject({ kind: { code: 'common/changed-meanwhile' }, details: { current: { text: kept } } });
    expect(['浙江改的', '安徽改的']).toContain(kept);
  });

  test('grow by sections that somebody adds', async () => {
    const id = await aMeeting({ called: true });
    await addSection(platform, officers['31'], id, { heading: '专家发言', text: '略。' });
    expect((await room(id)).minutes.map(({ heading }) => heading)).toEqual(['会议概况', '各方进展通报', '需协调解决的事项', '下一阶段安排', '专家发言', '其他事项']);
  });
});

describe('what the meeting gave somebody to do', () => {
  const tasks = async (text: string) => (await db.admin.query<{ to_party: string | null; to_person_id: string | null; due: string }>("select to_party, to_person_id, due_on::text as due from kernel.task where title->>'zh' = $1 and closed_at is null", [`会议议定事项：${text}`])).rows;

  test('comes onto the list of the party, or of the person, with its date, until it is done', async () => {
    const id = await aMeeting({ called: true });
    const { attendees } = await room(id);
    await addAction(platform, officers['32'], id, { text: '起草经费分担方案', party: '33', dueOn: '2027-05-31' });
    expect(await tasks('起草经费分担方案')).toEqual([{ to_party: '33', to_person_id: null, due: '2027-05-31' }]);
    await addAction(platform, officers['32'], id, { text: '联系高校', party: '34', attendeeId: attendees.find(({ name }) => name === '胡春梅')!.id, dueOn: '2027-05-01' });
    expect(await tasks('联系高校')).toEqual([{ to_party: null, to_person_id: officers['34'].personId, due: '2027-05-01' }]);
    await expect(addAction(platform, officers['32'], id, { text: '错位', party: '31', attendeeId: attendees.find(({ name }) => name === '胡春梅')!.id, dueOn: '2027-05-01' })).rejects.toMatchObject(refusal('common/not-found'));
    const action = (await room(id)).actions.find(({ text }) => text === '起草经费分担方案')!;
    await expect(settleAction(platform, officers['31'], action.id, { version: 1, state: 'done', note: '好了' })).rejects.toMatchObject(refusal('common/not-allowed'));
    await settleAction(platform, officers['33'], action.id, { version: 1, state: 'done', note: '已报送各方' });
    expect(await tasks('起草经费分担方案')).toEqual([]);
    await expect(settleAction(platform, officers['33'], action.id, { version: 2, state: 'dropped', note: '再来' })).rejects.toMatchObject(refusal('governance/action-closed'));
  });
});

describe('past the services, in SQL,', () => {
  const inSql = (actor: PersonActor | typeof visitor, statement: string) => inTransaction(db, actor, (tx) => sql.raw(statement).execute(tx.db));

  test('another party changes neither the meeting nor its agenda, list or actions, and puts nothing in a party\'s name', async () => {
    const id = await aMeeting({ called: true });
    await addAction(platform, officers['32'], id, { text: '江苏的事项', party: '32', dueOn: '2027-05-31' });
    for (const [table, change] of [['meeting', "title = '改'"], ['agenda_item', "title = '改'"], ['attendee', "reply = 'declined'"], ['action_item', "state = 'done'"]] as const) {
      const own = table === 'attendee' ? " and party <> '33' and person_id <> '" + signatories['33'].personId + "'" : '';
      expect([table, await inSql(officers['33'], `update governance.${table} set ${change} where ${table === 'meeting' ? 'id' : 'meeting_id'} = '${id}'${own}`)]).toMatchObject([table, { numAffectedRows: 0n }]);
    }
    await expect(inSql(officers['33'], `insert into governance.attendee (meeting_id, party, name) values ('${id}', '34', '冒名者')`)).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(officers['33'], `insert into governance.agenda_item (meeting_id, position, title, party) values ('${id}', 9, '冒名议题', '34')`)).rejects.toMatchObject({ code: '42501' });
    await expect(inSql(officers['33'], `insert into governance.meeting (preset, title, starts_at, ends_at, place, party) values ('topic', '冒名会议', now(), now() + interval '1 hour', '甲', '34')`)).rejects.toMatchObject({ code: '42501' });
  });

  test('members and the public see nothing of a meeting', async () => {
    const id = await aMeeting({ called: true });
    const stranger: PersonActor = { role: 'member', party: '32', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
    for (const who of [stranger, visitor]) for (const table of ['agenda_item', 'attendee', 'attendee_contact', 'minutes_section', 'action_item']) expect([table, (await inSql(who, `select from governance.${table}`)).rows]).toEqual([table, []]);
    expect((await inSql(stranger, `select from governance.meeting where id = '${id}'`)).rows).toEqual([]);
  });
});
