import { createHmac } from 'node:crypto';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { prepareRepeated } from './prepared.ts';

/** A pool of connections in the role that requests run as: it owns nothing and cannot bypass row-level security. */
export type Database = {
  readonly kysely: Kysely<{}>;
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
  /** A test's own time, ISO 8601, for a database that takes it (testing.ts). */
  readonly clock?: string;
};

/** Columns are snake_case in SQL and camelCase here. */
export const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });

export const appRole = 'delta_app';

/**
 * Connects as the application role to the database that `adminUrl` names.
 * @param secret the installation's secret; the role's password is derived from it, so that nothing has to be stored twice
 * @param connections the most connections that the pool opens
 */
export function connectDatabase({ adminUrl, secret, connections = 10 }: { adminUrl: string; secret: string; connections?: number }): Database {
  const pool = new pg.Pool({
    connectionString: appUrl(adminUrl, secret),
    max: connections,
    types: { getTypeParser },
    application_name: 'delta',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // One client at a time holds a connection, so its queries may travel together.
    pipeline: true,
  } as pg.PoolConfig);
  // A connection that broke is replaced; the query that needs one reports it, whether it was idle or in use.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  prepareRepeated(pool);
  const kysely = new Kysely<{}>({
    dialect: new PostgresDialect({ pool }),
    plugins: [camelCase],
  });
  return { kysely, pool, close: () => kysely.destroy() };
}

/** The password of the application role in an installation with this secret. */
export function appPassword(secret: string): string {
  return createHmac('sha256', secret).update('database role delta_app').digest('base64url');
}

/** `adminUrl` with the application role in place of the administrator. */
export function appUrl(adminUrl: string, secret: string): string {
  const scheme = /^postgres(?:ql)?:\/\//.exec(adminUrl)?.[0];
  if (scheme === undefined) throw new Error('DATABASE_URL must begin with postgres:// or postgresql://');
  const rest = adminUrl.slice(scheme.length).replace(/^[^@/?]*@/, '');
  return `${scheme}${appRole}:${appPassword(secret)}@${rest}`;
}

/**
 * How values leave PostgreSQL: dates as 'YYYY-MM-DD', instants as ISO 8601 in UTC,
 * bigint and numeric as numbers (a bigint beyond 2^53 throws rather than lie).
 */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (format !== 'binary') {
    const parse = parsers[oid];
    if (parse !== undefined) return parse;
  }
  return pg.types.getTypeParser(oid, format as 'text');
}

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  20: safeInteger,
  1082: (text) => text,
  1114: (text) => text,
  1184: (text) => new Date(text).toISOString(),
  1700: Number,
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a bigint of ${text} does not fit a JavaScript number`);
  return value;
}
