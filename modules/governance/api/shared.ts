import { z } from '#kernel/http/api.ts';
import { longestReason } from '#kernel/lifecycle/move.ts';

export const done = z.object({ ok: z.literal(true) });
export const ok = { ok: true } as const;
export const made = z.object({ id: z.string() });
export const reason = z.string().trim().min(1).max(longestReason);
export const version = z.int().min(1).max(1_000_000);
