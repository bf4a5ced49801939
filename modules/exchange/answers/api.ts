import { answers, body, createRoute, dateSchema, idParams, newApi, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { acceptOnConditions, addCondition, decideCondition, listConditions, proveCondition } from './service/conditions.ts';
import { closeOffer, listClosing, listOverdue, listReleases, releaseOverdue, undoRelease } from './service/releases.ts';

const version = z.int().min(1);
const done = z.object({ ok: z.literal(true) });
const made = z.object({ id: z.string() });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const reason = z.string().trim().min(1).max(2000);
const condition = z.strictObject({ text: z.string().trim().min(1).max(500), dueOn: dateSchema });
const side = z.enum(['person', 'home', 'host']);

const conditions = z.object({
  state: z.string(), mayAdd: z.boolean(),
  items: z.array(z.object({
    id: z.string(), side, text: z.string(), dueOn: z.string(), proof: z.string().nullable(), state: z.enum(['open', 'met', 'notMet']), note: z.string().nullable(), decidedAt: z.string().nullable(), version: z.number(),
    may: z.object({ prove: z.boolean(), decide: z.boolean() }),
  })),
});
const list = z.object({
  digest: z.string(),
  items: z.array(z.object({
    applicationId: z.string(), personName: z.string(), homeName: z.string(), offerTitle: z.string(), hostName: z.string(), state: z.string(), answerUntil: z.string().nullable(), why: z.enum(['unanswered', 'conditionNotMet', 'conditionOverdue', 'closed']),
    successor: z.object({ homeName: z.string(), nominationRank: z.number().nullable() }).nullable(),
  })),
});
const release = z.object({
  id: z.string(), kind: z.enum(['overdue', 'closed']), reason: z.string(), releasedAt: z.string(), undoneAt: z.string().nullable(), undoneReason: z.string().nullable(), mayUndo: z.boolean(),
  items: z.array(z.object({ personName: z.string(), offerTitle: z.string(), successor: z.boolean(), restored: z.boolean() })),
});

const ok = { ok: true as const };

/** Answers to a place: on conditions; and places that are taken back, listed first, confirmed, and undone. */
export const answersApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/applications/{id}/conditions', summary: 'What must come true for somebody to go', request: { params: idParams }, responses: answers(conditions) }),
      async (c) => c.json(await listConditions(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/applications/{id}/conditions', summary: 'A side names a condition', request: { params: idParams, body: body(condition) }, responses: answers(made) }),
      async (c) => c.json(await addCondition(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/applications/{id}/accept-on-conditions', summary: 'The person takes the place on conditions', request: { params: idParams, body: body(z.strictObject({ version, conditions: z.array(condition).max(10) })) }, responses: answers(done) }),
      async (c) => {
        await acceptOnConditions(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/conditions/{id}/proof', summary: 'Shows by what a condition is met', request: { params: idParams, body: body(z.strictObject({ version, proof: z.string().trim().min(1).max(2000) })) }, responses: answers(done) }),
      async (c) => {
        await proveCondition(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/conditions/{id}/decide', summary: 'The side that named a condition says whether it is met', request: { params: idParams, body: body(z.strictObject({ version, met: z.boolean(), note: z.string().trim().min(1).max(1000).nullable().default(null) })) }, responses: answers(done) }),
      async (c) => {
        await decideCondition(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/overdue', summary: 'The overdue places of one’s own people, and who would move up: nothing is changed', request: { params: idParams }, responses: answers(list) }),
      async (c) => c.json(await listOverdue(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/releases', summary: 'What was taken back, newest first', request: { params: idParams }, responses: answers(z.object({ items: z.array(release) })) }),
      async (c) => c.json({ items: await listReleases(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/releases', summary: 'Takes back the overdue places as they were listed', request: { params: idParams, body: body(z.strictObject({ digest, reason })) }, responses: answers(made) }),
      async (c) => c.json(await releaseOverdue(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/releases/{id}/undo', summary: 'Undoes a release', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(z.object({ restored: z.number(), kept: z.number() })) }),
      async (c) => c.json(await undoRelease(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/offers/{id}/closing', summary: 'Whom closing a post would touch: nothing is changed', request: { params: idParams }, responses: answers(list) }),
      async (c) => c.json(await listClosing(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/offers/{id}/close', summary: 'Closes a post that people have been given, as listed', request: { params: idParams, body: body(z.strictObject({ version, digest, reason })) }, responses: answers(made) }),
      async (c) => c.json(await closeOffer(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );
