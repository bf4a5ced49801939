import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectDatabase, type Database } from './database.ts';
import { migrate, type MigrationSource } from './migrate.ts';

/** The secret of every test installation. */
export const testSecret = 'the secret of a test installation';

export type TestDatabase = Database & { readonly adminUrl: string; readonly admin: pg.Pool; readonly drop: () => Promise<void> };

/**
 * A migrated database of its own for one test file, on the cluster that the test run started (`DELTA_TEST_ADMIN_URL`).
 * The first caller with a given list of sources makes a template, the others copy it (about 50 ms).
 */
export async function createTestDatabase(sources: readonly MigrationSource[]): Promise<TestDatabase> {
  const clusterUrl = process.env['DELTA_TEST_ADMIN_URL'];
  if (clusterUrl === undefined) throw new Error('DELTA_TEST_ADMIN_URL is not set: run the tests through vitest, whose global setup starts PostgreSQL');
  const template = await ensureTemplate(clusterUrl, sources);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onCluster(clusterUrl, (client) => client.query(`create database ${name} template ${template}`));
  const adminUrl = inDatabase(clusterUrl, name);
  const database = connectDatabase({ adminUrl, secret: testSecret, connections: 5 });
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  // A connection that is closing when the database is dropped is cut off: no failure of the test.
  admin.on('error', () => undefined);
  admin.on('connect', (client) => client.on('error', () => undefined));
  const drop = async () => {
    await Promise.all([database.close(), admin.end()]);
    await onCluster(clusterUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  return { ...database, adminUrl, admin, drop };
}

async function ensureTemplate(clusterUrl: string, sources: readonly MigrationSource[]): Promise<string> {
  const name = `template_${createHash('sha256').update(sources.map((source) => source.name).join(' ')).digest('hex').slice(0, 16)}`;
  await onCluster(clusterUrl, async (client) => {
    const isThere = async () => (await client.query('select from pg_database where datname = $1', [name])).rowCount !== 0;
    if (await isThere()) return;
    // Held until the connection ends: one template at a time, whichever, for the role that migrations make belongs to the whole cluster.
    await client.query("select pg_advisory_lock(hashtext('delta test templates'))");
    if (await isThere()) return;
    await client.query(`create database ${name}_making`);
    await migrate({ adminUrl: inDatabase(clusterUrl, `${name}_making`), secret: testSecret, sources });
    await onCluster(inDatabase(clusterUrl, `${name}_making`), (making) => making.query(settableClock));
    await client.query(`alter database ${name}_making rename to ${name}`);
  });
  return name;
}

/** A test's database stands on the day of the platform that writes (`clock` of its Database); an installation has no such thing. */
const settableClock = "create or replace function kernel.clock() returns timestamptz language sql stable parallel safe return coalesce(nullif(current_setting('delta.clock', true), '')::timestamptz, now())";

async function onCluster(clusterUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** `url` with another database name. */
export function inDatabase(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/?]*\/)[^?]*/, `$1${name}`);
}
