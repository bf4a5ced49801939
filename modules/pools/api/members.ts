import { answers, body, createRoute, dateSchema, idParams, newApi, partySchema, z } from '#kernel/http/api.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveSchema } from '#kernel/lifecycle/move.ts';
import { lifecycleSchema } from '#kernel/lifecycle/view.ts';
import type { Platform } from '#kernel/platform.ts';
import { exportList, exportQuery } from '#kernel/sheets/export.ts';
import { memberColumns } from '../export.ts';
import { conflictKinds, type ConflictKind } from '../messages.ts';
import { presets, type PoolPreset } from '../presets.ts';
import { nameKey } from '../rules.ts';
import { showDuties } from '../service/duties.ts';
import { addAway, declareConflict, listAllMembers, listMembers, listPools, moveMember, nominate, removeAway, showMember, showMine, showPoolValues, withdrawConflict } from '../service/members.ts';

export const done = z.object({ ok: z.literal(true) });
export const made = z.object({ id: z.string() });

export const pool = z.object({ id: z.string(), preset: z.enum(Object.keys(presets) as [PoolPreset, ...PoolPreset[]]), name: z.string(), purpose: z.string(), admission: z.string(), termYears: z.number() });

const member = z.object({
  id: z.string(), poolId: z.string(), personId: z.string(), party: partySchema, division: z.string().nullable(), cityName: z.string().nullable(), institutionId: z.string().nullable(), name: z.string(), institutionName: z.string(), title: z.string(),
  categories: z.array(z.string()), languages: z.array(z.string()), remark: z.string().nullable(), state: z.string(), consentedOn: z.string().nullable(), termEndsOn: z.string().nullable(), stateReason: z.string().nullable(), version: z.number(), sex: z.enum(['f', 'm']).nullable(),
});


const about = z.string().trim().min(1).max(200);
export const named = z.string().trim().min(1).max(100).refine((text) => nameKey(text) !== '');
const short = z.string().trim().min(1).max(60);
const filter = {
  poolId: z.uuid(), words: z.string().trim().min(1).max(100).optional(), state: z.string().max(20).optional(), party: partySchema.optional(), city: z.string().regex(/^\d{6}$/).optional(),
  category: z.string().max(40).optional(), title: z.string().max(60).optional(), language: z.string().max(40).optional(), freeFrom: dateSchema.optional(), freeTo: dateSchema.optional(), load: z.coerce.number().int().min(0).max(100).optional(),
};
const query = z.strictObject({ ...filter, ...pageQuery });

