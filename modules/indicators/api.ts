import { weightMethods } from '#algorithms/indices/weights/by-data.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { readBody } from '#kernel/http/body.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { isPerson } from '#kernel/actor/actor.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportQuery } from '#kernel/sheets/export.ts';
import { choicesSchema } from './method/schema.ts';
import { exportForms, listForms, moveCampaign, openCampaign, remindUnits, showCampaign } from './service/campaigns.ts';
import { moveDelivery } from './service/deliveries.ts';
import { moveForm, passOnForms, saveForm, showForm } from './service/forms.ts';
import { handInForms, listFindings } from './service/hand-in.ts';
import { openBundle, openData, openParts, openTables, publicationReport } from './service/open-data.ts';
import { listPublications, proposePublication, showPublication } from './service/publications.ts';
import { recordSuccession, updateRoster } from './service/roster.ts';
import { analysePublication, analyseRun } from './service/analysis.ts';
import { storeJudgments } from './service/judgments.ts';
import { listFormsBehind } from './service/forms-behind.ts';
import { showRun, showUnit, startRun, startTrial } from './service/runs.ts';
import { publicationTrend, runTrend } from './service/trends.ts';
import { showWeighings } from './service/weighing.ts';
import { addSystem, beginSystem, changeSystem, checkFormulas, copySystem, listSystems, proposeSystem, saveDraft, showSystem } from './service/systems.ts';
import { takeIn, writeTemplate } from './service/workbook.ts';
import { factFields } from './versions/words.ts';

const version = z.int().min(1);
const made = z.object({ id: z.string() });
const done = z.object({ ok: z.literal(true) });
const title = z.string().trim().min(1).max(200);
/** A name as formulas have them. Not by `regex`, whose flag would get into the pattern of the interfaces' description. */
const code = z.string().min(1).max(100).refine((text) => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text));
const systemState = z.enum(['draft', 'proposed', 'in_force', 'superseded', 'withdrawn']);
const formState = z.enum(['open', 'submitted', 'verified', 'checked', 'approved', 'excluded']);
const formLevel = z.enum(['district', 'school']);
const standing = z.enum(['onTime', 'late', 'waiting', 'missing', 'excluded']);
const finding = z.object({ element: z.string(), kind: z.enum(['broken', 'negative', 'fraction', 'jump', 'zero', 'gone', 'outlier', 'unit', 'range', 'far']), severity: z.enum(['error', 'doubt']), text: textSchema, weight: z.number(), open: z.boolean() });
const listedFinding = finding.extend({ formId: z.string(), label: z.string(), unitName: z.string(), state: formState, version: z.number(), value: z.number().nullable(), reason: z.string().nullable() });
const formFilter = { state: formState.optional(), city: z.string().regex(/^\d{6}$/).optional(), level: formLevel.optional(), standing: standing.optional() };
const nullable = z.number().nullable();
const goalposts = z.object({ low: z.number(), high: z.number() }).nullable();
const node = z.object({ code: z.string(), name: z.string(), level: z.number(), parent: z.string().nullable(), weight: z.number(), direction: z.union([z.literal(1), z.literal(-1)]), goalposts });
const draftNodes = z.array(z.strictObject({ code, name: z.string().trim().min(1).max(100), level: z.int().min(1).max(6), parent: code.nullable(), weight: z.number().min(0).max(1e6), direction: z.union([z.literal(1), z.literal(-1)]), goalposts: z.strictObject({ low: z.number(), high: z.number() }).nullable() })).max(500);
const unitLevel = z.enum(['district', 'city', 'party', 'region']);
const score = z.object({ unit: z.string(), unitName: z.string(), party: partySchema, level: unitLevel, code: z.string(), raw: nullable, imputed: nullable, treated: nullable, value: nullable, rank: nullable, low: nullable, high: nullable });
const ranked = z.object({ unit: z.string(), unitName: z.string(), party: z.string(), rank: z.number(), value: z.number(), low: z.number(), high: z.number() });
const share = z.object({ value: z.number(), low: z.number(), high: z.number() });
const sensitivity = z.object({ samples: z.number(), evaluations: z.number(), variance: z.number(), factors: z.array(z.object({ factor: z.enum(['impute', 'treat', 'normalise', 'aggregate', 'weights']), first: share, total: share })).readonly() });
const coverage = z.array(z.object({ unit: z.string(), asked: z.number(), reported: z.number() }));
const robustness = z.object({ runs: z.number(), seed: z.number(), meanShift: z.number(), excluded: z.number(), weightSpread: z.number(), sensitivity: sensitivity.optional() });
const formRow = z.object({ id: z.string(), unit: z.string(), unitName: z.string(), division: z.string(), divisionName: z.string().nullable(), level: formLevel, city: z.string(), party: partySchema, state: formState, standing, returned: z.string().nullable(), submittedAt: z.string().nullable(), version: z.number() });

