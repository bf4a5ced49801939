import { serve } from '@hono/node-server';
import { sql } from 'kysely';
import fc from 'fast-check';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { sessionApi } from '#kernel/actor/session-api.ts';
import { anAccount, browser, testPassword } from '#kernel/actor/testing.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { createHttpApp, type Mount } from '#kernel/http/server.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { filesApi, largestUpload } from './api.ts';
import { openDiskStore, type BlobStore } from './blobs.ts';
import { mediaTypeOf } from './media-type.ts';
import { openS3Store } from './s3.ts';

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');
const intake = { limit: 1_000_000, typeOf: () => 'application/pdf' };
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest();

async function* inPieces(content: Uint8Array, size: number, failAt = Infinity): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) {
    if (at >= failAt) throw new Error('the line went dead');
    yield content.subarray(at, at + size);
  }
}

const readWhole = async (stream: ReadableStream<Uint8Array> | undefined) => (stream === undefined ? undefined : Buffer.from(await new Response(stream).arrayBuffer()));
/** Every file below a folder. */
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

/** A server that speaks as much of S3 as we use, and is as strict as S3: it takes no content that does not have the checksum it came with. */
async function aBucket(name: string): Promise<{ endpoint: string; objects: Map<string, Buffer>; fail: (with503: boolean) => void; close: () => Promise<void> }> {
  const objects = new Map<string, Buffer>();
  let failing = false;
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const refuse = (status: number, code: string) => response.writeHead(status, { 'content-type': 'application/xml' }).end(message.method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
    const [bucket, ...key] = new URL(message.url ?? '/', 'http://s3').pathname.split('/').filter((part) => part !== '');
    if (failing) return refuse(503, 'SlowDown');
    if (message.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=test-key/') !== true) return refuse(403, 'AccessDenied');
    if (bucket !== name) return refuse(404, 'NoSuchBucket');
    if (key.length === 0) return response.writeHead(200).end();
    const object = objects.get(key.join('/'));
    if (message.method === 'PUT') {
      if (message.headers['x-amz-checksum-sha256'] !== sha256(body).toString('base64')) return refuse(400, 'BadDigest');
      objects.set(key.join('/'), body);
      return response.writeHead(200).end();
    }
    if (message.method === 'DELETE') {
      objects.delete(key.join('/')); // as S3: what is not there is gone too
      return response.writeHead(204).end();
    }
    if (object === undefined) return refuse(404, 'NoSuchKey');
    return response.writeHead(200, { 'content-length': object.length }).end(message.method === 'HEAD' ? undefined : object);
  };
  const server: Server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, fail: (with503) => (failing = with503), close: () => new Promise((closed) => { server.closeAllConnections(); server.close(() => closed()); }) };
}

let folder: string;
let bucket: Awaited<ReturnType<typeof aBucket>>;
const stores: Record<string, BlobStore> = {};
const closing: (() => Promise<void>)[] = [];
const given = { id: process.env['AWS_ACCESS_KEY_ID'], secret: process.env['AWS_SECRET_ACCESS_KEY'] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delta-files-'));
  bucket = await aBucket('delta');
  process.env['AWS_ACCESS_KEY_ID'] = 'test-key';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test-secret';
  stores['disk'] = await openDiskStore(join(folder, 'disk'));
  const s3 = await openS3Store({ bucket: 'delta', region: 'us-east-1', endpoint: bucket.endpoint }, join(folder, 's3'));
  stores['S3'] = s3;
  closing.push(s3.close, bucket.close);
});
afterAll(async () => {
  for (const close of closing) await close();
  for (const [name, value] of [['AWS_ACCESS_KEY_ID', given.id], ['AWS_SECRET_ACCESS_KEY', given.secret]] as const) if (value === undefined) delete process.env[name]; else process.env[name] = value;
  await rm(folder, { recursive: true, force: true });
});

