import fc from 'fast-check';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor, type PersonRole } from '#kernel/actor/actor.ts';
import { createSession } from '#kernel/actor/session.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { openDiskStore } from '#kernel/files/blobs.ts';
import { prepareQueue } from '#kernel/jobs/worker.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { draftResolution, moveMeeting, planMeeting, putResolution, showRoom } from '#modules/governance/index.ts';
import { assignInitiative, importPlan, showPlan } from '#modules/plan/index.ts';
import { createApp } from './app.ts';
import { migrations } from './modules.ts';

/** Every route of the platform, as its own description names it, fed with what no page would send. */
type Schema = { type?: string; format?: string; enum?: unknown[]; const?: unknown; default?: unknown; minimum?: number; exclusiveMinimum?: number; minLength?: number; minItems?: number; pattern?: string; items?: Schema; properties?: Record<string, Schema>; required?: string[]; additionalProperties?: unknown; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[] };
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema };
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } };
type Route = { method: string; path: string; parameters: Parameter[]; media: string | undefined; body: Schema };

let db: TestDatabase;
let home: string;
let app: ReturnType<typeof createApp>;
let routes: Route[];
let known: string[];
const actors = ['visitor', 'member', 'party_officer', 'party_signatory', 'institution_officer', 'auditor', 'administrator'] as const;
const accounts = new Map<string, { account: string; grant: string }>();

beforeAll(async () => {
  db = await createTestDatabase(migrations);
  await prepareQueue(db.adminUrl);
  home = await mkdtemp(join(tmpdir(), 'delta-rubbish-'));
  const platform = testPlatform(db);
  app = createApp(platform, { blobs: await openDiskStore(home), webRoot: '/nowhere' });
  await inTransaction(db, systemActor('test'), async (tx) => directory.loadReferenceData?.(tx));
  const { rows } = await db.admin.query<{ id: string }>("(select id from directory.institution where party = '32' limit 1) union all (select id from directory.institution where party = '33' limit 1)");
  const [own, foreign] = rows.map(({ id }) => id) as [string, string];
  for (const role of actors.slice(1)) await openAccount(role as PersonRole, own);
  const sourceText = await readFile(new URL('../modules/plan/document/fixtures/three-year-action-plan.txt', import.meta.url), 'utf8');
  const jiangsu = anOfficer('32');
  const { id } = await importPlan(platform, jiangsu, { title: '三年行动计划', startsOn: '2027-01-01', endsOn: '2029-12-31', sourceName: '计划.txt', sourceText, mechanisms: {} });
  const item = (await showPlan(platform, jiangsu, id)).items.find(({ kind }) => kind === 'initiative')!;
  await assignInitiative(platform, jiangsu, item.id, { version: 1, lead: '32', leadInstitutionId: null, partners: [], mechanisms: [] });
  const { id: meeting } = await planMeeting(platform, jiangsu, { preset: 'office', title: '办公室会议', startsAt: '2027-04-20T01:30:00Z', endsAt: '2027-04-20T03:30:00Z', place: '南京' });
  await moveMeeting(platform, jiangsu, { id: meeting, transition: 'call', version: 1 });
  const room = await showRoom(platform, jiangsu, meeting);
  const { id: resolution } = await draftResolution(platform, jiangsu, { kind: 'resolution', title: '决议', visibility: 'region', effects: [], clauses: [{ id: 'c-1', heading: '', text: '甲。' }] });
  const { proposalId } = await putResolution(platform, jiangsu, resolution, { version: 1, deadline: '2027-04-30' });
  known = [meeting, resolution, proposalId, room.agenda[0]!.id, room.attendees[0]!.id, room.minutes[0]!.id, id, item.id, own, foreign, [...accounts.values()][0]!.account];
  const { paths } = await (await app.request('/api/openapi.json')).json() as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
    const [media, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
    return { method: method.toUpperCase(), path, parameters, media, body: content?.schema ?? {} };
  }));
  expect(routes.length).toBeGreaterThan(60);
});
afterAll(async () => {
  await db.drop();
  await rm(home, { recursive: true });
});

async function openAccount(role: PersonRole, institution: string): Promise<void> {
  const party = role === 'administrator' || role === 'auditor' ? null : '32';
  const { rows: [person] } = await db.admin.query<{ id: string }>("insert into directory.person (name, party) values ('许海涛', '32') returning id");
  const { rows: [account] } = await db.admin.query<{ id: string }>("insert into kernel.account (person_id, login, name, party) values ($1, $2, '许海涛', $3) returning id", [person!.id, role, party]);
  const { rows: [grant] } = await db.admin.query<{ id: string }>("insert into kernel.role_grant (account_id, role, party, organization_id, reason) values ($1, $2, $3, $4, '任职') returning id", [account!.id, role, party, role === 'institution_officer' ? institution : null]);
  accounts.set(role, { account: account!.id, grant: grant!.id });
}