/** Pools and their people: nominated, checked, admitted; conflicts and days away. */
export const membersApi = (platform: Platform) =>
  newApi()
    .openapi(createRoute({ method: 'get', path: '/pools', summary: 'The shared pools', responses: answers(z.object({ items: z.array(pool.extend({ members: z.number() })) })) }), async (c) => c.json({ items: await listPools(platform, c.var.actor) }, 200))
    .openapi(createRoute({ method: 'get', path: '/pools/{id}/values', summary: 'Cities and titles of the people of a pool', request: { params: idParams }, responses: answers(z.object({ cities: z.array(z.object({ code: z.string(), name: z.string(), people: z.number() })), titles: z.array(z.object({ title: z.string(), people: z.number() })) })) }), async (c) => c.json(await showPoolValues(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'get', path: '/members', summary: 'People of a pool whom the actor may see', request: { query }, responses: answers(pageOf(member)) }), async (c) => c.json(await listMembers(platform, c.var.actor, c.req.valid('query')), 200))
    .openapi(createRoute({ method: 'get', path: '/members/export', summary: 'People of a pool whom the actor may see, as a workbook or CSV', request: { query: z.strictObject({ ...filter, ...exportQuery }) }, responses: { 200: { description: 'XLSX or CSV' } } }), async (c) => {
      const { format, language, ...asks } = c.req.valid('query');
      return exportList({ name: { zh: '入库人员', en: 'Members' }, rows: await listAllMembers(platform, c.var.actor, asks), columns: memberColumns, format, language });
    })
    .openapi(
      createRoute({
        method: 'post', path: '/members', summary: 'Nominates somebody for a pool',
        request: { body: body(z.strictObject({ poolId: z.uuid(), personId: z.uuid(), title: short, categories: z.array(z.string().max(40)).min(1).max(5), languages: z.array(z.string().trim().min(1).max(40)).max(5).default([]), sex: z.enum(['f', 'm']).optional(), remark: z.string().trim().max(500).optional() })) },
        responses: answers(made),
      }),
      async (c) => c.json(await nominate(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(createRoute({ method: 'get', path: '/members/{id}', summary: 'Somebody in a pool, or on the way in', request: { params: idParams }, responses: answers(member.extend({ pool, lifecycle: lifecycleSchema, own: z.boolean() })) }), async (c) => c.json(await showMember(platform, c.var.actor, c.req.valid('param').id), 200))
    .openapi(createRoute({ method: 'post', path: '/members/{id}/move', summary: 'Moves somebody along: check, return, consent, decline, renew, suspend, resume, leave', request: { params: idParams, body: body(moveSchema) }, responses: answers(done) }), async (c) => {
      await moveMember(platform, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') });
      return c.json({ ok: true as const }, 200);
    })
    .openapi(
      createRoute({
        method: 'get', path: '/members/{id}/duties', summary: 'What somebody did and has to do and, for their keepers, how it was judged', request: { params: idParams },
        responses: answers(z.object({
          thisYear: z.number(), duties: z.array(z.object({ id: z.string(), title: z.string(), begunOn: z.string(), hours: z.number().nullable(), ended: z.enum(['done', 'declined', 'conflict', 'withdrawn']).nullable() })),
          judgements: z.array(z.object({ id: z.string(), party: partySchema, grade: z.number(), about: z.string().nullable(), title: z.string(), at: z.string() })),
        })),
      }),
      async (c) => c.json(await showDuties(platform, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get', path: '/mine', summary: 'What one has in the pools oneself',
        responses: answers(z.object({
          duties: z.array(z.object({ drawId: z.string(), title: z.string(), begunOn: z.string(), ended: z.string().nullable() })), members: z.array(member.extend({ poolName: z.string() })), conflicts: z.array(z.object({ id: z.string(), kind: z.enum(Object.keys(conflictKinds) as [ConflictKind, ...ConflictKind[]]), institutionId: z.string().nullable(), institutionName: z.string().nullable(), name: z.string().nullable(), about: z.string() })),
          away: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
        })),
      }),
      async (c) => c.json(await showMine(platform, c.var.actor), 200),
    )
    .openapi(
      createRoute({
        method: 'post', path: '/conflicts', summary: 'Declares a conflict of interest of one’s own',
        request: { body: body(z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('institution'), institutionId: z.uuid(), name: z.null().default(null), about }),
          z.strictObject({ kind: z.enum(['person', 'project']), institutionId: z.null().default(null), name: named, about }),
          z.strictObject({ kind: z.literal('kinship'), institutionId: z.uuid().nullable().default(null), name: named, about }),
        ])) },
        responses: answers(made),
      }),
      async (c) => c.json(await declareConflict(platform, c.var.actor, c.req.valid('json')), 200),
    )
    .openapi(createRoute({ method: 'post', path: '/conflicts/{id}/withdraw', summary: 'Takes a declared conflict back', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await withdrawConflict(platform, c.var.actor, c.req.valid('param').id);
      return c.json({ ok: true as const }, 200);
    })
    .openapi(createRoute({ method: 'post', path: '/away', summary: 'Says when one cannot come', request: { body: body(z.strictObject({ from: dateSchema, to: dateSchema })) }, responses: answers(made) }), async (c) => c.json(await addAway(platform, c.var.actor, c.req.valid('json')), 200))
    .openapi(createRoute({ method: 'post', path: '/away/{id}/remove', summary: 'Takes days away back', request: { params: idParams }, responses: answers(done) }), async (c) => {
      await removeAway(platform, c.var.actor, c.req.valid('param').id);
      return c.json({ ok: true as const }, 200);
    });

export type MembersApi = ReturnType<typeof membersApi>;