const judged = z.object({ matrix: z.array(z.array(z.number())), weights: z.array(z.number()), ratio: nullable, worst: z.array(z.object({ row: z.number(), column: z.number(), given: z.number(), implied: z.number(), factor: z.number() })) });

const system = z.object({
  system: z.object({ id: z.string(), code: z.string(), number: z.number(), title: z.string(), sources: z.array(z.string()), formulas: z.string(), choices: choicesSchema, party: partySchema, state: systemState, version: z.number() }),
  nodes: z.array(node.extend({ weightInWhole: z.number(), unit: z.string().nullable(), formula: textSchema.nullable(), source: z.string().nullable(), about: z.object({ meaning: z.string().optional(), source: z.string().optional(), period: z.string().optional(), target: z.string().optional() }) })),
  elements: z.array(z.object({ name: z.string(), label: z.string(), unit: z.string(), level: z.string() })), others: z.array(z.object({ code: z.string(), name: z.string(), unit: z.string(), level: z.enum(['region', 'party', 'city', 'district', 'school']), standard: z.boolean(), words: textSchema })), rules: z.array(z.object({ name: z.string(), label: z.string(), words: textSchema })),
  campaigns: z.array(z.object({ id: z.string(), title: z.string(), period: z.string(), dueOn: z.string(), state: z.string() })), versions: z.array(z.object({ id: z.string(), number: z.number(), state: systemState })),
  problems: z.array(textSchema), comparedWith: nullable, differences: z.array(z.object({ of: z.enum(['system', 'choices', 'node', 'declaration']), code: z.string(), name: z.string(), field: z.enum(['whole', ...factFields]), before: textSchema.nullable(), after: textSchema.nullable() })),
  trials: z.array(z.object({ campaignId: z.string(), title: z.string(), period: z.string(), runId: z.string(), trialId: z.string().nullable(), trialDone: z.boolean() })),
  judgments: z.object({ parent: z.string(), parts: z.array(z.object({ code: z.string(), name: z.string() })), parties: z.array(judged.extend({ party: partySchema })), group: judged.nullable() }),
  proposalId: z.string().nullable(), may: z.object({ try: z.boolean(), judge: z.boolean(), change: z.boolean(), propose: z.boolean(), copy: z.boolean(), collect: z.boolean() }),
});

const weighings = z.object({
  parent: z.string(), name: z.string(), from: z.object({ title: z.string(), period: z.string() }).nullable(), parts: z.array(z.object({ code: z.string(), name: z.string(), weight: z.number() })),
  ways: z.array(z.object({ method: z.enum(['ahp', ...weightMethods]), judged: z.boolean(), weights: z.array(z.number()).nullable(), why: textSchema.nullable() })),
});

const campaign = z.object({
  campaign: z.object({ id: z.string(), title: z.string(), period: z.string(), dueOn: z.string(), locksOn: z.string().nullable(), party: partySchema, state: z.string(), version: z.number() }), system: z.object({ id: z.string(), title: z.string(), number: z.number(), code: z.string() }),
  levels: z.array(formLevel), lifecycle: lifecycleSchema, overdue: z.boolean(), counts: z.array(z.object({ party: partySchema, level: formLevel, state: formState, standing, count: z.number() })),
  deliveries: z.array(z.object({ id: z.string(), party: partySchema, returned: z.string().nullable(), deliveredAt: z.string().nullable(), lifecycle: lifecycleSchema })),
  runs: z.array(z.object({ id: z.string(), createdAt: z.string(), finishedAt: z.string().nullable(), facts: nullable, jobId: z.string().nullable() })), may: z.object({ compute: z.boolean(), fill: z.boolean(), remind: z.boolean(), roster: z.boolean(), passOn: z.enum(['verify', 'check', 'approve']).nullable() }),
});

