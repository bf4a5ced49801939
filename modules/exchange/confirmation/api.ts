import { answers, body, createRoute, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { listToConfirm, settleNominations } from './confirm.ts';

const items = z.array(z.strictObject({ id: z.uuid(), version: z.int().min(1) })).min(1).max(200);
const row = z.object({
  id: z.string(), version: z.number(), personName: z.string(), state: z.enum(['atDivision', 'atParty']), party: partySchema, homeName: z.string(), nominationRank: z.number().nullable(), category: z.string().nullable(), statement: z.string(),
  wishes: z.array(z.object({ title: z.string(), institutionName: z.string() })),
});

/** Nominations that a division or a party confirms. */
export const confirmationApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'get', path: '/schemes/{id}/confirmations', summary: 'The nominations that wait for the actor’s word', request: { params: idParams, query: z.strictObject(pageQuery) },
        responses: answers(pageOf(row).extend({ quotas: z.array(z.object({ institutionName: z.string(), places: z.number(), nominated: z.number() })) })),
      }),
      async (c) => c.json(await listToConfirm(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/schemes/{id}/confirmations', summary: 'Confirms nominations, or refuses them with a reason that the applicants read; all or none',
        request: { params: idParams, body: body(z.discriminatedUnion('verdict', [z.strictObject({ verdict: z.literal('confirm'), items }), z.strictObject({ verdict: z.literal('refuse'), items, reason: z.string().trim().min(1).max(2000) })])) },
        responses: answers(z.object({ settled: z.number() })),
      }),
      async (c) => c.json(await settleNominations(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );
