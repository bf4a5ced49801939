import { mechanisms } from '#algorithms/matching/solve.ts';
import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { Platform } from '#kernel/platform.ts';
import { answersApi } from './answers/api.ts';
import { lotteryApi } from './lottery/api.ts';
import { orderingApi } from './ordering/api.ts';
import { nominators, presetNames, presets } from './presets.ts';
import { beginApplication, listApplications, moveApplication, saveApplication, showOwn } from './service/applications.ts';
import { setLimits } from './service/limits.ts';
import { askForMatching, showInputs, showMatching } from './service/matching.ts';
import { rankNominations } from './service/ranking.ts';
import { addOffer, changeOffer, moveOffer, setQuota } from './service/offers.ts';
import { application, categorySchema, declaredSchema, limitsSchema, outcome, teamSchema, termsSchema } from './schemas.ts';
import { confirmationApi } from './confirmation/api.ts';
import { confirmSteps } from './confirmation/rules.ts';
import { quotasApi } from './quotas/api.ts';
import { askForRehearsal, rehearsedPeople, showRehearsal } from './rehearsal/rehearse.ts';
import { addScheme, changeScheme, listInitiatives, listSchemes, moveScheme, showScheme } from './service/schemes.ts';
import { practiceApi } from './practice/api.ts';
import { stayApi } from './stay/api.ts';
import { duringApi } from './stay/during-api.ts';
import { overviewApi } from './stay/overview-api.ts';
import { takePosts } from './terms/posts.ts';
import { draftNumbers, setTerms } from './terms/terms.ts';

const presetSchema = z.enum(presetNames);
const mechanismSchema = z.enum(mechanisms);
const version = z.int().min(1);
const done = z.object({ ok: z.literal(true) });
const made = z.object({ id: z.string() });
const optional = (most: number) => z.string().trim().max(most).transform((text) => (text === '' ? null : text)).nullable().default(null);

const agreementField = z.object({ key: z.string(), label: textSchema, kind: z.enum(['text', 'longtext', 'courses', 'scale']), required: z.boolean() });

const scheme = z.object({
  id: z.string(), preset: presetSchema, itemId: z.string(), year: z.number(), title: z.string(), note: z.string().nullable(), startsOn: z.string(), endsOn: z.string(), applyUntil: z.string(), answerUntil: z.string(),
  mostWishes: z.number(), mechanism: mechanismSchema, tolerance: z.number(), party: partySchema, visibility: z.string(), state: z.string(), version: z.number(), round: z.number(), limits: limitsSchema, terms: termsSchema, consentUntil: z.string().nullable(), confirms: z.array(z.enum(confirmSteps)), nominatedBy: z.enum(nominators),
});
const calendar = z.object({ applyUntil: z.string(), answerUntil: z.string(), startsOn: z.string(), endsOn: z.string() });
const decision = z.object({
  consent: z.object({
    proposalId: z.string(), round: z.number(), state: z.string(), deadline: z.string(), digest: z.string(),
    answers: z.array(z.object({ party: partySchema, answer: z.enum(['agree', 'reserve', 'object', 'abstain']), name: z.string(), text: z.string().nullable() })),
  }).nullable(),
  documentId: z.string().nullable(),
});
const schemeText = {
  title: z.string().trim().min(1).max(200), note: optional(5000), startsOn: dateSchema, endsOn: dateSchema, applyUntil: dateSchema, answerUntil: dateSchema,
  mostWishes: z.int().min(1).max(20), mechanism: mechanismSchema, tolerance: z.int().min(0).max(1000).default(0),
};
const offer = z.object({
  id: z.string(), schemeId: z.string(), institutionId: z.string(), institutionName: z.string(), party: partySchema, title: z.string(), description: z.string(), requirements: z.string().nullable(),
  capacity: z.number(), tutor: z.string().nullable(), lodging: z.string().nullable(), allowance: z.string().nullable(), startsOn: z.string().nullable(), endsOn: z.string().nullable(), postId: z.string().nullable(), state: z.string(), version: z.number(), taken: z.number(), tutorId: z.string().nullable(), fields: z.array(z.string()), aims: z.array(z.string()), mayOrder: z.boolean(),
});
const offerText = {
  title: z.string().trim().min(1).max(120), description: z.string().trim().min(1).max(4000), requirements: optional(2000), capacity: z.int().min(1).max(1000), tutor: optional(60), lodging: optional(500), allowance: optional(500), startsOn: dateSchema.nullable().default(null), endsOn: dateSchema.nullable().default(null), tutorId: z.uuid().nullable().default(null), ...declaredSchema,
};
const choices = z.array(z.object({ key: z.string(), label: textSchema }));
const balance = z.array(z.object({ party: partySchema, sends: z.number(), takes: z.number() }));
const schemeView = scheme.extend({
  item: z.object({ code: z.string(), title: z.string() }), today: z.string(), decision,
  words: z.object({ cadres: z.boolean(), pairs: z.object({ fields: choices, aims: choices }).nullable(), label: textSchema, person: textSchema, post: textSchema, statement: textSchema, certificate: textSchema, recognises: z.enum(['credits', 'hours']), agreement: z.array(agreementField), papers: z.array(z.object({ key: z.string(), label: textSchema, required: z.boolean() })) }),
  quotas: z.array(z.object({ institutionId: z.string(), institutionName: z.string(), party: partySchema, places: z.number(), nominated: z.number() })), offers: z.array(offer), balance, lifecycle: lifecycleSchema,
  may: z.object({ change: z.boolean(), setQuotas: z.boolean(), offer: z.boolean(), apply: z.boolean(), nominate: z.boolean(), confirm: z.boolean(), order: z.boolean(), match: z.boolean() }),
});

