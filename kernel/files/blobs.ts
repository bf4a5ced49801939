import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { openSpool, takeIn } from './spool.ts';

/** What was stored: the content's address, its length in bytes, and what it is. */
export type Blob = { readonly sha256: Buffer; readonly size: number; readonly mediaType: string };

/** What may come in: at most `limit` bytes, of a kind that `typeOf` finds by the first bytes; it throws a refusal for what is not taken. */
export type Intake = { readonly limit: number; readonly typeOf: (head: Uint8Array) => string };

/** Content by its SHA-256: on this machine's disk, or in an object store. */
export type BlobStore = {
  /** Stores a stream: all of it, or nothing. The same content is stored once. */
  readonly put: (content: AsyncIterable<Uint8Array>, intake: Intake) => Promise<Blob>;
  /** `undefined` when there is no such content. */
  readonly get: (sha256: Buffer) => Promise<ReadableStream<Uint8Array> | undefined>;
  readonly has: (sha256: Buffer) => Promise<boolean>;
  /** Takes content away for good; what is not there is no error. */
  readonly remove: (sha256: Buffer) => Promise<void>;
};

/** Where content lies in a store: `ab/cd…` by digest. */
export function addressOf(sha256: Buffer): string {
  const name = sha256.toString('hex');
  return `${name.slice(0, 2)}/${name.slice(2)}`;
}

/** A store in a folder. Uploads that stopped half way, before or at a crash, leave nothing. */
export async function openDiskStore(folder: string): Promise<BlobStore> {
  const spool = await openSpool(join(folder, 'incoming'));
  return {
    put: (content, intake) => takeIn(spool, content, intake, async (path, { sha256 }) => {
      const place = join(folder, addressOf(sha256));
      await mkdir(dirname(place), { recursive: true });
      await rename(path, place); // the same content again replaces itself
      await syncFolder(dirname(place));
    }),
    get: async (sha256) => {
      const file = await open(join(folder, addressOf(sha256))).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return file === undefined ? undefined : (Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>);
    },
    has: (sha256) => access(join(folder, addressOf(sha256))).then(() => true, (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    }),
    remove: async (sha256) => {
      const place = join(folder, addressOf(sha256));
      await rm(place, { force: true });
      await syncFolder(dirname(place)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error; // nothing ever lay there
      });
    },
  };
}

/** A rename lasts over a power cut only when the folder is written too; Windows does so by itself and opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
