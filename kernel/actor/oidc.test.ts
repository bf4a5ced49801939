import Provider from 'oidc-provider';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { actorApp, anAccount, browser, testPassword } from './testing.ts';

let db: TestDatabase;
let platform: Platform;
let app: ReturnType<typeof actorApp>;
let server: Server;
let issuer: string;

beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  server = await startProvider();
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = (id: string, party: '32' | '33', clientId = 'delta') => ({ id, party, label: { zh: '江苏教育统一身份认证', en: 'Jiangsu' }, issuer, clientId, clientSecret: 'a secret of the provider' });
  platform = testPlatform(db, { config: { oidc: [provider('js', '32'), provider('zj', '33', 'delta-zj'), { ...provider('away', '32'), issuer: 'http://127.0.0.1:9' }] } });
  app = actorApp(platform);
  await anAccount(db, { login: 'js', party: '32', role: 'party_officer' });
});
afterAll(async () => {
  server.close();
  await db.drop();
});

/** A real OpenID provider on a port of its own; everybody may sign in there under any name. */
async function startProvider(): Promise<Server> {
  const listening = createServer();
  await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
  const at = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const client = (id: string, provider: string) => ({ client_id: id, client_secret: 'a secret of the provider', redirect_uris: [`http://delta.test/api/session/oidc/${provider}/callback`], response_types: ['code' as const], grant_types: ['authorization_code'] });
  const provider = new Provider(at, { clients: [client('delta', 'js'), client('delta-zj', 'zj')], pkce: { required: () => true } });
  listening.on('request', provider.callback());
  return listening;
}

