import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { commonRefusals, declareRefusals, refuse } from '#kernel/refusal.ts';

const refusals = declareRefusals('files', {
  diskFull: { status: 503, zh: '服务器存储空间不足，文件未保存，请联系管理员。', en: 'The server has no space left; the file was not stored. Tell the administrator.' },
  empty: { status: 422, zh: '文件是空的。', en: 'The file is empty.' },
});

/** What was stored: the content's address, and its first bytes for finding out what it is. */
export type Blob = { readonly sha256: Buffer; readonly size: number; readonly head: Uint8Array };

/** Content by its SHA-256: disk here, an object store elsewhere. */
export type BlobStore = {
  /** Stores a stream of at most `limit` bytes: all of it, or nothing. */
  readonly put: (content: AsyncIterable<Uint8Array>, limit: number) => Promise<Blob>;
  readonly get: (sha256: Buffer, range?: { start: number; end: number }) => ReadableStream<Uint8Array>;
};

const headBytes = 8192;

/** A store in a folder: `ab/cd…` by digest. Uploads that stopped half way, before or at a crash, leave nothing. */
export async function openDiskStore(folder: string): Promise<BlobStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true });
  for (const left of await readdir(incoming)) await rm(join(incoming, left), { force: true });
  const pathOf = (sha256: Buffer) => {
    const name = sha256.toString('hex');
    return join(folder, name.slice(0, 2), name.slice(2));
  };
  return {
    put: async (content, limit) => {
      const temporary = join(incoming, randomUUID());
      try {
        const blob = await writeTo(temporary, content, limit);
        const path = pathOf(blob.sha256);
        await mkdir(join(path, '..'), { recursive: true });
        await rename(temporary, path); // the same content again replaces itself
        return blob;
      } catch (error) {
        await rm(temporary, { force: true });
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw refuse(refusals.diskFull);
        throw error;
      }
    },
    get: (sha256, range) => Readable.toWeb(createReadStream(pathOf(sha256), range)) as ReadableStream<Uint8Array>,
  };
}

async function writeTo(path: string, content: AsyncIterable<Uint8Array>, limit: number): Promise<Blob> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let size = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > limit) throw refuse(commonRefusals.tooLarge, { limit: `${Math.round(limit / 1024 / 1024)} MB` });
      if (size - chunk.length < headBytes) head.push(chunk);
      hash.update(chunk);
      await file.write(chunk);
    }
    if (size === 0) throw refuse(refusals.empty);
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest(), size, head: Buffer.concat(head).subarray(0, headBytes) };
}
