import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { setClosed } from '#kernel/actor/accounts.ts';
import type { Actor, PersonActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { issuerOf } from '../credential.ts';
import { migrations } from '../../../server/modules.ts';
import { aMember, type Region } from '../testing.ts';
import { exportTranscript, issueCredential, printCertificate } from './service/papers.ts';
import { addOwnView, answerLeave, askLeave, followUp, holdTalk, reportIncident, withdrawLeave } from './service/during.ts';
import { entryFiles } from './service/entry-files.ts';
import { showFigures } from './service/figures.ts';
import { answerObjection, raiseObjection, waiveObjection } from './service/objections.ts';
import { addPost, addReply, listPosts, withdrawPost } from './service/posts.ts';
import { listWhereabouts } from './service/whereabouts.ts';
import { remindOfStays } from './service/reminders.ts';
import { exportTranscripts } from './service/transcripts.ts';
import { answerEntry, assess, certifyStay, listStays, moveStay, showStay, writeEntry } from './service/stays.ts';
import { signAgreement } from './service/signatures.ts';
import { anAccepted, anUnderway, aVersion, aWorld, inForce, onDay, refusedWith, send, type World } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let world: World;
beforeAll(async () => {
  world = await aWorld(migrations);
  ({ db, platform, region } = world);
});
afterAll(() => db.drop());

const on = (now: string) => onDay(world, now);

describe('a stay', () => {
  let during: Platform;
  let after: Platform;
  beforeAll(() => {
    during = on('2027-10-05T02:00:00Z');
    after = on('2028-01-15T02:00:00Z');
  });

  test('goes from arrival over the monthly journal and three assessments to the certificate, and counts for the initiative', async () => {
    const { application, person } = await inForce(world, await anAccepted(world));
    expect(await refusedWith(moveStay(platform, region.deans['33'], application, { transition: 'arrive', version: 1 }))).toBe('exchange/too-early');
    expect(await refusedWith(writeEntry(during, person, application, { month: '2027-10', text: '上课', hours: 40 }))).toBe('exchange/not-underway');
    await moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    await writeEntry(during, person, application, { month: '2027-10', text: '修读三门课', hours: 40 });
    expect(await refusedWith(writeEntry(during, person, application, { month: '2028-03', text: '上课', hours: 1 }))).toBe('exchange/month-outside');
    expect((await showStay(during, region.deans['32'], application)).placement?.missing).toEqual(['2027-09']);
    const open = async () => (await db.admin.query<{ title: { zh: string } }>("select title from kernel.task where kind = 'exchange.placement/journal' and to_person_id = $1 and closed_at is null", [person.personId])).rows.map(({ title }) => title.zh);
    expect([(await remindOfStays(during)).journals, (await remindOfStays(during)).journals]).toEqual([1, 1]);
    expect(await open()).toEqual(['请补写每月记录：2027-09']);
    await writeEntry(during, person, application, { month: '2027-09', text: '报到、选课', hours: 0 });
    expect([(await remindOfStays(during)).journals, await open()]).toEqual([0, []]);
    expect(await refusedWith(answerEntry(during, region.deans['32'], application, { month: '2027-10', answer: '好' }))).toBe('common/not-allowed');
    await answerEntry(during, region.deans['33'], application, { month: '2027-10', answer: '请多参与课题组讨论' });
    expect(await refusedWith(writeEntry(during, person, application, { month: '2027-10', text: '改写', hours: 1 }))).toBe('exchange/entry-answered');

    expect(await refusedWith(assess(during, person, application, { grade: 'good', text: '收获大' }))).toBe('exchange/not-underway');
    for (const forged of [sql`state = 'certified', certificate_number = 'JL1'`, sql`certificate_number = 'JL1'`, sql`person_name = '别人'`, sql`recognised = '[{}]'`]) {
      expect(await refusedWith(inTransaction(db, region.deans['33'], (tx) => sql`update exchange.placement set ${forged} where application_id = ${application}`.execute(tx.db)))).toBe('42501');
    }
    await moveStay(after, region.deans['33'], application, { transition: 'finish', version: 2 });
    const recognised = [{ course: '现代教育技术', hostCourse: '教育技术学导论', hours: 48, credits: 3, grade: '92' }, { course: '课程论', hours: 32, credits: 2, grade: '良' }];
    const converted = [{ ...recognised[0], homeGrade: '优秀' }, recognised[1]];
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised }))).toBe('exchange/not-assessed');
    for (const [actor, text] of [[person, '收获大'], [region.deans['32'], '表现优秀'], [region.deans['33'], '学习认真']] as const) await assess(after, actor, application, { grade: 'excellent', text });
    expect(await refusedWith(assess(after, person, application, { grade: 'good', text: '再评' }))).toBe('exchange/assessed-already');
    expect(await refusedWith(certifyStay(after, region.deans['33'], application, { version: 3, recognised }))).toBe('common/not-allowed');
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised }))).toBe('exchange/objection-time');
    await waiveObjection(after, person, application);
    const { number } = await certifyStay(after, region.deans['32'], application, { version: 3, recognised });
    expect(number).toMatch(/^JL20\d\d3233[0-9A-F]{10}$/);
    expect((await showStay(after, person, application)).placement).toMatchObject({ state: 'certified', certificateNumber: number, certifiedOn: '2028-01-15', recognised: converted });
    const paper = await printCertificate(after, person, application);
    const pdf = new Uint8Array(await paper.arrayBuffer());
    expect([paper.headers.get('content-type'), new TextDecoder().decode(pdf.slice(0, 5))]).toEqual(['application/pdf', '%PDF-']);
    const pages = inspect(pdf, (reader) => reader.texts());
    expect(pages).toHaveLength(1);
    for (const words of ['交换学习证书', number, '蒋雨欣', '2027年9月1日至2028年1月15日', '现代教育技术', '92（优秀）', '派出单位', '2028年1月15日']) expect(pages[0]).toContain(words);
    expect(await (await exportTranscript(after, region.deans['32'], application, 'json')).json()).toMatchObject({ certificate: number, gradeScale: { host: '百分制', home: '五级制' }, courses: converted });
    const [names, first] = await readSheet(new Uint8Array(await (await exportTranscript(after, region.deans['32'], application, 'xlsx')).arrayBuffer()), 100);
    expect(names).toContain('学分');
    expect(first).toEqual(expect.arrayContaining(['教育技术学导论', '现代教育技术', '48', '3', '92', '百分制', '优秀', '五级制', number]));
    const { schemeId } = await showStay(after, person, application);
    const of = async (actor: PersonActor) => (await readSheet(new Uint8Array(await (await exportTranscripts(after, actor, schemeId, { format: 'xlsx', language: 'zh' })).arrayBuffer()), 100)).slice(1);
    for (const reader of [region.deans['32'], region.officers['32']]) expect(await of(reader)).toEqual([first, expect.arrayContaining(['课程论', '良', number])]);
    for (const other of [region.deans['33'], region.officers['33'], person]) expect(await of(other)).toEqual([]);
    const token = await (await issueCredential(after, person, application)).text();
    const { payload } = await jwtVerify(token, await importJWK(issuerOf(platform.config.secret).publicJwk, 'EdDSA'), { currentDate: new Date('2028-02-01') });
    expect(payload).toMatchObject({ id: `urn:delta:certificate:${number}`, credentialSubject: { creditsEarned: 5 } });
    expect(await refusedWith(printCertificate(after, region.deans['31'], application))).toBe('common/not-found');
    const { rows } = await db.admin.query("select measure, value::int as value, unit, period, party, to_party from plan.fact where mechanism = 'exchange' order by measure, period");
    expect(rows).toEqual([
      { measure: '交换生', value: 1, unit: '人次', period: '2027-09', party: '32', to_party: '33' },
      ...[['2027-09', 30], ['2027-10', 31], ['2027-11', 30], ['2027-12', 31], ['2028-01', 15]].map(([period, value]) => ({ measure: '交换生天数', value, unit: '天', period, party: '32', to_party: '33' })),
      { measure: '交换生学分', value: 5, unit: '学分', period: '2028-01', party: '32', to_party: '33' },
      { measure: '交换生学时', value: 80, unit: '学时', period: '2028-01', party: '32', to_party: '33' },
    ]);
  });

  test('that is assessed as failed by a side gets no certificate', async () => {
    const { application, person } = await inForce(world, await anAccepted(world));
    await moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    await moveStay(after, region.deans['33'], application, { transition: 'finish', version: 2 });
    for (const [actor, grade] of [[person, 'good'], [region.deans['32'], 'passed'], [region.deans['33'], 'failed']] as const) await assess(after, actor, application, { grade, text: '鉴定' });
    expect(await refusedWith(certifyStay(on('2028-02-01T02:00:00Z'), region.deans['32'], application, { version: 3, recognised: [] }))).toBe('exchange/failed');
  });

  test('of a programme that asks for neither journal nor talk and for its host’s word alone ends by that alone', async () => {
    const { id, application, person } = await anUnderway(world, {}, aVersion({ from: '2027-09-01', to: '2027-09-10' }));
    await db.admin.query('begin');
    await db.admin.query('set local session_replication_role = replica'); // as if it had been a training place from the beginning
    await db.admin.query("update exchange.scheme set preset = 'trainingPlaces' where id = $1", [id]);
    await db.admin.query('commit');
    const last = on('2027-09-10T02:00:00Z');
    await moveStay(last, region.deans['33'], application, { transition: 'finish', version: 2 });
    await remindOfStays(on('2027-10-10T02:00:00Z'));
    const { rows } = await db.admin.query("select from kernel.task where subject_type = 'exchange.placement' and kind ~ '/(journal|talk)' and to_person_id = $1", [person.personId]);
    expect([rows.length, (await showStay(last, person, application)).placement?.missing]).toEqual([0, []]);
    expect([await refusedWith(assess(last, region.deans['32'], application, { grade: 'good', text: '很好' })), await refusedWith(assess(last, person, application, { grade: 'good', text: '很好' }))]).toEqual(['exchange/not-asked', 'exchange/not-asked']);
    await assess(last, region.deans['33'], application, { grade: 'good', text: '学得扎实' });
    expect(await refusedWith(certifyStay(on('2027-09-13T02:00:00Z'), region.deans['32'], application, { version: 3, recognised: [] }))).toBe('exchange/objection-time');
    expect(await refusedWith(certifyStay(on('2027-09-14T02:00:00Z'), region.deans['32'], application, { version: 3, recognised: [] }))).toBe('done');
  });

  test('that its home ends early frees the days after it; arrival is the host’s alone to record', async () => {
    const { application, person } = await inForce(world, await anAccepted(world));
    expect(await refusedWith(moveStay(during, region.deans['32'], application, { transition: 'arrive', version: 1 }))).toBe('common/not-allowed');
    await moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    await moveStay(during, region.deans['32'], application, { transition: 'end', version: 2, reason: '因病' });
    expect((await showStay(during, person, application)).placement).toMatchObject({ state: 'ended', from: '2027-09-01', to: '2027-10-05' });
    const next = await inForce(world, await anAccepted(world, { startsOn: '2027-10-06', endsOn: '2028-01-15' }, person), aVersion({ from: '2027-10-06' }));
    expect((await listStays(platform, region.deans['31'], next.id))).toEqual([]);
    expect((await listStays(platform, region.deans['33'], next.id)).map(({ personName, agreement }) => [personName, agreement])).toEqual([['蒋雨欣', 'inForce']]);
  });

  test('that is cut short is no stay that is over: without its reason it does not end, and it gets no certificate', async () => {
    const { application, person } = await anUnderway(world);
    const [home, host] = [region.deans['32'], region.deans['33']];
    const moves = async (day: string) => (await showStay(on(day), host, application)).placement!.lifecycle.transitions.map(({ name }) => name);
    expect([await moves('2027-10-02T02:00:00Z'), await moves('2028-01-12T02:00:00Z')]).toEqual([['end'], ['finish', 'end']]);
    const october2 = on('2027-10-02T02:00:00Z');
    expect(await refusedWith(moveStay(october2, host, application, { transition: 'finish', version: 2 }))).toBe('exchange/not-over');
    expect(await refusedWith(moveStay(october2, host, application, { transition: 'end', version: 2 }))).not.toBe('done');
    // Past the service it may be called finished, but not be certified before its days are over, nor may they be cut.
    expect(await sqlAs(host, sql`update exchange.placement set state = 'finished', during = '[2027-09-01,2027-10-03)' where application_id = ${application}`)).toBe('42501');
    expect(await sqlAs(host, sql`update exchange.placement set state = 'finished', version = 3 where application_id = ${application}`)).toBe('done');
    expect(await refusedWith(certifyStay(october2, home, application, { version: 3, recognised: [] }))).toBe('exchange/not-over');
    expect((await showStay(october2, person, application)).placement).toMatchObject({ from: '2027-09-01', to: '2028-01-15' });
  });

  test('begins on the first of the days that all signed, an earlier day needs a version of its own', async () => {
    const accepted = await inForce(world, await anAccepted(world), aVersion({ from: '2027-11-10' }));
    const arrive = (day: string) => refusedWith(moveStay(on(`${day}T02:00:00Z`), region.deans['33'], accepted.application, { transition: 'arrive', version: 1 }));
    expect(await arrive('2027-11-09')).toBe('exchange/too-early');
    await inForce(world, accepted, aVersion({ from: '2027-11-05' }));
    expect(await arrive('2027-11-09')).toBe('done');
    expect((await showStay(platform, accepted.person, accepted.application)).placement).toMatchObject({ from: '2027-11-05', to: '2028-01-15', state: 'underway' });
  });

  test('that ends early says why, on the page and for good', async () => {
    const { application, person } = await anUnderway(world);
    await moveStay(during, region.deans['33'], application, { transition: 'end', version: 2, reason: '家中有事' });
    expect((await showStay(during, person, application)).placement).toMatchObject({ state: 'ended', endReason: '家中有事' });
  });
});

