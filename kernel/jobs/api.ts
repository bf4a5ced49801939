import { sql } from 'kysely';
import { inTransaction } from '#kernel/database/transaction.ts';
import { answers, createRoute, idParams, newApi, textSchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';

const job = z.object({
  id: z.string(), kind: z.string(), state: z.enum(['queued', 'running', 'done', 'failed']), progress: z.number(),
  step: textSchema.nullable(), problem: textSchema.nullable(), createdAt: z.string(), finishedAt: z.string().nullable(),
});

/** How far one's own long work is: `/api/jobs`. */
export const jobsApi = (platform: Platform) =>
  newApi().openapi(
    createRoute({ method: 'get', path: '/{id}', summary: 'How far a job is that one asked for', request: { params: idParams }, responses: answers(job) }),
    async (c) => {
      const { rows } = await inTransaction(platform.database, c.var.actor, (tx) => sql<z.infer<typeof job>>`
        select id, kind, state, progress, step, problem, created_at, finished_at from kernel.job where id = ${c.req.valid('param').id}`.execute(tx.db));
      const [found] = rows;
      if (found === undefined) throw refuse(commonRefusals.notFound);
      return c.json(found, 200);
    },
  );

export type JobsApi = ReturnType<typeof jobsApi>;
