import { answers, body, createRoute, dateSchema, idParams, newApi, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { addOwnView, answerLeave, askLeave, followUp, holdTalk, reportIncident, withdrawLeave } from './service/during.ts';
import { answerObjection, raiseObjection, waiveObjection } from './service/objections.ts';

const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const made = z.object({ id: z.string() });
const line = (most: number) => z.string().trim().min(1).max(most);
const optional = (most: number) => z.string().trim().max(most).transform((text) => (text === '' ? null : text)).nullable().default(null);
const grade = z.enum(['excellent', 'good', 'passed', 'failed']);
const part = z.strictObject({ id: z.uuid(), part: z.uuid() });

/** What happens during a stay and at its end: leave, incidents, the talk at half time, objections. */
export const duringApi = (platform: Platform) =>
  newApi()
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/leaves', summary: 'The person asks for days off', request: { params: idParams, body: body(z.strictObject({ from: dateSchema, to: dateSchema, reason: line(1000) })) }, responses: answers(made) }),
      async (c) => c.json(await askLeave(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/leaves/{part}/answer', summary: 'The host grants days off, or says why not', request: { params: part, body: body(z.strictObject({ granted: z.boolean(), answer: optional(1000) })) }, responses: answers(done) }),
      async (c) => {
        const { id, part: leave } = c.req.valid('param');
        await answerLeave(platform, c.var.actor, id, { id: leave, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/leaves/{part}/withdraw', summary: 'The person takes the request back', request: { params: part }, responses: answers(done) }),
      async (c) => {
        const { id, part: leave } = c.req.valid('param');
        await withdrawLeave(platform, c.var.actor, id, leave);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/incidents', summary: 'Reports what went wrong; all sides hear of it at once', request: { params: idParams, body: body(z.strictObject({ kind: z.enum(['injury', 'health', 'safety', 'dispute', 'other']), happenedOn: dateSchema, text: line(3000) })) }, responses: answers(made) }),
      async (c) => c.json(await reportIncident(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/incidents/{part}/follow-ups', summary: 'What was done about an incident; an institution may settle it with that', request: { params: part, body: body(z.strictObject({ text: line(3000), settled: z.boolean().default(false) })) }, responses: answers(done) }),
      async (c) => {
        const { id, part: incident } = c.req.valid('param');
        await followUp(platform, c.var.actor, id, { id: incident, ...c.req.valid('json') });
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/talk', summary: 'The host writes down the talk at half time', request: { params: idParams, body: body(z.strictObject({ heldOn: dateSchema, text: line(5000) })) }, responses: answers(done) }),
      async (c) => {
        await holdTalk(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/talk/view', summary: 'The person adds their own view of the talk', request: { params: idParams, body: body(z.strictObject({ text: line(3000) })) }, responses: answers(done) }),
      async (c) => {
        await addOwnView(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json').text);
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/objections', summary: 'The person objects to an assessment, in time', request: { params: idParams, body: body(z.strictObject({ side: z.enum(['home', 'host']), text: line(3000) })) }, responses: answers(done) }),
      async (c) => {
        await raiseObjection(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/objections/answer', summary: 'The side that assessed answers: it keeps the grade, or gives another', request: { params: idParams, body: body(z.strictObject({ answer: line(3000), grade: grade.nullable() })) }, responses: answers(done) }),
      async (c) => {
        await answerObjection(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
        return c.json(ok, 200);
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/stays/{id}/objections/none', summary: 'The person has read the assessments and does not object', request: { params: idParams }, responses: answers(done) }),
      async (c) => {
        await waiveObjection(platform, c.var.actor, c.req.valid('param').id);
        return c.json(ok, 200);
      },
    );