const profile = z.object({ name: z.string(), institutionId: z.string().nullable(), institutionName: z.string().nullable(), party: partySchema.nullable(), title: z.string().nullable(), field: z.string().nullable(), position: z.string().nullable() });

const summary = z.object({
  placed: z.number(), byWish: z.array(z.number()).readonly(), applicants: z.number(), blockingPairs: z.number(), fit: z.number().optional(),
  institutions: z.array(z.object({ institutionId: z.string(), name: z.string(), party: partySchema, sends: z.number(), takes: z.number() })).readonly(),
});
const certificate = z.object({ version: z.literal(1), mechanism: mechanismSchema, tolerance: z.number(), applicants: z.number(), positions: z.number(), inputs: z.string(), result: z.string(), blockingPairs: z.number(), blocking: z.array(z.object({ applicants: z.array(z.string()).readonly(), positions: z.array(z.string()).readonly() })).readonly().optional() });
const run = z.object({
  id: z.string(), schemeId: z.string(), round: z.number(), mechanism: mechanismSchema, tolerance: z.number(), certificate, summary, madeAt: z.string(), balance,
  flows: z.array(z.object({ from: partySchema, to: partySchema, placed: z.number(), there: z.number(), certified: z.number() })),
});

const computed = <R extends z.ZodType>(result: R) => z.object({ state: z.enum(['running', 'failed', 'done']), progress: z.number(), step: textSchema.nullable(), problem: textSchema.nullable(), askedAt: z.string(), finishedAt: z.string().nullable(), outdated: z.boolean(), result: result.nullable() });

const tablesByName = { 'applicants.csv': 'applicants', 'positions.csv': 'positions', 'caps.csv': 'caps' } as const;
const ok = { ok: true as const };