/** Goes from the platform to the provider, signs in there as `name`, agrees, and comes back: gives the address to come back to. */
async function goThrough(start: string, name: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = new URL(start);
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 12; step += 1) {
    const response = await fetch(url, { redirect: 'manual', method: body === undefined ? 'GET' : 'POST', body: body ?? null, headers: { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') } });
    for (const line of response.headers.getSetCookie()) jar.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      body = undefined;
      if (url.host === 'delta.test') return url;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    if (prompt === undefined || action === undefined) throw new Error(`${response.status} ${page.slice(0, 300)}`);
    url = new URL(action, url);
    body = new URLSearchParams(prompt === 'login' ? { prompt, login: name, password: 'any' } : { prompt });
  }
  throw new Error('the provider goes round in circles');
}

const path = (url: URL) => `${url.pathname}${url.search}`;

async function signedIn(login: string) {
  const somebody = browser(app);
  await somebody.send('POST', '/api/session', { login, password: testPassword });
  return somebody;
}

async function link(somebody: ReturnType<typeof browser>, provider: string, name: string) {
  const start = await somebody.send('GET', `/api/session/oidc/${provider}/link`);
  return somebody.send('GET', path(await goThrough(start.headers.get('location') ?? '', name)), undefined, { 'sec-fetch-site': 'cross-site' });
}

describe('sign-in at a party’s own provider', () => {
  test('opens the session of the account that its owner linked, and of no other', async () => {
    const owner = await signedIn('js');
    expect((await link(owner, 'js', 'xuhaitao')).headers.get('location')).toBe('/workspace/account?linked=1');
    expect(await owner.json('GET', '/api/account/identities')).toMatchObject({ items: [{ id: 'js', linkedAt: expect.any(String) }, { id: 'away', linkedAt: null }] });

    const somebody = browser(app);
    const start = await somebody.send('GET', '/api/session/oidc/js/start?next=/workspace/plan');
    const back = await somebody.send('GET', path(await goThrough(start.headers.get('location') ?? '', 'xuhaitao')));
    expect(back.headers.get('location')).toBe('/workspace/plan');
    expect(await somebody.json('GET', '/api/session')).toMatchObject({ signedIn: true, account: { login: 'js' } });

    const stranger = browser(app);
    const begun = await stranger.send('GET', '/api/session/oidc/js/start?next=//evil.example');
    const refused = await stranger.send('GET', path(await goThrough(begun.headers.get('location') ?? '', 'a stranger')));
    expect(refused.headers.get('location')).toBe('/sign-in?problem=unknown-identity');
    expect((await stranger.json('GET', '/api/session'))['signedIn']).toBe(false);
  });

  test('takes an answer once, from the browser that asked, with the state that was sent', async () => {
    const somebody = browser(app);
    const start = await somebody.send('GET', '/api/session/oidc/js/start');
    const back = await goThrough(start.headers.get('location') ?? '', 'xuhaitao');
    const refusedAt = async (who: ReturnType<typeof browser>, at: URL) => (await who.send('GET', path(at))).headers.get('location');
    expect(await refusedAt(browser(app), back)).toBe('/sign-in?problem=not-completed');

    const forged = new URL(back);
    forged.searchParams.set('state', 'another');
    const other = browser(app);
    other.jar.set('delta_oidc', somebody.jar.get('delta_oidc') ?? '');
    expect(await refusedAt(other, forged)).toBe('/sign-in?problem=not-completed');

    const tampered = browser(app);
    tampered.jar.set('delta_oidc', `${(somebody.jar.get('delta_oidc') ?? '').slice(0, -2)}AA`);
    expect(await refusedAt(tampered, back)).toBe('/sign-in?problem=not-completed');

    const thief = browser(app);
    thief.jar.set('delta_oidc', somebody.jar.get('delta_oidc') ?? '');
    expect(await refusedAt(somebody, back)).toBe('/workspace');
    expect(await refusedAt(thief, back)).toBe('/sign-in?problem=not-completed'); // the code is used up
    expect(somebody.jar.has('delta_oidc')).toBe(false);
  });

  test('links only at the account’s own party, and an identity to one account', async () => {
    const owner = await signedIn('js');
    expect((await link(owner, 'zj', 'xuhaitao')).headers.get('location')).toBe('/workspace/account?problem=other-party');
    await anAccount(db, { login: 'js-other', party: '32' });
    expect((await link(await signedIn('js-other'), 'js', 'xuhaitao')).headers.get('location')).toBe('/workspace/account?problem=linked-elsewhere');
  });

  test('stops with the account or the link', async () => {
    const tryToSignIn = async () => {
      const somebody = browser(app);
      const start = await somebody.send('GET', '/api/session/oidc/js/start');
      return (await somebody.send('GET', path(await goThrough(start.headers.get('location') ?? '', 'xuhaitao')))).headers.get('location');
    };
    await db.admin.query("update kernel.account set disabled_at = now() where login = 'js'");
    expect(await tryToSignIn()).toBe('/sign-in?problem=unknown-identity');
    await db.admin.query("update kernel.account set disabled_at = null where login = 'js'");
    const owner = await signedIn('js');
    expect((await owner.send('DELETE', '/api/account/identities/js')).status).toBe(200);
    expect(await tryToSignIn()).toBe('/sign-in?problem=unknown-identity');
  });

  test('says so when the provider does not answer, or there is none', async () => {
    expect((await browser(app).send('GET', '/api/session/oidc/away/start')).status).toBe(503);
    expect((await browser(app).send('GET', '/api/session/oidc/nowhere/start')).status).toBe(404);
    expect((await browser(app).send('GET', '/api/session/oidc/js/link')).status).toBe(401);
  });
});

describe('passkeys', () => {
  // that a real authenticator is let in is shown in the browser, e2e/sign-in.spec.ts
  test('are refused when we did not ask, when another was asked, or when nobody knows them', async () => {
    const client = (challenge: string) => Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin: 'http://delta.test' })).toString('base64url');
    const assertion = (challenge: string) => ({ response: { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: client(challenge), authenticatorData: 'AAAA', signature: 'AAAA' } } });
    const somebody = browser(app);
    expect(await somebody.json('POST', '/api/session/passkey', assertion('made up by the visitor'))).toMatchObject({ code: 'passkey/not-verified' });
    const { challenge } = await somebody.json('POST', '/api/session/passkey/options');
    expect(await somebody.json('POST', '/api/session/passkey', assertion(String(challenge)))).toMatchObject({ code: 'passkey/unknown' });
    expect(await somebody.json('POST', '/api/session/passkey', assertion(String(challenge)))).toMatchObject({ code: 'passkey/not-verified' });
    const owner = await signedIn('js');
    const { challenge: mine } = await owner.json('POST', '/api/account/passkeys/options');
    expect(await somebody.json('POST', '/api/session/passkey', assertion(String(mine)))).toMatchObject({ code: 'passkey/not-verified' });
    expect((await somebody.send('POST', '/api/account/passkeys/options')).status).toBe(401);
  });
});