const october = '2027-10-05T02:00:00Z';
const sqlAs = (actor: PersonActor, statement: ReturnType<typeof sql>) => refusedWith(inTransaction(db, actor, async (tx) => { const { numAffectedRows } = await statement.execute(tx.db); if (numAffectedRows === 0n) throw Object.assign(new Error(), { code: 'nothing' }); }));
const tasks = async (kind: string, subject: string) => (await db.admin.query<{ n: number }>('select count(*)::int as n from kernel.task where kind = $1 and subject_id = $2 and closed_at is null', [kind, subject])).rows[0]!.n;

describe('during a stay', () => {
  test('leave is asked for by the person within the stay, never twice for a day, and granted or refused with a reason by the host alone', async () => {
    const { application, person } = await anUnderway(world);
    const now = on(october);
    expect(await refusedWith(askLeave(now, person, application, { from: '2028-01-10', to: '2028-01-20', reason: '回家' }))).toBe('exchange/leave-outside');
    expect(await refusedWith(askLeave(now, region.deans['33'], application, { from: '2027-10-10', to: '2027-10-12', reason: '回家' }))).toBe('common/not-allowed');
    const { id } = await askLeave(now, person, application, { from: '2027-10-10', to: '2027-10-12', reason: '回家' });
    expect(await refusedWith(askLeave(now, person, application, { from: '2027-10-12', to: '2027-10-13', reason: '再请' }))).toBe('23P01');
    expect(await tasks('exchange.leave/answer', id)).toBe(1);
    const grant = (actor: PersonActor, granted: boolean, answer: string | null = null) => refusedWith(answerLeave(now, actor, application, { id, granted, answer }));
    expect([await grant(region.deans['32'], true), await grant(person, true), await grant(region.deans['33'], false), await grant(region.deans['33'], true), await grant(region.deans['33'], true)]).toEqual(['common/not-allowed', 'common/not-allowed', 'exchange/why-not', 'done', 'exchange/leave-answered']);
    expect(await tasks('exchange.leave/answer', id)).toBe(0);
    expect((await showStay(now, region.deans['32'], application)).placement?.leaves).toMatchObject([{ from: '2027-10-10', to: '2027-10-12', state: 'granted' }]);
    const other = await askLeave(now, person, application, { from: '2027-11-01', to: '2027-11-01', reason: '看病' });
    expect(await sqlAs(person, sql`update exchange.leave set state = 'granted', answered_at = now() where id = ${other.id}`)).toBe('42501');
    expect(await sqlAs(region.deans['31'], sql`update exchange.leave set state = 'granted', answered_at = now() where id = ${other.id}`)).toBe('nothing');
    await withdrawLeave(now, person, application, other.id);
    await askLeave(now, person, application, { from: '2027-11-01', to: '2027-11-02', reason: '看病' });
  });

  test('an incident is told to all sides and both departments at once, followed up by each, and settled by an institution', async () => {
    const { application, person } = await anUnderway(world);
    const now = on(october);
    expect(await refusedWith(reportIncident(now, person, application, { kind: 'injury', happenedOn: '2027-10-06', text: '扭伤' }))).toBe('exchange/not-yet');
    const { id } = await reportIncident(now, person, application, { kind: 'injury', happenedOn: '2027-10-05', text: '实验课扭伤脚踝' });
    expect(await tasks('exchange.incident/settle', id)).toBe(2);
    const { rows: told } = await db.admin.query<{ party: string }>("select to_party as party from kernel.notification where kind = 'exchange.incident/reported' order by 1");
    expect(told.map(({ party }) => party)).toEqual(['32', '33']);
    await followUp(now, region.deans['33'], application, { id, text: '已送校医院', settled: false });
    expect(await refusedWith(followUp(now, person, application, { id, text: '好了', settled: true }))).toBe('common/not-allowed');
    expect(await refusedWith(followUp(now, region.deans['31'], application, { id, text: '我看看', settled: false }))).toBe('common/not-found');
    await followUp(now, region.deans['32'], application, { id, text: '已痊愈，保险已理赔', settled: true });
    expect(await refusedWith(followUp(now, person, application, { id, text: '补充', settled: false }))).toBe('exchange/incident-settled');
    expect(await tasks('exchange.incident/settle', id)).toBe(0);
    expect((await showStay(now, person, application)).placement?.incidents).toMatchObject([{ kind: 'injury', side: 'person', state: 'settled', followUps: [{ side: 'host' }, { side: 'home' }] }]);
    expect(await sqlAs(person, sql`insert into exchange.incident (placement_id, kind, happened_on, text, side) select placement_id, 'other', '2027-10-01', '冒名', 'home' from exchange.incident where id = ${id}`)).toBe('42501');
  });

  test('the host is asked for the talk when half of the time is over; the person adds to it once', async () => {
    const { application, person } = await anUnderway(world);
    const { placement } = await showStay(platform, person, application);
    expect(placement?.middle).toBe('2027-11-08');
    await remindOfStays(on('2027-11-07T02:00:00Z'));
    expect(await tasks('exchange.placement/talk', placement!.id)).toBe(0);
    const half = on('2027-11-08T02:00:00Z');
    await remindOfStays(half);
    expect(await tasks('exchange.placement/talk', placement!.id)).toBe(1);
    expect(await refusedWith(addOwnView(half, person, application, '很好'))).toBe('exchange/talk-held');
    expect(await refusedWith(holdTalk(half, region.deans['32'], application, { heldOn: '2027-11-08', text: '谈话' }))).toBe('common/not-allowed');
    await holdTalk(half, region.deans['33'], application, { heldOn: '2027-11-08', text: '适应良好，建议多参加教研' });
    expect(await tasks('exchange.placement/talk', placement!.id)).toBe(0);
    await addOwnView(half, person, application, '希望增加听课机会');
    expect(await refusedWith(addOwnView(half, person, application, '改写'))).toBe('exchange/talk-held');
    expect((await showStay(half, region.deans['32'], application)).placement?.talk).toMatchObject({ heldOn: '2027-11-08', ownView: '希望增加听课机会' });
  });

  test('photos hang on a month’s entry until the tutor has answered; with the first missing month the host is told, with the second the home too', async () => {
    const { application, person } = await anUnderway(world);
    const november = on('2027-11-05T02:00:00Z');
    const { placement } = await showStay(november, person, application);
    await remindOfStays(on('2027-10-01T02:00:00Z'));
    expect(await tasks('exchange.placement/journal-alarm', placement!.id)).toBe(1);
    await remindOfStays(november);
    expect(await tasks('exchange.placement/journal-alarm', placement!.id)).toBe(2);
    await writeEntry(november, person, application, { month: '2027-09', text: '报到', hours: 8 });
    const { id } = (await showStay(november, person, application)).placement!.entries[0]!;
    const may = (actor: PersonActor, what: 'mayAttach' | 'maySee') => inTransaction(db, actor, (tx) => entryFiles[what](tx, id));
    expect([await may(person, 'mayAttach'), await may(region.deans['33'], 'mayAttach'), await may(region.deans['33'], 'maySee'), await may(region.deans['31'], 'maySee')]).toEqual([true, false, true, false]);
    await answerEntry(november, region.deans['33'], application, { month: '2027-09', answer: '好' });
    expect(await may(person, 'mayAttach')).toBe(false);
  });

  test('the last month is asked for when the stay is over, and written until the certificate is given', async () => {
    const { application, person } = await anUnderway(world, { startsOn: '2027-09-01', endsOn: '2027-09-30' }, aVersion({ from: '2027-09-01', to: '2027-09-30' }));
    const { id } = (await showStay(platform, person, application)).placement!;
    await moveStay(on('2027-09-30T02:00:00Z'), region.deans['33'], application, { transition: 'finish', version: 2 });
    await remindOfStays(on('2027-10-01T02:00:00Z'));
    expect([await tasks('exchange.placement/journal', id), await tasks('exchange.placement/journal-alarm', id)]).toEqual([1, 2]);
    expect((await showStay(on('2027-10-01T02:00:00Z'), person, application)).placement!.missing).toEqual(['2027-09']);
    await writeEntry(on('2027-10-12T02:00:00Z'), person, application, { month: '2027-09', text: '补记', hours: 8 });
    expect([await tasks('exchange.placement/journal', id), await tasks('exchange.placement/journal-alarm', id)]).toEqual([0, 0]);
    // Nobody signed here as tutor: the host is asked to answer, and asked again after a week.
    expect([await tasks('exchange.placement/answer', id), await tasks('exchange.placement/answer-alarm', id)]).toEqual([1, 0]);
    await remindOfStays(on('2027-10-19T02:00:00Z'));
    expect(await tasks('exchange.placement/answer-alarm', id)).toBe(0);
    await remindOfStays(on('2027-10-20T02:00:00Z'));
    expect(await tasks('exchange.placement/answer-alarm', id)).toBe(1);
    await answerEntry(on('2027-10-20T02:00:00Z'), region.deans['33'], application, { month: '2027-09', answer: '好' });
    expect([await tasks('exchange.placement/answer', id), await tasks('exchange.placement/answer-alarm', id)]).toEqual([0, 0]);
  });

  test('the tutor who signed the agreement answers the journal themselves, and changes nothing else', async () => {
    const { rows: [made] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party, institution_id, visibility) values ('许老师', '33', $1, 'organization') returning id", [region.universities['33']]);
    const tutor: PersonActor = { role: 'member', party: '33', accountId: crypto.randomUUID(), personId: made!.id };
    const version = aVersion({ tutor: { name: '许老师', personId: tutor.personId } });
    const accepted = await inForce(world, await anAccepted(world), version);
    const { application, person } = accepted;
    await signAgreement(platform, tutor, application, { signatory: 'tutor', digest: (await showStay(platform, tutor, application)).agreement!.versions[0]!.digest });
    await moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    await writeEntry(on(october), person, application, { month: '2027-10', text: '听课', hours: 8 });
    const { rows: asked } = await db.admin.query<{ zh: string }>("select title ->> 'zh' as zh from kernel.task where kind = 'exchange.placement/answer' and to_person_id = $1 and closed_at is null", [tutor.personId]);
    expect(asked.map(({ zh }) => zh)).toEqual(['请答复每月记录：蒋雨欣（2027-10）']);
    expect([(await showStay(on(october), tutor, application)).placement?.mayAnswer, (await showStay(on(october), person, application)).placement?.mayAnswer]).toEqual([true, false]);
    expect(await sqlAs(tutor, sql`update exchange.entry set text = '改写' where placement_id = (select id from exchange.placement where application_id = ${application})`)).toBe('42501');
    await answerEntry(on(october), tutor, application, { month: '2027-10', answer: '请写得具体些' });
    expect((await showStay(on(october), person, application)).placement?.entries).toMatchObject([{ answer: '请写得具体些' }]);
    expect(await refusedWith(assess(on(october), tutor, application, { grade: 'good', text: '好' }))).toBe('exchange/not-a-side');
  });

  test('both sides see who is where, and nobody else does', async () => {
    const { application } = await anUnderway(world);
    const now = on(october);
    for (const actor of [region.deans['32'], region.deans['33'], region.officers['32']]) expect((await listWhereabouts(now, actor)).items.find((item) => item.applicationId === application)).toMatchObject({ city: '330100', homeParty: '32', hostParty: '33', state: 'underway', missing: ['2027-09'], from: '2027-09-01', to: '2028-01-15' });
    for (const actor of [region.deans['31'], region.officers['34']]) expect((await listWhereabouts(now, actor)).items).toEqual([]);
  });

  test('those who are away write of what they learn, and whoever applied reads it and answers, also those not chosen', async () => {
    const { id: scheme, person } = await anUnderway(world);
    const [notChosen, stranger] = [await aMember(db, region, '34', '落选者'), await aMember(db, region, '34', '路人')];
    // Applied as the others did, and got no place.
    await db.admin.query("insert into exchange.application (scheme_id, person_id, person_name, home_id, party, state, statement, reason) values ($1, $2, '落选者', $3, '34', 'refused', '想去', '名额已满')", [scheme, notChosen.personId, region.universities['34']]);
    const { id } = await addPost(platform, person, scheme, { title: '怎样组织集体备课', text: '每周三下午……' });
    expect(await refusedWith(addPost(platform, notChosen, scheme, { title: '我也写', text: '……' }))).toBe('exchange/not-there');
    expect(await sqlAs(notChosen, sql`insert into exchange.post (scheme_id, person_id, author_name, host_name, title, text, party) values (${scheme}, ${notChosen.personId}, '我', '某', '题', '文', '34')`)).toBe('42501');
    const read = async (actor: PersonActor) => (await listPosts(platform, actor, scheme, { limit: 20 })).items.map(({ title }) => title);
    expect([await read(notChosen), await read(region.officers['31']), await read(stranger)]).toEqual([['怎样组织集体备课'], ['怎样组织集体备课'], []]);
    await addReply(platform, notChosen, id, '请问教案模板能否分享？');
    expect(await refusedWith(addReply(platform, stranger, id, '顶'))).toBe('common/not-found');
    expect((await listPosts(platform, person, scheme, { limit: 20 }))).toMatchObject({ mayWrite: true, items: [{ authorName: '蒋雨欣', mayWithdraw: true, replies: [{ authorName: '落选者' }] }] });
    expect(await refusedWith(withdrawPost(platform, region.officers['33'], id, '不妥'))).toBe('common/not-allowed');
    await withdrawPost(platform, person, id, '重写');
    expect(await read(notChosen)).toEqual([]);
  });
});

