import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import { enterPractice, movePractice } from './elsewhere.ts';
import { listPractice, showPractice } from './list.ts';

const done = z.object({ ok: z.literal(true) });
const teacher = z.object({ personId: z.string(), personName: z.string(), institutionName: z.string(), party: partySchema, days: z.number(), needed: z.number(), reached: z.boolean() });
const rule = z.object({ months: z.number(), years: z.number(), source: textSchema });
const days = { from: z.string(), to: z.string() };
const practice = teacher.extend({
  mayEnter: z.boolean(), times: z.array(z.object({ applicationId: z.string(), hostName: z.string(), ...days, state: z.string() })),
  elsewhere: z.array(z.object({ id: z.string(), enterprise: z.string(), work: z.string(), reason: z.string().nullable(), ...days, lifecycle: lifecycleSchema, mayAttach: z.boolean() })),
});

/** Vocational teachers' practice in enterprises. */
export const practiceApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/practice', summary: 'Vocational teachers and their days in enterprises, those who lack most first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(teacher).extend({ rule })) }),
      async (c) => c.json(await listPractice(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/practice/{id}', summary: 'One teacher’s practice in enterprises', request: { params: idParams }, responses: answers(z.object({ rule, practice: practice.nullable() })) }),
      async (c) => c.json(await showPractice(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/practice', summary: 'An institution enters practice of a teacher that was not arranged here',
        request: { body: body(z.strictObject({ personId: z.uuid(), enterprise: z.string().trim().min(2).max(100), work: z.string().trim().min(1).max(2000), from: dateSchema, to: dateSchema })) }, responses: answers(z.object({ id: z.string() })),
      }),
      async (c) => c.json(await enterPractice(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/practice/{id}/move', summary: 'Sends, confirms, sends back or withdraws it', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await movePractice(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json({ ok: true as const }, 200);
      },
    );
