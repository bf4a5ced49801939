import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { systemActor, type PersonRole } from '#kernel/actor/actor.ts';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { createSession } from '#kernel/actor/session.ts';
import { anAccount } from '#kernel/actor/testing.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Env } from '#kernel/http/env.ts';
import { createHttpApp } from '#kernel/http/server.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { journalApi } from '../api.ts';
import { cosign, openCheckpoint, cosignatures } from '../checkpoint.ts';
import { record, type Access } from '../journal.ts';
import { loadLog } from '../log-key.ts';
import { formatVerifier, keyTypes, parseVerifier, signerOf } from '../note.ts';
import { sequence } from '../sequencer.ts';
import { readEntries, readHashes } from './copy.ts';
import { networkSource, type Ask } from './source.ts';
import { verifyJournal } from './verify.ts';
import { openWitnessKey, witnessLog } from './witness.ts';

let db: TestDatabase;
let platform: Platform;
let app: OpenAPIHono<Env>;
let folder: string;
let clock = 0;
const now = () => Date.now() + clock;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  platform = { ...testPlatform(db), now: () => Temporal.Now.instant() };
  app = createHttpApp(platform, { mounts: [{ path: '/api/journal', api: journalApi(platform, async () => new Map()) as unknown as OpenAPIHono<Env> }], session: sessionMiddleware(platform), webRoot: '/nowhere' });
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock = 0;
  folder = await mkdtemp(join(tmpdir(), 'delta-witness-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function askAs(role: PersonRole, party: string | null): Promise<Ask> {
  const { id, grantId } = await anAccount(db, { login: `u${randomUUID().slice(0, 8)}`, party, role });
  const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: id, grantId, signedInBy: 'password' }));
  return async (path, init) => app.request(path, { ...init, headers: { ...init?.headers, cookie: `delta_session=${token}` } });
}
const post = (ask: Ask, path: string, json: unknown) => ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) });
const code = async (response: Response) => [response.status, ((await response.json()) as { code?: string }).code];
async function grown(n: number, access: Access = { visibility: 'region', party: '32' }): Promise<number> {
  let last = 0;
  await inTransaction(db, anOfficer('32'), async (tx) => { for (let i = 0; i < n; i += 1) last = await record(tx, { act: 'trial.thing/change', subject: { type: 'trial.thing', id: 'witnessed', title: '联合实验室' }, changes: { i }, access }); });
  await sequence(platform);
  return last;
}
const theLog = async () => (await inTransaction(db, systemActor('test'), loadLog))!;

/** A witness of Jiangsu in its folder: its key registered by an officer, itself signed in as the party's auditor. */
async function aWitness() {
  const { signer } = await openWitnessKey(folder, `js-${randomUUID().slice(0, 8)}.example/witness`);
  const officer = await askAs('party_officer', '32');
  const registered = await post(officer, '/api/journal/witnesses', { verifier: formatVerifier(signer.verifier) });
  expect(registered.status).toBe(200);
  const { id } = (await registered.json()) as { id: string };
  const ask = await askAs('auditor', '32');
  return { id, signer, officer, ask, source: networkSource(ask), round: (last = 0) => witnessLog(networkSource(ask), { folder, signer, now, last }) };
}

