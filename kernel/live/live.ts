import { sql } from 'kysely';
import type { Database } from '#kernel/database/database.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Subject } from '#kernel/inbox/inbox.ts';
import { listenTo, type Listening } from './listen.ts';

const channel = 'delta_live';

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
export function openLive(database: Pick<Database, 'pool'>): Live {
  const listeners = new Map<string, Set<Listener>>();
  let listening: Listening | undefined;
  let closed = false;
  const all = () => [...listeners.values()].flatMap((set) => [...set]);

  return {
    subscribe: (subject, listener) => {
      if (closed) {
        listener.ended();
        return () => undefined;
      }
      const key = keyOf(subject);
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      listening ??= listenTo(database, channel, {
        heard: (changed) => { for (const { heard } of listeners.get(changed) ?? []) heard(); },
        begun: () => { for (const { heard } of all()) heard(); },
      });
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key);
      };
    },
    listening: () => listening?.holds() ?? false,
    close: async () => {
      closed = true;
      for (const { ended } of all()) ended();
      listeners.clear();
      await listening?.close();
    },
  };
}

function keyOf({ type, id }: Subject): string {
  return JSON.stringify([type, id]);
}
