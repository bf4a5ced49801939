import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type RunningPlatform = {
  readonly url: string;
  readonly home: string;
  readonly pid: number;
  /** What it has said so far. */
  readonly output: () => string;
  /** Ends it with a signal and waits until it is gone; gives its exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts the platform as `npm start` does, on a data folder, and waits until it says where it is. */
export async function startPlatformProcess({ home, port, processes = 1, args = [], env = {} }: { home: string; port: number; processes?: number; args?: readonly string[]; env?: Record<string, string> }): Promise<RunningPlatform> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts'), ...args], { cwd: root, env: { ...process.env, DELTA_HOME: home, PORT: String(port), DELTA_PROCESSES: String(processes), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = `http://localhost:${port}`;
  await new Promise<void>((ready, fail) => {
    const late = setTimeout(() => fail(new Error(`not ready after 90 s:\n${said}`)), 90_000);
    child.stdout.on('data', () => {
      if (!said.includes(`Delta  ${url}`)) return;
      clearTimeout(late);
      ready();
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(new Error(`ended with ${code}:\n${said}`));
    });
  });
  return { url, home, pid: child.pid ?? 0, output: () => said, end: (signal) => end(child, signal) };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode);
    child.once('exit', (code) => done(code));
    child.kill(signal);
  });
}

/** Where the demonstration region lies ready, filled once for all files by `filled-home.ts`. */
export const filledHome = join(root, 'test-results', 'filled-home');

/** A data folder of one's own: a copy of the one that is filled already, or an empty one for who wants to see the first start. */
export async function temporaryHome({ empty = false } = {}): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'delta-e2e-'));
  if (!empty) execFileSync('cp', ['-a', `${filledHome}/.`, home]); // with its owners: PostgreSQL does not run as root
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}
