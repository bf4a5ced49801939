import type { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { createSession } from '#kernel/actor/session.ts';
import { browser } from '#kernel/actor/testing.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Env } from '#kernel/http/env.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import { sequence } from '#kernel/journal/sequencer.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { signingApi } from './api.ts';
import { openSigning } from './documents.ts';
import { toBase64 } from './encoding.ts';
import { newKey } from './keys.ts';
import { aColleague, aRegistration, aSignatory, aSignature, type TestSignatory } from './testing.ts';
import { verifyBundle } from './verify.ts';

/** The interfaces as the pages use them. */
let db: TestDatabase;
let platform: Platform;
let app: OpenAPIHono<Env>;
let shanghai: TestSignatory;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  platform = testPlatform(db, { now: Temporal.Now.instant().toString() });
  app = createHttpApp(platform, { mounts: [{ path: '/api/signing', api: signingApi(platform) as unknown as OpenAPIHono<Env> }], session: sessionMiddleware(platform), webRoot: '/nowhere' });
  shanghai = await aSignatory(db, platform, '31');
});
afterAll(() => db.drop());

async function signedIn(actor: PersonActor) {
  const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: actor.accountId, grantId: actor.grantId, signedInBy: 'password' }));
  const { jar, json, send } = browser(app);
  jar.set('delta_session', token);
  return { json, send };
}
const aDocument = (title = '要点') => inTransaction(db, systemActor('test'), (tx) => openSigning(tx, { subject: { type: 'test.record', id: crypto.randomUUID() }, title, content: { text: '同意。' }, attachments: [], round: 1, required: ['31'], link: '/x' }));

describe('the interfaces of joint signature', () => {
  test('show a signatory what waits for them, take their signature, and give the bundle to officers but to no visitor', async () => {
    const document = await aDocument();
    const [signatory, officer] = [await signedIn(shanghai.actor), await signedIn(await aColleague(db, '34'))];
    expect(await signatory.json('GET', '/api/signing/documents')).toMatchObject({ items: [{ id: document.documentId, waitsForMe: true, signed: [] }] });
    expect(await officer.json('GET', '/api/signing/documents')).toMatchObject({ items: [{ id: document.documentId, waitsForMe: false }] });
    expect(await signatory.json('GET', `/api/signing/documents/${document.documentId}`)).toMatchObject({ sm3: document.sm3, mine: { wanted: true, obstacle: null, keys: [{ id: shanghai.keyId, algorithm: 'SM2' }] } });
    const { statement, signature } = aSignature(platform, document, shanghai);
    const path = `/api/signing/documents/${document.documentId}/signatures`;
    expect((await officer.send('POST', path, { statement, signature: toBase64(signature) })).status).toBe(403);
    expect((await signatory.send('POST', path, { statement, signature: 'AAAAAAAAAAAB' })).status).toBe(422);
    expect(await signatory.json('POST', path, { statement, signature: toBase64(signature) })).toEqual({ state: 'inForce' });
    expect(await signatory.json('POST', path, { statement, signature: toBase64(signature) })).toMatchObject({ code: 'signing/already-signed', status: 409 });
    await sequence(platform);
    const bundle = await officer.send('GET', `/api/signing/bundles/${document.sm3}`);
    expect(bundle.headers.get('content-disposition')).toContain('.bundle.json');
    expect(verifyBundle(await bundle.text()).genuine).toBe(true);
    const visitor = browser(app);
    expect((await visitor.send('GET', `/api/signing/bundles/${document.sm3}`)).status).toBe(404);
    expect((await visitor.send('GET', `/api/signing/documents/${document.documentId}`)).status).toBe(404);
    expect((await visitor.send('GET', '/api/signing/documents')).status).toBe(401);
    expect((await visitor.send('GET', '/api/signing/parties/31')).status).toBe(401);
  });

  test('say to a signatory without appointment or key what stands in the way', async () => {
    const document = await aDocument('另一份');
    const newcomer = await signedIn(await aColleague(db, '31', 'party_signatory'));
    expect(await newcomer.json('GET', `/api/signing/documents/${document.documentId}`)).toMatchObject({ mine: { wanted: true, obstacle: { zh: expect.stringContaining('不是上海市的签署人') }, keys: [] } });
    await db.admin.query('update kernel.signing_key set revoked_at = now(), revoked_reason = $1 where id = $2', ['x', shanghai.keyId]);
    expect(await (await signedIn(shanghai.actor)).json('GET', `/api/signing/documents/${document.documentId}`)).toMatchObject({ mine: { obstacle: { zh: '您还没有登记可用的签署密钥。' } } });
  });

  test('take an appointment through two people, and its key, and show it all to the other parties', async () => {
    const [officer, second, appointee] = [await aColleague(db, '32'), await aColleague(db, '32'), await aColleague(db, '32', 'party_signatory')];
    const [a, b, c] = [await signedIn(officer), await signedIn(second), await signedIn(appointee)];
    const today = Temporal.Now.plainDateISO('Asia/Shanghai');
    const proposal = { party: '32', accountId: appointee.accountId, from: today.toString(), until: today.add({ days: 30 }).toString(), reason: '分管领导' };
    expect((await a.send('POST', '/api/signing/signatories', { ...proposal, until: today.subtract({ days: 1 }).toString() })).status).toBe(422);
    const { id } = await a.json('POST', '/api/signing/signatories', proposal);
    const mayApprove = async (who: typeof a) => ((await (await who.send('GET', '/api/signing/parties/32')).json()) as { signatories: { mayApprove: boolean }[] }).signatories[0]!.mayApprove;
    expect([await mayApprove(a), await mayApprove(b), await mayApprove(c)]).toEqual([false, true, false]);
    expect(await a.json('POST', `/api/signing/signatories/${id}/approve`)).toMatchObject({ code: 'signing/same-person' });
    expect(await b.json('POST', `/api/signing/signatories/${id}/approve`)).toEqual({ ok: true });
    const { statement, proof } = aRegistration(platform, '32', newKey('P-256'));
    const made = await c.json('POST', '/api/signing/keys', { statement, proof: toBase64(proof) });
    const other = await (await signedIn(await aColleague(db, '34'))).json('GET', '/api/signing/parties/32');
    expect(other).toMatchObject({ signatories: [{ name: '许海涛', basis: 'officer', mayApprove: false, mayDismiss: false }], keys: [{ algorithm: 'P-256', mine: false, mayRevoke: false }], may: { propose: false, register: false } });
    expect(JSON.stringify(other)).not.toMatch(/secret|passphrase|privateKey/i);
    expect((await b.send('POST', `/api/signing/keys/${made['id']}/revoke`, { reason: '离岗' })).status).toBe(200);
    expect((await a.send('POST', `/api/signing/signatories/${id}/dismiss`, { reason: '离岗' })).status).toBe(200);
    expect((await c.send('POST', '/api/signing/keys', { statement, proof: toBase64(proof) })).status).toBe(403);
  });
});