describe('a party\'s witness', () => {
  test('keeps every hash and the entries that it may see, and puts its cosignature under the checkpoint', async () => {
    await grown(300);
    await grown(3, { visibility: 'party', party: '33' });
    const { round, signer, source } = await aWitness();
    await sequence(platform);
    const first = await round();
    expect(first).toMatchObject({ from: 0, findings: [], cosigned: true });
    expect(await readHashes(folder)).toHaveLength(first.to);
    const seen: number[] = [];
    for await (const { index } of readEntries(folder)) seen.push(index);
    expect(seen.length).toBe(first.to - 3);
    const { checkpoint } = (await source.loadHead())!;
    expect(cosignatures(openCheckpoint(checkpoint, await theLog()), [signer.verifier])).toMatchObject([{ at: expect.closeTo(Date.now() / 1000, -2) }]);
    expect(await round(first.to)).toMatchObject({ from: first.to, to: first.to, cosigned: false });
    await grown(2);
    expect(await round(first.to)).toMatchObject({ from: first.to, to: first.to + 2, findings: [], cosigned: true });
    expect((await verifyJournal(source, folder)).findings).toEqual([]);
  });

  test('goes on after it was broken off while it wrote', async () => {
    await grown(5);
    const { round } = await aWitness();
    const { to } = await round();
    await writeFile(join(folder, 'hashes'), Buffer.concat([await readFile(join(folder, 'hashes')), Buffer.alloc(50)]));
    await writeFile(join(folder, 'entries.jsonl'), '{"index": 5, "entr', { flag: 'a' });
    await grown(4);
    expect(await round(to)).toMatchObject({ from: to, findings: [], cosigned: true });
    expect((await readHashes(folder)).length).toBeGreaterThan(to);
  });

  test.each([[60, 'ahead'], [-60, 'behind']])('whose clock is wrong by an hour cosigns nothing, and is told so (%i minutes)', async (minutes) => {
    await grown(1);
    const { round, signer, ask, source } = await aWitness();
    await sequence(platform);
    clock = minutes * 60_000;
    expect(await round()).toMatchObject({ findings: [{ kind: 'clock', minutes: 60 }], cosigned: false });
    // one that does not look itself is told by the platform
    const { note } = openCheckpoint((await source.loadHead())!.checkpoint, await theLog());
    const { size } = (await (await app.request('/api/journal')).json()) as { size: number };
    const refused = await post(ask, '/api/journal/cosignatures', { size, line: cosign(note, signer, Math.floor(now() / 1000)) });
    expect(await refused.clone().json()).toMatchObject({ code: 'journal/clock-apart', text: { zh: expect.stringContaining('60 分钟') } });
    clock = 0;
    expect(await round()).toMatchObject({ findings: [], cosigned: true });
  });

  test('finds an entry altered, deleted, or its tree replaced, through the interfaces alone, and no longer cosigns', async () => {
    const altered = await grown(20);
    const { round, source } = await aWitness();
    const { to } = await round();
    await db.admin.query(`update kernel.journal_entry set subject_title = '别的' where id = $1`, [altered]);
    expect((await verifyJournal(source, folder)).findings).toMatchObject([{ kind: 'altered', entry: altered, detail: '（subjectTitle："联合实验室" → "别的"）' }]);
    await db.admin.query('delete from kernel.journal_entry where id = $1', [altered]);
    expect((await verifyJournal(source, folder)).findings).toMatchObject([{ kind: 'hidden', entry: altered }]);
    for (const table of ['cosignature', 'checkpoint', 'tile', 'leaf', 'pending']) await db.admin.query(`delete from kernel.journal_${table}`);
    await db.admin.query('insert into kernel.journal_pending select id from kernel.journal_entry');
    await grown(5);
    expect(await round(to)).toMatchObject({ findings: [{ kind: 'forked' }], cosigned: false });
    expect((await verifyJournal(source, folder)).findings.find(({ kind }) => kind === 'dropped')).toMatchObject({ entry: altered });
  });

  test('keeps its private key to itself', async () => {
    const { signer } = await openWitnessKey(folder, 'zj.example/witness');
    expect((await stat(join(folder, 'witness.key'))).mode & 0o077).toBe(0);
    expect((await openWitnessKey(folder, 'another')).signer).toEqual(signer);
  });
});

