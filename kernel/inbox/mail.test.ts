import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { closeTasks, notify, openTask } from './inbox.ts';
import { postLetters } from './letters.ts';
import { remindOfTasks, sendMail } from './mail.ts';
import { aMailServer } from './testing.ts';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());
beforeEach(() => db.admin.query('truncate kernel.mail, kernel.notification_read, kernel.notification, kernel.task, kernel.role_grant, kernel.account cascade'));

async function anAccount({ party, email }: { party: string; email: string | null }): Promise<Actor> {
  const personId = randomUUID();
  const { rows } = await db.admin.query<{ id: string }>('insert into kernel.account (person_id, login, name, email, created_at) values ($1, $2, $3, $4, now() - interval \'1 day\') returning id', [personId, `u${randomUUID().slice(0, 8)}`, '许海涛', email]);
  const accountId = rows[0]!.id;
  await db.admin.query("insert into kernel.role_grant (account_id, role, party, reason) values ($1, 'party_officer', $2, '测试')", [accountId, party]);
  return { role: 'party_officer', party: party as '31', accountId, personId };
}

const subject = { type: 'test.record', id: '1' };
const toParty = (party: '31' | '32') => ({ role: 'party_officer', party }) as const;
const aTask = (dueOn?: string) => ({ kind: 'test/do', subject, to: toParty('32'), title: { zh: '评议进展报告', en: 'Review the report' }, link: '/workspace/x', dueOn });
const tasksOf = async (actor: Actor) => (await inTransaction(db, actor, (tx) => sql<{ kind: string }>`select kind from kernel.task where closed_at is null`.execute(tx.db))).rows;

describe('the inbox', () => {
  test('a task is on the list of whoever holds the role, once, until the act that settles it closes it', async () => {
    const officer = await anAccount({ party: '32', email: null });
    await inTransaction(db, anOfficer('31'), (tx) => openTask(tx, aTask()));
    await inTransaction(db, anOfficer('31'), (tx) => openTask(tx, aTask()));
    expect(await tasksOf(officer)).toHaveLength(1);
    expect(await tasksOf(anOfficer('33'))).toHaveLength(0);
    await inTransaction(db, officer, (tx) => closeTasks(tx, subject));
    expect(await tasksOf(officer)).toHaveLength(0);
  });

  test('what is notified goes out by mail to those who hold the role and want mail, once', async () => {
    await anAccount({ party: '32', email: 'xu@example.org' });
    await anAccount({ party: '32', email: null });
    await anAccount({ party: '33', email: 'zhang@example.org' });
    const server = await aMailServer();
    const platform = testPlatform(db, { config: { mail: { smtpUrl: server.url, from: 'Delta <delta@example.org>' } } });
    await inTransaction(db, anOfficer('31'), (tx) => notify(tx, { kind: 'test/told', subject, to: toParty('32'), title: { zh: '报告已通过', en: 'Accepted' }, link: '/workspace/y' }));
    expect(await sendMail(platform)).toEqual({ sent: 1, failed: 0 });
    expect(await sendMail(platform)).toEqual({ sent: 0, failed: 0 });
    await server.close();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toContain('xu@example.org');
    expect(server.mails[0]).toContain('http://delta.test/workspace/y');
  });

  test('while the mail server is away nothing is lost', async () => {
    await anAccount({ party: '32', email: 'xu@example.org' });
    const away = testPlatform(db, { config: { mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'delta@example.org' } } });
    await inTransaction(db, anOfficer('31'), (tx) => notify(tx, { kind: 'test/told', subject, to: toParty('32'), title: { zh: '一', en: 'one' }, link: '/x' }));
    expect(await sendMail(away)).toEqual({ sent: 0, failed: 1 });
    const server = await aMailServer();
    expect(await sendMail(testPlatform(db, { config: { mail: { smtpUrl: server.url, from: 'delta@example.org' } } }))).toEqual({ sent: 1, failed: 0 });
    await server.close();
  });

  test('a letter goes to its address, once, and waits while the mail server is away; only the platform posts one', async () => {
    const letter = { subject, to: { name: '叶处长', address: 'ye@example.org' }, title: '会议通知', text: '请参加。' };
    await expect(inTransaction(db, anOfficer('31'), (tx) => postLetters(tx, [letter]))).rejects.toMatchObject({ code: '42501' });
    await inTransaction(db, systemActor('test'), (tx) => postLetters(tx, [letter]));
    expect(await sendMail(testPlatform(db, { config: { mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'delta@example.org' } } }))).toEqual({ sent: 0, failed: 1 });
    const server = await aMailServer();
    const platform = testPlatform(db, { config: { mail: { smtpUrl: server.url, from: 'delta@example.org' } } });
    expect([await sendMail(platform), await sendMail(platform)]).toEqual([{ sent: 1, failed: 0 }, { sent: 0, failed: 0 }]);
    await server.close();
    expect(server.mails[0]).toContain('ye@example.org');
  });

  test('a task is reminded of when it is due soon and again when it is overdue, once each', async () => {
    const officer = await anAccount({ party: '32', email: null });
    await inTransaction(db, systemActor('test'), (tx) => openTask(tx, aTask('2027-03-17')));
    const reminders = async () => (await inTransaction(db, officer, (tx) => sql<{ zh: string }>`select title->>'zh' as zh from kernel.notification order by id`.execute(tx.db))).rows.map(({ zh }) => zh);
    expect(await remindOfTasks(testPlatform(db, { now: '2027-03-10T00:00:00Z' }))).toBe(0);
    expect(await remindOfTasks(testPlatform(db, { now: '2027-03-15T00:00:00Z' }))).toBe(1);
    expect(await remindOfTasks(testPlatform(db, { now: '2027-03-16T00:00:00Z' }))).toBe(0);
    expect(await remindOfTasks(testPlatform(db, { now: '2027-03-18T00:00:00Z' }))).toBe(1);
    expect(await remindOfTasks(testPlatform(db, { now: '2027-03-19T00:00:00Z' }))).toBe(0);
    expect(await reminders()).toEqual(['即将到期：评议进展报告', '已逾期：评议进展报告']);
  });
});
