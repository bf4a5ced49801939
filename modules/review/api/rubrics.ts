import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { rubricStates } from '../messages.ts';
import { changeRubric, draftRubric, listRubrics, putRubric, showRubric } from '../service/rubrics.ts';
import { criterion, made, preset, rubric } from './shared.ts';

const state = z.enum(Object.keys(rubricStates) as [keyof typeof rubricStates, ...(keyof typeof rubricStates)[]]);
const version = z.object({ id: z.string(), number: z.number(), state, party: partySchema });
const shown = z.object({
  id: z.string(), preset, number: z.number(), title: z.string(), criteria: z.array(criterion), passAt: z.number().nullable(), party: partySchema, state, version: z.number(),
  before: z.object({ number: z.number(), rubric }).nullable(), proposalId: z.string().nullable(), shared: z.boolean(), may: z.object({ change: z.boolean(), put: z.boolean() }),
});

/** What is scored and how, by kind of review; versions that the four agree to. */
export const rubricsApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/rubrics', summary: 'For each kind of review what is in force, and its versions', responses: answers(z.object({ items: z.array(z.object({ preset, shared: z.boolean(), title: z.string(), number: z.number(), id: z.string().nullable(), versions: z.array(version) })) })) }), async (c) => c.json({ items: await listRubrics(platform, c.var.actor) }, 200))
    .openapi(createRoute({ method: 'post', path: '/rubrics', summary: 'Begins the next version', request: { body: body(z.strictObject({ preset })) }, responses: answers(made) }), async (c) => c.json(await draftRubric(platform, c.var.actor, c.req.valid('json').preset), 200))
    .openapi(createRoute({ method: 'get', path: '/rubrics/{id}', summary: 'A version, with the one before it', request: { params: idParams }, responses: answers(shown) }), async (c) => c.json(await showRubric(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(
      createRoute({ method: 'post', path: '/rubrics/{id}', summary: 'Changes a draft', request: { params: idParams, body: body(z.strictObject({ version: z.int().min(1), title: z.string().trim().min(2).max(200), criteria: z.array(criterion).min(1).max(60), passAt: z.number().min(0).max(100).nullable() })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await changeRubric(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/rubrics/{id}/put', summary: 'Puts a draft to the four', request: { params: idParams, body: body(z.strictObject({ version: z.int().min(1), deadline: dateSchema.optional() })) }, responses: answers(z.object({ proposalId: z.string() })) }),
      async (c) => c.json(await putRubric(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );

export type RubricsApi = ReturnType<typeof rubricsApi>;
