import { z } from 'zod';
import { declareRefusals, refuse, type Refusal } from '#kernel/refusal.ts';

const pagingRefusals = declareRefusals('paging', {
  badCursor: { status: 400, zh: '翻页标记无效，请回到第一页。', en: 'The page marker is not valid; go back to the first page.' },
});

/** The query of every list: how many rows, and after which key. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
};

/** One page of a list and the marker of the next; without `next` this was the last. */
export type Page<T> = { items: T[]; next?: string };

/** The schema of a page of `item`. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/**
 * Cuts a page from rows that were read with `limit + 1`.
 * @param key the values by which the list is ordered, the id last: what the next page starts after
 */
export function cutPage<T>(rows: readonly T[], limit: number, key: (row: T) => readonly (string | number | null)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: encodeCursor(key(last)) };
}

export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function refuseCursor(): Refusal {
  return refuse(pagingRefusals.badCursor, {}, { field: 'query:/cursor' });
}

/** Reads a cursor back; one that is not ours (wrong length or types) is refused. `types` names each value's type, in order. */
export function decodeCursor(cursor: string, types: readonly ('string' | 'number')[]): (string | number | null)[] {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refuseCursor();
  }
  const fits = Array.isArray(key) && key.length === types.length && key.every((value, i) => value === null || typeof value === types[i]);
  if (!fits) throw refuseCursor();
  return key as (string | number | null)[];
}
