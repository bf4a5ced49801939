import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

/**
 * This many wrong passwords cost nothing; each further one doubles the wait, up to five minutes. Nobody is locked out for good.
 * A whole office may sit behind one address: there it takes many more.
 */
const free = { login: 4, address: 60 };
const longestWaitSeconds = 300;

/** A series ends after an hour without a failure. */
const seriesMinutes = 60;

/** What failures are counted by: who was tried, and where from. */
export type ThrottleKey = { readonly by: keyof typeof free; readonly value: string };

/** How long to wait after `failures` wrong passwords in a row, in seconds. */
export function waitAfter(failures: number, by: ThrottleKey['by']): number {
  return failures <= free[by] ? 0 : Math.min(longestWaitSeconds, 2 ** (failures - free[by]));
}

/** Seconds until the next try by this key is allowed; 0 when it is now. */
export async function secondsToWait(tx: Tx, key: ThrottleKey): Promise<number> {
  const { rows } = await sql<{ failures: number; ago: number }>`
    select failures, extract(epoch from now() - last_at)::float8 as ago from kernel.sign_in_failure where key = ${stored(key)}`.execute(tx.db);
  const [row] = rows;
  if (row === undefined || row.ago > seriesMinutes * 60) return 0;
  return Math.max(0, Math.ceil(waitAfter(row.failures, key.by) - row.ago));
}

/** Counts a failure; gives how many there were in a row. */
export async function countFailure(tx: Tx, key: ThrottleKey): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    insert into kernel.sign_in_failure (key, failures, last_at) values (${stored(key)}, 1, now())
    on conflict (key) do update set last_at = now(),
      failures = case when sign_in_failure.last_at < now() - make_interval(mins => ${seriesMinutes}) then 1 else sign_in_failure.failures + 1 end
    returning failures`.execute(tx.db);
  return rows[0]?.failures ?? 1;
}

export async function forgetFailures(tx: Tx, key: ThrottleKey): Promise<void> {
  await sql`delete from kernel.sign_in_failure where key = ${stored(key)}`.execute(tx.db);
}

/** True for the failure at which the owner of the account should hear of it: once a series. */
export function isWorthTelling(failures: number): boolean {
  return failures === free.login + 1;
}

function stored({ by, value }: ThrottleKey): string {
  return `${by} ${value.toLowerCase()}`;
}
