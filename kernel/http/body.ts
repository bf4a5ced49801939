import type { Context } from 'hono';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Env } from './env.ts';

/** The request's body, at most so many bytes; refused as soon as it is longer. */
export async function readBody(c: Context<Env>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of c.req.raw.body ?? []) {
    size += part.length;
    if (size > most) throw refuse(commonRefusals.tooLarge, { limit: `${most / 1024 / 1024} MB` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
