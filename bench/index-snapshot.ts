import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { systemActor } from '#kernel/actor/actor.ts';
import { connectDatabase } from '#kernel/database/database.ts';
import { inSnapshot } from '#kernel/database/transaction.ts';
import { formulasOf } from '#modules/indicators/service/systems.ts';
import { writeSnapshot } from '#modules/indicators/snapshot/parquet.ts';
import { loadSystem } from '#modules/indicators/store.ts';
import { installationSecret } from '#server/settings.ts';
import { round, type Benchmark } from './benchmark.ts';
import { ensureIndexRegion, removeIndexRegion } from './index-region.ts';
import { startServer } from './server.ts';

const keep = process.env['DELTA_BENCH_KEEP'] === '1';
const targetRatio = 1;

/** Sixty million facts out of their partitions into the columns that a computation reads, as the platform does it, against a bare COPY of the same rows to nowhere, year by year in turn. */
export const indexSnapshotBenchmark: Benchmark = {
  name: 'index-snapshot',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    const database = connectDatabase({ adminUrl: server.adminUrl, secret: installationSecret(home) });
    const folder = join(home, 'snapshots', 'bench');
    try {
      const { index } = await ensureIndexRegion(admin, report);
      const system = formulasOf(await inSnapshot(database, systemActor('bench'), (tx) => loadSystem(tx, index.systemId)));
      const [copy, snapshot] = [{ seconds: 0, cpu: 0 }, { seconds: 0, cpu: 0 }];
      let [facts, megabytes] = [0, 0];
      for (const { period, id } of index.campaigns) {
        const bare = stopwatch(await backendOf(admin)); // oxlint-disable-line no-await-in-loop -- in turn, on the same cores
        await admin.query(`copy (select unit, element, value from indicators.fact where period = '${period}' and campaign_id = '${id}') to '/dev/null'`); // oxlint-disable-line no-await-in-loop -- see above
        bare.addTo(copy);
        // oxlint-disable-next-line no-await-in-loop -- see above
        await inSnapshot(database, systemActor('bench'), async (tx) => {
          const own = stopwatch((await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.db)).rows[0]?.pid ?? 0);
          facts += (await writeSnapshot(tx, { folder, periods: [{ back: 0, campaignId: id, period }], system })).facts;
          own.addTo(snapshot);
        });
        megabytes += readdirSync(folder).reduce((all, name) => all + statSync(join(folder, name)).size, 0) / 2 ** 20;
        report(`${period}: bare COPY to /dev/null ${show(copy)}, as a snapshot ${show(snapshot)} so far`);
      }
      const ratio = snapshot.cpu / copy.cpu;
      return {
        target: `≤ ${targetRatio} × the processor time of a bare COPY of the same rows`, ok: ratio <= targetRatio,
        reached: `${facts} facts in ${show(snapshot)} = ${Math.round(facts / snapshot.cpu / 1000)},000 a second of it = ${ratio.toFixed(2)} × a bare COPY to /dev/null (${show(copy)}); ${megabytes.toFixed(0)} MB`,
        detail: { facts, snapshot, copy, megabytes: round(megabytes) },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
      if (!keep) await removeIndexRegion(admin);
      await database.close();
      await admin.end();
      await server.stop();
    }
  },
};

type Time = { seconds: number; cpu: number };

const show = ({ seconds, cpu }: Time) => `${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of processor)`;

async function backendOf(client: pg.Client): Promise<number> {
  return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
}

/** Time on the clock, and of the processor in this process and in one of PostgreSQL's: on a machine that others use, only that says what the work costs. Without /proc it is the clock's. */
function stopwatch(backend: number): { addTo: (time: Time) => void } {
  const [startedAt, own, theirs] = [performance.now(), process.cpuUsage(), processorSeconds(backend)];
  return {
    addTo: (time) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const { user, system } = process.cpuUsage(own);
      const after = processorSeconds(backend);
      time.seconds += seconds;
      time.cpu += theirs === undefined || after === undefined ? seconds : (user + system) / 1e6 + after - theirs;
    },
  };
}

/** User and system time of a process, in seconds (proc(5): fields 14 and 15, in hundredths). */
function processorSeconds(pid: number): number | undefined {
  try {
    const [, user = '0', system = '0'] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return (Number(user) + Number(system)) / 100;
  } catch {
    return undefined;
  }
}