const form = z.object({
  form: z.object({ id: z.string(), unit: z.string(), unitName: z.string(), level: formLevel, city: z.string(), party: partySchema, state: formState, entries: z.record(z.string(), z.number()), reasons: z.record(z.string(), z.string()), returned: z.string().nullable(), submittedAt: z.string().nullable(), version: z.number() }),
  campaign: z.object({ id: z.string(), title: z.string(), period: z.string(), dueOn: z.string(), state: z.string() }), system: z.object({ id: z.string(), title: z.string(), number: z.number() }),
  elements: z.array(z.object({ name: z.string(), label: z.string(), unit: z.string(), previous: nullable })), madeOf: z.enum(['itself', 'merged', 'split']),
  findings: z.array(finding),
  lifecycle: lifecycleSchema, history: z.array(z.object({ id: z.number(), at: z.string(), act: z.string(), role: z.string().nullable(), reason: z.string().nullable(), changes: z.unknown() })),
  revisions: z.array(z.object({ version: z.number(), at: z.string(), role: z.string().nullable(), state: z.string(), changed: z.record(z.string(), z.tuple([nullable, nullable])) })), mayFill: z.boolean(),
});

const described = z.object({ parts: z.array(z.object({ key: z.string(), label: textSchema, unit: z.string() })), code: z.string(), name: z.string(), parent: z.string(), direction: z.number(), goalposts, weightInWhole: z.number(), unit: z.string(), formula: textSchema, source: z.string() });
const trend = z.object({ items: z.array(z.object({ period: z.string(), unit: z.string(), unitName: z.string(), code: z.string(), raw: nullable, value: nullable, rank: nullable, low: nullable, high: nullable })) });
const trendOf = z.strictObject({ unit: z.string().regex(/^(\d{2}|\d{6}|region)$/).optional(), code: code.optional() }).refine((of) => of.unit !== undefined || of.code !== undefined);

const run = z.object({
  run: z.object({ id: z.string(), jobId: z.string().nullable(), finishedAt: z.string().nullable(), facts: nullable, snapshot: z.string().nullable(), result: z.string().nullable(), notes: z.array(textSchema), coverage, robustness: robustness.nullable() }),
  campaign: z.object({ id: z.string(), title: z.string(), period: z.string() }), system: z.object({ id: z.string(), code: z.string(), title: z.string(), number: z.number(), choices: choicesSchema }),
  gaps: z.array(textSchema), trial: z.boolean(), nodes: z.array(node), indicators: z.array(described), districts: z.array(z.object({ code: z.string(), name: z.string(), unit: z.string(), standard: z.object({ code: z.string(), words: textSchema }).nullable() })), scores: z.array(score), publication: z.object({ id: z.string(), state: z.string() }).nullable(), may: z.object({ publish: z.boolean() }),
});

const theil = z.object({ T: z.number(), L: z.number() });
const coupling = z.object({ coupling: z.number(), level: z.number(), coordination: z.number() });
const analysisOf = z.strictObject({ of: code.optional() });
const analysis = z.object({
  dimensions: z.array(z.object({ code: z.string(), name: z.string(), given: z.number(), effective: z.number() })), correlations: z.array(z.array(nullable)), sensitivity: sensitivity.nullable(),
  of: z.string(), variation: nullable, coupling: z.array(z.object({ unit: z.string(), common: coupling, corrected: coupling })).nullable(),
  gini: z.object({
    total: z.number(), within: z.number(), between: z.number(), overlap: z.number(), groups: z.array(z.object({ group: z.string(), gini: z.number() })).readonly(),
    pairs: z.array(z.object({ higher: z.string(), lower: z.string(), gini: z.number(), distance: z.number() })).readonly(),
  }).nullable(),
  theil: z.object({ total: theil, between: theil.nullable(), within: theil.nullable() }).nullable(),
  convergence: z.object({ periods: z.array(z.string()), units: z.number(), sigma: z.array(nullable), slope: nullable, beta: z.object({ beta: z.number(), speed: nullable, halfLife: nullable, rSquared: z.number(), standardError: nullable }).nullable() }),
});

