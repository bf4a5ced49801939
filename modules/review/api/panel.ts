import { answers, body, createRoute, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { addPost, showPanel, showSeverity, writeOpinion } from '../service/panel.ts';
import { printResult, showResult } from '../service/result.ts';
import { answers as answersSchema, done, ok, preset, verdict, version } from './shared.ts';

const after = z.coerce.number().int().min(0).max(1_000_000).optional();
const opinion = z.object({ verdict, score: z.number(), text: z.string(), version: z.number() });
const panel = z.object({
  reviewers: z.array(z.object({ id: z.string(), number: z.number(), name: z.string(), chair: z.boolean() })), next: z.number().nullable(), discussing: z.boolean(),
  items: z.array(z.object({
    id: z.string(), number: z.number(), title: z.string().nullable(), adjusted: z.number().nullable(), lead: z.string().nullable(), leads: z.boolean(), opinion: opinion.nullable(),
    sheets: z.array(z.object({ reviewerId: z.string(), answers: answersSchema, remark: z.string(), total: z.number() })),
    standing: z.object({ mean: z.number(), spread: z.number(), below: z.array(z.string()), passes: z.boolean() }).nullable(),
    posts: z.array(z.object({ id: z.string(), reviewerId: z.string(), text: z.string(), at: z.string() })),
  })),
});
const severity = z.object({
  connected: z.boolean(), parts: z.array(z.array(z.number())),
  items: z.array(z.object({ id: z.string(), number: z.number(), title: z.string().nullable(), reviews: z.number(), raw: z.number(), adjusted: z.number().nullable(), rankRaw: z.number(), rankAdjusted: z.number().nullable() })),
  judges: z.array(z.object({ id: z.string(), number: z.number(), name: z.string(), items: z.number(), severity: z.number().nullable() })),
});
const result = z.object({
  id: z.string(), preset, title: z.string(), purpose: z.string(), party: partySchema, requesterName: z.string(), concludedAt: z.string().nullable(), rubricNumber: z.number(), next: z.number().nullable(),
  items: z.array(z.object({ id: z.string(), number: z.number(), title: z.string(), institutionNames: z.array(z.string()), verdict, score: z.number(), text: z.string() })),
});

/** What follows when the scores are open: the panel's talk and opinion, the severity of judges, the result. */
export const panelApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/panel', summary: 'The sheets, the talk and the opinions, once the chair has opened them', request: { params: idParams, query: z.strictObject({ after }) }, responses: answers(panel) }), async (c) => c.json(await showPanel(platform, c.var.actor, c.req.valid('param').id, { limit: 50, after: c.req.valid('query').after }), 200))
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/severity', summary: 'Raw and adjusted scores side by side', request: { params: idParams }, responses: answers(severity) }), async (c) => c.json(await showSeverity(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/items/{id}/posts', summary: 'Says something in the panel', request: { params: idParams, body: body(z.strictObject({ text: z.string().trim().min(1).max(5000) })) }, responses: answers(done) }), async (c) => {
      await addPost(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(
      createRoute({ method: 'post', path: '/items/{id}/opinion', summary: 'Whoever leads the item, the chair or who steps in for them, writes the panel’s opinion', request: { params: idParams, body: body(z.strictObject({ version, verdict, score: z.number().min(0).max(100), text: z.string().trim().min(1).max(10_000) })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await writeOpinion(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/result', summary: 'The result, for whoever asked for the review', request: { params: idParams, query: z.strictObject({ after }) }, responses: answers(result) }), async (c) => c.json(await showResult(platform, c.var.actor, c.req.valid('param').id, { limit: 100, after: c.req.valid('query').after }), 200))
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/result/pdf', summary: 'The same on paper', request: { params: idParams }, responses: { 200: { description: 'PDF' } } }), async (c) => printResult(platform, c.var.actor, c.req.valid('param').id));

export type PanelApi = ReturnType<typeof panelApi>;