describe.each(['disk', 'S3'])('content on %s', (name) => {
  const store = () => stores[name]!;
  const left = async () => (name === 'disk' ? (await filesIn(join(folder, 'disk'))).length : bucket.objects.size + (await filesIn(join(folder, 's3'))).length);

  test('comes back as it went in, whatever it was and in whatever pieces it came, and lies there once', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 20_000 }), fc.integer({ min: 1, max: 9000 }), async (content, size) => {
      const blob = await store().put(inPieces(content, size), intake);
      expect(blob).toEqual({ sha256: sha256(content), size: content.length, mediaType: 'application/pdf' });
      const before = await left();
      await store().put(inPieces(content, content.length), intake);
      expect(await left()).toBe(before);
      expect(await readWhole(await store().get(blob.sha256))).toEqual(Buffer.from(content));
    }), { numRuns: 25 });
    expect(await store().get(randomBytes(32))).toBeUndefined();
  });

  test('is gone when it is removed, and removing it again is no error', async () => {
    const before = await left();
    const { sha256: address } = await store().put(inPieces(randomBytes(3000), 1000), intake);
    expect(await store().has(address)).toBe(true);
    await store().remove(address);
    expect([await store().has(address), await store().get(address), await left()]).toEqual([false, undefined, before]);
    await store().remove(address);
    await store().remove(randomBytes(32));
  });

  test('leaves nothing when it stops half way, is too long, is empty, or is of a kind that is not taken', async () => {
    const before = await left();
    const content = randomBytes(50_000);
    await expect(store().put(inPieces(content, 1000, 30_000), intake)).rejects.toThrow('the line went dead');
    await expect(store().put(inPieces(content, 1000), { ...intake, limit: 40_000 })).rejects.toMatchObject({ kind: { code: 'common/too-large' } });
    await expect(store().put(inPieces(new Uint8Array(), 1), intake)).rejects.toMatchObject({ kind: { code: 'files/empty' } });
    await expect(store().put(inPieces(content, 1000), { ...intake, typeOf: () => { throw new Error('not this kind'); } })).rejects.toThrow('not this kind');
    expect(await left()).toBe(before);
  });
});

describe('an S3 store', () => {
  test('that does not answer now is told as such, and takes the file when it is back', async () => {
    const content = randomBytes(100);
    bucket.fail(true);
    await expect(stores['S3']!.put(inPieces(content, 100), intake)).rejects.toMatchObject({ kind: { code: 'common/unavailable' } });
    bucket.fail(false);
    expect((await stores['S3']!.put(inPieces(content, 100), intake)).size).toBe(100);
  });

  test('whose bucket is not there, or not ours, is found at the start', async () => {
    await expect(openS3Store({ bucket: 'another', region: 'us-east-1', endpoint: bucket.endpoint }, join(folder, 'other'))).rejects.toThrow(/bucket another cannot be used/);
  });
});

test('what a crash left half way is gone after the next start', async () => {
  const place = join(folder, 'crashed');
  await openDiskStore(place);
  await writeFile(join(place, 'incoming', randomUUID()), 'half an upload');
  await openDiskStore(place);
  expect(await filesIn(place)).toEqual([]);
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a full disk is told as such, and room is as it was', async () => {
  const place = await mkdtemp(join(tmpdir(), 'delta-full-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place]).status !== 0) return rm(place, { recursive: true });
  try {
    const store = await openDiskStore(place);
    await expect(store.put(inPieces(randomBytes(600_000), 8192), intake)).rejects.toMatchObject({ kind: { code: 'files/disk-full', status: 503 } });
    expect(await filesIn(place)).toEqual([]);
    expect((await store.put(inPieces(pdf, 100), intake)).size).toBe(pdf.length);
  } finally {
    spawnSync('umount', [place]);
    await rm(place, { recursive: true, force: true });
  }
});

describe('what a file is', () => {
  test.each([
    ['a PDF', pdf, 'application/pdf'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'image/png'],
    ['Chinese text', Buffer.from('三省一市教育一体化'), 'text/plain; charset=utf-8'],
    ['a Word document', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('…word/document.xml')]), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), undefined],
    ['a page that a browser would run', Buffer.from('  <!DOCTYPE html><script>alert(1)</script>'), undefined],
    ['a picture that a browser would run', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), undefined],
  ])('is told by its content: %s', (_what, head, type) => expect(mediaTypeOf(head)).toBe(type));
});

