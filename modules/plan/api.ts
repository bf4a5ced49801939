import { mechanisms, type Mechanism } from '#kernel/domain.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportQuery } from '#kernel/sheets/export.ts';
import { statusSchema } from './shown.ts';
import { addAim, assignInitiative, changeAim, showInitiative, withdrawAim } from './service/initiatives.ts';
import { addMilestone, changeMilestone, moveMilestone } from './service/milestones.ts';
import { exportPlan, exportPlanList, planLists } from './service/export.ts';
import { changePlan, importPlan, listPlans, movePlan, previewPlan, showFacts, showHistory, showPlan, showSource } from './service/plans.ts';
import { changeReport, listReports, moveReport, reviewReport, writeReport } from './service/reports.ts';

const mechanismSchema = z.enum(Object.keys(mechanisms) as [Mechanism, ...Mechanism[]]);
const kindSchema = z.enum(['part', 'area', 'platform', 'initiative', 'safeguard']);
const reference = z.object({ id: z.string(), name: z.string() });
const done = z.object({ ok: z.literal(true) });
const made = z.object({ id: z.string() });
const version = z.int().min(1);

const planSummary = z.object({
  id: z.string(), title: z.string(), startsOn: z.string(), endsOn: z.string(), party: partySchema, visibility: z.string(), state: z.string(), version: z.number(),
});

const itemSummary = z.object({
  id: z.string(), parentId: z.string().nullable(), position: z.number(), code: z.string(), kind: kindSchema, number: z.string(), title: z.string(),
  mechanisms: z.array(z.string()), confirmed: z.boolean(), version: z.number(), lead: partySchema.nullable(), leadInstitutionId: z.string().nullable(), partners: z.array(partySchema),
  partnerInstitutions: z.array(z.object({ party: partySchema, institutionId: z.string() })),
  status: statusSchema, progress: z.number(), milestones: z.object({ total: z.number(), done: z.number(), late: z.number() }),
});

const milestoneSummary = z.object({
  id: z.string(), itemId: z.string(), itemCode: z.string(), itemTitle: z.string(), title: z.string(), startsOn: z.string(), dueOn: z.string(),
  doneOn: z.string().nullable(), percent: z.number(), party: partySchema, institutionName: z.string().nullable(), state: z.string(),
  dependsOn: z.array(z.string()), status: statusSchema,
});

/** A node of a document that was read, before it is registered. */
export type Drafted = { code: string; kind: z.infer<typeof kindSchema>; number: string; title: string; text: string; line: number; mechanisms: Mechanism[]; children: Drafted[] };
const drafted: z.ZodType<Drafted> = z
  .lazy(() => z.object({
    code: z.string(), kind: kindSchema, number: z.string(), title: z.string(), text: z.string(), line: z.number(), mechanisms: z.array(mechanismSchema), children: z.array(drafted),
  }))
  .openapi({ type: 'object', description: 'A node of the document with its children' });

const aim = {
  measure: z.string().trim().min(1).max(60),
  unit: z.string().trim().min(1).max(20),
  target: z.number().positive().max(1e12),
  targetOn: dateSchema,
  note: z.string().trim().max(500).optional(),
};
const milestone = {
  title: z.string().trim().min(1).max(200),
  deliverable: z.string().trim().max(1000).optional(),
  startsOn: dateSchema,
  dueOn: dateSchema,
  party: partySchema,
  institutionId: z.uuid().nullable().optional(),
  dependsOn: z.array(z.uuid()).max(50).default([]),
};
const reportText = { text: z.string().trim().min(1).max(5000), percent: z.int().min(0).max(100) };

const initiative = z.object({
  id: z.string(), planId: z.string(), code: z.string(), kind: kindSchema, number: z.string(), title: z.string(), text: z.string(), sourceLine: z.number(),
  span: z.object({ start: z.number(), end: z.number() }),
  mechanisms: z.array(z.string()), confirmedAt: z.string().nullable(), version: z.number(),
  plan: z.object({ id: z.string(), title: z.string(), startsOn: z.string(), endsOn: z.string(), state: z.string() }),
  parent: z.object({ code: z.string(), title: z.string() }).nullable(),
  lead: partySchema.nullable(), leadInstitution: reference.nullable(),
  partners: z.array(z.object({ party: partySchema, institution: reference.nullable() })),
  status: statusSchema, progress: z.number(),
  aims: z.array(z.object({
    id: z.string(), measure: z.string(), unit: z.string(), target: z.number(), targetOn: z.string(), note: z.string().nullable(), version: z.number(),
    reached: z.number(), byParty: z.array(z.object({ party: partySchema, value: z.number() })),
  })),
  milestones: z.array(z.object({
    id: z.string(), title: z.string(), deliverable: z.string().nullable(), startsOn: z.string(), dueOn: z.string(), doneOn: z.string().nullable(), percent: z.number(),
    party: partySchema, institutionId: z.string().nullable(), institutionName: z.string().nullable(), state: z.string(), version: z.number(),
    dependsOn: z.array(z.string()), reports: z.number(), status: statusSchema, lifecycle: lifecycleSchema,
  })),
  upstream: z.array(z.object({ id: z.string(), title: z.string(), itemId: z.string(), itemCode: z.string(), status: statusSchema })),
  may: z.object({ assign: z.boolean(), plan: z.boolean(), aim: z.boolean() }),
});

