import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type PgbenchRun = {
  readonly pgbench: string;
  /** Database, user and password, as libpq's environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly script: string; readonly folder: string; readonly connections: number; readonly seconds: number;
};

/** Where pgbench is: named, on the path, with Debian's PostgreSQL, or fetched from Debian into the data folder; `undefined` when nowhere. */
export function findPgbench(home: string, report: (line: string) => void): string | undefined {
  const fetched = join(home, 'pgbench');
  return [process.env['DELTA_PGBENCH'], ...onPath(), ...installed('/usr/lib/postgresql'), ...installed(join(fetched, 'usr/lib/postgresql'))].find((path) => path !== undefined && existsSync(path)) ?? fetch(fetched, report);
}

function onPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'pgbench'));
}

function installed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted().toReversed().map((version) => join(folder, version, 'bin', 'pgbench')) : [];
}

/** Debian keeps pgbench in the server's package. It is unpacked, not installed: nobody wants another PostgreSQL to start. */
function fetch(folder: string, report: (line: string) => void): string | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  try {
    mkdirSync(folder, { recursive: true });
    const depends = execFileSync('apt-cache', ['depends', '--important', 'postgresql'], { encoding: 'utf8' });
    const name = /postgresql-\d+/.exec(depends)?.[0];
    if (name === undefined) return undefined;
    report(`fetching pgbench (${name}) from Debian …`);
    execFileSync('apt-get', ['download', name], { cwd: folder, stdio: 'ignore' });
    const archive = readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
    if (archive === undefined) return undefined;
    execFileSync('dpkg-deb', ['-x', join(folder, archive), folder], { stdio: 'ignore' });
    const [path] = installed(join(folder, 'usr/lib/postgresql'));
    if (path !== undefined) execFileSync(path, ['--version'], { stdio: 'ignore' }); // its libraries must be here too
    return path;
  } catch {
    return undefined;
  }
}

export type PgbenchResult = { readonly tps: number; readonly latencyMs: number };

/** Runs one script of its own over so many connections, prepared, one thread as the server has one; gives transactions per second. */
export async function runPgbench({ pgbench, env, script, folder, connections, seconds }: PgbenchRun): Promise<PgbenchResult> {
  const file = join(folder, 'pgbench.sql');
  writeFileSync(file, script);
  const said = await output(pgbench, ['--no-vacuum', '--protocol=prepared', '--jobs=1', `--client=${connections}`, `--time=${seconds}`, `--file=${file}`], env);
  const tps = /^tps = ([\d.]+)/m.exec(said)?.[1];
  const latency = /^latency average = ([\d.]+)/m.exec(said)?.[1];
  if (tps === undefined || latency === undefined || !/number of failed transactions: 0 /.test(said)) throw new Error(`pgbench: ${said}`);
  return { tps: Number(tps), latencyMs: Number(latency) };
}

function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let failed = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (failed += chunk.toString()));
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? done(said) : fail(new Error(`pgbench ended with ${code}: ${failed.trim()}`))));
  });
}
