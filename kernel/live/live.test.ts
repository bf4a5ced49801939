import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { createSession } from '#kernel/actor/session.ts';
import { anAccount } from '#kernel/actor/testing.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { liveApi } from './api.ts';
import { announce, openLive, type Live } from './live.ts';

let db: TestDatabase;
let live: Live;
beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());
beforeEach(() => {
  live = openLive(db);
  return () => live.close();
});

const one = { type: 'test.record', id: '1' };
const other = { type: 'test.record', id: '2' };
const until = (holds: () => boolean) => expect.poll(holds, { timeout: 10_000, interval: 10 }).toBe(true);

/** Counts what is heard of a subject, from when the database is listened to. */
async function ear(subject = one) {
  const heard = { changes: 0, ended: false };
  live.subscribe(subject, { heard: () => (heard.changes += 1), ended: () => (heard.ended = true) });
  await until(live.listening);
  heard.changes = 0;
  return heard;
}
const change = (subject = one) => inTransaction(db, anOfficer('31'), (tx) => announce(tx, subject));

describe('what has changed', () => {
  test('is heard once it is committed, by whoever asked for that record and by nobody else', async () => {
    const [mine, theirs] = [await ear(), await ear(other)];
    await inTransaction(db, anOfficer('31'), async (tx) => {
      await announce(tx, one);
      await announce(tx, one);
      expect(mine.changes).toBe(0);
    });
    await until(() => mine.changes === 1);
    await change(other);
    await until(() => theirs.changes === 1);
    expect(mine.changes).toBe(1);
  });

  test('is not heard when it is rolled back', async () => {
    const mine = await ear();
    await inTransaction(db, anOfficer('31'), async (tx) => {
      await announce(tx, one);
      throw new Error('no');
    }).catch(() => undefined);
    await change();
    await until(() => mine.changes > 0);
    expect(mine.changes).toBe(1);
  });

  test('is not missed when the connection breaks: everybody is told that something may have changed, and hears on', async () => {
    const mine = await ear();
    await db.admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'delta live' and datname = current_database()");
    await until(() => mine.changes === 1);
    await change();
    await until(() => mine.changes === 2);
  });
});

describe('the stream of events', () => {
  const app = () => createHttpApp(testPlatform(db), { mounts: [{ path: '/api/live', api: liveApi(live) }], session: sessionMiddleware(testPlatform(db)), webRoot: '/nowhere' });

  test('is for people who are signed in', async () => {
    expect((await app().request('/api/live?type=test.record&id=1')).status).toBe(401);
  });

  test('says that it changed and not what, and ends cleanly when the server stops', async () => {
    const account = await anAccount(db, { login: 'xu', party: '31', role: 'party_officer' });
    const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: account.id, grantId: account.grantId, signedInBy: 'password' }));
    const response = await app().request('/api/live?type=test.record&id=1', { headers: { cookie: `delta_session=${token}` } });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await until(live.listening);
    await change();
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let said = '';
    while (!said.includes('changed\n\n')) said += (await reader.read()).value;
    expect(said.replaceAll('event: changed\ndata: changed\n\n', '')).toBe('retry: 2000\n\n');
    await live.close();
    let last = await reader.read();
    while (!last.done) last = await reader.read();
    expect(last.done).toBe(true);
  });
});