const report = z.object({
  id: z.string(), text: z.string(), percent: z.number(), reportedOn: z.string(), party: partySchema, state: z.string(), version: z.number(), createdAt: z.string(), submittedAt: z.string().nullable(),
  asked: z.array(partySchema),
  reviews: z.array(z.object({ party: partySchema, verdict: z.enum(['agree', 'return']), comment: z.string().nullable(), reviewedAt: z.string(), reportVersion: z.number() })),
  lifecycle: lifecycleSchema, mayReview: z.boolean(),
});

const history = z.object({
  id: z.number(), at: z.string(), act: z.string(), role: z.string().nullable(), roleParty: partySchema.nullable(), actorName: z.string().nullable(),
  reason: z.string().nullable(), changes: z.unknown(), digest: z.string(),
});

/** The plan's routes: documents in, the tree, initiatives, aims, milestones, reports, reviews, facts, history, export. */
export const planApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/plans', summary: 'The plans that the actor may see, newest first', responses: answers(z.object({ items: z.array(planSummary) })) }),
      async (c) => c.json({ items: await listPlans(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/previews', summary: 'Reads a document (.txt, .md, .docx) as a plan and shows what it found; stores nothing',
        request: { body: { required: true, content: { 'multipart/form-data': { schema: z.strictObject({ file: z.instanceof(File).openapi({ type: 'string', format: 'binary' }) }) } } } },
        responses: answers(z.object({ title: z.string(), sourceName: z.string(), sourceText: z.string(), parts: z.array(drafted) })),
      }),
      async (c) => c.json(await previewPlan(c.var.actor, c.req.valid('form').file), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/plans', summary: 'Imports a document as a plan, with the mechanisms that the person confirmed',
        request: { body: body(z.strictObject({
          title: z.string().trim().min(1).max(200), startsOn: dateSchema, endsOn: dateSchema, sourceName: z.string().trim().min(1).max(255),
          sourceText: z.string().min(1).max(300_000), mechanisms: z.record(z.string().max(40), z.array(mechanismSchema).max(16)).default({}),
        })) },
        responses: answers(made),
      }),
      async (c) => c.json(await importPlan(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/plans/{id}', summary: 'A plan: its tree with who leads what, and how each item and milestone stands today', request: { params: idParams },
        responses: answers(z.object({
          plan: planSummary, today: z.string(), lifecycle: lifecycleSchema, items: z.array(itemSummary), milestones: z.array(milestoneSummary), mayAssign: z.boolean(),
        })),
      }),
      async (c) => c.json(await showPlan(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/plans/{id}/source', summary: 'The document that a plan came from', request: { params: idParams }, responses: answers(z.object({ name: z.string(), text: z.string(), sha256: z.string() })) }),
      async (c) => c.json(await showSource(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'patch', path: '/plans/{id}', summary: 'Changes a plan’s title or whether the public sees it', request: { params: idParams, body: body(z.strictObject({ version, title: z.string().trim().min(1).max(200), published: z.boolean() })) },
        responses: answers(done),
      }),
      async (c) => {
        await changePlan(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/plans/{id}/move', summary: 'Moves a plan along its lifecycle', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await movePlan(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/plans/{id}/export', summary: 'The whole plan as a workbook: initiatives, milestones, aims', request: { params: idParams, query: z.strictObject({ language: z.enum(['zh', 'en']).default('zh') }) },
        responses: { 200: { description: 'XLSX', content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string().openapi({ format: 'binary' }) } } } },
      }),
      async (c) => exportPlan(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').language),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/plans/{id}/lists/{list}', summary: 'One list of a plan as a workbook or CSV: initiatives, milestones, aims, or what is late', request: { params: z.strictObject({ id: z.uuid(), list: z.enum(planLists) }), query: z.strictObject(exportQuery) },
        responses: { 200: { description: 'XLSX or CSV' } },
      }),
      async (c) => {
        const { id, list } = c.req.valid('param');
        return exportPlanList(platform, c.var.actor, id, { list, ...c.req.valid('query') });
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/initiatives/{id}', summary: 'One initiative with its aims and milestones', request: { params: idParams }, responses: answers(initiative) }),
      async (c) => c.json(await showInitiative(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put', path: '/initiatives/{id}/assignment', summary: 'Says who leads, who takes part, and on which mechanisms it runs',
        request: { params: idParams, body: body(z.strictObject({
          version, lead: partySchema.nullable(), leadInstitutionId: z.uuid().nullable(),
          partners: z.array(z.strictObject({ party: partySchema, institutionId: z.uuid().nullable() })).max(100), mechanisms: z.array(mechanismSchema).max(16),
        })) },
        responses: answers(done),
      }),
      async (c) => {
        await assignInitiative(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/initiatives/{id}/aims', summary: 'Sets an aim in numbers', request: { params: idParams, body: body(z.strictObject(aim)) }, responses: answers(made) }),
      async (c) => c.json(await addAim(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/aims/{id}', summary: 'Changes an aim', request: { params: idParams, body: body(z.strictObject({ version, ...aim })) }, responses: answers(done) }),
      async (c) => {
        await changeAim(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/aims/{id}/withdraw', summary: 'Withdraws an aim, with a reason', request: { params: idParams, body: body(z.strictObject({ version, reason: z.string().trim().min(1).max(2000) })) }, responses: answers(done) }),
      async (c) => {
        await withdrawAim(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/initiatives/{id}/milestones', summary: 'Plans a milestone', request: { params: idParams, body: body(z.strictObject(milestone)) }, responses: answers(made) }),
      async (c) => c.json(await addMilestone(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/milestones/{id}', summary: 'Changes a milestone and what it depends on', request: { params: idParams, body: body(z.strictObject({ version, ...milestone })) }, responses: answers(done) }),
      async (c) => {
        await changeMilestone(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/milestones/{id}/move', summary: 'Moves a milestone along its lifecycle', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveMilestone(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/milestones/{id}/reports', summary: 'The progress reports on a milestone with their reviews', request: { params: idParams }, responses: answers(z.object({ items: z.array(report) })) }),
      async (c) => c.json({ items: await listReports(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/milestones/{id}/reports', summary: 'Begins a progress report', request: { params: idParams, body: body(z.strictObject(reportText)) }, responses: answers(z.object({ id: z.string(), version: z.number() })) }),
      async (c) => c.json(await writeReport(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/reports/{id}', summary: 'Changes a report that is a draft or was returned', request: { params: idParams, body: body(z.strictObject({ version, ...reportText })) }, responses: answers(done) }),
      async (c) => {
        await changeReport(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/reports/{id}/move', summary: 'Sends a report in, or takes it back',
        request: { params: idParams, body: body(moveSchema.extend({ transition: z.enum(['submit', 'withdraw']) })) }, responses: answers(done),
      }),
      async (c) => {
        await moveReport(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/reports/{id}/reviews', summary: 'A party’s word on another’s report; a return needs a comment',
        request: { params: idParams, body: body(z.discriminatedUnion('verdict', [
          z.strictObject({ version, verdict: z.literal('agree'), comment: z.string().trim().max(2000).optional() }),
          z.strictObject({ version, verdict: z.literal('return'), comment: z.string().trim().min(1).max(2000) }),
        ])) },
        responses: answers(done),
      }),
      async (c) => {
        await reviewReport(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get', path: '/initiatives/{id}/facts', summary: 'What happened for an initiative, in numbers, by measure, period and party, or pair of parties', request: { params: idParams },
        responses: answers(z.object({ items: z.array(z.object({ mechanism: z.string(), measure: z.string(), unit: z.string(), period: z.string(), party: partySchema, toParty: partySchema.nullable(), value: z.number(), subjects: z.number() })) })),
      }),
      async (c) => c.json({ items: await showFacts(platform, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/initiatives/{id}/history', summary: 'Every change of an initiative, its milestones and reports, newest first',
        request: { params: idParams, query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(1000).optional() }) },
        responses: answers(z.object({ items: z.array(history), next: z.string().optional() })),
      }),
      async (c) => c.json(await showHistory(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    );

/** What the browser knows of the plan's API. */
export type PlanApi = ReturnType<typeof planApi>;
