import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { hashLength, type Hash } from '../merkle.ts';
import { hashesIn } from '../tiles.ts';

// A copy of the journal in a folder of one's own: every hash, every entry that one may see, the last checkpoint.
//   copy.json      whose log, how large, its checkpoint     hashes     32 bytes a place
//   entries.jsonl  one entry a line, in order               witness.key  the witness's private key, where it is one

const state = z.object({ origin: z.string(), verifier: z.string(), size: z.int().min(0), entryBytes: z.int().min(0), checkpoint: z.string() });

/** What a copy holds; `size` 0 and no checkpoint while it is new. */
export type CopyState = z.infer<typeof state>;

const entry = z.object({ index: z.int(), entryId: z.int(), leaf: z.string(), changes: z.unknown() });
export type CopiedEntry = z.infer<typeof entry>;

const names = { state: 'copy.json', hashes: 'hashes', entries: 'entries.jsonl' } as const;

/** Opens the copy in a folder; `undefined` when there is none yet. What an interrupted run had begun to add is taken away. */
export async function openCopy(folder: string): Promise<CopyState | undefined> {
  const text = await readIfThere(join(folder, names.state));
  if (text === undefined) {
    // A first run that was interrupted: what it had begun would otherwise stand before what the next one adds.
    for (const begun of [names.hashes, names.entries]) await rm(join(folder, begun), { force: true });
    return undefined;
  }
  const copy = state.parse(JSON.parse(text.toString('utf8')));
  await truncate(join(folder, names.hashes), copy.size * hashLength);
  await truncate(join(folder, names.entries), copy.entryBytes);
  return copy;
}

export async function readHashes(folder: string): Promise<Hash[]> {
  return hashesIn((await readIfThere(join(folder, names.hashes))) ?? new Uint8Array());
}

/** A file's content; `undefined` only when it is not there. One that cannot be read throws: it is no new copy, to be begun afresh. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The entries of a copy, in the order of their places. */
export async function* readEntries(folder: string): AsyncGenerator<CopiedEntry> {
  const lines = createInterface({ input: createReadStream(join(folder, names.entries)), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield entry.parse(JSON.parse(line));
}

/** Adds what was checked. It counts only once `storeState` has said so: a copy that is interrupted is as it was. */
export async function appendToCopy(folder: string, { hashes, entries }: { hashes: readonly Hash[]; entries: readonly CopiedEntry[] }): Promise<{ bytes: number }> {
  await mkdir(folder, { recursive: true });
  const lines = Buffer.from(entries.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await appendFile(join(folder, names.hashes), Buffer.concat(hashes));
  await appendFile(join(folder, names.entries), lines);
  return { bytes: lines.length };
}

export async function storeState(folder: string, copy: CopyState): Promise<void> {
  const path = join(folder, names.state);
  await writeFile(`${path}.new`, `${JSON.stringify(copy, null, 2)}\n`);
  await rename(`${path}.new`, path);
}
