import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';
import type { Blob, Intake } from './blobs.ts';

const refusals = declareRefusals('files', {
  diskFull: { status: 503, zh: '服务器存储空间不足，文件未保存，请联系管理员。', en: 'The server has no space left; the file was not stored. Tell the administrator.' },
  empty: { status: 422, zh: '文件是空的。', en: 'The file is empty.' },
});

/** The first bytes of a file that tell what it is. */
const headBytes = 8192;

/** A folder for what is coming in; what a crash left there is removed. */
export async function openSpool(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const left of await readdir(folder)) await rm(join(folder, left), { force: true });
  return folder;
}

/**
 * Takes a stream in, whole, and hands the file to `keep`; whatever happens, afterwards nothing of it is in the spool.
 * @throws a refusal when it is empty, too long, of a kind that is not taken, or finds no room
 */
export async function takeIn(spool: string, content: AsyncIterable<Uint8Array>, intake: Intake, keep: (path: string, blob: Blob) => Promise<void>): Promise<Blob> {
  const path = join(spool, randomUUID());
  try {
    const blob = await write(path, content, intake);
    await keep(path, blob);
    return blob;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw refuse(refusals.diskFull);
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>, { limit, typeOf }: Intake): Promise<Blob> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let size = 0;
  let mediaType: string | undefined;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > limit) throw refuse(commonRefusals.tooLarge, { limit: `${Math.round(limit / 1024 / 1024)} MB` });
      if (mediaType === undefined) {
        head = Buffer.concat([head, chunk]).subarray(0, headBytes);
        if (head.length === headBytes) mediaType = typeOf(head); // refused here, not after fifty megabytes
      }
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    if (size === 0) throw refuse(refusals.empty);
    mediaType ??= typeOf(head);
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest(), size, mediaType };
}

/** A write may take less than it was given, as on a disk that is nearly full. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written)).bytesWritten;
}
