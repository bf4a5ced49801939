import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { readBody } from '#kernel/http/body.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportQuery } from '#kernel/sheets/export.ts';
import { reviewerStates, reviewStates } from '../messages.ts';
import { pairCaps } from '../rules.ts';
import { assignByHand, unassign } from '../service/assignments.ts';
import { exportDuties, listDuties, recordDuty } from '../service/duties.ts';
import { addItem, importItems, itemTemplate, listItems, removeItem } from '../service/items.ts';
import { confirmPlan, discardPlan, requestPlan } from '../service/plans.ts';
import { chooseReviewers, nameChair, removeReviewer } from '../service/reviewers.ts';
import { addReview, findReviewOfDraw, listInitiatives, listReviews, moveReview } from '../service/reviews.ts';
import { showReview } from '../service/show.ts';
import { done, keywords, made, ok, preset, reason, rubric, verdict, version } from './shared.ts';

const states = z.enum(Object.keys(reviewStates) as [keyof typeof reviewStates, ...(keyof typeof reviewStates)[]]);
const reviewerState = z.enum(Object.keys(reviewerStates) as [keyof typeof reviewerStates, ...(keyof typeof reviewerStates)[]]);
const named = z.array(z.string());

const shownReview = z.object({
  id: z.string(), preset, title: z.string(), purpose: z.string(), party: partySchema, requesterName: z.string(), anonymous: z.boolean(), rubric, rubricNumber: z.number(), dueOn: z.string(), state: states, version: z.number(),
  openedAt: z.string().nullable(), concludedAt: z.string().nullable(), reviewsPerItem: z.number(), loadCap: z.number(), pairCap: z.number().nullable(), poolId: z.string(), drawId: z.string().nullable(), initiative: z.object({ id: z.string(), code: z.string(), title: z.string() }).nullable(), feeFen: z.number(),
  lifecycle: lifecycleSchema, verdicts: z.array(verdict), part: z.enum(['office', 'auditor', 'requester', 'reviewer']), mayAddMaterials: z.boolean(),
  own: z.object({
    id: z.string(), state: reviewerState, version: z.number(), chair: z.boolean(), keywords: named, pledgedAt: z.string().nullable(), lifecycle: lifecycleSchema, pledge: z.object({ text: z.string(), digest: z.string() }),
    items: z.array(z.object({ assignmentId: z.string(), itemId: z.string(), number: z.number(), title: z.string().nullable(), submitted: z.boolean(), materials: z.number() })), duty: z.object({ hours: z.number(), feeFen: z.number() }).nullable(),
  }).nullable(),
  office: z.object({
    items: z.number(), allIn: z.boolean(), fields: z.array(z.object({ code: z.string(), label: textSchema })), may: z.object({ prepare: z.boolean(), assign: z.boolean(), change: z.boolean() }),
    reviewers: z.array(z.object({ id: z.string(), number: z.number(), name: z.string(), institutionName: z.string(), memberParty: partySchema, chair: z.boolean(), state: reviewerState, version: z.number(), pledgedAt: z.string().nullable(), keywords: named, items: z.number(), awaited: z.boolean() })),
    plan: z.object({ id: z.string(), jobId: z.string().nullable(), state: z.enum(['computing', 'proposed', 'confirmed', 'discarded']), pairs: z.number(), fitting: z.number(), short: z.array(z.object({ title: z.string(), missing: z.number() })), loads: z.array(z.object({ name: z.string(), items: z.number() })) }).nullable(),
  }).nullable(),
});

const listed = z.object({ id: z.string(), preset, title: z.string(), party: partySchema, requesterName: z.string(), state: states, dueOn: z.string(), createdAt: z.string() });
const item = z.object({
  id: z.string(), number: z.number(), categories: named, title: z.string().nullable(), summary: z.string().nullable(), keywords: named.nullable(), persons: named.nullable(), institutionNames: named.nullable(),
  materials: z.array(z.object({ id: z.string(), number: z.number(), mediaType: z.string(), name: z.string().nullable(), size: z.number().nullable() })),
  reviewers: z.array(z.object({ id: z.string(), reviewerId: z.string(), state: z.enum(['active', 'conflict', 'removed']), origin: z.enum(['all', 'computed', 'hand', 'reserve']), name: z.string(), number: z.number() })),
});
const newItem = z.strictObject({
  title: z.string().trim().min(1).max(200), summary: z.string().trim().max(2000).default(''), keywords: keywords.default([]), persons: z.array(z.string().trim().min(1).max(60)).max(30).default([]),
  institutionIds: z.array(z.uuid()).max(20).default([]), categories: z.array(z.string().max(40)).max(5).default([]),
});
const duty = z.object({ reviewerId: z.string(), name: z.string(), institutionName: z.string(), party: partySchema, chair: z.boolean(), reviews: z.number(), suggestedFen: z.number(), hours: z.number().nullable(), feeFen: z.number().nullable(), note: z.string().nullable(), version: z.number() });

/** A sheet of items is at most so large, in bytes. */
const largestSheet = 20 * 1024 * 1024;

