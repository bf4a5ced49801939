import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { cutPage, decodeCursor, refuseCursor, type Page } from './paging.ts';

/** How a list is ordered, as it stands in the address: a column's name, with '-' in front the other way round. */
export type Sort<K extends string> = K | `-${K}`;

/** The query parameter `sort` of a list that can be ordered by these columns; the first is the order of a list that is not told. */
export function sortQuery<K extends string>(columns: readonly [K, ...K[]]) {
  const both = [...columns, ...columns.map((column) => `-${column}` as const)] as [Sort<K>, ...Sort<K>[]];
  return z.enum(both).default(columns[0] as never) as unknown as z.ZodDefault<z.ZodType<Sort<K>, Sort<K>>>;
}

/** Text in the order in which people here look for it: Chinese by pinyin. */
export function byPinyin(column: RawBuilder<unknown>): RawBuilder<string> {
  return sql`coalesce(${column}, '') collate "zh-x-icu"`;
}

/** Where a page ended: the value that the list is ordered by, and the id. */
export type SortKey = { readonly sortKey: string; readonly id: string };

/**
 * Key-set paging in any order: what stands in `order by`, what a page after `after` must fulfil, and the `sortKey` to select for the next page.
 * The id decides among equals, so no row is given twice or left out.
 */
export function orderedBy<K extends string>(columns: Readonly<Record<K, RawBuilder<string>>>, id: RawBuilder<unknown>, sort: Sort<K>, after: SortKey | undefined) {
  const descending = sort.startsWith('-');
  const column = columns[(descending ? sort.slice(1) : sort) as K];
  const way = descending ? sql`desc` : sql`asc`;
  return {
    orderBy: sql`${column} ${way}, ${id} ${way}`,
    beyond: after === undefined ? sql`true` : descending ? sql`(${column}, ${id}) < (${after.sortKey}, ${after.id}::uuid)` : sql`(${column}, ${id}) > (${after.sortKey}, ${after.id}::uuid)`,
    sortKey: column,
  };
}

/** Cuts a page from sorted rows that were read with `limit + 1`; their `sortKey` stays behind. */
export function cutSorted<T extends SortKey>(rows: readonly T[], limit: number, sort: string): Page<Omit<T, 'sortKey'>> {
  const { items, ...rest } = cutPage(rows, limit, ({ sortKey, id }) => [sort, sortKey, id]);
  return { items: items.map(({ sortKey: _, ...row }) => row), ...rest };
}

/** Where the page before ended; a cursor of another order is refused. */
export function decodeSorted(cursor: string | undefined, sort: string): SortKey | undefined {
  if (cursor === undefined) return undefined;
  const [of, sortKey, id] = decodeCursor(cursor, ['string', 'string', 'string']);
  if (of !== sort || typeof sortKey !== 'string' || typeof id !== 'string' || !z.uuid().safeParse(id).success) throw refuseCursor();
  return { sortKey, id };
}
