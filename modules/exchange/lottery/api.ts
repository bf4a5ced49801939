import { answers, body, createRoute, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { commit, freezeInputs, reveal, showLottery, writeLotteryTranscript } from './lottery.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const attempt = z.int().min(1).max(1000);
const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const lottery = z.object({
  id: z.string(), digest: z.string(), state: z.enum(['committing', 'revealing', 'drawn', 'void']), attempt: z.number(), revealUntil: z.string().nullable(), people: z.number(), frozenAt: z.string(),
  committed: z.array(partySchema), revealed: z.array(partySchema),
});

/** The lottery between those whom hosts hold equal. */
export const lotteryApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/lottery', summary: 'Whether a lottery is needed, and how far it is', request: { params: idParams }, responses: answers(z.object({ needed: z.boolean(), mayFreeze: z.boolean(), lottery: lottery.nullable(), party: partySchema.nullable() })) }),
      async (c) => c.json(await showLottery(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/lottery', summary: 'Freezes the inputs and asks the four for their numbers', request: { params: idParams }, responses: answers(z.object({ id: z.string() })) }),
      async (c) => c.json(await freezeInputs(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/lottery/commit', summary: 'A party commits to its number', request: { params: idParams, body: body(z.strictObject({ attempt, digest: hex })) }, responses: answers(done) }),
      async (c) => {
        await commit(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/schemes/{id}/lottery/reveal', summary: 'A party reveals its number', request: { params: idParams, body: body(z.strictObject({ attempt, secret: hex })) }, responses: answers(done) }),
      async (c) => {
        await reveal(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'get', path: '/schemes/{id}/lottery/transcript', summary: 'The transcript, for `delta draw verify`', request: { params: idParams }, responses: { 200: { description: 'One line of canonical JSON', content: { 'text/plain': { schema: z.string() } } } } }),
      async (c) => c.text(await writeLotteryTranscript(platform, c.var.actor, c.req.valid('param').id), 200, { 'content-disposition': 'attachment; filename="lottery.json"' }),
    );
