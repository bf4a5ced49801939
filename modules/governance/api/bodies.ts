import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { today, type Platform } from '#kernel/platform.ts';
import type { Post } from '../messages.ts';
import { postNames } from '../messages.ts';
import { chairDuties, type Duty } from '../rules.ts';
import { endTerm, enterTerm, showBodies, showTerms, withdrawTerm } from '../service/bodies.ts';
import { showChair, tickDuty } from '../service/chair.ts';
import { done, made, ok, reason, version } from './shared.ts';

const postSchema = z.enum(Object.keys(postNames) as [Post, ...Post[]]);
const dutySchema = z.enum(chairDuties.map(({ duty }) => duty) as [Duty, ...Duty[]]);
const term = z.object({ id: z.string(), name: z.string(), office: z.string().nullable(), startsOn: z.string(), endsOn: z.string().nullable(), basis: z.string(), version: z.number() });

/** Who works for the four in which body, and whose year it is. */
export const bodiesApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({
        method: 'get', path: '/bodies', summary: 'The bodies with their seats, and who sat on them on a day (today unless said otherwise)', request: { query: z.strictObject({ on: dateSchema.optional() }) },
        responses: answers(z.object({ on: z.string(), items: z.array(z.object({
          code: z.string(), party: partySchema.nullable(), name: textSchema,
          seats: z.array(z.object({ id: z.string(), post: postSchema, party: partySchema.nullable(), single: z.boolean(), mayFill: z.boolean(), holders: z.array(term) })),
        })) })),
      }),
      async (c) => c.json(await showBodies(platform, c.var.actor, c.req.valid('query').on ?? today(platform).toString()), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/seats/{id}/terms', summary: 'Everybody who sat on a seat, the newest first', request: { params: idParams }, responses: answers(z.object({ items: z.array(term) })) }),
      async (c) => c.json(await showTerms(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/seats/{id}/terms', summary: 'Enters who sits on a seat from a day on',
        request: { params: idParams, body: body(z.strictObject({ name: z.string().trim().min(1).max(60), office: z.string().trim().min(1).max(100).optional(), startsOn: dateSchema, endsOn: dateSchema.optional(), basis: z.string().trim().min(1).max(500) })) },
        responses: answers(made),
      }),
      async (c) => c.json(await enterTerm(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/terms/{id}/end', summary: 'Enters the last day of somebody’s term', request: { params: idParams, body: body(z.strictObject({ version, endsOn: dateSchema, reason })) }, responses: answers(done) }),
      async (c) => {
        await endTerm(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/terms/{id}/withdraw', summary: 'Takes back a term that was entered by mistake', request: { params: idParams, body: body(z.strictObject({ version, reason })) }, responses: answers(done) }),
      async (c) => {
        await withdrawTerm(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/chair', summary: 'Which party chairs which year, and what the chair of this year has to do',
        responses: answers(z.object({
          year: z.number(), today: z.string(), mayTick: z.boolean(), years: z.array(z.object({ year: z.number(), party: partySchema, exceptionBy: z.string().nullable() })),
          duties: z.array(z.object({ duty: dutySchema, dueOn: z.string(), doneAt: z.string().nullable(), note: z.string().nullable() })),
        })),
      }),
      async (c) => c.json(await showChair(platform, c.var.actor), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/duties/done', summary: 'The chair says that a duty of a year is done', request: { body: body(z.strictObject({ year: z.int().min(2000).max(2200), duty: dutySchema, note: z.string().trim().min(1).max(1000) })) }, responses: answers(done) }),
      async (c) => {
        await tickDuty(platform, c.var.actor, c.req.valid('json'));
        return c.json(ok, 200);
      },
    );

export type BodiesApi = ReturnType<typeof bodiesApi>;
