import fc from 'fast-check';
import { Hono } from 'hono';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { testPlatform } from '#kernel/testing.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from './api.ts';
import type { Env } from './env.ts';
import { requestLimits, take } from './limits.ts';
import { cutPage, decodeCursor, encodeCursor, pageOf, pageQuery } from './paging.ts';
import { answerProblem } from './problem.ts';
import { createHttpApp, type Mount } from './server.ts';
import { Refusal } from '#kernel/refusal.ts';

/** An interface as a module writes one. */
const trialApi = (db: TestDatabase) => newApi()
  .openapi(
    createRoute({ method: 'post', path: '/things', summary: 'Adds a thing',
      request: { body: body(z.strictObject({ name: z.string().trim().min(1).max(20), party: partySchema, on: dateSchema.optional(), parts: z.array(z.strictObject({ n: z.int() })).max(3).optional() })) },
      responses: answers(z.object({ name: z.string() })) }),
    async (c) => {
      const { rows } = await inTransaction(db, systemActor('trial'), (tx) => sql<{ name: string }>`select ${c.req.valid('json').name}::text as name`.execute(tx.db));
      return c.json({ name: rows[0]!.name }, 200);
    },
  )
  .openapi(
    createRoute({ method: 'get', path: '/things', summary: 'Things by their number, page by page', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(z.object({ id: z.number(), rank: z.number() }))) }),
    async (c) => {
      const { limit, cursor } = c.req.valid('query');
      const [rank, id] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'number']);
      const { rows } = await inTransaction(db, systemActor('trial'), (tx) => sql<{ id: number; rank: number }>`
        select id, rank from trial.thing where ${rank ?? null}::int is null or (rank, id) > (${rank ?? null}::int, ${id ?? null}::int) order by rank, id limit ${limit + 1}`.execute(tx.db));
      return c.json(cutPage(rows, limit, (row) => [row.rank, row.id]), 200);
    },
  )
  .openapi(createRoute({ method: 'get', path: '/things/{id}', summary: 'One thing', request: { params: idParams }, responses: answers(z.object({})) }), () => { throw refuse(commonRefusals.notFound); })
  .openapi(createRoute({ method: 'get', path: '/broken', summary: 'Fails', responses: answers(z.object({})) }), () => { throw new Error('the password is 123456'); });

let db: TestDatabase;
let app: ReturnType<typeof createHttpApp>;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  await db.admin.query('create schema trial; grant usage on schema trial to delta_app; create table trial.thing (id integer primary key, rank integer not null); grant select on trial.thing to delta_app');
  const platform = testPlatform(db);
  app = createHttpApp(platform, { mounts: [{ path: '/api/trial', api: trialApi(db) as unknown as Mount['api'] }], session: sessionMiddleware(platform), webRoot: '/nowhere' });
});
afterAll(() => db.drop());

