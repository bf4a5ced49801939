import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import type { Platform } from '#kernel/platform.ts';
import { extendDeadline, giveAnswer, withdrawProposal } from '../service/answers.ts';
import { listProposals, showProposal } from '../service/proposals.ts';
import { done, ok, reason } from './shared.ts';

const answerSchema = z.enum(['agree', 'reserve', 'object', 'abstain']);
const ruleSchema = z.enum(['four', 'three']);
const proposalState = z.enum(['open', 'lapsed', 'agreed', 'refused', 'withdrawn']);
const roundState = z.enum(['open', 'lapsed', 'agreed', 'refused', 'withdrawn', 'superseded']);

const shownAnswer = z.object({ party: partySchema, answer: answerSchema, text: z.string().nullable(), role: z.string(), name: z.string(), answeredAt: z.string(), version: z.number() });
const tally = z.object({ needed: z.number(), consents: z.number(), objections: z.number(), abstentions: z.number(), silent: z.array(partySchema).readonly() });
export const clause = z.object({ id: z.string(), heading: z.string(), text: z.string() });
const stretches = z.array(z.object({ text: z.string(), mark: z.enum(['same', 'added', 'removed']) })).readonly();

const proposal = { id: z.string(), kind: z.string(), subjectType: z.string(), title: z.string(), party: partySchema.nullable(), state: proposalState, putAt: z.string() };
const listed = z.object({ ...proposal, round: z.number(), rule: ruleSchema, deadline: z.string(), answers: z.array(shownAnswer), tally });
/** What the four have said of a record, round by round. */
export const consent = z.object({
  ...proposal, subjectId: z.string(), link: z.string(),
  rounds: z.array(z.object({
    round: z.number(), rule: ruleSchema, deadline: z.string(), state: roundState, openedAt: z.string(), settledAt: z.string().nullable(), digest: z.string(),
    clauses: z.array(clause), answers: z.array(shownAnswer), tally,
    changes: z.array(z.object({ id: z.string(), change: z.enum(['same', 'changed', 'added', 'removed']), heading: stretches, text: stretches })).optional(),
  })),
});

const shown = consent.extend({ today: z.string(), may: z.object({ answer: z.boolean(), decideTime: z.boolean() }) });

/** What is put to the four, and what they say. */
export const consentApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/proposals', summary: 'The consent board: proposals with what each party said, the newest first', request: { query: z.strictObject({ ...pageQuery, state: z.enum(['undecided', 'decided']).optional() }) }, responses: answers(pageOf(listed)) }),
      async (c) => c.json(await listProposals(platform, c.var.actor, c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/proposals/{id}', summary: 'A proposal: its text round by round, what changed, and what each party said', request: { params: idParams }, responses: answers(shown) }),
      async (c) => c.json(await showProposal(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/proposals/{id}/answers', summary: 'The signatory answers for a party, or changes its answer while the round is open',
        request: { params: idParams, body: body(z.strictObject({ round: z.int().min(1).max(100_000), digest: z.string().regex(/^[0-9a-f]{64}$/), answer: answerSchema, text: z.string().trim().max(2000).optional(), replaces: z.int().min(1).max(100_000).optional() })) },
        responses: answers(z.object({ state: z.string() })),
      }),
      async (c) => c.json(await giveAnswer(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/proposals/{id}/deadline', summary: 'The proposer gives the parties more time', request: { params: idParams, body: body(z.strictObject({ deadline: dateSchema, reason })) }, responses: answers(done) }),
      async (c) => {
        await extendDeadline(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/proposals/{id}/withdraw', summary: 'The proposer takes a proposal back, with a reason', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }),
      async (c) => {
        await withdrawProposal(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').reason);
        return c.json(ok, 200);
      },
    );

export type ConsentApi = ReturnType<typeof consentApi>;
