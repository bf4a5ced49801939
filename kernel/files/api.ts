import { sql } from 'kysely';
import type { Context } from 'hono';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { answers, body, createRoute, idParams, newApi, z } from '#kernel/http/api.ts';
import type { Env } from '#kernel/http/env.ts';
import { record } from '#kernel/journal/journal.ts';
import type { FileSubject } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import type { BlobStore } from './blobs.ts';
import { holdContent } from './erase.ts';
import { mediaTypeOf } from './media-type.ts';

export const fileRefusals = declareRefusals('files', {
  refusedType: { status: 415, zh: '不接受这种文件。可上传 PDF、Word、Excel、PPT、图片、MP4、ZIP 和纯文本。', en: 'This kind of file is not taken: PDF, Office, pictures, MP4, ZIP and plain text are.' },
  tooMany: { status: 409, zh: '一条记录最多挂 {limit} 个文件。', en: 'A record takes at most {limit} files.' },
});

/** The largest upload, in bytes, and the most files on one record. */
export const largestUpload = 50 * 1024 * 1024;
export const mostFiles = 50;

export type FileRow = { id: string; sha256: Buffer; size: number; mediaType: string; name: string; subjectType: string; subjectId: string; uploadedAt: string };
const shown = z.object({ id: z.string(), name: z.string(), size: z.number(), mediaType: z.string(), sha256: z.string(), uploadedAt: z.string() });
const subjectQuery = { subjectType: z.string().min(1).max(100), subjectId: z.uuid() };

/** Files of records: `/api/files`. Who may see or add them, the module of the record says. */
export const filesApi = (platform: Platform, blobs: BlobStore, subjects: Readonly<Record<string, FileSubject>>) =>
  newApi()
    .openapi(
      createRoute({ method: 'get', path: '/', summary: 'The files of a record', request: { query: z.strictObject(subjectQuery) }, responses: answers(z.object({ items: z.array(shown) })) }),
      async (c) => {
        const { subjectType, subjectId } = c.req.valid('query');
        const rows = await inTransaction(platform.database, c.var.actor, async (tx) => {
          await checkSubject(tx, subjects, subjectType, subjectId, 'maySee');
          return loadFiles(tx, subjectType, subjectId);
        });
        return c.json({ items: rows.map(showFile) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post', path: '/', summary: 'Adds a file to a record: the body is the file, its name (percent-encoded) stands in X-File-Name',
        request: { query: z.strictObject(subjectQuery), headers: z.object({ 'x-file-name': z.string().min(1).max(3000) }) }, responses: answers(shown),
      }),
      async (c) => c.json(await storeUpload(platform, blobs, subjects, c, c.req.valid('query'), c.req.valid('header')['x-file-name']), 200),
    )
    .openapi(
      createRoute({ method: 'get', path: '/{id}', summary: 'A file’s content', request: { params: idParams }, responses: { 200: { description: 'The content' } } }),
      async (c) => {
        const file = await loadVisible(platform, subjects, c.var.actor, c.req.valid('param').id);
        const content = await blobs.get(file.sha256);
        if (content === undefined) throw new Error(`the content of file ${file.id} is not in the store`);
        return new Response(content, {
          headers: {
            'content-type': file.mediaType, 'content-length': String(file.size), 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store',
            'content-disposition': `attachment; filename="file"; filename*=UTF-8''${encodeName(file.name)}`,
          },
        });
      },
    )
    .openapi(
      createRoute({ method: 'post', path: '/{id}/withdraw', summary: 'Withdraws a file, with a reason', request: { params: idParams, body: body(z.strictObject({ reason: z.string().trim().min(1).max(2000) })) }, responses: answers(z.object({ ok: z.literal(true) })) }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { reason } = c.req.valid('json');
        await inTransaction(platform.database, c.var.actor, async (tx) => {
          const file = await loadFile(tx, id);
          await checkSubject(tx, subjects, file.subjectType, file.subjectId, 'mayAttach');
          const { numAffectedRows } = await sql`update kernel.file set withdrawn_at = now(), withdrawn_reason = ${reason} where id = ${id} and withdrawn_at is null`.execute(tx.db);
          if (numAffectedRows !== 1n) throw refuse(commonRefusals.notAllowed);
          await recordFile(tx, c.var.actor, 'withdraw', file, reason);
        });
        return c.json({ ok: true as const }, 200);
      },
    );

export type FilesApi = ReturnType<typeof filesApi>;

async function storeUpload(platform: Platform, blobs: BlobStore, subjects: Readonly<Record<string, FileSubject>>, c: Context<Env>, { subjectType, subjectId }: { subjectType: string; subjectId: string }, encodedName: string) {
  const { actor } = c.var;
  // asked before the content is taken in, and once more with it
  await inTransaction(platform.database, actor, (tx) => checkSubject(tx, subjects, subjectType, subjectId, 'mayAttach'));
  const content = c.req.raw.body;
  if (content === null) throw refuse(commonRefusals.invalid);
  const blob = await blobs.put(content, { limit: largestUpload, typeOf: acceptedType });
  return inTransaction(platform.database, actor, async (tx) => {
    await checkSubject(tx, subjects, subjectType, subjectId, 'mayAttach');
    if ((await loadFiles(tx, subjectType, subjectId)).length >= mostFiles) throw refuse(fileRefusals.tooMany, { limit: mostFiles });
    await holdContent(tx, blobs, blob.sha256);
    const { rows } = await sql<FileRow>`insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party)
      values (${blob.sha256}, ${blob.size}, ${blob.mediaType}, ${fileName(encodedName)}, ${subjectType}, ${subjectId}, kernel.actor_party()) returning *`.execute(tx.db);
    const [file] = rows;
    if (file === undefined) throw new Error('the file was not stored');
    await recordFile(tx, actor, 'add', file);
    return showFile(file);
  });
}

function acceptedType(head: Uint8Array): string {
  const type = mediaTypeOf(head);
  if (type === undefined) throw refuse(fileRefusals.refusedType);
  return type;
}

/** A name as RFC 8187 has it in a header: what encodeURIComponent leaves as it is, but for four signs. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The last part of the path that a browser or a client gave, without control characters. */
export function fileName(encoded: string): string {
  let name = encoded;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    // not percent-encoded: as it came
  }
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim().slice(-255) || '未命名';
}

