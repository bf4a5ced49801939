import { answers, body, createRoute, idParams, newApi, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { cutQuota, listCut, listCuts, undoCut } from './cuts.ts';

const reason = z.string().trim().min(1).max(2000);
const places = z.int().min(0).max(10_000);
const cut = z.object({ id: z.string(), institutionName: z.string(), placesBefore: z.number(), places: z.number(), reason: z.string(), cutAt: z.string(), undoneReason: z.string().nullable(), mayUndo: z.boolean(), items: z.array(z.object({ rank: z.number(), personName: z.string().nullable(), restored: z.boolean() })) });

/** Quotas that are cut below those nominated: listed first, confirmed, and undone. */
export const quotasApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'post', path: '/schemes/{id}/quota-cuts/list', summary: 'Whose nomination a smaller quota would take back: nothing is changed', request: { params: idParams, body: body(z.strictObject({ institutionId: z.uuid(), places })) },
        responses: answers(z.object({ digest: z.string(), items: z.array(z.object({ applicationId: z.string(), personName: z.string(), state: z.string(), rank: z.number() })) })),
      }),
      async (c) => c.json(await listCut(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/quota-cuts', summary: 'Cuts a quota below those nominated, as listed', request: { params: idParams, body: body(z.strictObject({ institutionId: z.uuid(), places, digest: z.string().regex(/^[0-9a-f]{64}$/), reason })) }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await cutQuota(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/quota-cuts', summary: 'The cuts that the actor may see, newest first', request: { params: idParams }, responses: answers(z.object({ items: z.array(cut) })) }),
      async (c) => c.json({ items: await listCuts(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/quota-cuts/{id}/undo', summary: 'Undoes a cut', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(z.object({ restored: z.number(), kept: z.number() })) }),
      async (c) => c.json(await undoCut(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason), 200),
    );