/** What the office of a review does: make it, say what is judged and by whom, assign, settle. */
export const officeApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/reviews', summary: 'The reviews in which one has a part, newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(listed)) }), async (c) => c.json(await listReviews(platform, c.var.actor, c.req.valid('query')), 200))
    .openapi(
      createRoute({
        method: 'post', path: '/reviews', summary: 'Makes a review, from a panel that was drawn or from a pool',
        request: { body: body(z.strictObject({
          preset, title: z.string().trim().min(2).max(200), purpose: z.string().trim().min(1).max(2000), drawId: z.uuid().optional(), poolId: z.uuid().optional(), requesterParty: partySchema, requesterInstitutionId: z.uuid().optional(), initiativeId: z.uuid().optional(), anonymous: z.boolean(),
          reviewsPerItem: z.int().min(1).max(50), loadCap: z.int().min(1).max(5000), pairCap: z.literal(pairCaps).optional(), dueOn: dateSchema, feeFen: z.int().min(0).max(100_000_000).default(0),
        })) },
        responses: answers(made),
      }),
      async (c) => c.json(await addReview(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(createRoute({ method: 'get', path: '/initiatives', summary: 'The initiatives of the actor’s party that a review may serve', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), code: z.string(), title: z.string() })) })) }), async (c) => c.json({ items: await listInitiatives(platform, c.var.actor) }, 200))
    .openapi(createRoute({ method: 'get', path: '/of-draw/{id}', summary: 'The review that was made from a draw, if the actor may see it', request: { params: idParams }, responses: answers(z.object({ id: z.string().nullable() })) }), async (c) => c.json(await findReviewOfDraw(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}', summary: 'A review as the actor has part in it', request: { params: idParams }, responses: answers(shownReview) }), async (c) => c.json(await showReview(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/reviews/{id}/move', summary: 'Moves a review: invite, begin, open, conclude, withdraw', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }), async (c) => {
      await moveReview(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/items', summary: 'What is judged, as far as the actor may see it', request: { params: idParams, query: z.strictObject(pageQuery) }, responses: answers(pageOf(item)) }), async (c) => c.json(await listItems(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'post', path: '/reviews/{id}/items', summary: 'Adds something to be judged', request: { params: idParams, body: body(newItem) }, responses: answers(made) }), async (c) => c.json(await addItem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/items/{id}/remove', summary: 'Takes an item away again', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await removeItem(platform, c.var.actor, c.req.valid('param').id);
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/template', summary: 'The sheet of items to fill in', request: { params: idParams }, responses: { 200: { description: 'XLSX' } } }), async (c) => itemTemplate(platform, c.var.actor, c.req.valid('param').id))
    .openapi(createRoute({ method: 'post', path: '/sheets', summary: 'Takes in a sheet of items: the body is the file', request: { query: z.strictObject({ reviewId: z.uuid() }) }, responses: answers(z.object({ added: z.number() })) }), async (c) => c.json(await importItems(platform, c.var.actor, c.req.valid('query').reviewId, await readBody(c, largestSheet)), 200))
    .openapi(createRoute({ method: 'post', path: '/reviews/{id}/reviewers', summary: 'Chooses reviewers from the pool: those named, or all of it', request: { params: idParams, body: body(z.strictObject({ memberIds: z.array(z.uuid()).min(1).max(2000).optional() })) }, responses: answers(z.object({ added: z.number() })) }), async (c) => c.json(await chooseReviewers(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/reviewers/{id}/remove', summary: 'Takes somebody off the panel', request: { params: idParams, body: body(z.strictObject({ version: z.int().min(1), reason })) }, responses: answers(done) }), async (c) => {
      await removeReviewer(platform, c.var.actor, { id: c.req.valid('param').id, transition: 'remove', ...c.req.valid('json') });
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/reviewers/{id}/chair', summary: 'Names the chair', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await nameChair(platform, c.var.actor, c.req.valid('param').id);
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/reviews/{id}/plans', summary: 'Has an assignment computed', request: { params: idParams }, responses: answers(z.object({ id: z.string(), jobId: z.string() })) }), async (c) => c.json(await requestPlan(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/plans/{id}/confirm', summary: 'Takes a computed assignment over', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await confirmPlan(platform, c.var.actor, c.req.valid('param').id);
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/plans/{id}/discard', summary: 'Discards a computed assignment', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await discardPlan(platform, c.var.actor, c.req.valid('param').id);
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/assignments', summary: 'Gives an item to a reviewer by hand', request: { body: body(z.strictObject({ itemId: z.uuid(), reviewerId: z.uuid() })) }, responses: answers(done) }), async (c) => {
      await assignByHand(platform, c.var.actor, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/assignments/{id}/remove', summary: 'Takes an item back from a reviewer', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }), async (c) => {
      await unassign(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/duties', summary: 'Hours and honorarium of each reviewer', request: { params: idParams }, responses: answers(z.object({ items: z.array(duty) })) }), async (c) => c.json({ items: await listDuties(platform, c.var.actor, c.req.valid('param').id) }, 200))
    .openapi(createRoute({ method: 'get', path: '/reviews/{id}/duties/export', summary: 'The same as a workbook or CSV', request: { params: idParams, query: z.strictObject(exportQuery) }, responses: { 200: { description: 'XLSX or CSV' } } }), async (c) => exportDuties(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')))
    .openapi(
      createRoute({ method: 'post', path: '/reviewers/{id}/duty', summary: 'Records hours and honorarium', request: { params: idParams, body: body(z.strictObject({ version, hours: z.number().min(0).max(2000), feeFen: z.int().min(0).max(1_000_000_000), note: z.string().trim().max(500).optional() })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await recordDuty(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );

export type OfficeApi = ReturnType<typeof officeApi>;
