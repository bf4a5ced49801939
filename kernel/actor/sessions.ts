import type { Database } from '#kernel/database/database.ts';
import { listenTo } from '#kernel/live/listen.ts';
import type { PersonActor } from './actor.ts';
import { resolveSession, type SessionInfo } from './session.ts';

/** An answer is remembered at most this long, in milliseconds: what ends by the clock alone, at night or after a week, ends so much later. */
const rememberedFor = 10_000;

/** So many at most; when there are more, it begins anew. */
const mostRemembered = 20_000;

export type Resolved = { readonly actor: PersonActor; readonly session: SessionInfo };

/** How requests find out whom a cookie stands for. */
export type Sessions = {
  /** `undefined` when the cookie is unknown, ended, or idle too long. */
  readonly resolve: (token: string) => Promise<Resolved | undefined>;
  /** Waits until every end of a session that was committed before counts here. */
  readonly caughtUp: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Asks the database about every request. */
export function askEachTime(database: Database): Sessions {
  return { resolve: (token) => resolveSession(database, token), caughtUp: async () => undefined, close: async () => undefined };
}

/**
 * Asks the database once in a while and is told by it when an answer no longer holds: signed out, disabled, a role withdrawn or exchanged.
 * While the database cannot be heard, every request asks.
 */
export function rememberSessions(database: Database, now: () => number = () => performance.now()): Sessions {
  const known = new Map<string, Resolved & { readonly until: number }>();
  let heard = 0;
  const forget = (accountId?: string) => {
    heard += 1;
    for (const [token, { actor }] of known) if (accountId === undefined || actor.accountId === accountId) known.delete(token);
  };
  const listening = listenTo(database, 'delta_session', { heard: forget, begun: () => forget(), lost: () => forget() });
  return {
    resolve: async (token) => {
      const found = known.get(token);
      if (found !== undefined && found.until > now()) return found;
      const before = heard;
      const resolved = await resolveSession(database, token);
      // What was heard while the question was on its way may be about this very answer.
      if (resolved === undefined || heard !== before || !listening.holds()) known.delete(token);
      else {
        if (known.size >= mostRemembered) known.clear();
        known.set(token, { ...resolved, until: now() + rememberedFor });
      }
      return resolved;
    },
    caughtUp: listening.caughtUp,
    close: listening.close,
  };
}