/** A session of its own for each request: one that happens to be valid may be a sign-out. */
async function cookieOf(who: string): Promise<string> {
  const found = accounts.get(who);
  if (found === undefined) return '';
  const { token } = await inTransaction(db, systemActor('test'), (tx) => createSession(tx, { accountId: found.account, grantId: found.grant, signedInBy: 'password' }));
  return `delta_session=${token}`;
}

type Request = { who: string; route: Route; ids: string[]; query: Record<string, string>; headers?: Record<string, string>; body: unknown };
let calls = 0;
async function send({ who, route, ids, query, headers = {}, body }: Request): Promise<{ status: number; type: string; text: string }> {
  let place = 0;
  const path = route.path.replace(/\{\w+\}/g, () => encodeURIComponent((ids[place++] ?? 'x').toWellFormed()) || 'x');
  const search = new URLSearchParams(query).toString();
  calls += 1;
  const response = await app.request(`${path}${search === '' ? '' : `?${search}`}`, {
    method: route.method,
    headers: { 'sec-fetch-site': 'same-origin', cookie: await cookieOf(who), ...(body instanceof FormData ? {} : { 'content-type': route.media ?? 'application/json' }), ...headers },
    ...(route.method === 'GET' ? {} : { body: body instanceof FormData || body instanceof Uint8Array ? body as BodyInit : typeof body === 'string' ? body : JSON.stringify(body) }),
  }, { incoming: { socket: { remoteAddress: `10.${calls >> 16}.${(calls >> 8) & 255}.${calls & 255}` } } }); // an address of its own: the limit of requests is proven elsewhere
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) await response.body?.cancel(); // a stream does not end by itself
  return { status: response.status, type, text: response.bodyUsed ? '' : await response.text() };
}

