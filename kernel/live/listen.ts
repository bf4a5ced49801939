import pg from 'pg';
import type { Database } from '#kernel/database/database.ts';

/** Between two tries to reach the database again, in milliseconds. */
const againAfter = 1_000;

export type Listening = {
  /** Whether the database is listened to at the moment. */
  readonly holds: () => boolean;
  /** Waits until everything is heard that was committed before this was called; at once while nothing is listened to. */
  readonly caughtUp: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Ear = {
  readonly heard: (payload: string) => void;
  /** Listening begins, or begins again: what was said meanwhile was not heard. */
  readonly begun: () => void;
  readonly lost?: () => void;
};

/** Listens to one channel of the database on a connection of its own, which is made anew when it breaks. */
export function listenTo({ pool }: Pick<Database, 'pool'>, channel: string, { heard, begun, lost = () => undefined }: Ear): Listening {
  let client: pg.Client | undefined;
  let holds = false;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async () => {
    const made = new pg.Client({ ...pool.options, application_name: 'delta live' } as pg.ClientConfig);
    client = made;
    const broke = () => {
      if (client !== made) return;
      client = undefined;
      holds = false;
      lost();
      void made.end().catch(() => undefined);
      if (!closed) again = setTimeout(() => void connect(), againAfter).unref();
    };
    made.on('error', broke);
    made.on('end', broke);
    made.on('notification', ({ payload = '' }) => heard(payload));
    try {
      await made.connect();
      await made.query(`listen ${channel}`);
      if (client !== made) return;
      holds = true;
      begun();
    } catch {
      broke();
    }
  };
  void connect();

  return {
    holds: () => holds,
    // PostgreSQL hands over what waits for a connection before it answers that connection's next query.
    caughtUp: async () => {
      if (holds) await client?.query('select').catch(() => undefined);
    },
    close: async () => {
      closed = true;
      clearTimeout(again);
      const open = client;
      client = undefined;
      holds = false;
      await open?.end().catch(() => undefined);
    },
  };
}
