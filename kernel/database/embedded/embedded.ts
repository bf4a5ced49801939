import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { binaryFolder, runAs, type RunAs } from './binaries.ts';

export type EmbeddedPostgres = {
  /** A superuser's connection to the database `delta`. */
  readonly adminUrl: string;
  readonly port: number;
  /** Stops the server and waits until it has. */
  readonly stop: () => Promise<void>;
};

type Options = {
  /** The folder that keeps everything; the database lies in its `postgres`. */
  readonly home: string;
  readonly onProgress?: (step: 'initialise' | 'recover' | 'start') => void;
  /** For tests: give up durability for speed. */
  readonly durable?: boolean;
};

/**
 * Starts PostgreSQL 18 on a data folder, made on the first start (about two seconds; later starts take a fraction of one).
 * A server that outlived a killed process is stopped first; what it had committed is there. While Delta runs, a server that dies is started again.
 */
export async function startEmbeddedPostgres({ home, onProgress = () => undefined, durable = true }: Options): Promise<EmbeddedPostgres> {
  const data = resolve(home, 'postgres');
  const bin = binaryFolder();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const as = runAs([bin, data.slice(0, -'/postgres'.length)]);
  if (as.uid !== undefined && as.gid !== undefined) chownSync(data, as.uid, as.gid);
  const password = await superuserPassword(home, data, bin, as, onProgress);
  await endSurvivor(data, bin, as, onProgress);

  onProgress('start');
  const port = await freePort();
  const server = supervise(() => launch({ home, data, bin, as, port, durable }));
  const adminUrl = `postgres://delta_owner:${password}@127.0.0.1:${port}/delta`;
  try {
    await ensureDatabase(adminUrl, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { adminUrl, port, stop: server.stop };
}

/** The superuser's password; on the first start the data folder is initialised with a new one. */
async function superuserPassword(home: string, data: string, bin: string, as: RunAs, onProgress: (step: 'initialise') => void): Promise<string> {
  const file = resolve(home, 'postgres-password');
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(file)) return readFileSync(file, 'utf8').trim();
  onProgress('initialise');
  // A first start that was cut off leaves half a folder; begin anew.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  if (as.uid !== undefined && as.gid !== undefined) chownSync(data, as.uid, as.gid);
  const password = randomBytes(24).toString('base64url');
  const handed = join(data, '..', 'initdb-password');
  writeFileSync(handed, password, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined) chownSync(handed, as.uid, as.gid);
  try {
    await run(bin, 'initdb', ['-D', data, '-U', 'delta_owner', '--pwfile', handed, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--auth=scram-sha-256', '--no-instructions'], as);
  } finally {
    rmSync(handed, { force: true });
  }
  writeFileSync(`${file}.new`, password, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return password;
}

/** A server that a killed Delta left behind is stopped, cleanly, before a new one starts on its data. */
async function endSurvivor(data: string, bin: string, as: RunAs, onProgress: (step: 'recover') => void): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  onProgress('recover');
  const alive = await run(bin, 'pg_ctl', ['-D', data, 'status'], as).then(() => true, () => false);
  if (alive) await run(bin, 'pg_ctl', ['-D', data, 'stop', '-m', 'fast', '-w', '-t', '60'], as);
}

function launch({ home, data, bin, as, port, durable }: { home: string; data: string; bin: string; as: RunAs; port: number; durable: boolean }): ChildProcess {
  const log = join(home, 'postgres.log');
  if (existsSync(log) && statSync(log).size > 10_000_000) renameSync(log, `${log}.old`);
  const output = openSync(log, 'a');
  const settings = Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: `${sharedBuffers()}MB`,
    effective_cache_size: `${Math.round(totalmem() / 2 ** 21)}MB`,
    maintenance_work_mem: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',
    jit: 'off',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a process group of its own: Ctrl-C in the terminal reaches Delta, which stops PostgreSQL when its own work is done.
  const child = spawnAs(join(bin, 'postgres'), ['-D', data, ...settings], as, ['ignore', output, output], true);
  closeSync(output);
  return child;
}

/** An eighth of the memory, between 128 MB and 2 GB. */
function sharedBuffers(): number {
  return Math.round(Math.min(2048, Math.max(128, totalmem() / 2 ** 20 / 8)));
}

/** Keeps a child running until it is told to stop: one that dies is started again, ever more slowly. */
function supervise(start: () => ChildProcess): { readonly stop: () => Promise<void>; readonly failures: () => number } {
  let stopping = false;
  let failures = 0;
  let child = start();
  const watch = () => {
    const startedAt = Date.now();
    child.once('exit', () => {
      if (stopping) return;
      failures = Date.now() - startedAt > 60_000 ? 1 : failures + 1;
      setTimeout(() => {
        if (stopping) return;
        child = start();
        watch();
      }, Math.min(10_000, 200 * 2 ** failures)).unref();
    });
    child.on('error', () => undefined);
  };
  watch();
  const stop = async () => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGINT'); // a fast shutdown: open transactions are rolled back, everything is written
    const late = wait(20_000, 'late' as const, { ref: false });
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGQUIT');
    await ended;
  };
  return { stop, failures: () => failures };
}

async function ensureDatabase(adminUrl: string, server: { failures: () => number }): Promise<void> {
  const client = await connectWhenReady(adminUrl.replace(/\/delta$/, '/postgres'), server);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'delta'");
    if (rowCount === 0) await client.query('create database delta');
  } finally {
    await client.end();
  }
}

async function connectWhenReady(url: string, server: { failures: () => number }): Promise<pg.Client> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (server.failures() > 3 || Date.now() > deadline) throw new Error('PostgreSQL does not start; see postgres.log in the data folder', { cause: error });
      await wait(25);
    }
  }
}

function run(bin: string, program: string, args: readonly string[], as: RunAs): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawnAs(join(bin, program), args, as, ['ignore', 'ignore', 'pipe'], false);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`${program} ended with ${code}: ${said.trim()}`))));
  });
}

function spawnAs(program: string, args: readonly string[], as: RunAs, stdio: ('ignore' | 'pipe' | number)[], detached: boolean): ChildProcess {
  const [first = program, ...rest] = [...as.prefix, program, ...args];
  const identity = as.prefix.length === 0 && as.uid !== undefined && as.gid !== undefined ? { uid: as.uid, gid: as.gid } : {};
  return spawn(first, rest, { stdio, detached, ...identity, cwd: '/', env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' } });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}