const post = (content: BodyInit, headers: Record<string, string> = {}) => app.request('/api/trial/things', { method: 'POST', body: content, headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' } as RequestInit);
const postJson = (value: unknown, headers?: Record<string, string>) => post(JSON.stringify(value), headers);
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const said = (await response.json()) as Record<string, unknown> & { status: number; errors?: { field: string; text: { zh: string; en: string } }[] };
  expect(said).toMatchObject({ type: `/problems/${String(said['code'])}`, status: response.status, text: { zh: expect.stringMatching(/[一-鿿]/), en: expect.any(String) }, requestId: response.headers.get('x-request-id') });
  return said;
};
const fields = async (response: Response) => (await problem(response)).errors?.map(({ field }) => field);

describe('whoever asks for something wrong is told what, as problem details (RFC 9457)', () => {
  test('an unknown route', async () => {
    expect(await problem(await app.request('/api/no/such/thing'))).toMatchObject({ status: 404, code: 'http/unknown-route', title: '没有这个接口。' });
    expect((await app.request('/api/trial/things', { method: 'DELETE' })).status).toBe(404);
  });

  test.each(['{', '', 'null', '"name"', '[]', '{"name":"x","party":"31"', '\ufeff'])('a body that is no such JSON: %j', async (content) => {
    const said = await problem(await post(content));
    expect([400, 422]).toContain(said.status);
  });

  test('a body that is not called JSON', async () => {
    const response = await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([400, 415, 422]).toContain((await problem(response)).status);
  });

  test('an unknown field, by its place', async () => {
    const response = await postJson({ name: 'x', party: '31', visibility: 'public' });
    expect(response.status).toBe(422);
    const said = await problem(response);
    expect(JSON.stringify(said.errors)).toContain('visibility');
    expect((await post('{"name":"x","party":"31","__proto__":{"admin":true}}')).status).toBe(422);
  });

  test('a wrong type, a wrong choice, a day that is none, each by its JSON pointer, in both languages', async () => {
    const response = await postJson({ name: 7, party: '35', on: '2027-02-30', parts: [{ n: 1 }, { n: 'two' }] });
    const said = await problem(response);
    expect(said).toMatchObject({ status: 422, code: 'common/invalid' });
    expect(said.errors!.map(({ field }) => field)).toEqual(['/name', '/party', '/on', '/parts/1/n']);
    for (const { text } of said.errors!) {
      expect(text.zh).toMatch(/[一-鿿]/);
      expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('a text that is too long, is only spaces, or is not there', async () => {
    expect(await fields(await postJson({ name: '名'.repeat(21), party: '31' }))).toEqual(['/name']);
    expect(await fields(await postJson({ name: '   ', party: '31' }))).toEqual(['/name']);
    expect(await fields(await postJson({}))).toEqual(['/name', '/party']);
  });

  test('a text that the database cannot keep', async () => {
    for (const name of ['a\u0000b', '甲\ud800乙']) expect(await problem(await postJson({ name, party: '31' }))).toMatchObject({ status: 422, code: 'http/no-text' });
  });

  test('an id that is none, and a query that is not asked for', async () => {
    expect(await fields(await app.request('/api/trial/things/1%27%20or%201=1'))).toEqual(['param:/id']);
    expect(await fields(await app.request('/api/trial/things?limit=0'))).toEqual(['query:/limit']);
    expect((await app.request('/api/trial/things?limit=1&sort=name')).status).toBe(422);
  });

  test('rubbish answers with a bounded number of errors', async () => {
    const rubbish = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]));
    expect((await (await postJson(rubbish)).text()).length).toBeLessThan(200_000);
  });

  test('in the language that the reader asks for', async () => {
    expect((await problem(await app.request('/api/none')))['title']).toBe('没有这个接口。');
    expect((await problem(await app.request('/api/none', { headers: { 'accept-language': 'en-GB,en;q=0.9' } })))['title']).toBe('There is no such route.');
    expect((await problem(await app.request('/api/none', { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } })))['title']).toBe('没有这个接口。');
  });

  test('a failure of ours tells its number and nothing of its insides', async () => {
    const response = await app.request('/api/trial/broken');
    const text = await response.clone().text();
    expect(await problem(response)).toMatchObject({ status: 500, code: 'common/internal' });
    expect(text).not.toContain('123456');
    expect(text).not.toContain('.ts');
  });

  test('any text at all as a body or as a cursor is answered, never with a failure of ours', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (content) => { expect((await post(content)).status).toBeLessThan(500); }), { numRuns: 100 });
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'))), async (cursor) => {
      expect((await app.request(`/api/trial/things?cursor=${encodeURIComponent(cursor)}`)).status).toBeLessThan(500);
    }), { numRuns: 150 });
  });
});

