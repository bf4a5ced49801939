import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applicationsBenchmark } from './applications.ts';
import { applyPageBenchmark } from './apply-page.ts';
import { assignmentBenchmark } from './assignment.ts';
import type { Benchmark, Finding } from './benchmark.ts';
import { documentsBenchmark } from './documents.ts';
import { drawBenchmark } from './draw.ts';
import { importBenchmark } from './import.ts';
import { indexPagesBenchmark } from './index-pages.ts';
import { indexSnapshotBenchmark } from './index-snapshot.ts';
import { indicatorsBenchmark } from './indicators.ts';
import { initiativeBenchmark } from './initiative.ts';
import { ensureRegion } from './installation.ts';
import { journalBenchmark } from './journal.ts';
import { matchingBenchmark } from './matching.ts';
import { poolsBenchmark } from './pools.ts';
import { portalBenchmark } from './portal.ts';
import { reportsBenchmark } from './reports.ts';
import { searchBenchmark } from './search.ts';
import { startBenchmark } from './start.ts';
import { verifyDrawBenchmark } from './verify-draw.ts';
import { verifyBenchmark } from './verify.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const benchmarks: readonly Benchmark[] = [
  initiativeBenchmark,
  searchBenchmark,
  importBenchmark,
  startBenchmark,
  portalBenchmark,
  verifyBenchmark,
  matchingBenchmark,
  drawBenchmark,
  verifyDrawBenchmark,
  assignmentBenchmark,
  journalBenchmark,
  documentsBenchmark,
  indicatorsBenchmark,
  applicationsBenchmark,
  applyPageBenchmark,
  reportsBenchmark,
  indexPagesBenchmark,
  indexSnapshotBenchmark,
  poolsBenchmark,
];
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** `npm run bench [name …]`: measures on the demonstration region, prints a table, keeps everything as JSON in bench/results. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    say(`no benchmark ${unknown}; there are: ${benchmarks.map(({ name }) => name).join(' ')}`);
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130)); // which ends the servers that were started
  const home = resolve(root, process.env['DELTA_BENCH_HOME'] ?? '.delta-bench');
  await ensureRegion(home, 'region', say);
  const machine = aboutMachine();
  const findings: Record<string, Finding> = {};
  for (const { name, measure } of benchmarks.filter((benchmark) => names.length === 0 || names.includes(benchmark.name))) {
    say(`${name} …`);
    findings[name] = await measure({ home, report: (line) => say(`  ${line}`) });
  }
  printTable(findings);
  say(`\n${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, Node ${machine.node}, load before ${machine.loadBefore}; generator, server and PostgreSQL share the machine`);
  say(`JSON: ${keep({ machine, findings })}`);
  return Object.values(findings).every(({ ok }) => ok) ? 0 : 1;
}

function printTable(findings: Readonly<Record<string, Finding>>): void {
  const rows = [['', 'benchmark', 'target', 'reached'], ...Object.entries(findings).map(([name, { ok, target, reached }]) => [ok ? '✓' : '✗', name, target, reached])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  say('');
  for (const row of rows) say(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

function aboutMachine() {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim();
  return {
    at: Temporal.Now.instant().toString({ smallestUnit: 'second' }), commit, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadavg()[0]?.toFixed(2),
  };
}

function keep(results: { machine: ReturnType<typeof aboutMachine>; findings: Readonly<Record<string, Finding>> }): string {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${results.machine.at.replaceAll(':', '')}.json`);
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  return path;
}

process.exit(await main(process.argv.slice(2)));
