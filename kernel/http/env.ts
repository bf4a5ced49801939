import type { Actor } from '#kernel/actor/actor.ts';

/** What every request carries once the session is known. */
export type Env = {
  Variables: {
    requestId: string;
    /** Where the request came from: the peer, or what a trusted proxy in front says. */
    address: string;
    actor: Actor;
    /** The account's session, where somebody is signed in. */
    session?: { id: string; accountId: string; name: string; login: string; language: 'zh' | 'en'; grantId?: string };
  };
};
