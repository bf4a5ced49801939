import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A Delta in a process of its own, started as `npm start` does. */
export type BenchServer = { readonly port: number; readonly pid: number; readonly adminUrl: string; readonly firstAnswerMs: number; readonly stop: () => Promise<void> };

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));

/** Starts the server on `home` and waits for its first answer to a request that reads the database. */
export async function startServer(home: string): Promise<BenchServer> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main], { env: { ...process.env, DELTA_HOME: home, PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end); // a bench that is broken off leaves no server behind
  child.once('exit', () => process.off('exit', end));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said.trim()}`);
    if (performance.now() - startedAt > 60_000) throw new Error('the server does not answer after a minute');
    await wait(5);
  }
  const firstAnswerMs = performance.now() - startedAt;
  return { port, pid: child.pid ?? 0, firstAnswerMs, adminUrl: readFileSync(join(home, 'postgres-address'), 'utf8').trim(), stop: () => stop(child) };
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/portal`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

/** The cookie of a session of a demonstration account. */
export async function signIn(port: number, login: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/session/demonstration`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login }) });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (response.status !== 200 || cookie === undefined) throw new Error(`${login} cannot sign in: ${response.status} ${await response.text()}`);
  return cookie;
}
