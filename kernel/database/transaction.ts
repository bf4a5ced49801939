import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { divisionPrefix, isPerson, systemActor, type Actor } from '#kernel/actor/actor.ts';
import type { Database } from './database.ts';

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
    const clock = database.clock === undefined ? '' : `; select set_config('delta.clock', ${pg.escapeLiteral(database.clock)}, true)`;
    const begun = sql.raw(`${begin}; ${actorSettings(actor)}${clock}`).execute(db);
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
  try {
    return await work({ db, actor: platform });
  } finally {
    settle(actor); // after a refusal too: whoever catches it goes on as the person
  }
}

/** The settings that tell the database who acts. */
export const actorSettingNames = ['role', 'party', 'account', 'person', 'organization', 'division', 'job'] as const;

/** Their values for an actor, in that order; an empty one says that there is none. */
export function actorValues(actor: Actor): string[] {
  const values: Partial<Record<(typeof actorSettingNames)[number], string | undefined>> = isPerson(actor)
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
  return actorSettingNames.map((name) => values[name] ?? '');
}

/** The statement that tells the database who acts until the transaction ends. */
export function actorSettings(actor: Actor): string {
  const values = actorValues(actor);
  const configs = actorSettingNames.map((name, i) => `set_config('delta.${name}', ${pg.escapeLiteral(values[i] ?? '')}, true)`);
  return `select num_nulls(${configs.join(', ')})`; // all of them in one small answer
}
