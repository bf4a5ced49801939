import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery, type ExportColumn } from '#kernel/sheets/export.ts';
import { partyNames } from '#kernel/domain.ts';
import { grades, postFields, postKinds, postLevels, postWords, type Grade, type PostField, type PostKind, type PostLevel } from '../cadres/messages.ts';
import { addCadreRecord, addPost, listAllPosts, listPosts, movePost, showCadreRecords } from '../cadres/service.ts';
import type { PostRow } from '../cadres/store.ts';
import { done, made } from './members.ts';

const oneOf = <K extends string>(words: Readonly<Record<K, unknown>>) => z.enum(Object.keys(words) as [K, ...K[]]); // its keys are K
const [kind, level, field, grade] = [oneOf<PostKind>(postKinds), oneOf<PostLevel>(postLevels), oneOf<PostField>(postFields), oneOf<Grade>(grades)];
const short = z.string().trim().min(1).max(500);
const filter = { year: z.coerce.number().int().min(2020).max(2100).optional(), kind: kind.optional(), party: partySchema.optional(), level: level.optional(), field: field.optional() };

const post = z.object({
  id: z.string(), party: partySchema, institutionId: z.string(), institutionName: z.string(), kind, level, field, count: z.number(), from: z.string(), until: z.string(), about: z.string().nullable(), version: z.number(), may: z.object({ withdraw: z.boolean() }),
});
const shownRecord = z.object({ id: z.string(), kind: z.enum(['training', 'assessment']), title: z.string(), from: z.string(), until: z.string(), hours: z.number().nullable(), grade: grade.nullable(), about: z.string().nullable() });
const asked = { title: z.string().trim().min(1).max(100), from: dateSchema, until: dateSchema, about: short.optional() };

const columns: readonly ExportColumn<PostRow>[] = [
  { label: postWords.kind, value: (row, language) => postKinds[row.kind][language] },
  { label: postWords.institution, value: ({ institutionName }) => institutionName, width: 30 },
  { label: postWords.party, value: ({ party }, language) => partyNames[party][language] },
  { label: postWords.level, value: (row, language) => postLevels[row.level][language] },
  { label: postWords.field, value: (row, language) => postFields[row.field][language] },
  { label: postWords.count, value: ({ count }) => count, kind: 'number' },
  { label: postWords.from, value: ({ from }) => from, kind: 'date' },
  { label: postWords.until, value: ({ until }) => until, kind: 'date' },
  { label: postWords.about, value: ({ about }) => about, width: 40 },
];

/** Posts for secondment, and what is known of a cadre. */
export const cadresApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/posts', summary: 'Posts wanted and offered, newest first', request: { query: z.strictObject({ ...filter, ...pageQuery }) }, responses: answers(pageOf(post)) }), async (c) => c.json(await listPosts(platform, c.var.actor, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/posts/export', summary: 'Posts wanted and offered, as a workbook or CSV', request: { query: z.strictObject({ ...filter, ...exportQuery }) }, responses: { 200: { description: 'XLSX or CSV' } } }), async (c) => {
      const { format, language, ...asks } = c.req.valid('query');
      return exportList({ name: postWords.posts, rows: await listAllPosts(platform, c.var.actor, asks), columns, format, language });
    })
    .openapi(
      createRoute({ method: 'post', path: '/posts', summary: 'Offers a post, or wants one', request: { body: body(z.strictObject({ kind, institutionId: z.uuid(), level, field, count: z.int().min(1).max(100), from: dateSchema, until: dateSchema, about: short.optional() })) }, responses: answers(made) }),
      async (c) => c.json(await addPost(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(createRoute({ method: 'post', path: '/posts/{id}/move', summary: 'Withdraws a post', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }), async (c) => {
      await movePost(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'get', path: '/members/{id}/records', summary: 'A cadre’s trainings and, for their keepers, assessments', request: { params: idParams }, responses: answers(z.object({ items: z.array(shownRecord), may: z.object({ add: z.boolean() }) })) }), async (c) => c.json(await showCadreRecords(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(
      createRoute({
        method: 'post', path: '/members/{id}/records', summary: 'Writes down a training or an assessment of a cadre', request: { params: idParams, body: body(z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('training'), hours: z.int().min(1).max(10_000).optional(), ...asked }), z.strictObject({ kind: z.literal('assessment'), grade, ...asked })])) },
        responses: answers(made),
      }),
      async (c) => c.json(await addCadreRecord(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );

export type CadresApi = ReturnType<typeof cadresApi>;
