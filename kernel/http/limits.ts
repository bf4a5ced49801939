import { createMiddleware } from 'hono/factory';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Env } from './env.ts';

/** How many requests a caller may make at once, and how many a second in the long run. */
export type Rate = { readonly burst: number; readonly perSecond: number };

const ordinary: Rate = { burst: 600, perSecond: 100 };

/** A caller is forgotten when this many newer ones have come: memory stays bounded under a flood of addresses. */
const remembered = 20_000;

/** Holds back a caller, by address, who asks for far more than a person or an office behind one address would. */
export function requestLimits(rate: Rate = ordinary, now: () => number = () => performance.now()) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return createMiddleware<Env>(async (c, next) => {
    const key = c.var.address;
    const seconds = take(buckets, key, rate, now());
    if (seconds > 0) throw refuse(commonRefusals.tooMany, { seconds }, { details: { retryAfter: seconds } });
    await next();
  });
}

/** Takes one token from a caller's bucket; gives the seconds to wait when it is empty, 0 otherwise. */
export function take(buckets: Map<string, { tokens: number; at: number }>, key: string, { burst, perSecond }: Rate, now: number): number {
  const before = buckets.get(key);
  const tokens = before === undefined ? burst : Math.min(burst, before.tokens + ((now - before.at) / 1000) * perSecond);
  buckets.delete(key); // to the end: the map's order is the order of last use
  buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
  if (buckets.size > remembered) for (const [oldest] of buckets) { buckets.delete(oldest); break; }
  return tokens < 1 ? Math.max(1, Math.ceil((1 - tokens) / perSecond)) : 0;
}