describe('the end of a stay', () => {
  const finished = async () => {
    const accepted = await anUnderway(world);
    const after = on('2028-01-15T02:00:00Z');
    await moveStay(after, region.deans['33'], accepted.application, { transition: 'finish', version: 2 });
    return { ...accepted, after };
  };

  test('nobody dates anything back or ahead past the services: an assessment, a signature, a talk, an answer', async () => {
    const { application } = await anUnderway(world);
    const { rows: [placement] } = await db.admin.query<{ id: string }>('select id from exchange.placement where application_id = $1', [application]);
    const now = onDay(world, '2028-01-15T02:00:00Z').database;
    await moveStay(onDay(world, '2028-01-15T02:00:00Z'), region.deans['33'], application, { transition: 'finish', version: 2 });
    const as = (actor: Actor, text: ReturnType<typeof sql>) => refusedWith(inTransaction(now, actor, (tx) => text.execute(tx.db)));
    expect(await as(region.deans['33'], sql`insert into exchange.assessment (placement_id, side, grade, text, assessed_at) values (${placement!.id}, 'host', 'failed', '补', '2028-01-14T00:00:00Z')`)).toBe('done');
    expect(await as(region.deans['33'], sql`insert into exchange.incident (placement_id, kind, happened_on, text, side, reported_by, reported_at) values (${placement!.id}, 'other', '2028-01-16', '明天的事', 'host', ${region.deans['33'].accountId}, '2027-01-01')`)).toBe('42501');
    expect(await as(region.deans['33'], sql`insert into exchange.talk (placement_id, held_on, text, held_by, written_at) values (${placement!.id}, '2028-02-01', '谈', ${region.deans['33'].accountId}, '2027-11-01')`)).toBe('42501');
    expect(await as(region.deans['33'], sql`insert into exchange.talk (placement_id, held_on, text, held_by, written_at) values (${placement!.id}, '2027-11-01', '谈', ${region.deans['33'].accountId}, '2027-11-01')`)).toBe('done');
    const { rows } = await db.admin.query("select (select assessed_at from exchange.assessment where placement_id = $1) = '2028-01-15T02:00:00Z' as assessed, (select written_at from exchange.talk where placement_id = $1) = '2028-01-15T02:00:00Z' as written", [placement!.id]);
    expect(rows).toEqual([{ assessed: true, written: true }]);

    const waiting = await anAccepted(world);
    await send(world, waiting);
    const sign = (actor: Actor, signatory: string, means: string, day: string) => refusedWith(inTransaction(onDay(world, '2027-04-10T02:00:00Z').database, actor, (tx) => sql`
      update exchange.signature set means = ${means}, signed_on = ${day}, entered_by = ${'accountId' in actor ? actor.accountId : null}, entered_name = '某', entered_at = '2027-04-02' where agreement_id = (select id from exchange.agreement where application_id = ${waiting.application}) and signatory = ${signatory}`.execute(tx.db)));
    expect(await sign(waiting.person, 'person', 'electronic', '2027-04-02')).toBe('42501');
    expect(await sign(waiting.person, 'person', 'electronic', '2027-04-11')).toBe('42501');
    expect(await sign(waiting.person, 'person', 'electronic', '2027-04-10')).toBe('done');
    expect((await db.admin.query("select entered_at = '2027-04-10T02:00:00Z' as now from exchange.signature s join exchange.agreement a on a.id = s.agreement_id where a.application_id = $1 and s.signatory = 'person'", [waiting.application])).rows).toEqual([{ now: true }]);
  });

  test('an objection is raised in time and answered by the side that assessed; the grade it changes decides, and the first one stays to be read', async () => {
    const { application, person, after } = await finished();
    expect(await refusedWith(raiseObjection(after, person, application, { side: 'host', text: '出勤统计有误' }))).toBe('exchange/not-assessed');
    for (const [actor, grade] of [[person, 'good'], [region.deans['32'], 'passed'], [region.deans['33'], 'failed']] as const) await assess(after, actor, application, { grade, text: '鉴定' });
    const late = '2028-01-23T02:00:00Z';
    expect(await refusedWith(raiseObjection(on(late), person, application, { side: 'host', text: '太晚' }))).toBe('exchange/objection-late');
    expect(await refusedWith(raiseObjection(after, region.deans['32'], application, { side: 'host', text: '代提' }))).toBe('common/not-allowed');
    await raiseObjection(after, person, application, { side: 'host', text: '出勤统计有误' });
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised: [] }))).toBe('exchange/objection-open');
    expect(await refusedWith(answerObjection(after, region.deans['32'], application, { answer: '维持', grade: null }))).toBe('exchange/no-objection');
    await answerObjection(after, region.deans['33'], application, { answer: '经核实，系统漏记 5 天', grade: 'passed' });
    expect((await showStay(after, person, application)).placement).toMatchObject({ assessments: expect.arrayContaining([expect.objectContaining({ side: 'host', grade: 'failed' })]), objections: [{ side: 'host', outcome: 'changed', grade: 'passed' }], obstacle: null });
    await certifyStay(after, region.deans['32'], application, { version: 3, recognised: [] });
  });

  test('of one whose account is closed in mid-placement goes on for both sides to its end, and the certificate does not wait for them for ever', async () => {
    const { application, person } = await anUnderway(world);
    const administrator: PersonActor = { role: 'administrator', accountId: crypto.randomUUID(), personId: crypto.randomUUID() };
    const { rows: [account] } = await db.admin.query<{ id: string }>("insert into kernel.account (login, name, person_id) values ($1, '蒋雨欣', $2) returning id", [`gone-${application.slice(0, 8)}`, person.personId]);
    await setClosed(platform, administrator, account!.id, { closed: true, reason: '本人注销' });
    const after = on('2028-01-15T02:00:00Z');
    expect((await listWhereabouts(on(october), region.deans['32'])).items.some((item) => item.applicationId === application)).toBe(true);
    await moveStay(after, region.deans['33'], application, { transition: 'finish', version: 2 });
    for (const party of ['32', '33'] as const) await assess(after, region.deans[party], application, { grade: 'good', text: '鉴定' });
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised: [] }))).toBe('exchange/not-assessed');
    const { number } = await certifyStay(on('2028-12-31T02:00:00Z'), region.deans['32'], application, { version: 3, recognised: [] });
    expect((await showStay(after, region.deans['33'], application)).placement).toMatchObject({ personName: '蒋雨欣', certificateNumber: number });
  });
});

describe('over all stays', () => {
  test('figures are sums by programme, cities and month that every officer sees alike, without a name, and nobody else', async () => {
    const { rows } = await showFigures(on('2027-10-05T02:00:00Z'), region.officers['34']);
    const september = rows.filter(({ month, preset }) => month === '2027-09' && preset === 'exchangeStudents');
    expect(september).toMatchObject([{ homeCity: '320400', hostCity: '330100', homeParty: '32', hostParty: '33' }]);
    expect(september[0]!.days).toBe(september[0]!.people * 30);
    expect(Object.keys(september[0]!)).not.toContain('personName');
    expect((await showFigures(on('2027-10-05T02:00:00Z'), await aMember(db, region, '32'))).rows).toEqual([]);
    expect((await showFigures(on('2028-02-01T02:00:00Z'), region.officers['31'])).rows.filter(({ month }) => month === '2028-01').reduce((sum, { credits }) => sum + credits, 0)).toBe(5);
  });
});
