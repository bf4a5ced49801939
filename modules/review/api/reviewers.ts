import { answers, body, createRoute, idParams, newApi, z } from '#kernel/http/api.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { answerInvitation, declareItemConflict, saveKeywords, signPledge } from '../service/reviewers.ts';
import { saveSheet, showSheet, submitSheet } from '../service/scoring.ts';
import { answers as answersSchema, done, keywords, ok, reason, rubric, sheetBody } from './shared.ts';

const shownSheet = z.object({
  id: z.string(), review: z.object({ id: z.string(), title: z.string(), anonymous: z.boolean(), state: z.string(), dueOn: z.string() }), rubric, state: z.enum(['active', 'conflict', 'removed']),
  item: z.object({ id: z.string(), number: z.number(), title: z.string().nullable(), summary: z.string().nullable(), persons: z.array(z.string()).nullable(), institutionNames: z.array(z.string()).nullable(), categories: z.array(z.string()) }),
  materials: z.array(z.object({ id: z.string(), number: z.number(), mediaType: z.string() })), pledged: z.boolean(), may: z.object({ score: z.boolean(), declare: z.boolean() }),
  sheet: z.object({ answers: answersSchema, remark: z.string(), total: z.number().nullable(), state: z.enum(['draft', 'submitted']), version: z.number() }),
});

/** What a reviewer does: answer, pledge, declare, score. */
export const reviewersApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'post', path: '/reviewers/{id}/answer', summary: 'Accepts or declines one’s own invitation', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }), async (c) => {
      await answerInvitation(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/reviewers/{id}/pledge', summary: 'Signs the pledge, by the digest of its text', request: { params: idParams, body: body(z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) })) }, responses: answers(done) }), async (c) => {
      await signPledge(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/reviewers/{id}/keywords', summary: 'Says what one knows, for items to be matched by', request: { params: idParams, body: body(z.strictObject({ keywords })) }, responses: answers(done) }), async (c) => {
      await saveKeywords(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'get', path: '/assignments/{id}', summary: 'One’s own sheet for an item', request: { params: idParams }, responses: answers(shownSheet) }), async (c) => c.json(await showSheet(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/assignments/{id}/sheet', summary: 'Keeps what was written so far', request: { params: idParams, body: body(sheetBody) }, responses: answers(z.object({ version: z.number(), total: z.number().nullable() })) }), async (c) => c.json(await saveSheet(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/assignments/{id}/submit', summary: 'Hands the sheet in', request: { params: idParams, body: body(sheetBody) }, responses: answers(done) }), async (c) => {
      await submitSheet(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/assignments/{id}/conflict', summary: 'Declares a conflict with an item, which takes it away', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }), async (c) => {
      await declareItemConflict(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    });

export type ReviewersApi = ReturnType<typeof reviewersApi>;
