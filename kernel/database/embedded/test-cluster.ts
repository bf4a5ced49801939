import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded.ts';

/** Vitest's global setup: one real PostgreSQL for the whole run, in a temporary folder, gone afterwards. */
export default async function startTestCluster(): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'delta-test-'));
  const postgres = await startEmbeddedPostgres({ home, durable: false });
  process.env['DELTA_TEST_ADMIN_URL'] = postgres.adminUrl;
  return async () => {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  };
}
