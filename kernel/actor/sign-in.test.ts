import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { testPlatform } from '#kernel/testing.ts';
import { hashPassword, passwordWeakness, verifyPassword } from './password.ts';
import { actorApp, anAccount, browser, testPassword } from './testing.ts';
import { waitAfter } from './throttle.ts';

let db: TestDatabase;
let app: ReturnType<typeof actorApp>;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  app = actorApp(testPlatform(db));
});
afterAll(() => db.drop());
beforeEach(() => db.admin.query('truncate kernel.sign_in_failure'));

async function signedIn(login: string) {
  const somebody = browser(app);
  const response = await somebody.send('POST', '/api/session', { login, password: testPassword });
  expect(response.status).toBe(200);
  return somebody;
}

describe('passwords', () => {
  test('are kept as argon2id with a salt of their own', async () => {
    const [one, other] = await Promise.all([hashPassword('长三角教育一体化'), hashPassword('长三角教育一体化')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword('长三角教育一体化', one)).toBe(true);
    expect(await verifyPassword('长三角教育一体', one)).toBe(false);
    expect(await verifyPassword('长三角教育一体化', undefined)).toBe(false);
  });

  test('that are short, common or like the login are refused', () => {
    expect(passwordWeakness('九个字的密码不够长', 'x')).toBe('tooShort');
    expect(passwordWeakness('password2027', 'x')).toBe('tooCommon');
    expect(passwordWeakness('aaaaaaaaaaaa', 'x')).toBe('tooCommon');
    expect(passwordWeakness('my-js-officer-pw', 'js-officer')).toBe('likeLogin');
    expect(passwordWeakness(testPassword, 'js-officer')).toBeUndefined();
  });
});

describe('sign-in', () => {
  test('with login, in any case, and password opens a session in a cookie that no script reads', async () => {
    await anAccount(db, { login: 'Js-Officer', party: '32', role: 'party_officer' });
    const somebody = browser(app);
    const response = await somebody.send('POST', '/api/session', { login: 'js-officer', password: testPassword });
    expect(response.headers.get('set-cookie')).toMatch(/^delta_session=[\w-]{43};.*HttpOnly.*SameSite=Lax/i);
    expect(await somebody.json('GET', '/api/session')).toMatchObject({ signedIn: true, account: { login: 'Js-Officer' }, acting: { role: 'party_officer', party: '32' } });
    const { rows } = await db.admin.query('select encode(token_hash, \'escape\') as kept from kernel.session');
    expect(JSON.stringify(rows)).not.toContain(somebody.jar.get('delta_session'));
  });

  test('over HTTPS the cookie is bound to this host', async () => {
    await anAccount(db, { login: 'https' });
    const response = await browser(actorApp(testPlatform(db, { config: { publicUrl: 'https://delta.test' } }))).send('POST', '/api/session', { login: 'https', password: testPassword });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-delta_session=.*Secure/i);
  });

  test('tells the same of a wrong password and of a login that does not exist', async () => {
    await anAccount(db, { login: 'known' });
    const wrong = await browser(app).json('POST', '/api/session', { login: 'known', password: 'something else' });
    const unknown = await browser(app).json('POST', '/api/session', { login: 'nobody', password: 'something else' });
    const plain = ({ requestId: _, ...rest }: Record<string, unknown>) => rest;
    expect(plain(wrong)).toEqual(plain(unknown));
  });

  test('slows down after wrong passwords, also for the right one, and the account’s owner hears of it once', async () => {
    const { personId } = await anAccount(db, { login: 'besieged' });
    const tries: number[] = [];
    for (let i = 0; i < 7; i += 1) tries.push((await browser(app).send('POST', '/api/session', { login: 'BESIEGED', password: `wrong ${i}` })).status);
    expect(tries.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(tries.slice(5)).toEqual([429, 429]);
    const right = await browser(app).send('POST', '/api/session', { login: 'besieged', password: testPassword });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    const { rows } = await db.admin.query("select from kernel.notification where to_person_id = $1 and kind = 'actor.account/failures'", [personId]);
    expect(rows).toHaveLength(1);
    await db.admin.query("update kernel.sign_in_failure set last_at = now() - interval '10 minutes'");
    expect((await browser(app).send('POST', '/api/session', { login: 'besieged', password: testPassword })).status).toBe(200);
  });

  test('never waits longer than five minutes, and longer after more failures', () => {
    fc.assert(fc.property(fc.nat(200), (failures) => waitAfter(failures, 'login') <= waitAfter(failures + 1, 'login') && waitAfter(failures, 'address') <= waitAfter(failures, 'login') && waitAfter(failures, 'login') <= 300));
    expect([4, 5, 6, 20].map((failures) => waitAfter(failures, 'login'))).toEqual([0, 2, 4, 300]);
  });

  test('as a demonstration account there is none elsewhere', async () => {
    await db.admin.query("update kernel.account set demonstration = true where login = 'known'");
    expect((await browser(app).send('POST', '/api/session/demonstration', { login: 'known' })).status).toBe(404);
    const demonstration = actorApp(testPlatform(db, { config: { demonstration: true } }));
    expect((await browser(demonstration).send('POST', '/api/session/demonstration', { login: 'known' })).status).toBe(200);
    expect((await browser(demonstration).send('POST', '/api/session/demonstration', { login: 'besieged' })).status).toBe(404);
  });
});

describe('a session', () => {
  test('ends when it is idle too long, too old, signed out, or its account is closed', async () => {
    await anAccount(db, { login: 'leaver', party: '32' });
    const isIn = async (somebody: ReturnType<typeof browser>) => (await somebody.json('GET', '/api/session'))['signedIn'];
    for (const end of [
      () => db.admin.query("update kernel.session set seen_at = now() - interval '13 hours'"),
      () => db.admin.query("update kernel.session set expires_at = now() - interval '1 second'"),
      () => db.admin.query("update kernel.account set disabled_at = now() where login = 'leaver'"),
    ]) {
      await db.admin.query("update kernel.account set disabled_at = null where login = 'leaver'");
      const somebody = await signedIn('leaver');
      expect(await isIn(somebody)).toBe(true);
      await end();
      expect(await isIn(somebody)).toBe(false);
    }
  });

  test('everywhere is signed out at once; elsewhere by changing the password', async () => {
    await anAccount(db, { login: 'two-places' });
    const [here, there] = [await signedIn('two-places'), await signedIn('two-places')];
    expect((await here.send('POST', '/api/account/password', { current: testPassword, next: testPassword.toUpperCase() })).status).toBe(200);
    expect((await there.send('GET', '/api/account/sessions')).status).toBe(401);
    expect((await here.send('POST', '/api/account/password', { current: 'not it', next: 'another good one' })).status).toBe(422);
    expect((await here.send('DELETE', '/api/session/all')).status).toBe(200);
    expect(here.jar.has('delta_session')).toBe(false);
    const { rows } = await db.admin.query("select from kernel.session s join kernel.account a on a.id = s.account_id where a.login = 'two-places'");
    expect(rows).toHaveLength(0);
  });

  test('is not changed by another site’s page', async () => {
    await anAccount(db, { login: 'victim' });
    const somebody = await signedIn('victim');
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      expect((await somebody.send('DELETE', '/api/session/all', undefined, headers)).status).toBe(403);
    }
    const cookie = `delta_session=${somebody.jar.get('delta_session')}`;
    expect((await app.request('/api/session/all', { method: 'DELETE', headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403);
    expect((await somebody.json('GET', '/api/session'))['signedIn']).toBe(true);
  });

  test('acts by any of its account’s roles, and by none that is withdrawn, over or another’s', async () => {
    const { id, grantId } = await anAccount(db, { login: 'two-hats', party: '33', role: 'party_officer' });
    const { grantId: foreign } = await anAccount(db, { login: 'other-hat', party: '31', role: 'party_officer' });
    const { rows } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, valid_from, valid_to, reason) values ($1, 'auditor', '33', '2020-01-01', '2020-12-31', '任期'), ($1, 'party_signatory', '33', '2020-01-01', null, '任职') returning id", [id]);
    const somebody = await signedIn('two-hats');
    const acts = async (grant: string) => (await somebody.send('POST', '/api/session/act-as', { grantId: grant })).status;
    expect([await acts(rows[0]!.id), await acts(foreign)]).toEqual([403, 403]);
    expect(await acts(rows[1]!.id)).toBe(200);
    expect(await somebody.json('GET', '/api/session')).toMatchObject({ acting: { role: 'party_signatory' } });
    await db.admin.query("update kernel.role_grant set withdrawn_at = now() where id = $1", [rows[1]!.id]);
    expect(await somebody.json('GET', '/api/session')).toMatchObject({ acting: { role: 'member' } });
    expect(await acts(grantId)).toBe(200);
    await expect(db.admin.query('update kernel.session set grant_id = $1 where account_id = $2', [foreign, id])).rejects.toThrow(/foreign key/);
  });
});
