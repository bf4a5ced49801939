import { join } from 'node:path';
import type pg from 'pg';
import { openDiskStore } from '#kernel/files/blobs.ts';
import type { Platform } from '#kernel/platform.ts';

/** Hands in each paper that an application of the demonstration is to have: a page of text that says what it stands for. */
export async function handInPapers(platform: Platform, client: pg.Client, applicationId: string): Promise<void> {
  const store = await openDiskStore(join(platform.config.home, 'files'));
  const { rows } = await client.query<{ id: string; name: string; party: string }>(
    "select p.id, a.person_name as name, a.party from exchange.paper p join exchange.application a on a.id = p.application_id where a.id = $1 and p.required", [applicationId]);
  for (const { id, name, party } of rows) {
    const { sha256, size, mediaType } = await store.put(textOf(`${name}的报名材料（演示用，非真实材料）\n`), { limit: 10_000, typeOf: () => 'text/plain' });
    await client.query("insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party) values ($1, $2, $3, $4, 'exchange.paper', $5, $6)", [sha256, size, mediaType, `${name}-材料.txt`, id, party]);
  }
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
