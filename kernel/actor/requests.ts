import type { Context } from 'hono';
import type { Env } from '#kernel/http/env.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { z } from '#kernel/http/api.ts';
import { isPerson, type Actor, type PersonActor } from './actor.ts';

/** The person who acts; a visitor is asked to sign in. */
export function signedIn(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return actor;
}

/** Where a request comes from, as far as it says. */
export function from(c: Context<Env>): { agent: string | undefined; address: string } {
  return { agent: c.req.header('user-agent'), address: c.var.address };
}

/** What a route answers that has nothing to say but that it is done. */
export const done = z.object({ ok: z.literal(true) });
export const ok = { ok: true as const };
