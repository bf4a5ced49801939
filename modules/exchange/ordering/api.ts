import { answers, body, createRoute, idParams, newApi, textSchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { application } from '../schemas.ts';
import { addSlots, bookSlot, freeSlot, listOwnSlots, listSlots, removeSlot } from './interviews.ts';
import { scoreCandidate, showOrder, storeOrder } from './orders.ts';

const done = z.object({ ok: z.literal(true) });
const points = z.record(z.string().max(40), z.int().min(0).max(100));
const slot = z.object({
  id: z.string(), offerId: z.string(), offerTitle: z.string(), hostName: z.string(), panel: z.string(), room: z.string(), from: z.string(), to: z.string(), applicationId: z.string().nullable(), personName: z.string().nullable(),
});
const order = z.array(z.union([z.uuid(), z.array(z.uuid()).min(1).max(5000)])).max(5000);
const candidate = application.extend({ rank: z.number().nullable(), level: z.number().nullable(), total: z.number().nullable(), raters: z.number(), own: points, fit: z.number().nullable() });
const ok = { ok: true as const };

/** Hosts score, interview and put in order. */
export const orderingApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/offers/{id}/order', summary: 'A host’s order for an offer, with everybody’s points', request: { params: idParams }, responses: answers(z.object({ orderedAt: z.string().nullable(), items: z.array(candidate), rubric: z.array(z.object({ key: z.string(), label: textSchema, weight: z.number() })) })) }),
      async (c) => c.json(await showOrder(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/offers/{id}/order', summary: 'Stores a host’s order whole, best first; those in a list of their own are equal', request: { params: idParams, body: body(z.strictObject({ order })) }, responses: answers(done) }),
      async (c) => {
        await storeOrder(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').order);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/offers/{id}/scores', summary: 'A rater’s own points for somebody, by all criteria', request: { params: idParams, body: body(z.strictObject({ applicationId: z.uuid(), points })) }, responses: answers(done) }),
      async (c) => {
        await scoreCandidate(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/offers/{id}/slots', summary: 'Interview slots of an offer', request: { params: idParams }, responses: answers(z.object({ items: z.array(slot) })) }),
      async (c) => c.json({ items: await listSlots(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/slots', summary: 'The slots that an applicant may choose from, and their own', request: { params: idParams }, responses: answers(z.object({ items: z.array(slot) })) }),
      async (c) => c.json({ items: await listOwnSlots(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/offers/{id}/slots', summary: 'A host offers interview slots, one after the other',
        request: { params: idParams, body: body(z.strictObject({ panel: z.string().trim().min(1).max(60), room: z.string().trim().min(1).max(200), from: z.iso.datetime({ offset: true }), minutes: z.int().min(5).max(240), count: z.int().min(1).max(60) })) }, responses: answers(done),
      }),
      async (c) => {
        await addSlots(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'delete', path: '/slots/{id}', summary: 'Takes back a slot that nobody has booked', request: { params: idParams }, responses: answers(done) }),
      async (c) => {
        await removeSlot(platform, c.var.actor, c.req.valid('param').id);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/slots/{id}/book', summary: 'Books a free slot', request: { params: idParams, body: body(z.strictObject({ applicationId: z.uuid() })) }, responses: answers(done) }),
      async (c) => {
        await bookSlot(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').applicationId);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/slots/{id}/free', summary: 'Cancels what is booked', request: { params: idParams }, responses: answers(done) }),
      async (c) => {
        await freeSlot(platform, c.var.actor, c.req.valid('param').id);
        return c.json(ok, 200);
      },
    );