describe('a body that is too large', () => {
  const large = JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024), party: '31' });
  test('is refused by the length that it announces', async () => {
    expect(await problem(await post(large, { 'content-length': String(large.length) }))).toMatchObject({ status: 413, code: 'common/too-large' });
  });
  test('is refused while it streams in, with no length announced, and is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({ pull(controller) { sent += 65_536; controller.enqueue(new Uint8Array(65_536).fill(32)); } });
    expect(await problem(await post(endless))).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('a request that another site has a browser send', () => {
  const thing = { name: '校车', party: '31' };
  test.each<[Record<string, string>, number]>([
    [{ 'sec-fetch-site': 'cross-site' }, 403], [{ 'sec-fetch-site': 'same-site' }, 403], [{ 'sec-fetch-site': 'none' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://delta.test' }, 403], [{ origin: 'https://evil.test' }, 403], [{ origin: 'null' }, 403],
    [{ origin: 'http://delta.test.evil.test' }, 403], [{ origin: 'http://delta.test' }, 200], [{ 'sec-fetch-site': 'same-origin' }, 200], [{}, 200],
  ])('%o → %i', async (headers, status) => {
    const response = await postJson(thing, headers);
    expect(response.status).toBe(status);
    if (status === 403) expect(await problem(response)).toMatchObject({ code: 'session/foreign-origin' });
  });

  test('may read what is public, for reading changes nothing', async () => {
    expect((await app.request('/api/trial/things', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });
});

describe('every answer', () => {
  test.each(['/api/trial/things', '/api/none', '/api/trial/broken', '/api/health', '/', '/assets/none.js'])('of %s carries the headers that protect its reader', async (path) => {
    const { headers } = await app.request(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('asks browsers to come back by HTTPS only where the platform is reached by it', async () => {
    expect((await app.request('/api/health')).headers.get('strict-transport-security')).toBeNull();
    const platform = testPlatform(db, { config: { publicUrl: 'https://delta.test' } });
    const secure = createHttpApp(platform, { mounts: [], session: sessionMiddleware(platform), webRoot: '/nowhere' });
    expect((await secure.request('/api/none')).headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
  });

  test('carries the request\'s number: the caller\'s where it is fit for a log, one of ours otherwise', async () => {
    const number = async (given?: string) => (await app.request('/api/trial/things', { headers: given === undefined ? {} : { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await number('request-0001')).toBe('request-0001');
    for (const given of [undefined, 'short', 'x'.repeat(65), 'a b c d e f', '{"level":"error"}']) expect(await number(given)).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  });
});

describe('a caller who asks too often', () => {
  test('is told when to come again, while others are served', async () => {
    let now = 0;
    const limited = new Hono<Env>();
    limited.use(async (c, next) => { c.set('address', c.req.header('from') ?? ''); await next(); });
    limited.use(requestLimits({ burst: 3, perSecond: 0.5 }, () => now));
    limited.get('/', (c) => c.text('served'));
    limited.onError((error, c) => (error instanceof Refusal ? answerProblem(c, error) : c.text('failed', 500)));
    const ask = async (from: string) => (await limited.request('/', { headers: { from } })).status;
    expect([await ask('a'), await ask('a'), await ask('a'), await ask('a')]).toEqual([200, 200, 200, 429]);
    expect(await ask('b')).toBe(200);
    now += 2000;
    expect([await ask('a'), await ask('a')]).toEqual([200, 429]);
  });

  test('is held back on the whole platform, with Retry-After', async () => {
    const platform = testPlatform(db);
    const own = createHttpApp(platform, { mounts: [], session: sessionMiddleware(platform), webRoot: '/nowhere' });
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      let last = await own.request('/api/none');
      for (let n = 0; n < 1000 && last.status !== 429; n += 1) last = await own.request('/api/none');
      expect(await problem(last)).toMatchObject({ status: 429, code: 'common/too-many' });
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await own.request('/api/health')).status, 'whoever watches over the platform is always answered').toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test('never gets more than the burst and the rate together, whenever they ask', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 300 }), (gaps) => {
      const buckets = new Map<string, { tokens: number; at: number }>();
      let now = 0;
      let served = 0;
      for (const gap of gaps) {
        now += gap;
        if (take(buckets, 'a', { burst: 5, perSecond: 2 }, now) === 0) served += 1;
      }
      expect(served).toBeLessThanOrEqual(5 + (now / 1000) * 2 + 1e-6);
    }));
  });

  test('costs a bounded amount of memory, however many addresses there are', () => {
    const buckets = new Map<string, { tokens: number; at: number }>();
    for (let n = 0; n < 50_000; n += 1) take(buckets, `address ${n}`, { burst: 5, perSecond: 2 }, n);
    expect(buckets.size).toBeLessThanOrEqual(20_000);
  });
});

describe('a list page by page', () => {
  test('shows every row once and in order, whatever the page\'s length and however many rows share a place', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), async (ranks, limit) => {
      await db.admin.query('truncate trial.thing');
      await db.admin.query('insert into trial.thing (id, rank) select n, rank from unnest($1::int[]) with ordinality t (rank, n)', [ranks]);
      const walked: { id: number; rank: number }[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages <= ranks.length; pages += 1) {
        const page = (await (await app.request(`/api/trial/things?limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`)).json()) as { items: { id: number; rank: number }[]; next?: string };
        expect(page.items.length).toBeLessThanOrEqual(limit);
        walked.push(...page.items);
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(cursor).toBeUndefined();
      expect(walked).toEqual(ranks.map((rank, i) => ({ id: i + 1, rank })).toSorted((a, b) => a.rank - b.rank || a.id - b.id));
    }), { numRuns: 30 });
  });

  test.each(['x', '%%%', encodeCursor([1]), encodeCursor([1, 2, 3]), encodeCursor(['1', 2]), Buffer.from('{"0":1,"1":2}').toString('base64url'), Buffer.from('null').toString('base64url')])('refuses a marker that it did not give: %s', async (cursor) => {
    expect(await problem(await app.request(`/api/trial/things?cursor=${encodeURIComponent(cursor)}`))).toMatchObject({ status: 400, code: 'paging/bad-cursor', field: 'query:/cursor' });
  });

  test('reads back what it wrote', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (text, number) => {
      expect(decodeCursor(encodeCursor([text, number, null]), ['string', 'number', 'string'])).toEqual([text, number, null]);
    }));
  });
});

describe('what watches over the platform and what describes it', () => {
  test('metrics count requests by route and never by path', async () => {
    await app.request('/api/trial/things/0198c0de-0000-7000-8000-000000000000');
    const response = await app.request('/api/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toMatch(/^delta_http_seconds_count\{method="GET",route="\/api\/trial\/things\/:id",status="404"\} \d+$/m);
    expect(text).not.toContain('0198c0de');
    expect(text).toMatch(/^delta_database_connections\{state="open"\} \d+$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  });

  test('the description is OpenAPI 3.1, names every route, and says of each what it is for', async () => {
    const document = (await (await app.request('/api/openapi.json')).json()) as { openapi: string; info: { title: string; version: string }; paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>> };
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Delta', version: expect.any(String) });
    expect(Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)).toSorted())
      .toEqual(['get /api/trial/broken', 'get /api/trial/things', 'get /api/trial/things/{id}', 'post /api/trial/things']);
    for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
      expect(operation.summary).toMatch(/\w/);
      expect(Object.keys(operation.responses)).toContain('200');
    }
  });

  test('the description can be read as a page, without a script', async () => {
    const response = await app.request('/api/docs');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const page = await response.text();
    expect(page).toContain('/api/trial/things/{id}');
    expect(page).toContain('Adds a thing');
    expect(page).not.toContain('<script');
  });
});
