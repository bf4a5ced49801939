import { answers, body, createRoute, idParams, newApi, z } from '#kernel/http/api.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import { encodeName, fileName } from '#kernel/files/api.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Platform } from '#kernel/platform.ts';
import { addMaterial, listLooks, readMaterial, withdrawMaterial } from '../service/materials.ts';
import { done, made, ok, reason } from './shared.ts';

/** What is given to read: brought by the office or whoever asked, given out to each reader with the look recorded. */
export const materialsApi = (platform: Platform, blobs: BlobStore) =>
  newApi()
    .openapi(
      createRoute({ method: 'post', path: '/materials', summary: 'Adds a material to an item: the body is the file, its name (percent-encoded) stands in X-File-Name', request: { query: z.strictObject({ itemId: z.uuid() }), headers: z.object({ 'x-file-name': z.string().min(1).max(3000) }) }, responses: answers(made) }),
      async (c) => {
        const content = c.req.raw.body;
        if (content === null) throw refuse(commonRefusals.invalid);
        return c.json(await addMaterial(platform, blobs, c.var.actor, c.req.valid('query').itemId, { name: fileName(c.req.valid('header')['x-file-name']), content }), 200);
      },
    )
    .openapi(createRoute({ method: 'get', path: '/materials/{id}', summary: 'A material, for whoever may read it; to a reviewer a copy of their own', request: { params: idParams }, responses: { 200: { description: 'The content' } } }), async (c) => {
      const { content, mediaType, name } = await readMaterial(platform, blobs, c.var.actor, c.req.valid('param').id);
      return new Response(content, { headers: { 'content-type': mediaType, 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store', 'content-disposition': `attachment; filename="file"; filename*=UTF-8''${encodeName(name)}` } });
    })
    .openapi(createRoute({ method: 'post', path: '/materials/{id}/withdraw', summary: 'Withdraws a material, with a reason', request: { params: idParams, body: body(z.strictObject({ reason })) }, responses: answers(done) }), async (c) => {
      await withdrawMaterial(platform, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json(ok, 200);
    })
    .openapi(
      createRoute({ method: 'get', path: '/reviews/{id}/looks', summary: 'Who has read what, newest first', request: { params: idParams, query: z.strictObject({ before: z.uuid().optional() }) }, responses: answers(z.object({ items: z.array(z.object({ id: z.string(), at: z.string(), materialId: z.string(), personId: z.string(), name: z.string(), item: z.string() })) })) }),
      async (c) => c.json({ items: await listLooks(platform, c.var.actor, c.req.valid('param').id, { limit: 100, before: c.req.valid('query').before }) }, 200),
    );

export type MaterialsApi = ReturnType<typeof materialsApi>;
