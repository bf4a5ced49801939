import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { statusSchema } from '../shown.ts';
import { keyPointsStates } from './messages.ts';
import { askedMoves } from './lifecycle.ts';
import { pointParts, verdicts } from './rules.ts';
import { amendKeyPoints, beginKeyPoints, changeKeyPoints } from './service/begin.ts';
import { addComment, answerComment, changeComment, withdrawComment } from './service/comments.ts';
import { exportKeyPoints } from './service/export.ts';
import { moveKeyPoints } from './service/moves.ts';
import { addPoints, changePoint, listChoices, mostPoints, orderPoints, removePoint } from './service/points.ts';
import { changeReview, compileReview, publishReview, remarkOnPoint } from './service/reviews.ts';
import { printKeyPoints } from './service/print.ts';
import { listPublicYears, showYear } from './service/public.ts';
import { listKeyPoints, showAmendment, showDifferences, showKeyPoints, showText } from './service/show.ts';

const done = z.object({ ok: z.literal(true) });
const made = z.object({ id: z.string() });
const moved = z.object({ version: z.number() });
const version = z.int().min(1);
const text = (most: number) => z.string().trim().max(most);
const words = (most: number) => text(most).min(1);
/** On one line, as a heading is printed. */
const line = (most: number) => words(most).regex(/^[^\p{Cc}]*$/u);
const textNumber = z.coerce.number().int().min(1).max(9999);
const stateSchema = z.enum(Object.keys(keyPointsStates) as [keyof typeof keyPointsStates, ...(keyof typeof keyPointsStates)[]]);
const kindSchema = z.enum(['midYear', 'yearEnd']);

const pointText = {
  heading: line(200), text: text(4000), measure: line(60).nullable(), target: z.number().positive().max(1e12).nullable(), unit: line(20).nullable(), deliverable: words(1000).nullable(),
  lead: partySchema.nullable(), partners: z.array(partySchema).max(4), dueOn: dateSchema.nullable(), milestoneId: z.uuid().nullable(),
};

const listed = z.object({
  id: z.string(), planId: z.string(), year: z.number(), edition: z.number(), title: z.string(), number: z.string(), party: partySchema, state: stateSchema,
  inForceOn: z.string().nullable(), commentUntil: z.string().nullable(), points: z.number(), comments: z.number(), answered: z.number(),
});

const milestoneSchema = z.object({ id: z.string(), title: z.string(), state: z.string(), dueOn: z.string(), doneOn: z.string().nullable(), percent: z.number(), status: statusSchema });

const pointSchema = z.object({
  id: z.string(), clause: z.string(), position: z.number(), itemId: z.string(), itemCode: z.string().nullable(), itemTitle: z.string().nullable(), heading: z.string(), text: z.string(),
  measure: z.string().nullable(), target: z.number().nullable(), unit: z.string().nullable(), deliverable: z.string().nullable(), lead: partySchema.nullable(), partners: z.array(partySchema),
  dueOn: z.string().nullable(), milestoneId: z.string().nullable(), version: z.number(), reached: z.number(), reports: z.number(), milestone: milestoneSchema.nullable(),
  gaps: z.array(z.enum(pointParts)), status: statusSchema,
});

const commentSchema = z.object({
  id: z.string(), clause: z.string().nullable(), textNumber: z.number(), party: partySchema, text: z.string(), verdict: z.enum(verdicts).nullable(), answer: z.string().nullable(),
  answeredAt: z.string().nullable(), withdrawnAt: z.string().nullable(), version: z.number(), createdAt: z.string(),
});

const reviewSchema = z.object({
  id: z.string(), kind: kindSchema, party: partySchema, compiledOn: z.string(), remark: z.string(), version: z.number(), publishedAt: z.string().nullable(),
  standings: z.array(z.object({
    clause: z.string(), target: z.number().nullable(), unit: z.string().nullable(), reached: z.number(), reports: z.number(), status: statusSchema,
    milestone: z.object({ title: z.string(), dueOn: z.string(), doneOn: z.string().nullable(), percent: z.number(), status: statusSchema }).nullable(),
  })),
  remarks: z.array(z.object({ clause: z.string(), party: partySchema, text: z.string(), writtenAt: z.string() })),
});

const signingSchema = z.object({
  documentId: z.string(), state: z.enum(['open', 'inForce', 'withdrawn']), round: z.number(), sm3: z.string(), sha256: z.string(), required: z.array(partySchema), inForceAt: z.string().nullable(),
  signatures: z.array(z.object({ party: partySchema, name: z.string(), reason: z.string(), signedAt: z.string() })),
}).nullable();