/** Rows in every table, and the digest of the journal; but sessions, which this test opens, and what counts wrong passwords. */
async function rowCounts(): Promise<string> {
  if (counting === undefined) {
    const { rows } = await db.admin.query<{ name: string }>(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and c.oid not in ('kernel.session'::regclass, 'kernel.sign_in_failure'::regclass) order by 1`);
    counting = `select array_to_string(array[${rows.map(({ name }) => `'${name}=' || (select count(*) from ${name})`).join(', ')}], ' ') as counts`;
  }
  return (await db.admin.query<{ counts: string }>(counting)).rows[0]!.counts;
}
let counting: string | undefined;

const oddText = fc.oneof(
  fc.constantFrom('', ' ', '\0', 'a\0b', '\ud800', '\udfff甲', '甲'.repeat(20_000), '__proto__', 'constructor', '1e999', '2027-02-30', '0000-01-01', '-271821-04-20', "'; drop table plan.plan; --", '../../etc/passwd', '\u202e', '=1+1', '00000000-0000-0000-0000-000000000000', '32', 'null', '[object Object]'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const oddNumber = fc.constantFrom(-1, 0, -0, 0.1, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 63, 1e-300);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(oddText, oddText, oddNumber, fc.constantFrom(null, true, [], {}, [[[]]], [null], { __proto__x: 1 }, [{}]), fc.jsonValue({ maxDepth: 3 }));

/** Something that a schema takes, as plain as can be. */
function sampleOf(schema: Schema): unknown {
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (one !== undefined) return sampleOf(one);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(sampleOf));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name)).map(([name, property]) => [name, sampleOf(property)]));
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (schema.format === 'uuid') return crypto.randomUUID();
  if (schema.format === 'date') return '2027-06-30';
  if (schema.format === 'date-time') return '2027-06-30T01:00:00Z';
  if (schema.format === 'email') return 'xu@example.org';
  if (schema.pattern?.includes('\\d{6}') === true || schema.pattern === '^[0-9]{6}$') return '320106';
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test('甲乙')) return fc.sample(fc.stringMatching(new RegExp(schema.pattern)), { numRuns: 1, seed: 1 })[0];
  return '甲乙丙丁戊己庚辛壬癸子丑'.slice(0, Math.max(2, schema.minLength ?? 0));
}

const propertiesOf = (schema: Schema): string[] => [...new Set([schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(({ properties = {} }) => Object.keys(properties)))];

/** A body that is nearly right, or nothing like it. */
function oddBody({ media, body }: Route): fc.Arbitrary<unknown> {
  if (media === undefined) return fc.oneof(fc.constant(''), fc.uint8Array({ maxLength: 50 }));
  const sample = sampleOf(body) as object;
  const names = propertiesOf(body);
  const spoilt = names.length === 0 ? fc.constant(sample) : fc.dictionary(fc.constantFrom(...names), oddValue, { minKeys: 1, maxKeys: 3 }).map((odd) => ({ ...sample, ...odd }));
  const nested = spoilt.map((value) => JSON.stringify(value).replace(/^\{/, '{"__proto__":{"role":"administrator"},'));
  return fc.oneof({ weight: 5, arbitrary: spoilt }, oddValue, nested, fc.constantFrom('', '{', '{"a":', '[1,]', '\ufeff{}', '"\\ud800"', '{"\\u0000":1}', '[[[['.repeat(5000)));
}

function oddRequest(route: Route): fc.Arbitrary<Request> {
  const ids = route.path.match(/\{\w+\}/g) ?? [];
  const queries = route.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const id = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known, crypto.randomUUID()) }, oddText);
  const queryText = oddText.map((text) => text.toWellFormed());
  return fc.record({
    who: fc.constantFrom(...actors),
    route: fc.constant(route),
    ids: fc.array(id, { minLength: ids.length, maxLength: ids.length }),
    query: fc.oneof(
      fc.constant(Object.fromEntries(route.parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true).map(({ name, schema }) => [name, String(sampleOf(schema))]))),
      fc.dictionary(fc.constantFrom(...queries, 'unknown', '__proto__'), queryText, { maxKeys: 3 }),
    ),
    headers: fc.constant(Object.fromEntries(route.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => [name, '%E7%94%B2.pdf']))),
    body: oddBody(route),
  });
}

test('rubbish is answered, never with a failure of ours, and what is refused leaves no trace', async () => {
  const failures: string[] = [];
  let before = await rowCounts();
  for (const route of routes) {
    for (const request of fc.sample(oddRequest(route), 8)) {
      const { status, type, text } = await send(request);
      const after = await rowCounts();
      const shown = `${request.who} ${route.method} ${route.path} ${JSON.stringify({ ids: request.ids, query: request.query, body: request.body }).slice(0, 300)} → ${status} ${text.slice(0, 200)}`;
      if (status >= 500) failures.push(shown);
      if (status >= 400 && !type.startsWith('application/problem+json')) failures.push(`no problem details: ${shown}`);
      if (status >= 400 && after !== before) failures.push(`left a trace: ${shown}\n  ${before}\n  ${after}`);
      before = after;
    }
  }
  expect(failures).toEqual([]);
}, 240_000);

test('text that is no text is refused wherever it stands in a body', async () => {
  const failures: string[] = [];
  for (const route of routes.filter(({ media }) => media === 'application/json')) {
    const before = await rowCounts();
    for (const name of propertiesOf(route.body)) for (const odd of ['a\0b', '甲\ud800乙']) {
      const { status, text } = await send({ who: 'party_officer', route, ids: known, query: {}, body: { ...sampleOf(route.body) as object, [name]: odd } });
      if (status < 400 || status >= 500) failures.push(`${route.method} ${route.path} ${name} → ${status} ${text.slice(0, 200)}`);
    }
    expect(await rowCounts(), `${route.method} ${route.path}`).toBe(before);
  }
  expect(failures).toEqual([]);
}, 120_000);

test('a field that no route knows is refused, also beside those that it knows', async () => {
  const failures: string[] = [];
  let before = await rowCounts();
  for (const route of routes.filter(({ media, method }) => media !== undefined && method !== 'GET')) {
    const sample = route.media === 'application/json' ? sampleOf(route.body) as object : undefined;
    const bodies: unknown[] = sample === undefined ? [aForm({ unknownField: '1' })] : [{ ...sample, unknownField: 1 }, { ...sample, constructor: 1 }];
    for (const body of bodies) {
      const { status, text } = await send({ who: 'party_officer', route, ids: known.map(() => crypto.randomUUID()), query: {}, body });
      const after = await rowCounts();
      if ((status !== 400 && status !== 422) || after !== before) failures.push(`${route.method} ${route.path} → ${status} ${text.slice(0, 200)}`);
      before = after;
    }
    // without it, what is sent is not refused for its form: the field alone was the reason
    if (sample === undefined) continue;
    const { text } = await send({ who: 'visitor', route, ids: known.map(() => crypto.randomUUID()), query: {}, body: sample });
    if (text.includes('"common/invalid"')) failures.push(`no sample for ${route.method} ${route.path}: ${text.slice(200)}`);
  }
  expect(failures).toEqual([]);
}, 120_000);

test('a parameter that no route knows is refused', async () => {
  const failures: string[] = [];
  for (const route of routes.filter(({ method, parameters }) => method === 'GET' && parameters.some((parameter) => parameter.in === 'query'))) {
    const { status } = await send({ who: 'party_officer', route, ids: known, query: { unknownParameter: '1' }, body: undefined });
    if (status !== 422) failures.push(`${route.method} ${route.path} → ${status}`);
  }
  expect(failures).toEqual([]);
});

function aForm(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new File(['一、甲\n(一)子\n1.事'], '计划.txt'));
  return form;
}
