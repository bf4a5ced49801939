import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from '#kernel/database/database.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Subject } from '#kernel/inbox/inbox.ts';

const channel = 'delta_live';

/** Between two tries to reach the database again, in milliseconds. */
const againAfter = 1_000;

/** Tells every open page about `subject`, in whichever server process, that it has changed; once the transaction commits, not before. */
export async function announce(tx: Tx, subject: Subject): Promise<void> {
  await sql`select pg_notify(${channel}, ${keyOf(subject)})`.execute(tx.db);
}

/** Who hears of changes in this process. */
export type Live = {
  /** `heard` is called when the subject has changed, or may have; `ended` when nothing more will come. Gives what ends it. */
  readonly subscribe: (subject: Subject, listener: Listener) => () => void;
  /** Whether the database is listened to at the moment. */
  readonly listening: () => boolean;
  readonly close: () => Promise<void>;
};
export type Listener = { readonly heard: () => void; readonly ended: () => void };

/**
 * Listens to the database on one connection of its own, from the first subscriber on.
 * When that connection breaks it is made anew, and everybody is told that something may have changed meanwhile.
 */
export function openLive({ pool }: Pick<Database, 'pool'>): Live {
  const listeners = new Map<string, Set<Listener>>();
  let client: pg.Client | undefined;
  let listening = false;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  const all = () => [...listeners.values()].flatMap((set) => [...set]);
  const connect = async () => {
    const made = new pg.Client({ ...pool.options, application_name: 'delta live' } as pg.ClientConfig);
    client = made;
    const lost = () => {
      if (client !== made) return;
      client = undefined;
      listening = false;
      void made.end().catch(() => undefined);
      if (!closed) again = setTimeout(() => void connect(), againAfter).unref();
    };
    made.on('error', lost);
    made.on('end', lost);
    made.on('notification', ({ payload = '' }) => { for (const { heard } of listeners.get(payload) ?? []) heard(); });
    try {
      await made.connect();
      await made.query(`listen ${channel}`);
      listening = true;
      for (const { heard } of all()) heard();
    } catch {
      lost();
    }
  };

  return {
    subscribe: (subject, listener) => {
      if (closed) {
        listener.ended();
        return () => undefined;
      }
      const key = keyOf(subject);
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      if (client === undefined && again === undefined) void connect();
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key);
      };
    },
    listening: () => listening,
    close: async () => {
      closed = true;
      clearTimeout(again);
      for (const { ended } of all()) ended();
      listeners.clear();
      const open = client;
      client = undefined;
      listening = false;
      await open?.end().catch(() => undefined);
    },
  };
}

function keyOf({ type, id }: Subject): string {
  return JSON.stringify([type, id]);
}
