import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { appPassword, appRole } from './database.ts';

/** A folder of numbered `.sql` files and the name under which they are recorded. */
export type MigrationSource = { readonly name: string; readonly folder: URL };

/** Thrown when a file that was applied before has changed since, or is gone: history is not rewritten. */
export class ChangedMigration extends Error {
  override name = 'ChangedMigration';
}

/**
 * Brings the database to the newest schema: every source in the order given, every file once, in the order of its number,
 * each in a transaction of its own, all under one advisory lock, so that two servers may start at once.
 * @returns the files that were applied now, as `source/file`
 */
export async function migrate({ adminUrl, secret, sources }: { adminUrl: string; secret: string; sources: readonly MigrationSource[] }): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined); // a connection that breaks is reported by the query on it, not as an event that ends the process
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended('delta migrations', 0))");
    await client.query('set client_min_messages = warning');
    await ensureAppRole(client, secret);
    await client.query(`
      create schema if not exists kernel;
      grant usage on schema kernel to ${appRole};
      create table if not exists kernel.migration (
        source text not null, file text not null, digest text not null, applied_at timestamptz not null default now(),
        primary key (source, file))`);
    const applied: string[] = [];
    for (const source of sources) applied.push(...(await migrateSource(client, source)));
    return applied;
  } finally {
    await client.end();
  }
}

async function migrateSource(client: pg.Client, source: MigrationSource): Promise<string[]> {
  const files = (await readdir(source.folder)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).toSorted();
  const { rows } = await client.query<{ file: string; digest: string }>('select file, digest from kernel.migration where source = $1', [source.name]);
  const known = new Map(rows.map((row) => [row.file, row.digest]));
  for (const file of known.keys()) {
    if (!files.includes(file)) throw new ChangedMigration(`${source.name}/${file} was applied to this database but is no longer there`);
  }
  const applied: string[] = [];
  for (const file of files) {
    const text = await readFile(new URL(file, source.folder), 'utf8');
    const digest = createHash('sha256').update(text).digest('hex');
    const before = known.get(file);
    if (before === digest) continue;
    if (before !== undefined) throw new ChangedMigration(`${source.name}/${file} was changed after it was applied; add a new file instead`);
    await applyFile(client, source, file, text, digest);
    applied.push(`${source.name}/${file}`);
  }
  return applied;
}

async function applyFile(client: pg.Client, source: MigrationSource, file: string, text: string, digest: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into kernel.migration (source, file, digest) values ($1, $2, $3)', [source.name, file, digest]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${source.name}/${file} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** The role that requests run as. Its password follows from the installation's secret, so a changed secret changes it here. */
async function ensureAppRole(client: pg.Client, secret: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [appRole]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${appRole} login nosuperuser nobypassrls nocreatedb nocreaterole password ${pg.escapeLiteral(appPassword(secret))}`);
}
