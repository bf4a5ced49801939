import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, textSchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { boundCategories, drawStates, recusalRules, type BoundCategory } from '../messages.ts';
import type { Recusal } from '../rules.ts';
import { countEligible, listDraws, requestDraw, withdrawDraw } from '../service/draws.ts';
import { declineDuty, judge } from '../service/duties.ts';
import { answerObjection, objectTo } from '../service/objections.ts';
import { commit, depart, readBeacon, reveal, showDraw, writeDrawTranscript } from '../service/rounds.ts';
import { done, made, named, pool } from './members.ts';

const count = z.int().min(0).max(10_000);
const boundSchema = z.strictObject({ category: z.enum(Object.keys(boundCategories) as [BoundCategory, ...BoundCategory[]]), value: z.string().trim().min(1).max(100), min: count, max: count, minFlex: count.optional(), maxFlex: count.optional() });

const asked = {
  purpose: z.string().trim().min(2).max(200), seats: z.int().min(1).max(500), reserves: z.int().min(0).max(500), mode: z.enum(['leximin', 'maximin', 'uniform']), bounds: z.array(boundSchema).max(200).default([]), cap: z.number().gt(0).max(1).optional(),
  categories: z.array(z.string().max(40)).max(50).default([]), recusedInstitutions: z.array(z.uuid()).max(50).default([]), recusedParties: z.array(partySchema).max(4).default([]), recusalYears: z.int().min(0).max(20).default(3),
  recusals: z.array(z.enum(Object.keys(recusalRules) as [Recusal, ...Recusal[]])).max(4).default(['sameInstitution', 'declared', 'kinship', 'coMembership']), loadCap: z.int().min(1).max(100).optional(),
  from: dateSchema.optional(), to: dateSchema.optional(),
  beacon: z.strictObject({ name: z.string().trim().min(2).max(200), at: z.iso.datetime({ offset: true }).max(40) }).optional(),
  /** How long parties have to reveal: from ten seconds, for a draw where all sit together, to a week. */
  revealSeconds: z.int().min(10).max(7 * 86_400).default(3_600),
};
const reviewed = { persons: z.array(z.strictObject({ name: named, personId: z.uuid().optional() })).max(200).default([]), projects: z.array(named).max(200).default([]) };
const askedSchema = z.object(asked);
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const why = z.string().trim().min(1).max(2000);
const round = z.int().min(1).max(1_000);
const states = z.enum(Object.keys(drawStates) as [keyof typeof drawStates, ...(keyof typeof drawStates)[]]);

const summary = z.object({
  id: z.string(), poolId: z.string(), title: z.string(), request: askedSchema, party: partySchema, state: states, problem: textSchema.nullable(), digest: z.string().nullable(), round: z.number(), revealUntil: z.string().nullable(), jobId: z.string().nullable(),
  panel: z.array(z.number()).nullable(), version: z.number(), createdAt: z.string(),
});
const shown = summary.extend({
  pool, now: z.string(), reviewed: z.object({ persons: z.array(z.object({ name: z.string() })), projects: z.array(z.string()), salted: z.array(z.object({ kind: z.enum(['person', 'project']), name: z.string(), salt: z.string() })) }).nullable(), people: z.number(), panels: z.number(), chances: z.object({ min: z.number(), max: z.number() }).nullable(), journalEntry: z.number().nullable(),
  rounds: z.array(z.object({ round: z.number(), revealUntil: z.string().nullable(), missing: z.array(partySchema), commits: z.array(z.object({ party: partySchema, digest: z.string(), at: z.string() })), revealed: z.array(partySchema) })),
  readings: z.array(z.object({ party: partySchema, value: z.string(), at: z.string() })),
  drawnPeople: z.array(z.object({ place: z.number(), party: partySchema, label: z.string() })),
  objections: z.array(z.object({ id: z.string(), place: z.number(), label: z.string(), party: partySchema, reason: z.string(), memberParty: partySchema, at: z.string(), answer: z.enum(['upheld', 'rejected']).nullable(), answerReason: z.string().nullable() })),
  departures: z.array(z.object({ place: z.number(), kind: z.enum(['declined', 'conflict', 'withdrawn']), reason: z.string(), party: partySchema, at: z.string() })), vacant: z.number(), may: z.object({ act: z.boolean(), withdraw: z.boolean() }),
});

