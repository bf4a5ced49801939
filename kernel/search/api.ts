import { inTransaction } from '#kernel/database/transaction.ts';
import { answers, createRoute, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { search } from './search.ts';

const found = z.object({ type: z.string(), id: z.string(), title: z.string(), summary: z.string().nullable(), link: z.string(), party: partySchema.nullable(), rank: z.number() });

/** Finding across all modules: `/api/search`. */
export const searchApi = (platform: Platform) =>
  newApi().openapi(
    createRoute({
      method: 'get', path: '/', summary: 'What the actor may see that has every word, the best first',
      request: { query: z.strictObject({ q: z.string().trim().min(1).max(100), type: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }) },
      responses: answers(z.object({ items: z.array(found) })),
    }),
    async (c) => {
      const { q, type, limit } = c.req.valid('query');
      const items = await inTransaction(platform.database, c.var.actor, (tx) => search(tx, { query: q, types: type === undefined ? undefined : [type], most: limit }));
      return c.json({ items }, 200);
    },
  );

export type SearchApi = ReturnType<typeof searchApi>;
