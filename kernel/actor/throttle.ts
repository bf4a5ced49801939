import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

/** This many wrong passwords cost nothing; each further one doubles the wait, up to five minutes. Nobody is locked out for good. */
const free = 4;
const longestWaitSeconds = 300;

/** A series ends after an hour without a failure. */
const seriesMinutes = 60;

/** How long to wait after `failures` wrong passwords in a row, in seconds. */
export function waitAfter(failures: number): number {
  return failures <= free ? 0 : Math.min(longestWaitSeconds, 2 ** (failures - free));
}

/** Seconds until the next try by this key (a login, or an address) is allowed; 0 when it is now. */
export async function secondsToWait(tx: Tx, key: string): Promise<number> {
  const { rows } = await sql<{ failures: number; ago: number }>`
    select failures, extract(epoch from now() - last_at)::float8 as ago from kernel.sign_in_failure where key = ${key}`.execute(tx.db);
  const [row] = rows;
  if (row === undefined || row.ago > seriesMinutes * 60) return 0;
  return Math.max(0, Math.ceil(waitAfter(row.failures) - row.ago));
}

/** Counts a failure; gives how many there were in a row. */
export async function countFailure(tx: Tx, key: string): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    insert into kernel.sign_in_failure (key, failures, last_at) values (${key}, 1, now())
    on conflict (key) do update set last_at = now(),
      failures = case when sign_in_failure.last_at < now() - make_interval(mins => ${seriesMinutes}) then 1 else sign_in_failure.failures + 1 end
    returning failures`.execute(tx.db);
  return rows[0]?.failures ?? 1;
}

export async function forgetFailures(tx: Tx, key: string): Promise<void> {
  await sql`delete from kernel.sign_in_failure where key = ${key}`.execute(tx.db);
}

/** True for the failure at which the owner of the account should hear of it: once a series. */
export function isWorthTelling(failures: number): boolean {
  return failures === free + 1;
}
