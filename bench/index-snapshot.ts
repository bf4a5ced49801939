import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { systemActor } from '#kernel/actor/actor.ts';
import { connectDatabase } from '#kernel/database/database.ts';
import { inSnapshot } from '#kernel/database/transaction.ts';
import { formulasOf } from '#modules/indicators/service/systems.ts';
import { writeSnapshot } from '#modules/indicators/snapshot/parquet.ts';
import { loadPeriods, loadSystem } from '#modules/indicators/store.ts';
import { installationSecret } from '#server/settings.ts';
import { round, type Benchmark } from './benchmark.ts';
import { ensureIndexRegion, removeIndexRegion } from './index-region.ts';
import { startServer } from './server.ts';

const keep = process.env['DELTA_BENCH_KEEP'] === '1';
const targetRatio = 1.5;

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
      let copied = 0;
      for (const { period, id } of index.campaigns) {
        const startedAt = performance.now();
        await admin.query(`copy (select unit, element, value from indicators.fact where period = '${period}' and campaign_id = '${id}') to '/dev/null'`); // oxlint-disable-line no-await-in-loop -- one after the other, on the same disk
        copied += (performance.now() - startedAt) / 1000;
      }
      report(`bare COPY to /dev/null ${copied.toFixed(1)} s`);
      const startedAt = performance.now();
      const { facts } = await inSnapshot(database, systemActor('bench'), async (tx) => {
        const periods = await loadPeriods(tx, index.campaigns.at(-1)?.id ?? '', index.campaigns.length);
        return writeSnapshot(tx, { folder, periods, system: formulasOf(await loadSystem(tx, index.systemId)) });
      });
      const seconds = (performance.now() - startedAt) / 1000;
      const megabytes = readdirSync(folder).reduce((all, name) => all + statSync(join(folder, name)).size, 0) / 2 ** 20;
      return {
        target: `≤ ${targetRatio} × a bare COPY of the same rows`, ok: seconds / copied <= targetRatio,
        reached: `${facts} facts in ${seconds.toFixed(1)} s = ${Math.round(facts / seconds / 1000)},000 a second = ${(seconds / copied).toFixed(2)} × a bare COPY to /dev/null (${copied.toFixed(1)} s); ${megabytes.toFixed(0)} MB`,
        detail: { facts, seconds: round(seconds), copyS: round(copied), megabytes: round(megabytes) },
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
