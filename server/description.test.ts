import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { openDiskStore } from '#kernel/files/blobs.ts';
import { testPlatform } from '#kernel/testing.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.ts';
import { migrations } from './modules.ts';

type Operation = { summary?: string; parameters?: { name: string; in: string; required?: boolean }[]; responses: Record<string, unknown> };

let db: TestDatabase;
let home: string;
let app: ReturnType<typeof createApp>;
let paths: Record<string, Record<string, Operation>>;
beforeAll(async () => {
  db = await createTestDatabase(migrations);
  home = await mkdtemp(join(tmpdir(), 'delta-description-'));
  app = createApp(testPlatform(db), { blobs: await openDiskStore(home), webRoot: '/nowhere' });
  paths = ((await (await app.request('/api/openapi.json')).json()) as { paths: typeof paths }).paths;
});
afterAll(async () => {
  await db.drop();
  await rm(home, { recursive: true });
});

/** What answers beside the modules: it describes or watches the platform itself. */
const aside = ['GET /api/health', 'GET /api/metrics', 'GET /api/openapi.json', 'GET /api/docs'];

test('every route of the platform is described, and says what it is for', () => {
  const described = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\/$/, '')}`));
  const served = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/')).map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}').replace(/\/$/, '')}`);
  expect([...new Set(served)].filter((route) => !aside.includes(route)).toSorted()).toEqual([...new Set(described)].toSorted());
  for (const [path, item] of Object.entries(paths)) for (const [method, operation] of Object.entries(item)) {
    expect(operation.summary, `${method} ${path}`).toMatch(/^\p{L}.{3,}/u);
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(declared.toSorted(), `${method} ${path}`).toEqual(named.toSorted());
  }
});

test('a visitor who calls any route whatever is answered, and never by a failure of ours', async () => {
  const failures: string[] = [];
  for (const [path, item] of Object.entries(paths)) for (const method of Object.keys(item)) {
    for (const id of ['0198c0de-0000-7000-8000-000000000000', 'x', '%00']) {
      const response = await app.request(path.replace(/\{\w+\}/g, id), { method: method.toUpperCase(), headers: { 'content-type': 'application/json' }, ...(method === 'get' ? {} : { body: '{}' }) });
      if (response.status >= 500) failures.push(`${method} ${path} (${id}): ${response.status}`);
      await response.body?.cancel();
    }
  }
  expect(failures).toEqual([]);
});

test('the page that describes the interfaces lists every one', async () => {
  const page = await (await app.request('/api/docs')).text();
  for (const path of Object.keys(paths)) expect(page).toContain(path);
});
