import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { Platform } from '#kernel/platform.ts';
import { changeResolution, draftResolution, listResolutions, putResolution, showResolution, withdrawResolution } from '../service/resolutions.ts';
import { clause, consent } from './consent.ts';

import { done, made, ok, reason, version } from './shared.ts';

const kind = z.enum(['resolution', 'rules']);
const visibility = z.enum(['region', 'public']);
const proposalKind = z.string().regex(/^[A-Za-z][A-Za-z.]*$/).max(60);
const effect = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('allowThree'), kind: proposalKind }),
  z.strictObject({ type: z.literal('endThree'), kind: proposalKind }),
  z.strictObject({ type: z.literal('chair'), year: z.int().min(2020).max(2200), party: partySchema }),
  z.strictObject({ type: z.literal('appointSignatory'), party: partySchema, personId: z.uuid(), name: z.string().trim().min(1).max(60), from: dateSchema, until: dateSchema }),
]);

export const listedResolution = z.object({
  id: z.string(), meetingId: z.string().nullable(), kind, title: z.string(), party: partySchema, visibility, state: z.enum(['draft', 'put', 'adopted', 'refused', 'withdrawn']), number: z.string().nullable(), adoptedOn: z.string().nullable(),
});
const shown = listedResolution.extend({ clauses: z.array(clause), effects: z.array(effect), version: z.number(), text: z.array(clause), consent: consent.nullable(), lifecycle: lifecycleSchema, mayChange: z.boolean(), today: z.string() });

const text = {
  kind, title: z.string().trim().min(1).max(200), visibility,
  clauses: z.array(z.strictObject({ id: z.string().regex(/^[\w-]{1,40}$/), heading: z.string().trim().max(200), text: z.string().trim().min(1).max(5000) })).min(1).max(60)
    .refine((clauses) => new Set(clauses.map(({ id }) => id)).size === clauses.length && clauses.every(({ id }) => !/^(effect-\d+|publicity)$/.test(id)), 'clauses need ids of their own'),
  effects: z.array(effect).max(10),
};

/** Resolutions: drafted by a party, adopted by what the four answer, numbered by year. */
export const resolutionsApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/resolutions', summary: 'The resolutions that one may see, the newest first; everybody sees those adopted that are public', request: { query: z.strictObject({ ...pageQuery, state: z.enum(['adopted']).optional() }) }, responses: answers(pageOf(listedResolution)) }),
      async (c) => c.json(await listResolutions(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/resolutions', summary: 'Drafts a resolution, of a meeting or by itself', request: { body: body(z.strictObject({ ...text, meetingId: z.uuid().optional() })) }, responses: answers(made) }),
      async (c) => c.json(await draftResolution(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/resolutions/{id}', summary: 'A resolution: its text, what it brings about, and what the four said of it', request: { params: idParams }, responses: answers(shown) }),
      async (c) => c.json(await showResolution(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/resolutions/{id}', summary: 'Changes a draft, or one that was not adopted', request: { params: idParams, body: body(z.strictObject({ version, ...text })) }, responses: answers(done) }),
      async (c) => {
        await changeResolution(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/resolutions/{id}/put', summary: 'Puts a resolution to the four', request: { params: idParams, body: body(z.strictObject({ version, deadline: dateSchema })) }, responses: answers(z.object({ proposalId: z.string(), round: z.number() })) }),
      async (c) => c.json(await putResolution(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/resolutions/{id}/withdraw', summary: 'Takes a draft back, with a reason', request: { params: idParams, body: body(z.strictObject({ version, reason })) }, responses: answers(done) }),
      async (c) => {
        await withdrawResolution(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    );

export type ResolutionsApi = ReturnType<typeof resolutionsApi>;