async function loadVisible(platform: Platform, subjects: Readonly<Record<string, FileSubject>>, actor: Actor, id: string): Promise<FileRow> {
  return inTransaction(platform.database, actor, async (tx) => {
    const file = await loadFile(tx, id);
    await checkSubject(tx, subjects, file.subjectType, file.subjectId, 'maySee');
    return file;
  });
}

async function checkSubject(tx: Tx, subjects: Readonly<Record<string, FileSubject>>, type: string, id: string, what: keyof FileSubject): Promise<void> {
  const subject = Object.hasOwn(subjects, type) ? subjects[type] : undefined;
  if (subject === undefined || !(await subject.maySee(tx, id))) throw refuse(commonRefusals.notFound);
  if (what === 'mayAttach' && !(await subject.mayAttach(tx, id))) throw refuse(isPerson(tx.actor) ? commonRefusals.notAllowed : commonRefusals.notSignedIn);
}

async function loadFile(tx: Tx, id: string): Promise<FileRow> {
  const { rows } = await sql<FileRow>`select * from kernel.file where id = ${id} and withdrawn_at is null`.execute(tx.db);
  const [file] = rows;
  if (file === undefined) throw refuse(commonRefusals.notFound);
  return file;
}

async function loadFiles(tx: Tx, subjectType: string, subjectId: string): Promise<FileRow[]> {
  return loadFilesOf(tx, subjectType, [subjectId]);
}

/** The files that hang on some records, oldest first; whether the actor may see the records is the caller's to ask first. */
export async function loadFilesOf(tx: Tx, subjectType: string, subjectIds: readonly string[]): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`select * from kernel.file where subject_type = ${subjectType} and subject_id = any(${[...subjectIds]}) and withdrawn_at is null order by id`.execute(tx.db);
  return rows;
}

function showFile({ id, name, size, mediaType, sha256, uploadedAt }: FileRow) {
  return { id, name, size, mediaType, sha256: sha256.toString('hex'), uploadedAt };
}

async function recordFile(tx: Tx, actor: Actor, act: string, file: FileRow, reason?: string): Promise<void> {
  await record(tx, {
    act: `file/${act}`,
    subject: { type: file.subjectType, id: file.subjectId },
    reason,
    changes: { file: file.id, name: file.name, size: file.size, sha256: file.sha256.toString('hex') },
    access: { visibility: 'region', party: isPerson(actor) ? actor.party : undefined },
  });
}
