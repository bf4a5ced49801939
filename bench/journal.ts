import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectDatabase } from '#kernel/database/database.ts';
import { startEmbeddedPostgres } from '#kernel/database/embedded/embedded.ts';
import { migrate } from '#kernel/database/migrate.ts';
import { inDatabase, testSecret } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { databaseSource } from '#kernel/journal/audit/source.ts';
import { verifyJournal } from '#kernel/journal/audit/verify.ts';
import { loadEntries, type EntryFilter } from '#kernel/journal/entries.ts';
import { record } from '#kernel/journal/journal.ts';
import { loadInclusion } from '#kernel/journal/proofs.ts';
import { sequence, startSequencer } from '#kernel/journal/sequencer.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { percentile, round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { join } from 'node:path';

const keptShare = 0.8;
const proofMs = 5;
const million = 1_000_000;
const seconds = 8;
const rounds = 3;
const writers = 8;

/**
 * Appending while the tree is built beside it, in the same process as on a server, against plain inserts into the same table without the tree;
 * and the proof that an entry is in a journal of a million.
 */
export const journalBenchmark: Benchmark = {
  name: 'journal',
  measure: async ({ home, report }) => {
    // On a cluster of its own, durable: what a commit costs is part of the rate.
    const postgres = await startEmbeddedPostgres({ home: join(home, 'journal-bench'), durable: true });
    const name = `journal_${randomBytes(4).toString('hex')}`;
    await onCluster(postgres.adminUrl, `create database ${name}`);
    const adminUrl = inDatabase(postgres.adminUrl, name);
    await migrate({ adminUrl, secret: testSecret, sources: kernelMigrations });
    const database = connectDatabase({ adminUrl, secret: testSecret, connections: writers + 2 });
    const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
    try {
      const platform = testPlatform(database);
      const appended = await measureAppending(platform, admin, report);
      const proven = await measureProofs(platform, admin, report);
      return {
        target: `append while sequencing ≥ ${keptShare * 100} % of plain inserts; proof in ${million.toLocaleString('en-US')} entries p95 ≤ ${proofMs} ms`,
        reached: `${showSpread(appended.share)} %; ${proven.p95.toFixed(2)} ms`, ok: appended.share.median >= keptShare * 100 && proven.p95 <= proofMs, detail: { appended, proven },
      };
    } finally {
      await Promise.all([database.close(), admin.end()]);
      await onCluster(postgres.adminUrl, `drop database ${name} with (force)`);
      await postgres.stop();
    }
  },
};

/** Turn by turn, so that both meet the same machine; plain: without the tree's queue and without the sequencer. */
async function measureAppending(platform: Platform, admin: pg.Pool, report: (line: string) => void) {
  const runs: { plain: number; sequencing: number; left: number }[] = [];
  await append(platform, 2);
  for (let i = 0; i < rounds; i += 1) {
    await admin.query('alter table kernel.journal_entry disable trigger queue_for_tree');
    const plain = await append(platform, seconds);
    await admin.query('alter table kernel.journal_entry enable trigger queue_for_tree');
    const sequencer = startSequencer(platform);
    const sequencing = await append(platform, seconds);
    await sequencer.stop();
    const { rows: [pending] } = await admin.query<{ left: number }>('select count(*)::int as left from kernel.journal_pending');
    runs.push({ plain, sequencing, left: pending?.left ?? 0 });
    report(`plain ${plain.toFixed(0)}/s, while sequencing ${sequencing.toFixed(0)}/s (${((100 * sequencing) / plain).toFixed(1)} %), ${pending?.left ?? 0} left waiting`);
    await drain(platform);
  }
  // Whoever does not keep up has not sustained it: what waits at the end must be no more than the last two seconds' entries.
  if (runs.some(({ sequencing, left }) => left > 2 * sequencing)) throw new Error('the tree does not keep up with the entries');
  return { share: spreadOf(runs.map(({ plain, sequencing }) => (100 * sequencing) / plain)), runs: runs.map(({ plain, sequencing, left }) => ({ plain: round(plain), sequencing: round(sequencing), left })) };
}

