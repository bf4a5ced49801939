import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { modules } from './modules.ts';

/** Whether this installation serves demonstration data; `undefined` before it was first filled. */
export async function loadInstallation({ database }: Pick<Platform, 'database'>): Promise<{ demonstration: boolean } | undefined> {
  return inTransaction(database, systemActor('start'), async (tx) => {
    const { rows } = await sql<{ demonstration: boolean }>`select demonstration from kernel.installation`.execute(tx.db);
    return rows[0];
  });
}

/** Loads what every installation carries; what is there already stays. */
export async function loadReferenceData({ database }: Pick<Platform, 'database'>): Promise<void> {
  await inTransaction(database, systemActor('reference data'), async (tx) => {
    for (const module of modules) await module.loadReferenceData?.(tx);
  });
}

/** Says for good what this installation is; a first start that was cut off before this begins its filling again. */
export async function storeInstallation({ database }: Pick<Platform, 'database'>, { demonstration }: { demonstration: boolean }): Promise<void> {
  await inTransaction(database, systemActor('start'), (tx) => sql`insert into kernel.installation (demonstration) values (${demonstration}) on conflict do nothing`.execute(tx.db));
}
