import { inTransaction } from '#kernel/database/transaction.ts';
import { answers, createRoute, newApi, partySchema, z } from '#kernel/http/api.ts';
import { cutPage, decodeCursor, pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { loadDivisions, loadInstitutions } from './store.ts';

const kindSchema = z.enum(['department', 'university', 'vocational_school', 'school', 'enterprise', 'base', 'association']);
const institution = z.object({
  id: z.string(), kind: kindSchema, name: z.string(), code: z.string().nullable(), division: z.string(), divisionName: z.string(), party: partySchema,
  authority: z.string().nullable(), level: z.string().nullable(), state: z.enum(['active', 'closed']), version: z.number(),
});
const filters = {
  words: z.string().trim().min(1).max(60).optional(), kind: kindSchema.optional(), party: partySchema.optional(), division: z.string().regex(/^\d{6}$/).optional(),
};

/** The directory's routes: divisions and institutions. */
export const directoryApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'get', path: '/divisions', summary: 'The administrative divisions of the four',
        responses: answers(z.object({ items: z.array(z.object({ code: z.string(), name: z.string(), level: z.string(), parent: z.string().nullable(), party: partySchema })) })),
      }),
      async (c) => c.json({ items: await inTransaction(platform.database, c.var.actor, loadDivisions) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/institutions', summary: 'Institutions by kind, party, division and words in the name',
        request: { query: z.strictObject({ ...filters, ...pageQuery }) }, responses: answers(pageOf(institution)),
      }),
      async (c) => {
        const { limit, cursor, ...filter } = c.req.valid('query');
        const [name, id] = cursor === undefined ? [] : decodeCursor(cursor, ['string', 'string']);
        const after = name === undefined || id === undefined ? undefined : { name: String(name), id: String(id) };
        const rows = await inTransaction(platform.database, c.var.actor, (tx) => loadInstitutions(tx, filter, { limit: limit + 1, after }));
        return c.json(cutPage(rows, limit, (row) => [row.name, row.id]), 200);
      },
    );

export type DirectoryApi = ReturnType<typeof directoryApi>;
