import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionMiddleware } from '#kernel/actor/middleware.ts';
import { connectDatabase, type Database } from '#kernel/database/database.ts';
import { createTestDatabase, testSecret, type TestDatabase } from '#kernel/database/testing.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import { inboxApi } from '#kernel/inbox/api.ts';
import { testPlatform } from '#kernel/testing.ts';
import { healthCheck, lowSpace, type Probes } from './health.ts';
import { createHttpApp, type Mount } from './server.ts';

let db: TestDatabase;
let home: string;
beforeAll(async () => {
  db = await createTestDatabase(kernelMigrations);
  home = await mkdtemp(join(tmpdir(), 'delta-health-'));
});
afterAll(async () => {
  await db.drop();
  await rm(home, { recursive: true });
});

const appAt = (folder: string, database: Database = db) => {
  const platform = testPlatform(database, { config: { home: folder } });
  return createHttpApp(platform, { mounts: [{ path: '/api/inbox', api: inboxApi(platform) as unknown as Mount['api'] }], session: sessionMiddleware(platform), webRoot: '/nowhere' });
};
const noSpace = async () => { throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }); };
const well: Probes = { database: async () => undefined, write: async () => undefined, freeBytes: async () => lowSpace * 10 };
const check = (probes: Partial<Probes>) => healthCheck(testPlatform(db), { ...well, ...probes })();

describe('the health of the platform', () => {
  test('is good while the database answers and the disk takes what is written, of which nothing stays', async () => {
    const response = await appAt(home).request('/api/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', database: 'ok', storage: expect.stringMatching(/^(ok|low)$/), freeBytes: expect.any(Number) });
    expect(await readdir(home)).toEqual([]);
  });

  test('is told as 503 while the database is gone, with nothing of its insides, and is good again when it is back', async () => {
    const line = await aLineTo(db.adminUrl);
    const database = connectDatabase({ adminUrl: line.url, secret: testSecret });
    const app = appAt(home, database);
    expect((await app.request('/api/health')).status).toBe(200);
    await line.cut();
    const gone = await app.request('/api/health');
    expect(gone.status).toBe(503);
    expect(await gone.json()).toMatchObject({ status: 'failing', database: 'failing', storage: 'ok' });
    const asked = await app.request('/api/inbox/summary');
    expect(asked.status).toBe(503);
    expect(asked.headers.get('retry-after')).toBe('2');
    const problem = await asked.text();
    expect(JSON.parse(problem)).toMatchObject({ code: 'common/unavailable', status: 503 });
    expect(problem).not.toMatch(/ECONN|127\.0\.0\.1|postgres/);
    await line.mend();
    expect((await app.request('/api/health')).status).toBe(200);
    expect((await app.request('/api/inbox/summary')).status).toBe(200);
    await database.close();
    await line.cut();
  });

  test('is told as 503 when the folder of the installation takes nothing', async () => {
    const file = join(home, 'a-file-and-no-folder');
    await writeFile(file, '');
    const response = await appAt(file).request('/api/health');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'failing', database: 'ok', storage: 'failing' });
    await rm(file);
  });

  test('fails when the disk is full', async () => {
    expect(await check({ write: noSpace, freeBytes: async () => 0 })).toEqual({ status: 'failing', database: 'ok', storage: 'failing', freeBytes: 0 });
  });

  test('is still good with little space left, but says so', async () => {
    expect(await check({ freeBytes: async () => lowSpace - 1 })).toMatchObject({ status: 'ok', storage: 'low' });
  });

  test('fails when the database hangs, and asks a hanging one no second time', async () => {
    let asked = 0;
    const ask = healthCheck(testPlatform(db), { ...well, database: () => { asked += 1; return new Promise(() => undefined); } });
    expect((await Promise.all([ask(), ask(), ask()])).map(({ database }) => database)).toEqual(['failing', 'failing', 'failing']);
    expect(asked).toBe(1);
  });
});

/** A line to the database that can be cut and mended, as when PostgreSQL stops and starts. */
async function aLineTo(url: string): Promise<{ url: string; cut: () => Promise<void>; mend: () => Promise<void> }> {
  const { hostname, port, pathname, username } = new URL(url);
  const open = new Set<Socket>();
  let server: Server;
  let at = 0;
  const mend = async () => {
    server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const [from, to] of [[near, far], [far, near]] as const) {
        open.add(from);
        from.on('error', () => to.destroy()).on('close', () => { open.delete(from); to.destroy(); });
        from.pipe(to);
      }
    });
    await new Promise<void>((done) => server.listen(at, '127.0.0.1', done));
    at = (server.address() as { port: number }).port;
  };
  const cut = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const socket of open) socket.destroy();
    await closed;
  };
  await mend();
  return { url: `postgres://${username}@127.0.0.1:${at}${pathname}`, cut, mend };
}
