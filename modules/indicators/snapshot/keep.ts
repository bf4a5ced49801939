import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

/** A folder that nobody needs is left alone for so long: somebody may be writing or reading it. */
const undisturbedHours = 24;

/** Where the snapshot of a run lies: each has its own, so that two computations of one campaign do not disturb each other. */
export function snapshotFolder(home: string, { campaignId, id }: { campaignId: string; id: string }): string {
  return join(home, 'snapshots', campaignId, id);
}

/** Removes the snapshots of a campaign that nobody needs any more: neither published or put forward, nor the latest, nor under way; and what broken-off ones left. */
export async function removeOldSnapshots(tx: Tx, home: string, campaignId: string, now: Temporal.Instant): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select r.id from indicators.run r where r.campaign_id = ${campaignId}
      and (r.finished_at is null or exists (select from indicators.publication p where p.run_id = r.id and p.state <> 'refused') or r.id = (select id from indicators.run where campaign_id = r.campaign_id and finished_at is not null order by id desc limit 1))`.execute(tx.db);
  const needed = new Set(rows.map(({ id }) => id));
  const folder = join(home, 'snapshots', campaignId);
  for (const name of await readdir(folder)) {
    if (needed.has(name.split('.')[0] ?? '')) continue; // also what a run under way has half written
    const path = join(folder, name);
    // oxlint-disable-next-line no-await-in-loop -- a few
    const found = await stat(path).catch(() => undefined); // another computation may have removed it just now
    // oxlint-disable-next-line no-await-in-loop -- a few
    if (found !== undefined && now.epochMilliseconds - found.mtimeMs > undisturbedHours * 3_600_000) await rm(path, { recursive: true, force: true });
  }
}
