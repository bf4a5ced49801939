import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Access } from '#kernel/journal/journal.ts';
import { queryOf } from './words.ts';

/** A record as it can be found. */
export type SearchRecord = {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly summary?: string | undefined;
  readonly link: string;
  /** Words of the title, which weigh most, and of the rest: `wordsOf`, `nameWords`. */
  readonly titleWords: readonly string[];
  readonly words: readonly string[];
  readonly access: Access;
};

export type Found = { type: string; id: string; title: string; summary: string | null; link: string; party: PartyCode | null; rank: number };

/** Of words that match more records than this, the first so many are ranked. */
const candidates = 2_000;

/** Makes records findable, or brings what is known of them up to date; any number at once. */
export async function indexRecords(tx: Tx, records: readonly SearchRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ type, id, title, summary, link, titleWords, words, access }) => ({
    type, id, title: title.slice(0, 300), summary: summary?.slice(0, 500) ?? null, link, title_words: titleWords.join('\u0001'), words: words.join('\u0001'),
    visibility: access.visibility, party: access.party ?? null, division: access.division ?? null, organization_id: access.organizationId ?? null, person_id: access.personId ?? null,
  }));
  await sql`
    insert into kernel.search_entry (subject_type, subject_id, title, summary, link, words, visibility, party, division, organization_id, person_id)
    select type, id, title, summary, link,
      setweight(array_to_tsvector(array_remove(string_to_array(title_words, e'\\x01'), '')), 'A') || setweight(array_to_tsvector(array_remove(string_to_array(words, e'\\x01'), '')), 'C'),
      visibility, party, division, organization_id, person_id
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(type text, id uuid, title text, summary text, link text, title_words text, words text,
      visibility text, party text, division text, organization_id uuid, person_id uuid)
    on conflict (subject_type, subject_id) do update set title = excluded.title, summary = excluded.summary, link = excluded.link, words = excluded.words,
      visibility = excluded.visibility, party = excluded.party, division = excluded.division, organization_id = excluded.organization_id, person_id = excluded.person_id`.execute(tx.db);
}

/** Takes records out of what can be found. */
export async function removeRecords(tx: Tx, type: string, ids: readonly string[]): Promise<void> {
  await sql`delete from kernel.search_entry where subject_type = ${type} and subject_id = any(${ids}::uuid[])`.execute(tx.db);
}

/** What the actor may see that has every word of `query`, the best first. */
export async function search(tx: Tx, { query, types, most }: { query: string; types?: readonly string[] | undefined; most: number }): Promise<Found[]> {
  const asked = queryOf(query);
  if (asked === undefined) return [];
  const { rows } = await sql<Found>`
    select subject_type as type, subject_id as id, title, summary, link, party, rank
    from kernel.search(${asked}::tsquery, ${types === undefined ? null : [...types]}, ${most}, ${candidates})`.execute(tx.db);
  return rows;
}
