import { type Kysely, type QueryId, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { divisionPrefix, isPerson, systemActor, type Actor } from '#kernel/actor/actor.ts';
import { camelCase, type Database } from './database.ts';

/**
 * A running transaction and who acts in it. A module names its own tables with `tx.db.withTables<…>()`.
 * Rules read the actor here; the database has its own copy in settings and trusts only that.
 */
export type Tx = { readonly db: Kysely<{}>; readonly actor: Actor };

/**
 * Runs `work` in one transaction in which `actor` acts: commits when it returns, rolls back when it throws.
 * Row-level security sees the actor through transaction-local settings, so they end with the transaction.
 */
export async function inTransaction<T>(database: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return within('begin', database, actor, work);
}

/** The same, only to read, with every query seeing the database as it was at the first: for what is read in many portions and must fit together. */
export async function inSnapshot<T>(database: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return within('begin isolation level repeatable read read only', database, actor, work);
}

async function within<T>(begin: string, database: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.kysely.connection().execute(async (db) => {
    // Not awaited: begin travels ahead of the first query in the same round trip (the connection pipelines).
    const begun = sql.raw(`${begin}; ${actorSettings(actor)}`).execute(db);
    begun.catch(() => undefined);
    try {
      const result = await work({ db, actor });
      await begun;
      // A commit after a failed statement would quietly roll back; the select before it makes that an error (25P02).
      await sql.raw('select; commit').execute(db);
      return result;
    } catch (error) {
      await sql`rollback`.execute(db).catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Runs `work` with the platform acting, within the person's transaction; afterwards the person acts again.
 * For what follows by rule from a person's act on a record that is not theirs to change.
 */
export async function asSystem<T>({ db, actor }: Tx, job: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const platform = systemActor(job);
  // Not awaited: the settings travel ahead of the next query. Did they fail, the transaction would be lost and nothing after them would run.
  const settle = (who: Actor) => void sql.raw(actorSettings(who)).execute(db).catch(() => undefined);
  settle(platform);
  const result = await work({ db, actor: platform });
  // Not after a failure: the transaction is lost then, and the settings end with it.
  settle(actor);
  return result;
}

/**
 * One query that only reads, as the actor: its read-only transaction travels with it, in one round trip and one write.
 * For what is read most; anything that takes two queries or changes something belongs in `inTransaction`.
 */
export async function readOnce<R>(database: Database, actor: Actor, query: RawBuilder<R>): Promise<R[]> {
  const { sql: text, parameters, queryId } = query.compile(database.kysely);
  const client = await database.pool.connect();
  // None is awaited before the next is sent; a query that fails turns the commit into a rollback.
  const outcomes = await Promise.allSettled([
    client.query(`begin read only; ${actorSettings(actor)}`),
    client.query<unknown[]>({ text, values: [...parameters], rowMode: 'array' }),
    client.query('commit'),
  ]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  client.release(failed !== undefined && !(failed.reason instanceof pg.DatabaseError));
  const [, read] = outcomes;
  if (failed !== undefined || read.status === 'rejected') throw failed?.reason;
  const names = propertyNames.get(text) ?? (await namesOf(read.value.fields, queryId));
  propertyNames.set(text, names);
  return read.value.rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))) as R[];
}

/** What the columns of each such query are called here, found out once. */
const propertyNames = new Map<string, readonly string[]>();

async function namesOf(fields: readonly pg.FieldDef[], queryId: QueryId): Promise<string[]> {
  const { rows } = await camelCase.transformResult({ queryId, result: { rows: fields.map(({ name }) => ({ [name]: null })) } });
  return rows.flatMap((row) => Object.keys(row));
}

/** The statement that tells the database who acts until the transaction ends. */
export function actorSettings(actor: Actor): string {
  const settings: Record<string, string | undefined> = isPerson(actor)
    ? {
        role: actor.role,
        party: actor.party,
        account: actor.accountId,
        person: actor.personId,
        organization: actor.organizationId,
        division: actor.division === undefined ? undefined : divisionPrefix(actor.division),
      }
    : actor.role === 'system'
      ? { role: 'system', job: actor.job }
      : {};
  const configs = ['role', 'party', 'account', 'person', 'organization', 'division', 'job'].map(
    (name) => `set_config('delta.${name}', ${pg.escapeLiteral(settings[name] ?? '')}, true)`,
  );
  return `select num_nulls(${configs.join(', ')})`; // all of them in one small answer
}
