import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import type { Database } from '#kernel/database/database.ts';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '#kernel/http/env.ts';
import { systemActor } from './actor.ts';
import { sessionMiddleware } from './middleware.ts';
import { createSession } from './session.ts';
import { sessionApi } from './session-api.ts';
import { rememberSessions, type Sessions } from './sessions.ts';
import { anAccount } from './testing.ts';

let db: TestDatabase;
let sessions: Sessions;
let asked = 0;
let clock = 0;
/** The database, which counts how often it is asked for a session; `meanwhile` happens between its answer and whoever asked. */
let meanwhile: (() => Promise<void>) | undefined;
const counting = (): Database => ({
  ...db,
  pool: Object.assign(Object.create(db.pool) as Database['pool'], {
    query: async (...args: [never]) => {
      asked += 1;
      const answer = await (db.pool.query as (...given: unknown[]) => Promise<unknown>)(...args);
      await meanwhile?.();
      return answer;
    },
  }),
});

beforeAll(async () => { db = await createTestDatabase(kernelMigrations); });
afterAll(() => db.drop());
beforeEach(async () => {
  [asked, clock, meanwhile] = [0, 0, undefined];
  sessions = rememberSessions(counting(), () => clock);
  await listened();
  return () => sessions.close();
});

let people = 0;
async function signedIn() {
  const account = await anAccount(db, { login: `officer-${(people += 1)}`, party: '31', role: 'party_officer' });
  const { token, sessionId } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: account.id, grantId: account.grantId, signedInBy: 'password' }));
  return { ...account, token, sessionId };
}

/** Until the database is heard: only then is anything remembered. */
async function listened() {
  const { token } = await signedIn();
  await expect.poll(async () => {
    const before = asked;
    await sessions.resolve(token);
    await sessions.resolve(token);
    return asked - before;
  }, { timeout: 10_000, interval: 10 }).toBeLessThanOrEqual(1);
  asked = 0;
}

describe('whom a cookie stands for', () => {
  test('is asked once and then remembered, for ten seconds', async () => {
    const { token, id } = await signedIn();
    expect((await sessions.resolve(token))?.actor).toMatchObject({ role: 'party_officer', party: '31', accountId: id });
    expect((await sessions.resolve(token))?.actor.accountId).toBe(id);
    expect(asked).toBe(1);
    clock = 10_001;
    await sessions.resolve(token);
    expect(asked).toBe(2);
  });

  test.for([
    ['the session was ended', 'delete from kernel.session where account_id = $1', undefined],
    ['the account was disabled', 'update kernel.account set disabled_at = now() where id = $1', undefined],
    ['the role was withdrawn', "update kernel.role_grant set withdrawn_at = now(), withdrawn_reason = '调离' where account_id = $1", 'member'],
    ['the role ended by its date', "update kernel.role_grant set valid_from = current_date - 9, valid_to = current_date - 1 where account_id = $1", 'member'],
    ['they act without it now', 'update kernel.session set grant_id = null where account_id = $1', 'member'],
  ] as const)('counts at once when %s', async ([, change, then]) => {
    const { token, id } = await signedIn();
    await sessions.resolve(token);
    await db.admin.query(change, [id]);
    await sessions.caughtUp();
    expect((await sessions.resolve(token))?.actor.role).toBe(then);
  });

  test('does not change for others', async () => {
    const [mine, theirs] = [await signedIn(), await signedIn()];
    await sessions.resolve(theirs.token);
    await db.admin.query('delete from kernel.session where account_id = $1', [mine.id]);
    await sessions.caughtUp();
    asked = 0;
    await sessions.resolve(theirs.token);
    expect(asked).toBe(0);
  });

  test('is not remembered from an answer that was overtaken by the end of the session', async () => {
    const { token, id } = await signedIn();
    meanwhile = async () => {
      meanwhile = undefined;
      await db.admin.query('delete from kernel.session where account_id = $1', [id]);
      await sessions.caughtUp();
    };
    await sessions.resolve(token);
    expect(await sessions.resolve(token)).toBeUndefined();
  });

  test('is asked about each time while the database cannot be heard', async () => {
    const { token, id } = await signedIn();
    await sessions.resolve(token);
    await db.admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'delta live' and datname = current_database()");
    await db.admin.query('delete from kernel.session where account_id = $1', [id]);
    await expect.poll(() => sessions.resolve(token), { timeout: 10_000, interval: 5 }).toBeUndefined();
    await listened();
  });
});

test('who has signed out and been told so is out, every time', async () => {
  const platform = testPlatform(db);
  const mounts = [{ path: '/api/session', api: sessionApi(platform, async () => new Map()) as unknown as OpenAPIHono<Env> }];
  const app = createHttpApp(platform, { mounts, session: sessionMiddleware(platform, sessions), webRoot: '/nowhere' });
  const ask = async (method: string, token: string) => app.request('/api/session', { method, headers: { cookie: `delta_session=${token}`, 'sec-fetch-site': 'same-origin' } });
  for (let i = 0; i < 20; i += 1) {
    const { token } = await signedIn();
    expect(await (await ask('GET', token)).json()).toMatchObject({ signedIn: true, account: { login: `officer-${people}` } });
    expect((await ask('DELETE', token)).ok).toBe(true);
    expect(await (await ask('GET', token)).json()).toMatchObject({ signedIn: false });
  }
});