const shown = z.object({
  id: z.string(), planId: z.string(), planTitle: z.string(), year: z.number(), edition: z.number(), amends: z.string().nullable(), reason: z.string().nullable(), title: z.string(), number: z.string(),
  preamble: z.string(), party: partySchema, visibility: z.string(), state: stateSchema, version: z.number(), commentUntil: z.string().nullable(), consentUntil: z.string().nullable(), inForceOn: z.string().nullable(),
  lifecycle: lifecycleSchema, points: z.array(pointSchema), statuses: z.record(statusSchema, z.number()), comments: z.array(commentSchema),
  commentProgress: z.object({ total: z.number(), answered: z.number() }),
  texts: z.array(z.object({ number: z.number(), purpose: z.enum(['comment', 'consent']), putForwardAt: z.string(), sha256: z.string() })),
  reviews: z.array(reviewSchema),
  consent: z.object({
    proposalId: z.string(), round: z.number(), state: z.string(), deadline: z.string(), digest: z.string(),
    answers: z.array(z.object({ party: partySchema, answer: z.enum(['agree', 'reserve', 'object', 'abstain']), name: z.string(), text: z.string().nullable(), answeredAt: z.string() })),
  }).nullable(),
  signing: signingSchema,
  may: z.object({ draft: z.boolean(), comment: z.boolean(), amend: z.boolean(), review: z.boolean(), remark: z.boolean() }),
});

const choice = z.object({
  itemId: z.string(), code: z.string(), kind: z.enum(['initiative', 'safeguard']), title: z.string(), group: z.string(), lead: partySchema.nullable(),
  milestones: z.array(z.object({ id: z.string(), title: z.string(), deliverable: z.string().nullable(), dueOn: z.string() })).readonly(),
  proposed: z.object({ ...pointText, heading: z.string(), text: z.string(), partners: z.array(partySchema).readonly() }),
});

const stretches = z.array(z.object({ text: z.string(), mark: z.enum(['same', 'added', 'removed']) })).readonly();
const differences = z.object({ clauses: z.array(z.object({ id: z.string(), change: z.enum(['same', 'changed', 'added', 'removed']), heading: stretches, text: stretches })) });

const year = z.object({
  id: z.string(), year: z.number(), title: z.string(), number: z.string(), preamble: z.string(), state: stateSchema, inForceOn: z.string().nullable(), reason: z.string().nullable(), today: z.string(),
  points: z.array(pointSchema.pick({ clause: true, position: true, itemCode: true, heading: true, text: true, measure: true, target: true, unit: true, deliverable: true, lead: true, partners: true, dueOn: true, milestone: true, reached: true, status: true })),
  statuses: z.record(statusSchema, z.number()), signing: signingSchema, reviews: z.array(reviewSchema), earlier: z.array(z.object({ id: z.string(), number: z.string(), inForceOn: z.string().nullable() })),
});