describe('who may do what with the journal', () => {
  test('a witness\'s key is registered by its party\'s officer, once, and withdrawn by the same', async () => {
    const { id, signer, officer, ask } = await aWitness();
    const verifier = formatVerifier(signer.verifier);
    expect(await code(await post(officer, '/api/journal/witnesses', { verifier }))).toEqual([409, 'journal/key-taken']);
    const renamed = formatVerifier(signerOf('copycat', keyTypes.cosignature, signer.secretKey).verifier);
    expect(await code(await post(await askAs('party_officer', '31'), '/api/journal/witnesses', { verifier: renamed })), 'another party passes it off as its own').toEqual([409, 'journal/key-taken']);
    for (const key of ['', 'x', formatVerifier((await theLog()).verifier)]) expect((await code(await post(officer, '/api/journal/witnesses', { verifier: key })))[0]).toBe(422);
    const other = formatVerifier(signerOf('other', keyTypes.cosignature, new Uint8Array(32).fill(3)).verifier);
    for (const [role, party] of [['auditor', '32'], ['party_signatory', '32'], ['secretariat_officer', null], ['administrator', null], ['member', '32']] as const) {
      expect((await post(await askAs(role, party), '/api/journal/witnesses', { verifier: other })).status, role).toBe(403);
    }
    expect((await app.request('/api/journal/witnesses', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ verifier: other }) })).status).toBe(401);
    const withdrawal = { version: 1, reason: '更换设备' };
    expect((await post(await askAs('party_officer', '33'), `/api/journal/witnesses/${id}/withdraw`, withdrawal)).status).toBe(403);
    expect((await post(officer, `/api/journal/witnesses/${id}/withdraw`, withdrawal)).status).toBe(200);
    expect(await code(await post(officer, `/api/journal/witnesses/${id}/withdraw`, { ...withdrawal, version: 2 }))).toEqual([409, 'journal/already-withdrawn']);
    await grown(1);
    expect(await witnessLog(networkSource(ask), { folder, signer, now, last: 0 })).toMatchObject({ findings: [], cosigned: false, refused: expect.stringContaining('没有在您所在的一方登记') });
    expect(await code(await post(officer, '/api/journal/witnesses', { verifier })), 'it does not come back').toEqual([409, 'journal/key-taken']);
  });

  test('a cosignature counts only for the witness\'s own party, for this checkpoint, by its key', async () => {
    await grown(1);
    const { signer, ask, source } = await aWitness();
    await sequence(platform);
    const head = (await source.loadHead())!;
    const { note, size } = openCheckpoint(head.checkpoint, await theLog());
    const line = cosign(note, signer, Math.floor(Date.now() / 1000));
    expect(await code(await post(await askAs('auditor', '33'), '/api/journal/cosignatures', { size, line }))).toEqual([403, 'journal/unknown-witness']);
    expect(await code(await post(ask, '/api/journal/cosignatures', { size: size + 1, line }))).toEqual([404, 'journal/no-checkpoint']);
    const spoilt = line.replace(/.{6}$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1));
    expect((await code(await post(ask, '/api/journal/cosignatures', { size, line: spoilt })))[1]).toBe('journal/bad-cosignature');
    expect((await code(await post(ask, '/api/journal/cosignatures', { size, line: '— x' })))[1]).toBe('journal/bad-cosignature');
    const stranger = signerOf(signer.verifier.name, keyTypes.cosignature, new Uint8Array(32).fill(5));
    expect((await code(await post(ask, '/api/journal/cosignatures', { size, line: cosign(note, stranger, Math.floor(Date.now() / 1000)) })))[1]).toBe('journal/unknown-witness');
    for (let twice = 0; twice < 2; twice += 1) expect((await post(ask, '/api/journal/cosignatures', { size, line })).status).toBe(200);
    expect(((await (await app.request(`/api/journal/checkpoint?size=${size}`)).text()).match(/^— /gm) ?? []).length).toBe(2);
  });

  test('everybody reads what is signed; hashes are for officers; entries for whoever may see them', async () => {
    const id = await grown(1, { visibility: 'party', party: '32' });
    expect(parseVerifier(((await (await app.request('/api/journal')).json()) as { verifier: string }).verifier, keyTypes.note)).toEqual((await theLog()).verifier);
    expect((await app.request('/api/journal/checkpoint')).headers.get('content-type')).toMatch(/^text\/plain/);
    const visitor: Ask = async (path) => app.request(path);
    const [member, officer, stranger] = [await askAs('member', '32'), await askAs('party_officer', '32'), await askAs('party_officer', '31')];
    const statuses = async (path: string) => Promise.all([visitor, member, officer, stranger].map(async (ask) => (await ask(path)).status));
    expect(await statuses('/api/journal/leaves')).toEqual([401, 403, 200, 200]);
    expect(await statuses('/api/journal/tiles/0/0')).toEqual([401, 403, 200, 200]);
    expect(await statuses('/api/journal/stray')).toEqual([401, 403, 200, 200]);
    expect(await statuses(`/api/journal/entries/${id}`)).toEqual([401, 404, 200, 404]);
    expect(await statuses(`/api/journal/entries/${id}/inclusion`)).toEqual([401, 404, 200, 404]);
    expect(await statuses('/api/journal/entries')).toEqual([401, 200, 200, 200]);
    expect(await statuses('/api/journal/consistency?first=9&second=3')).toEqual([401, 422, 422, 422]);
    const { items } = (await (await stranger(`/api/journal/leaves?from=0&limit=1024`)).json()) as { items: { entryId: number; leaf?: string; hash: string }[] };
    expect(items.find(({ entryId }) => entryId === id)).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(items.find(({ entryId }) => entryId === id)).not.toHaveProperty('leaf');
    const tile = new Uint8Array(await (await officer('/api/journal/tiles/0/0?width=1')).arrayBuffer());
    expect(Buffer.from(tile).toString('hex')).toBe(items[0]!.hash);
  });

  test('entries are found by record, act, party and day, page by page, and taken along', async () => {
    for (let n = 0; n < 3; n += 1) await grown(1);
    const officer = await askAs('party_officer', '32');
    const page = async (query: string) => (await (await officer(`/api/journal/entries?${query}`)).json()) as { items: { id: number; index: number | null; act: string }[]; next?: string };
    const all = await page('subjectType=trial.thing&subjectId=witnessed&limit=200');
    const first = await page('subjectType=trial.thing&subjectId=witnessed&limit=2');
    const second = await page(`subjectType=trial.thing&subjectId=witnessed&limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
    expect(all.items.every(({ index }) => index !== null)).toBe(true);
    expect((await page('act=journal.witness/register')).items.every(({ act }) => act === 'journal.witness/register')).toBe(true);
    const today = Temporal.Now.plainDateISO('Asia/Shanghai');
    expect((await page(`from=${today}&to=${today}&party=32`)).items.length).toBeGreaterThan(0);
    expect((await page(`to=${today.subtract({ days: 1 })}`)).items).toEqual([]);
    expect((await page('party=34')).items).toEqual([]);
    const keys = await page('act=journal.witness/register&limit=200');
    const sheet = await (await officer('/api/journal/entries/export?format=csv&act=journal.witness/register')).text();
    expect(sheet.split('\r\n').length - 2).toBe(keys.items.length);
  });
});
