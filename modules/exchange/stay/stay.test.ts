import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { Refusal } from '#kernel/refusal.ts';
import { readSheet } from '#kernel/sheets/read.ts';
import { testPlatform } from '#kernel/testing.ts';
import { migrations } from '../../../server/modules.ts';
import { issuerOf } from '../credential.ts';
import { aRegion, type Region } from '../testing.ts';
import { exportTranscript, issueCredential, printCertificate } from './service/papers.ts';
import { remindOfStays } from './service/reminders.ts';
import { answerEntry, assess, certifyStay, listStays, moveStay, showStay, writeEntry } from './service/stays.ts';
import { anAccepted, aVersion, inForce, type World } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let region: Region;
let world: World;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  platform = testPlatform(db, { now: '2027-04-01T02:00:00Z' });
  region = await aRegion(db, platform);
  world = { db, platform, region };
});
afterAll(() => db.drop());

const on = (now: string) => testPlatform(db, { now });
const refusedWith = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof Refusal ? error.kind.code : (error as { code?: string }).code ?? String(error)));

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
    const recognised = [{ course: '现代教育技术', hours: 48, credits: 3, grade: '92' }, { course: '课程论', hours: 32, credits: 2, grade: '良' }];
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised }))).toBe('exchange/not-assessed');
    for (const [actor, text] of [[person, '收获大'], [region.deans['32'], '表现优秀'], [region.deans['33'], '学习认真']] as const) await assess(after, actor, application, { grade: 'excellent', text });
    expect(await refusedWith(assess(after, person, application, { grade: 'good', text: '再评' }))).toBe('exchange/assessed-already');
    expect(await refusedWith(certifyStay(after, region.deans['33'], application, { version: 3, recognised }))).toBe('common/not-allowed');
    const { number } = await certifyStay(after, region.deans['32'], application, { version: 3, recognised });
    expect(number).toMatch(/^JL20\d\d3233[0-9A-F]{10}$/);
    expect((await showStay(after, person, application)).placement).toMatchObject({ state: 'certified', certificateNumber: number, certifiedOn: '2028-01-15', recognised });
    const paper = await printCertificate(after, person, application);
    const pdf = new Uint8Array(await paper.arrayBuffer());
    expect([paper.headers.get('content-type'), new TextDecoder().decode(pdf.slice(0, 5))]).toEqual(['application/pdf', '%PDF-']);
    expect(await (await exportTranscript(after, region.deans['32'], application, 'json')).json()).toMatchObject({ certificate: number, courses: recognised });
    const [names, first] = await readSheet(new Uint8Array(await (await exportTranscript(after, region.deans['32'], application, 'xlsx')).arrayBuffer()), 100);
    expect(names).toContain('学分');
    expect(first).toEqual(expect.arrayContaining(['现代教育技术', '48', '3', '92', number]));
    const token = await (await issueCredential(after, person, application)).text();
    const { payload } = await jwtVerify(token, await importJWK(issuerOf(platform.config.secret).publicJwk, 'EdDSA'));
    expect(payload).toMatchObject({ id: `urn:delta:certificate:${number}`, credentialSubject: { creditsEarned: 5 } });
    expect(await refusedWith(printCertificate(after, region.deans['31'], application))).toBe('common/not-found');
    const { rows } = await db.admin.query("select measure, value::int as value, unit, period, party from plan.fact where mechanism = 'exchange' order by measure");
    expect(rows).toEqual([
      { measure: '交换生', value: 1, unit: '人次', period: '2028-01', party: '32' },
      { measure: '交换生天数', value: 137, unit: '天', period: '2028-01', party: '32' },
      { measure: '交换生学分', value: 5, unit: '学分', period: '2028-01', party: '32' },
      { measure: '交换生学时', value: 80, unit: '学时', period: '2028-01', party: '32' },
    ]);
  });

  test('that is assessed as failed by a side gets no certificate', async () => {
    const { application, person } = await inForce(world, await anAccepted(world));
    await moveStay(on('2027-09-01T02:00:00Z'), region.deans['33'], application, { transition: 'arrive', version: 1 });
    await moveStay(after, region.deans['33'], application, { transition: 'finish', version: 2 });
    for (const [actor, grade] of [[person, 'good'], [region.deans['32'], 'passed'], [region.deans['33'], 'failed']] as const) await assess(after, actor, application, { grade, text: '鉴定' });
    expect(await refusedWith(certifyStay(after, region.deans['32'], application, { version: 3, recognised: [] }))).toBe('exchange/failed');
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
});