/** Entries a second by so many writers at once, each a transaction of its own, as a request makes them. */
async function append(platform: Platform, forSeconds: number): Promise<number> {
  const officer = anOfficer('31');
  const until = performance.now() + forSeconds * 1000;
  const startedAt = performance.now();
  let done = 0;
  const write = async (writer: number) => {
    while (performance.now() < until) {
      await inTransaction(platform.database, officer, (tx) => record(tx, { act: 'plan.milestone/change', subject: { type: 'plan.milestone', id: `bench-${writer}`, title: '联合实验室揭牌' }, changes: { from: 'planned', to: 'underway', version: done }, access: { visibility: 'region', party: '31' } }));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return done / ((performance.now() - startedAt) / 1000);
}

async function measureProofs(platform: Platform, admin: pg.Pool, report: (line: string) => void) {
  const { rows: [there] } = await admin.query<{ n: number }>('select count(*)::int as n from kernel.journal_entry');
  await admin.query(`insert into kernel.journal_entry (role, role_party, act, subject_type, subject_id, subject_title, changes, digest, visibility, party)
    select 'party_officer', '31', 'plan.milestone/change', 'plan.milestone', (n % 5000)::text, '联合实验室揭牌', jsonb_build_object('n', n), sha256(convert_to('{"n":' || n || '}', 'UTF8')), 'region', '31' from generate_series(1, $1::int) n`, [million - (there?.n ?? 0)]);
  await admin.query('insert into kernel.journal_pending select id from kernel.journal_entry e where not exists (select from kernel.journal_leaf l where l.entry_id = e.id) except select entry_id from kernel.journal_pending');
  const startedAt = performance.now();
  await drain(platform);
  await admin.query('vacuum analyze');
  const built = performance.now() - startedAt;
  const { rows: [edge] } = await admin.query<{ first: number; last: number; size: number }>('select min(entry_id)::int as first, max(entry_id)::int as last, count(*)::int as size from kernel.journal_leaf');
  if (edge === undefined || edge.size < million) throw new Error('the journal is shorter than it should be');
  report(`${edge.size} entries in the tree (${(built / 1000).toFixed(0)} s)`);
  const officer = anOfficer('32');
  const times: number[] = [];
  const empty: number[] = []; // a transaction in which nothing is read: what the machine asks for at least, in the same minute
  for (let i = 0; i < 2_200; i += 1) {
    const id = edge.first + Math.floor((((i * 7919) % 10_007) / 10_007) * (edge.last - edge.first));
    const begun = performance.now();
    await inTransaction(platform.database, officer, (tx) => loadInclusion(tx, id));
    const ended = performance.now();
    await inTransaction(platform.database, officer, async () => undefined);
    if (i >= 200) times.push(ended - begun);
    if (i >= 200) empty.push(performance.now() - ended);
  }
  report(`proof p50 ${percentile(times, 50).toFixed(2)} ms, p95 ${percentile(times, 95).toFixed(2)} ms; an empty transaction p50 ${percentile(empty, 50).toFixed(2)} ms, p95 ${percentile(empty, 95).toFixed(2)} ms`);
  const pages = await measurePages(platform, report);
  const begunAt = performance.now();
  const verdict = await verifyJournal(databaseSource({ database: platform.database, now: () => Temporal.Now.instant() }));
  if (verdict.findings.length > 0) throw new Error('an untouched journal gives findings');
  const verifiedSeconds = round((performance.now() - begunAt) / 1000);
  report(`all ${verdict.checked} entries checked in ${verifiedSeconds} s`);
  return { size: edge.size, builtSeconds: round(built / 1000), p50: round(percentile(times, 50)), p95: round(percentile(times, 95)), p99: round(percentile(times, 99)), most: round(Math.max(...times)), proofs: times.length, emptyTransaction: { p50: round(percentile(empty, 50)), p95: round(percentile(empty, 95)) }, pages, verifiedSeconds };
}

/** What an officer sees of a million entries: the first page, by different filters (ms). */
async function measurePages(platform: Platform, report: (line: string) => void): Promise<Record<string, number>> {
  const filters: Record<string, EntryFilter> = { newest: {}, 'of one record': { subjectType: 'plan.milestone', subjectId: '77' }, 'of one kind': { subjectType: 'plan.report' }, 'of one party': { party: '34' }, 'of one day': { from: '2027-01-01', to: '2027-01-01' } };
  const found: Record<string, number> = {};
  for (const [name, filter] of Object.entries(filters)) {
    const times: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      const begun = performance.now();
      await inTransaction(platform.database, anOfficer('32'), (tx) => loadEntries(tx, filter, { limit: 51 }));
      times.push(performance.now() - begun);
    }
    found[name] = round(percentile(times, 50));
  }
  report(`first page: ${Object.entries(found).map(([name, ms]) => `${name} ${ms} ms`).join(', ')}`);
  return found;
}

async function drain(platform: Platform): Promise<void> {
  while ((await sequence(platform)).sequenced > 0);
}

async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