describe('files of records', () => {
  let db: TestDatabase;
  let app: ReturnType<typeof createHttpApp>;
  const thing = { '31': randomUUID(), shared: randomUUID() };
  beforeAll(async () => {
    db = await createTestDatabase(kernelMigrations);
    const platform = testPlatform(db);
    // Shanghai keeps both things; the shared one is seen by the four.
    await db.admin.query(`create schema trial; grant usage on schema trial to delta_app; create table trial.thing (id uuid primary key, visibility text not null); alter table trial.thing enable row level security;
      create policy seen on trial.thing for select using (kernel.may_see(visibility, '31', null, null, null)); grant select on trial.thing to delta_app; insert into kernel.file_subject values ('trial.thing', 'trial.thing');
      insert into trial.thing values ('${thing['31']}', 'party'), ('${thing.shared}', 'region')`);
    const things = {
      maySee: async (tx: Tx, id: string) => (await sql`select from trial.thing where id = ${id}`.execute(tx.db)).rows.length === 1,
      mayAttach: async ({ actor }: { actor: { party?: string } | object }) => 'party' in actor && actor.party === '31',
    };
    const mount = (path: string, api: unknown, more: Partial<Mount> = {}): Mount => ({ path, api: api as Mount['api'], ...more });
    app = createHttpApp(platform, { mounts: [mount('/api/session', sessionApi(platform, async () => new Map())), mount('/api/files', filesApi(platform, stores['disk']!, { 'trial.thing': things }), { uploads: ['', '/'] })], session: sessionMiddleware(platform), webRoot: '/nowhere' });
    await anAccount(db, { login: 'sh', party: '31', role: 'party_officer' });
    await anAccount(db, { login: 'js', party: '32', role: 'party_officer' });
  });
  afterAll(() => db.drop());

  const signIn = async (login: string) => {
    const session = browser(app);
    expect((await session.send('POST', '/api/session', { login, password: testPassword })).status).toBe(200);
    const cookie = [...session.jar].map(([key, value]) => `${key}=${value}`).join('; ');
    const upload = (id: string, content: BodyInit, fileName = '佐证.pdf', type = 'trial.thing') => app.request(`/api/files?subjectType=${type}&subjectId=${id}`, { method: 'POST', body: content, headers: { cookie, 'sec-fetch-site': 'same-origin', 'x-file-name': encodeURIComponent(fileName) } });
    return { ...session, cookie, upload };
  };
  const stored = async () => Number((await db.admin.query<{ n: string }>('select count(*) as n from kernel.file')).rows[0]?.n);
  const code = async (response: Response) => ((await response.json()) as { code: string }).code;

  test('follow the record: who sees it reads them, who may not see it learns nothing, nobody adds to another’s', async () => {
    const [shanghai, jiangsu] = [await signIn('sh'), await signIn('js')];
    const own = (await (await shanghai.upload(thing['31'], pdf)).json()) as { id: string; sha256: string };
    const shared = (await (await shanghai.upload(thing.shared, pdf)).json()) as { id: string };
    expect(own.sha256).toBe(sha256(pdf).toString('hex'));
    const read = await shanghai.send('GET', `/api/files/${own.id}`);
    expect([read.headers.get('content-disposition'), read.headers.get('content-security-policy')]).toEqual([`attachment; filename="file"; filename*=UTF-8''${encodeURIComponent('佐证.pdf')}`, "default-src 'none'; sandbox"]);
    expect(Buffer.from(await read.arrayBuffer())).toEqual(pdf);
    expect((await jiangsu.send('GET', `/api/files/${shared.id}`)).status).toBe(200);
    for (const path of [`/api/files/${own.id}`, `/api/files?subjectType=trial.thing&subjectId=${thing['31']}`, '/api/files?subjectType=constructor&subjectId=' + thing['31']]) expect((await jiangsu.send('GET', path)).status, path).toBe(404);
    const before = await stored();
    expect((await jiangsu.upload(thing.shared, pdf)).status).toBe(403);
    expect((await jiangsu.upload(thing['31'], pdf)).status).toBe(404);
    expect((await browser(app).send('GET', `/api/files/${own.id}`)).status).toBe(404);
    expect((await jiangsu.send('POST', `/api/files/${shared.id}/withdraw`, { reason: '不是我的' })).status).toBe(403);
    expect(await stored()).toBe(before);
  });

  test('follow the record past the service too: in SQL, and in what the journal says of them', async () => {
    const shanghai = await signIn('sh');
    const ids: string[] = [];
    for (const id of [thing['31'], thing.shared]) ids.push(((await (await shanghai.upload(id, pdf, `名单-${id.slice(0, 4)}.pdf`)).json()) as { id: string }).id);
    const seen = (actor: PersonActor) => inTransaction(db, actor, async (tx) => ({
      files: (await sql<{ id: string }>`select id from kernel.file where id = any(${ids}::uuid[])`.execute(tx.db)).rows.map(({ id }) => ids.indexOf(id)).toSorted(),
      told: (await sql<{ id: string }>`select changes ->> 'file' as id from kernel.journal_entry where act = 'file/add' and changes ->> 'file' = any(${ids})`.execute(tx.db)).rows.map(({ id }) => ids.indexOf(id)).toSorted(),
    }));
    const both = { files: [0, 1], told: [0, 1] };
    expect(await seen(anOfficer('31'))).toEqual(both);
    for (const actor of [anOfficer('32'), { ...anOfficer('33'), role: 'secretariat_officer' as const }, { ...anOfficer('32'), role: 'institution_officer' as const, organizationId: randomUUID() }]) expect(await seen(actor), actor.role).toEqual({ files: [1], told: [1] });
    expect(await seen({ ...anOfficer('31'), role: 'auditor' })).toEqual(both);
    expect(await seen({ ...anOfficer('31'), role: 'member' })).toEqual({ files: [], told: [] });
    // what hangs on a record of a type that no module has named is seen by whoever brought it, and nobody else
    await db.admin.query("insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party) select sha256, size, media_type, '孙晓敏作品.pdf', 'review.item', $1, '31' from kernel.file limit 1", [thing.shared]);
    for (const party of ['31', '32'] as const) expect((await inTransaction(db, anOfficer(party), (tx) => sql`select from kernel.file where subject_type = 'review.item'`.execute(tx.db))).rows).toEqual([]);
    // and no id is anything but an id
    for (const odd of ["' or true --", '------------------------------------', '']) await expect(inTransaction(db, anOfficer('32'), (tx) => sql`select kernel.sees_record('trial.thing', ${odd}) as seen`.execute(tx.db)).then(({ rows }) => rows)).resolves.toEqual([{ seen: false }]);
  });

  test('are withdrawn with a reason, and are then not there', async () => {
    const shanghai = await signIn('sh');
    const { id } = (await (await shanghai.upload(thing.shared, pdf)).json()) as { id: string };
    expect((await shanghai.send('POST', `/api/files/${id}/withdraw`, { reason: '' })).status).toBe(422);
    expect((await shanghai.send('POST', `/api/files/${id}/withdraw`, { reason: '传错了' })).status).toBe(200);
    expect((await shanghai.send('GET', `/api/files/${id}`)).status).toBe(404);
    const { rows } = await db.admin.query("select reason from kernel.journal_entry where act = 'file/withdraw' and changes->>'file' = $1", [id]);
    expect(rows).toEqual([{ reason: '传错了' }]);
  });

  test('are told by content and not by name, and bounded', async () => {
    const shanghai = await signIn('sh');
    const before = await stored();
    const refused = await shanghai.upload(thing.shared, Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), '合同.pdf');
    expect([refused.status, await code(refused)]).toEqual([415, 'files/refused-type']);
    const long = await shanghai.upload(thing.shared, new Uint8Array(Buffer.concat([pdf, Buffer.alloc(largestUpload)])));
    expect([long.status, await code(long)]).toEqual([413, 'common/too-large']);
    const named = (await (await shanghai.upload(thing.shared, pdf, '../../etc/\u202epasswd\u0000.pdf')).json()) as { name: string };
    expect(named.name).toBe('passwd.pdf');
    expect(await stored()).toBe(before + 1);
  });

  test('an upload that stops half way leaves nothing, and the next one is taken', async () => {
    const shanghai = await signIn('sh');
    const before = { rows: await stored(), files: (await filesIn(join(folder, 'disk'))).length };
    const server = serve({ fetch: app.fetch, port: 0 });
    await new Promise((ready) => server.once('listening', ready));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((gone) => {
      const half = request({ port, method: 'POST', path: `/api/files?subjectType=trial.thing&subjectId=${thing.shared}`, headers: { cookie: shanghai.cookie, 'sec-fetch-site': 'same-origin', 'x-file-name': 'half.pdf', 'content-length': 1_000_000 } });
      half.on('error', () => gone());
      half.write(Buffer.concat([pdf, randomBytes(200_000)]), () => setTimeout(() => half.destroy(new Error('the line went dead')), 100));
    });
    await expect.poll(async () => (await filesIn(join(folder, 'disk', 'incoming'))).length, { timeout: 5000 }).toBe(0);
    expect({ rows: await stored(), files: (await filesIn(join(folder, 'disk'))).length }).toEqual(before);
    expect((await shanghai.upload(thing.shared, pdf)).status).toBe(200);
    server.close();
  });
});
