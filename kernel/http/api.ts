import { OpenAPIHono, z } from '@hono/zod-openapi';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { partyCodes } from '#kernel/domain.ts';
import type { Env } from './env.ts';
import { describeIssues } from './problem.ts';

/** An empty API to hang routes on; whatever does not fit a route's schema is refused field by field before the handler runs. */
export function newApi(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw refuse(commonRefusals.invalid, {}, { details: { errors: describeIssues(result.error, result.target) } });
    },
  });
}

/** The `request.body` of a route that takes JSON; make the schema a `z.strictObject`, so that unknown fields are refused. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** The `responses` of a route that answers JSON with 200, and problem details otherwise. */
export function answers<S extends z.ZodType>(schema: S, description = 'OK') {
  return { 200: { description, content: { 'application/json': { schema } } } } as const;
}

/** A row's id in a path: `/{id}`. */
export const idParams = z.strictObject({ id: z.uuid() });

export const textSchema = z.object({ zh: z.string(), en: z.string() });
export const partySchema = z.enum(partyCodes);
/** A calendar day as 'YYYY-MM-DD'. */
export const dateSchema = z.iso.date();

export { z };
export { createRoute } from '@hono/zod-openapi';