const unit = z.object({
  unit: z.string(), unitName: z.string(), party: partySchema, level: unitLevel, scores: z.array(score.omit({ unit: true, unitName: true, party: true, level: true })),
  indicators: z.array(described.extend({ obstacle: nullable })),
  parts: z.record(z.string(), nullable),
});
const behind = pageOf(z.object({ id: z.string(), unit: z.string(), unitName: z.string(), state: formState, values: z.record(z.string(), nullable) })).extend({ elements: z.array(z.object({ name: z.string(), label: z.string(), unit: z.string() })) });
const unitOfResult = z.strictObject({ id: z.uuid(), unit: z.string().regex(/^(\d{2}|\d{6}|region)$/) });

/** Everything of a published result, as it is digested. */
export const publishedContent = z.object({
  title: z.string(), period: z.string(), system: z.object({ code: z.string(), number: z.number(), title: z.string(), sources: z.array(z.string()), formulas: z.string(), nodes: z.array(node), choices: choicesSchema }),
  run: z.object({ snapshot: z.string(), result: z.string(), facts: z.number(), finishedAt: z.string(), robustness, notes: z.array(textSchema) }), parts: z.array(z.object({ part: z.string(), values: z.record(z.string(), nullable), suppressed: z.array(z.string()).optional() })).optional(),
  scores: z.array(score.extend({ level: unitLevel.optional(), suppressed: z.literal(true).optional() })), disclosure: textSchema.optional(), coverage: coverage.optional(), incomplete: z.object({ gaps: z.array(textSchema), reason: z.string() }).optional(),
});
const publication = z.object({
  id: z.string(), title: z.string(), embargoOn: z.string(), state: z.string(), runId: z.string(), editions: z.array(z.object({ id: z.string(), title: z.string(), embargoOn: z.string() })), digest: z.string(), proposalId: z.string().nullable(), indicators: z.array(described), ranking: z.array(ranked),
  content: publishedContent,
});

const file = (media: string, description: string) => ({ 200: { description, content: { [media]: { schema: z.string().openapi({ format: 'binary' }) } } } });
const ok = { ok: true as const };