/** The year's key points: drafted, commented on, put to the four, signed, reviewed. */
export const keyPointsApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'Every year’s key points and their amendments, newest first', responses: answers(z.object({ items: z.array(listed) })) }),
      async (c) => c.json({ items: await listKeyPoints(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/', summary: 'Begins the key points of a year',
        request: { body: body(z.strictObject({ planId: z.uuid(), year: z.int().min(2000).max(2199) })) }, responses: answers(made),
      }),
      async (c) => c.json(await beginKeyPoints(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/years', summary: 'The years whose key points everybody may see', responses: answers(z.object({ items: z.array(z.object({ year: z.number(), title: z.string(), number: z.string(), inForceOn: z.string().nullable() })) })) }),
      async (c) => c.json({ items: await listPublicYears(platform) }, 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/years/{year}', summary: 'A year’s key points as everybody sees them, with how they stand', request: { params: z.strictObject({ year: z.coerce.number().int().min(2000).max(2199) }) }, responses: answers(year) }),
      async (c) => c.json(await showYear(platform, c.req.valid('param').year), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{id}', summary: 'A year’s key points with comments, texts and reviews', request: { params: idParams }, responses: answers(shown) }),
      async (c) => c.json(await showKeyPoints(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/{id}', summary: 'Changes the title and the opening', request: { params: idParams, body: body(z.strictObject({ version, title: line(150), preamble: text(4000) })) }, responses: answers(moved) }),
      async (c) => c.json(await changeKeyPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/{id}/move', summary: 'Sends a year’s key points out for comments, puts them to the four, or takes them back',
        request: { params: idParams, body: body(moveSchema.extend({ transition: z.enum(askedMoves) })) }, responses: answers(done),
      }),
      async (c) => {
        await moveKeyPoints(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/amendments', summary: 'Begins an amendment of what is in force', request: { params: idParams, body: body(z.strictObject({ reason: words(2000) })) }, responses: answers(made) }),
      async (c) => c.json(await amendKeyPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{id}/choices', summary: 'The plan’s initiatives to choose from, each with the point that it proposes', request: { params: idParams }, responses: answers(z.object({ items: z.array(choice) })) }),
      async (c) => c.json({ items: await listChoices(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/{id}/points', summary: 'Adds a point for each of the chosen initiatives',
        request: { params: idParams, body: body(z.strictObject({ itemIds: z.array(z.uuid()).min(1).max(mostPoints) })) }, responses: answers(z.object({ added: z.number() })),
      }),
      async (c) => c.json(await addPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/{id}/order', summary: 'Puts the points into another order', request: { params: idParams, body: body(z.strictObject({ ids: z.array(z.uuid()).max(mostPoints) })) }, responses: answers(done) }),
      async (c) => {
        await orderPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/points/{id}', summary: 'Changes a point', request: { params: idParams, body: body(z.strictObject({ version, ...pointText })) }, responses: answers(moved) }),
      async (c) => c.json(await changePoint(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/points/{id}/remove', summary: 'Takes a point out of the working text', request: { params: idParams, body: body(z.strictObject({ version })) }, responses: answers(done) }),
      async (c) => {
        await removePoint(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/{id}/comments', summary: 'Another party’s comment on a clause, or on the whole',
        request: { params: idParams, body: body(z.strictObject({ clause: z.uuid().nullable(), text: words(2000) })) }, responses: answers(made),
      }),
      async (c) => c.json(await addComment(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/comments/{id}', summary: 'Words a comment anew, until it is answered', request: { params: idParams, body: body(z.strictObject({ version, text: words(2000) })) }, responses: answers(done) }),
      async (c) => {
        await changeComment(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/comments/{id}/withdraw', summary: 'Takes a comment back, until it is answered', request: { params: idParams, body: body(z.strictObject({ version })) }, responses: answers(done) }),
      async (c) => {
        await withdrawComment(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/comments/{id}/answer', summary: 'What the party that drafts makes of a comment; in part, or no, needs a reason',
        request: { params: idParams, body: body(z.discriminatedUnion('verdict', [
          z.strictObject({ version, verdict: z.literal('taken'), answer: words(2000).optional() }),
          z.strictObject({ version, verdict: z.enum(['partly', 'declined']), answer: words(2000) }),
        ])) },
        responses: answers(done),
      }),
      async (c) => {
        await answerComment(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/{id}/texts/{number}', summary: 'A text that was put forward, in its canonical form with its digest',
        request: { params: z.strictObject({ id: z.uuid(), number: textNumber }) },
        responses: answers(z.object({ number: z.number(), purpose: z.enum(['comment', 'consent']), putForwardAt: z.string(), sha256: z.string(), content: z.string() })),
      }),
      async (c) => c.json(await showText(platform, c.var.actor, c.req.valid('param').id, c.req.valid('param').number), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/{id}/differences', summary: 'What changed clause by clause between two texts, or from one to the working text',
        request: { params: idParams, query: z.strictObject({ from: textNumber, to: textNumber.optional() }) }, responses: answers(differences),
      }),
      async (c) => c.json(await showDifferences(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{id}/amendment', summary: 'What an amendment changes in what is in force, clause by clause', request: { params: idParams }, responses: answers(differences) }),
      async (c) => c.json(await showAmendment(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/reviews', summary: 'Compiles a review from progress and facts, or compiles it anew', request: { params: idParams, body: body(z.strictObject({ kind: kindSchema })) }, responses: answers(z.object({ id: z.string(), version: z.number() })) }),
      async (c) => c.json(await compileReview(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/reviews/{id}', summary: 'The sentence on the year as a whole', request: { params: idParams, body: body(z.strictObject({ version, remark: text(4000) })) }, responses: answers(done) }),
      async (c) => {
        await changeReview(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/reviews/{id}/remark', summary: 'The sentence of the party that leads a point', request: { params: idParams, body: body(z.strictObject({ clause: z.uuid(), text: words(1000) })) }, responses: answers(done) }),
      async (c) => {
        await remarkOnPoint(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/reviews/{id}/publish', summary: 'Publishes a review for good', request: { params: idParams, body: body(z.strictObject({ version })) }, responses: answers(done) }),
      async (c) => {
        await publishReview(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/{id}/export', summary: 'A year’s key points and their comments as a workbook', request: { params: idParams, query: z.strictObject({ language: z.enum(['zh', 'en']).default('zh') }) },
        responses: { 200: { description: 'XLSX', content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string().openapi({ format: 'binary' }) } } } },
      }),
      async (c) => exportKeyPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').language),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/{id}/document', summary: 'A year’s key points as an official document of the four authorities', request: { params: idParams, query: z.strictObject({ format: z.enum(['pdf', 'docx']).default('pdf') }) },
        responses: { 200: { description: 'PDF or DOCX', content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) }, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { schema: z.string().openapi({ format: 'binary' }) } } } },
      }),
      async (c) => printKeyPoints(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').format),
    );

/** What the browser knows of this API. */
export type KeyPointsApi = ReturnType<typeof keyPointsApi>;