/** Draws: asked for, frozen, committed to, revealed, drawn, checked. */
export const drawsApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/draws', summary: 'Draws, newest first', request: { query: z.strictObject(pageQuery) }, responses: answers(pageOf(summary.extend({ poolName: z.string() }))) }), async (c) => c.json(await listDraws(platform, c.var.actor, c.req.valid('query')), 200))
    .openapi(
      createRoute({ method: 'post', path: '/draws', summary: 'Asks for a draw from a pool', request: { body: body(z.strictObject({ poolId: z.uuid(), title: z.string().trim().min(2).max(200), ...asked, ...reviewed })) }, responses: answers(made) }),
      async (c) => c.json(await requestDraw(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/draws/eligible', summary: 'How many may be drawn for such a request, by each value that bounds can count; nobody is named', request: { body: body(z.strictObject({ poolId: z.uuid(), ...asked, ...reviewed })) },
        responses: answers(z.object({ people: z.number(), values: z.array(z.object({ category: z.string(), value: z.string(), people: z.number() })) })),
      }),
      async (c) => {
        const { poolId, ...request } = c.req.valid('json');
        return c.json(await countEligible(platform, c.var.actor, poolId, request), 200);
      },
    )
    .openapi(createRoute({ method: 'get', path: '/draws/{id}', summary: 'A draw as it stands', request: { params: idParams }, responses: answers(shown) }), async (c) => c.json(await showDraw(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/draws/{id}/withdraw', summary: 'Withdraws a draw before anything was revealed', request: { params: idParams, body: body(z.strictObject({ version: z.int().min(1), reason: why })) }, responses: answers(done) }), async (c) => {
      await withdrawDraw(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/draws/{id}/commits', summary: 'Commits the party to a secret number', request: { params: idParams, body: body(z.strictObject({ round, digest: hex })) }, responses: answers(done) }), async (c) => {
      await commit(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/draws/{id}/reveals', summary: 'Reveals the party’s number', request: { params: idParams, body: body(z.strictObject({ round, secret: hex })) }, responses: answers(done) }), async (c) => {
      await reveal(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/draws/{id}/readings', summary: 'Says what the party reads of the public beacon that the draw names', request: { params: idParams, body: body(z.strictObject({ value: z.string().trim().min(1).max(200) })) }, responses: answers(done) }), async (c) => {
      await readBeacon(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').value);
      return c.json({ ok: true as const }, 200);
    })
    .openapi(
      createRoute({ method: 'post', path: '/draws/{id}/departures', summary: 'Somebody drawn cannot come; the first fitting reserve comes in', request: { params: idParams, body: body(z.strictObject({ place: count.max(1_000_000), kind: z.enum(['declined', 'conflict', 'withdrawn']), reason: why })) }, responses: answers(done) }),
      async (c) => {
        await depart(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/draws/{id}/objections', summary: 'Says that somebody of another party who was drawn has a tie to what is reviewed; where the platform finds it, they leave', request: { params: idParams, body: body(z.strictObject({ place: count.max(1_000_000), reason: why })) }, responses: answers(z.object({ left: z.boolean() })) }),
      async (c) => c.json(await objectTo(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/draws/{id}/objections/answer', summary: 'The person’s party decides on an objection', request: { params: idParams, body: body(z.strictObject({ objectionId: z.uuid(), answer: z.enum(['upheld', 'rejected']), reason: why })) }, responses: answers(done) }),
      async (c) => {
        await answerObjection(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json({ ok: true as const }, 200);
      },
    )
    .openapi(createRoute({ method: 'post', path: '/draws/{id}/decline', summary: 'Somebody drawn says themselves that they cannot come', request: { params: idParams, body: body(z.strictObject({ reason: why })) }, responses: answers(done) }), async (c) => {
      await declineDuty(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason);
      return c.json({ ok: true as const }, 200);
    })
    .openapi(
      createRoute({ method: 'post', path: '/draws/{id}/judgements', summary: 'The party that asked says how somebody did; for their keepers only', request: { params: idParams, body: body(z.strictObject({ place: count.max(1_000_000), grade: z.int().min(1).max(5), about: z.string().trim().min(1).max(1000).optional() })) }, responses: answers(made) }),
      async (c) => c.json(await judge(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/draws/{id}/transcript', summary: 'The transcript by which anybody runs the draw again', request: { params: idParams }, responses: { 200: { description: 'One line of JSON, in its canonical form (RFC 8785)', content: { 'application/octet-stream': { schema: z.string() } } } } }),
      async (c) => {
        const { id } = c.req.valid('param');
        return new Response(await writeDrawTranscript(platform, c.var.actor, id), { headers: { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="draw-${id}.json"`, 'cache-control': 'no-store' } });
      },
    );

export type DrawsApi = ReturnType<typeof drawsApi>;