/** Systems, campaigns, forms, computations and publications. */
export const indicatorsApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/systems', summary: 'The versions of every indicator system', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), code: z.string(), number: z.number(), title: z.string(), sources: z.array(z.string()), party: partySchema, state: systemState, version: z.number(), createdAt: z.string() })) })) }),
      async (c) => c.json({ items: await listSystems(platform, c.var.actor) }, 200))
    .openapi(createRoute({ method: 'post', path: '/systems', summary: 'Draws up the next version of a preset, or a system of one’s own from nothing or from any version, as a draft', request: { body: body(z.union([z.strictObject({ preset: z.enum(['modernisation', 'quality', 'compulsory-balance']) }), z.strictObject({ code: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), title, from: z.uuid().optional() })])) }, responses: answers(made) }),
      async (c) => { const json = c.req.valid('json'); return c.json('preset' in json ? await addSystem(platform, c.var.actor, json) : await beginSystem(platform, c.var.actor, json), 200); })
    .openapi(createRoute({ method: 'get', path: '/systems/{id}', summary: 'A version with its tree, its formulas in words, and what it changes', request: { params: idParams }, responses: answers(system) }),
      async (c) => c.json(await showSystem(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({
      method: 'put', path: '/systems/{id}', summary: 'Changes a draft; formulas, tree and choices are checked in whole',
      request: { params: idParams, body: body(z.strictObject({ version, title, formulas: z.string().max(200_000), nodes: draftNodes, choices: choicesSchema.optional() })) }, responses: answers(done),
    }), async (c) => { await changeSystem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')); return c.json(ok, 200); })
    .openapi(createRoute({
      method: 'patch', path: '/systems/{id}', summary: 'Saves a draft as far as it is typed; it is checked in whole when it is put to the four',
      request: { params: idParams, body: body(z.strictObject({ version, title: z.string().trim().max(200).min(1).optional(), sources: z.array(z.string().trim().max(300)).max(30).optional(), formulas: z.string().max(200_000).optional(), nodes: draftNodes.optional(), choices: choicesSchema.optional() })) }, responses: answers(z.object({ version: z.number() })),
    }), async (c) => c.json(await saveDraft(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/systems/check', summary: 'What is wrong with a text of formulas, with line and column', request: { body: body(z.strictObject({ formulas: z.string().max(200_000) })) }, responses: answers(z.object({ problems: z.array(z.object({ line: z.number(), column: z.number(), text: textSchema })) })) }),
      async (c) => { if (!isPerson(c.var.actor)) throw refuse(commonRefusals.notAllowed); return c.json({ problems: checkFormulas(c.req.valid('json').formulas) }, 200); })
    .openapi(createRoute({ method: 'put', path: '/systems/{id}/judgments', summary: 'Keeps what the party judges of the dimensions of a draft, pair by pair', request: { params: idParams, body: body(z.strictObject({ parent: code, matrix: z.array(z.array(z.number().min(0.01).max(100)).max(15)).max(15) })) }, responses: answers(done) }),
      async (c) => { await storeJudgments(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'post', path: '/systems/{id}/trials', summary: 'Computes what was collected for an earlier version anew by this one', request: { params: idParams, body: body(z.strictObject({ campaignId: z.uuid() })) }, responses: answers(z.object({ id: z.string(), jobId: z.string() })) }),
      async (c) => c.json(await startTrial(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').campaignId), 200))
    .openapi(createRoute({ method: 'post', path: '/systems/{id}/copy', summary: 'Draws up the next version as a copy', request: { params: idParams }, responses: answers(made) }),
      async (c) => c.json(await copySystem(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/systems/{id}/propose', summary: 'Puts a draft to the four', request: { params: idParams, body: body(z.strictObject({ deadline: dateSchema.optional() })) }, responses: answers(done) }),
      async (c) => { await proposeSystem(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'get', path: '/systems/{id}/weighings', summary: 'What the data of the latest result would weigh the parts of a node by', request: { params: idParams, query: z.strictObject({ parent: code }) }, responses: answers(weighings) }),
      async (c) => c.json(await showWeighings(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').parent), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns', summary: 'Opens the collection of a system in force for a period', request: { body: body(z.strictObject({ systemId: z.uuid(), period: z.string().regex(/^(19|20)\d{2}$/), title, dueOn: dateSchema, locksOn: dateSchema.optional() })) }, responses: answers(made) }),
      async (c) => c.json(await openCampaign(platform, c.var.actor, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'get', path: '/campaigns/{id}', summary: 'How far a campaign is, and what has been computed from it', request: { params: idParams }, responses: answers(campaign) }),
      async (c) => c.json(await showCampaign(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/move', summary: 'Locks, opens again or withdraws a campaign', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => { await moveCampaign(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') }); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'get', path: '/campaigns/{id}/forms', summary: 'The forms of a campaign that one may see, by their codes', request: { params: idParams, query: z.strictObject({ ...pageQuery, ...formFilter }) }, responses: answers(pageOf(formRow)) }),
      async (c) => c.json(await listForms(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/campaigns/{id}/forms/export', summary: 'The same list to take along: who has reported, who has not, who was late', request: { params: idParams, query: z.strictObject({ ...exportQuery, ...formFilter }) }, responses: file('application/octet-stream', 'XLSX or CSV') }),
      async (c) => exportForms(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')))
    .openapi(createRoute({ method: 'get', path: '/campaigns/{id}/findings', summary: 'What is unusual in the forms that one may see, a portion of forms at a time', request: { params: idParams, query: z.strictObject({ level: formLevel.optional(), after: z.string().max(60).optional() }) }, responses: answers(z.object({ looked: z.number(), findings: z.array(listedFinding), next: z.string().optional() })) }),
      async (c) => c.json(await listFindings(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/forms/hand-in', summary: 'Hands in every form in scope with nothing left to correct or explain, a portion at a time', request: { params: idParams, body: body(z.strictObject({ level: formLevel.optional(), after: z.string().max(60).optional() })) }, responses: answers(z.object({ handedIn: z.number(), left: z.number(), next: z.string().optional() })) }),
      async (c) => c.json(await handInForms(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/forms/pass-on', summary: 'Passes on everything that has come from below: the district verifies, the city checks, the party approves', request: { params: idParams, body: body(z.strictObject({ level: formLevel.optional(), city: z.string().regex(/^\d{6}$/).optional() })) }, responses: answers(z.object({ moved: z.number(), more: z.boolean() })) }),
      async (c) => c.json(await passOnForms(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/remind', summary: 'Reminds every unit in scope that has not reported, at most once in twenty hours', request: { params: idParams }, responses: answers(z.object({ reminded: z.number() })) }),
      async (c) => c.json(await remindUnits(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/roster', summary: 'Brings the list of those who report up to the directory', request: { params: idParams }, responses: answers(z.object({ added: z.number(), moved: z.number(), excluded: z.number() })) }),
      async (c) => c.json(await updateRoster(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/successions', summary: 'Says which school came out of which', request: { body: body(z.strictObject({ kind: z.enum(['merged', 'split']), predecessors: z.array(z.uuid()).min(1).max(20), successors: z.array(z.uuid()).min(1).max(20), since: z.string().regex(/^(19|20)\d{2}$/) })) }, responses: answers(done) }),
      async (c) => { await recordSuccession(platform, c.var.actor, c.req.valid('json')); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'post', path: '/deliveries/{id}/move', summary: 'Hands a party’s numbers over to the region, takes them, or sends them back', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => { await moveDelivery(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') }); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'get', path: '/campaigns/{id}/template', summary: 'The open forms as a workbook or CSV to fill in', request: { params: idParams, query: z.strictObject({ level: formLevel.optional(), format: z.enum(['xlsx', 'csv']).default('xlsx'), previous: z.literal('true').optional() }) }, responses: file('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'XLSX or CSV') }),
      async (c) => { const { previous, ...query } = c.req.valid('query'); return writeTemplate(platform, c.var.actor, c.req.valid('param').id, { ...query, previous: previous === 'true' }); })
    .openapi(createRoute({ method: 'post', path: '/sheets', summary: 'Takes a filled-in workbook or CSV in, all of it or nothing', request: { query: z.strictObject({ campaign: z.uuid() }) }, responses: answers(z.object({ changed: z.number(), same: z.number(), wrong: z.number(), doubtful: z.number() })) }),
      async (c) => c.json(await takeIn(platform, c.var.actor, c.req.valid('query').campaign, await readBody(c, mostSheetBytes)), 200))
    .openapi(createRoute({ method: 'post', path: '/campaigns/{id}/runs', summary: 'Computes the index over what is approved now, in a job', request: { params: idParams }, responses: answers(z.object({ id: z.string(), jobId: z.string() })) }),
      async (c) => c.json(await startRun(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/forms/{id}', summary: 'A form with what must be looked at', request: { params: idParams }, responses: answers(form) }),
      async (c) => c.json(await showForm(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'patch', path: '/forms/{id}', summary: 'Saves what has been filled in so far', request: { params: idParams, body: body(z.strictObject({ version, entries: z.record(code, z.number().min(-1e15).max(1e15).nullable()), reasons: z.record(code, z.string().trim().max(500)) })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await saveForm(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/forms/{id}/move', summary: 'Submits, checks, approves or returns a form', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => { await moveForm(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') }); return c.json(ok, 200); })
    .openapi(createRoute({ method: 'get', path: '/runs/{id}', summary: 'A result: scores, ranks with their intervals, and how it was made', request: { params: idParams }, responses: answers(run) }),
      async (c) => c.json(await showRun(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/runs/{id}/units/{unit}', summary: 'How the numbers of a city, a party or a district were made', request: { params: unitOfResult }, responses: answers(unit) }),
      async (c) => c.json(await showUnit(platform, c.var.actor, c.req.valid('param').id, c.req.valid('param').unit), 200))
    .openapi(createRoute({ method: 'get', path: '/runs/{id}/units/{unit}/forms', summary: 'The forms behind a unit’s numbers that one may see; of one indicator with the values of its data elements', request: { params: unitOfResult, query: z.strictObject({ ...pageQuery, code: code.optional() }) }, responses: answers(behind) }),
      async (c) => c.json(await listFormsBehind(platform, c.var.actor, c.req.valid('param').id, c.req.valid('param').unit, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/runs/{id}/analysis', summary: 'What stands behind a result: effective weights, correlations, Sobol indices, differences, convergence', request: { params: idParams, query: analysisOf }, responses: answers(analysis) }),
      async (c) => c.json(await analyseRun(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/runs/{id}/trend', summary: 'One unit or one node over the years, of the latest computation of each', request: { params: idParams, query: trendOf }, responses: answers(trend) }),
      async (c) => c.json({ items: await runTrend(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')) }, 200))
    .openapi(createRoute({ method: 'post', path: '/runs/{id}/publication', summary: 'Freezes a result and puts its publication to the four', request: { params: idParams, body: body(z.strictObject({ title, embargoOn: dateSchema, deadline: dateSchema.optional(), reason: z.string().trim().min(4).max(500).optional() })) }, responses: answers(made) }),
      async (c) => c.json(await proposePublication(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'get', path: '/publications', summary: 'The published results, for everybody', responses: answers(z.object({ items: z.array(z.object({ id: z.string(), title: z.string(), embargoOn: z.string(), period: z.string() })) })) }),
      async (c) => c.json({ items: await listPublications(platform) }, 200))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}', summary: 'A published result at its address', request: { params: idParams }, responses: answers(publication) }),
      async (c) => c.json(await showPublication(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/trend', summary: 'One unit or one node over the years, of what was published', request: { params: idParams, query: trendOf }, responses: answers(trend) }),
      async (c) => c.json({ items: await publicationTrend(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')) }, 200))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/analysis', summary: 'What stands behind a published result: effective weights, correlations, Sobol indices, differences, convergence', request: { params: idParams, query: analysisOf }, responses: answers(analysis) }),
      async (c) => c.json(await analysePublication(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/data', summary: 'A published result as open data: CSV, JSON-stat 2.0, SDMX-JSON 2.0 or XLSX', request: { params: idParams, query: z.strictObject({ format: z.enum(['csv', 'json-stat', 'sdmx-json', 'xlsx']).default('csv') }) }, responses: file('application/octet-stream', 'CSV, JSON-stat, SDMX-JSON or XLSX') }),
      async (c) => openData(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').format))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/bundle', summary: 'A published result as the one file that its SHA-256 is of: all that is needed to work it out again', request: { params: idParams }, responses: file('application/json', 'JSON') }),
      async (c) => openBundle(platform, c.var.actor, c.req.valid('param').id))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/tables/{table}', summary: 'The cities’ values, or the tree, as a table for “delta indicators compute”', request: { params: z.strictObject({ id: z.uuid(), table: z.enum(['data', 'meta']) }) }, responses: file('text/csv', 'CSV') }),
      async (c) => { const { id, table } = c.req.valid('param'); return openTables(platform, c.var.actor, id, table); })
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/parts', summary: 'The data by place that a published result’s formulas are put together from: CSV or XLSX', request: { params: idParams, query: z.strictObject({ format: z.enum(['csv', 'xlsx']).default('csv') }) }, responses: file('application/octet-stream', 'CSV or XLSX') }),
      async (c) => openParts(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').format))
    .openapi(createRoute({ method: 'get', path: '/publications/{id}/report', summary: 'A published result as a report to print', request: { params: idParams }, responses: file('application/pdf', 'PDF') }),
      async (c) => publicationReport(platform, c.var.actor, c.req.valid('param').id));

/** A sheet may weigh this much. */
const mostSheetBytes = 20 * 1024 * 1024;

export type IndicatorsApi = ReturnType<typeof indicatorsApi>;