/** Schemes, offers, quotas, applications, orders, matching. */
const schemesApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/schemes', summary: 'The annual schemes that the actor may see, newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(scheme.extend({ itemTitle: z.string(), itemCode: z.string(), presetLabel: textSchema }))) }),
      async (c) => c.json(await listSchemes(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/beginnings', summary: 'With what the actor may begin a scheme: the presets, and the initiatives of their party', responses: answers(z.object({ presets: z.array(z.object({ name: presetSchema, label: textSchema, mechanism: mechanismSchema, mostWishes: z.number(), answerDays: z.number(), calendar })), initiatives: z.array(z.object({ id: z.string(), code: z.string(), title: z.string() })) })) }),
      async (c) => c.json({ presets: presetNames.map((name) => ({ name, label: presets[name].label, mechanism: presets[name].mechanism, mostWishes: presets[name].mostWishes, answerDays: presets[name].answerDays, calendar: presets[name].calendar })), initiatives: await listInitiatives(platform, c.var.actor) }, 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes', summary: 'Drafts a scheme of a programme for a year', request: { body: body(z.strictObject({ preset: presetSchema, itemId: z.uuid(), year: z.int().min(2020).max(2100), ...schemeText })) }, responses: answers(made) }),
      async (c) => c.json(await addScheme(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}', summary: 'A scheme: terms, how the four stand to it, offers, quotas and balance', request: { params: idParams }, responses: answers(schemeView) }),
      async (c) => c.json(await showScheme(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/schemes/{id}', summary: 'Changes the terms of a scheme that is being drafted', request: { params: idParams, body: body(z.strictObject({ version, ...schemeText })) }, responses: answers(done) }),
      async (c) => {
        await changeScheme(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/schemes/{id}/limits', summary: 'Sets quotas by category, caps by region, and whether teams go together', request: { params: idParams, body: body(limitsSchema.extend({ version })) }, responses: answers(done) }),
      async (c) => {
        await setLimits(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/schemes/{id}/terms', summary: 'Sets numbers, level and money of a scheme that is being drafted', request: { params: idParams, body: body(termsSchema.extend({ version })) }, responses: answers(done) }),
      async (c) => {
        await setTerms(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/terms/draft', summary: 'The numbers that the cadre posts wanted and offered come to', request: { params: idParams }, responses: answers(termsSchema.pick({ numbers: true })) }),
      async (c) => c.json(await draftNumbers(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/cadre-posts', summary: 'Takes the cadre posts wanted and offered over as offers and quotas', request: { params: idParams }, responses: answers(z.object({ offers: z.number(), quotas: z.number() })) }),
      async (c) => c.json(await takePosts(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/move', summary: 'Moves a scheme along its lifecycle', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveScheme(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'put', path: '/schemes/{id}/quotas', summary: 'Sets how many a home may nominate', request: { params: idParams, body: body(z.strictObject({ institutionId: z.uuid(), places: z.int().min(0).max(10_000) })) }, responses: answers(done) }),
      async (c) => {
        await setQuota(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/offers', summary: 'A host offers a post or places', request: { params: idParams, body: body(z.strictObject({ institutionId: z.uuid(), ...offerText })) }, responses: answers(made) }),
      async (c) => c.json(await addOffer(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/offers/{id}', summary: 'Changes an offer', request: { params: idParams, body: body(z.strictObject({ version, ...offerText })) }, responses: answers(done) }),
      async (c) => {
        await changeOffer(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/offers/{id}/move', summary: 'Publishes or withdraws an offer', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveOffer(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/own', summary: 'The actor’s own application, and their profile from the directory', request: { params: idParams }, responses: answers(z.object({ profile: profile.nullable(), application: application.extend({ lifecycle: lifecycleSchema, outcome: outcome.nullable(), teammates: z.array(z.object({ personName: z.string(), wishes: z.number(), state: z.string() })) }).nullable() })) }),
      async (c) => c.json(await showOwn(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/own', summary: 'Begins an application', request: { params: idParams }, responses: answers(z.object({ id: z.string(), version: z.number() })) }),
      async (c) => c.json(await beginApplication(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/applications/{id}', summary: 'Saves an application so far', request: { params: idParams, body: body(z.strictObject({ version, statement: z.string().max(3000), wishes: z.array(z.uuid()).max(20), category: categorySchema.nullable().optional(), team: teamSchema.nullable().optional(), ...declaredSchema })) }, responses: answers(z.object({ version: z.number() })) }),
      async (c) => c.json(await saveApplication(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/applications/{id}/move', summary: 'Submits, withdraws, nominates, refuses, answers', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }),
      async (c) => {
        await moveApplication(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/applications', summary: 'Applications of the actor’s own home, or to its posts', request: { params: idParams, query: z.strictObject({ view: z.enum(['home', 'host']) }) }, responses: answers(z.object({ items: z.array(application.extend({ lifecycle: lifecycleSchema, mayNominate: z.boolean() })) })) }),
      async (c) => c.json({ items: await listApplications(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query').view) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/schemes/{id}/rehearsal', summary: 'How far the rehearsal is, or what would come out by each mechanism: in numbers, for homes, hosts and the region', request: { params: idParams },
        responses: answers(z.object({ rehearsal: computed(z.object({
          items: z.array(z.object({ mechanism: mechanismSchema, chosen: z.boolean(), ignoresLimits: z.boolean(), summary, worstImbalance: z.number() })), lots: z.number(), incomplete: z.number(),
          homes: z.array(z.object({ homeId: z.string(), name: z.string(), party: partySchema, nominated: z.number(), by: z.array(z.object({ mechanism: mechanismSchema, placed: z.number(), first: z.number() })).readonly() })),
          hosts: z.array(z.object({ offerId: z.string(), title: z.string(), hostId: z.string(), name: z.string(), party: partySchema, capacity: z.number(), by: z.array(z.object({ mechanism: mechanismSchema, taken: z.number(), homes: z.number() })).readonly() })),
          region: z.array(z.object({ mechanism: mechanismSchema, flows: z.array(z.object({ from: partySchema, to: partySchema, count: z.number() })).readonly() })),
        })).nullable() })),
      }),
      async (c) => c.json(await showRehearsal(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'put', path: '/schemes/{id}/nominations', summary: 'Puts those whom a home has nominated in order, best first', request: { params: idParams, body: body(z.strictObject({ homeId: z.uuid(), order: z.array(z.uuid()).min(1).max(5000) })) }, responses: answers(done) }),
      async (c) => {
        await rankNominations(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/rehearsal', summary: 'Has the mechanisms tried on what the scheme is now', request: { params: idParams }, responses: answers(z.object({ jobId: z.string() })) }),
      async (c) => c.json(await askForRehearsal(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/schemes/{id}/rehearsal/people', summary: 'What each applicant would get by each mechanism; names of one’s own only', request: { params: idParams, query: z.strictObject(pageQuery) },
        responses: answers(pageOf(z.object({
          id: z.string(), homeId: z.string(), homeName: z.string(), party: partySchema, nominationRank: z.number().nullable(), personName: z.string().nullable(),
          by: z.array(z.object({ mechanism: mechanismSchema, wish: z.number(), offer: z.string().nullable() })).readonly(),
        }))),
      }),
      async (c) => c.json(await rehearsedPeople(platform, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/matching', summary: 'Has it matched and made known', request: { params: idParams, body: body(z.strictObject({ version })) }, responses: answers(z.object({ jobId: z.string() })) }),
      async (c) => c.json(await askForMatching(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').version), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/matching', summary: 'The matching in numbers, with its certificate', request: { params: idParams }, responses: answers(z.object({ run: run.nullable(), computation: computed(z.null()).nullable() })) }),
      async (c) => c.json(await showMatching(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/schemes/{id}/matching/{table}', summary: 'What went into the matching, for `delta match`', request: { params: z.strictObject({ id: z.uuid(), table: z.enum(['applicants.csv', 'positions.csv', 'caps.csv']) }) },
        responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } } },
      }),
      async (c) => {
        const { id, table } = c.req.valid('param');
        const text = await showInputs(platform, c.var.actor, id, tablesByName[table]);
        return c.body(text, 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${table}"` });
      },
    );

/** The exchange's routes. */
export const exchangeApi = (platform: Platform) => schemesApi(platform).route('/', stayApi(platform)).route('/', duringApi(platform)).route('/', overviewApi(platform)).route('/', practiceApi(platform)).route('/', orderingApi(platform)).route('/', lotteryApi(platform)).route('/', answersApi(platform)).route('/', confirmationApi(platform)).route('/', quotasApi(platform));

/** What the browser knows of the exchange's API. */
export type ExchangeApi = ReturnType<typeof exchangeApi>;
