import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import type { Database } from '#kernel/database/database.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import { indexRecords, type SearchRecord } from '#kernel/search/search.ts';
import { nameWords, wordsOf } from '#kernel/search/words.ts';
import { institutionKinds, type InstitutionKind } from './messages.ts';

type InstitutionEntry = { id: string; name: string; kind: InstitutionKind; divisionName: string; party: PartyCode; division: string; level: string | null; visibility: Visibility };
type PersonEntry = { id: string; name: string; party: PartyCode | null; division: string | null; institutionId: string | null; institutionName: string | null; position: string | null; title: string | null; field: string | null; visibility: Visibility };

/** Rows that are indexed in one go. */
const step = 5_000;

/** Brings the index up to date for these institutions; all of them, page by page, when none are named. */
export async function indexInstitutions(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<InstitutionEntry>`
    select i.id, i.name, i.kind, d.name as division_name, i.party, i.division, i.level, i.visibility
    from directory.institution i join directory.division d on d.code = i.division where i.id = any(${ids}::uuid[])`.execute(tx.db);
  await indexRecords(tx, rows.map(institutionRecord));
}

export async function indexPeople(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<PersonEntry>`
    select p.id, p.name, p.party, p.division, p.institution_id, i.name as institution_name, p.position, p.title, p.field, p.visibility
    from directory.person p left join directory.institution i on i.id = p.institution_id where p.id = any(${ids}::uuid[]) and p.merged_into is null`.execute(tx.db);
  await indexRecords(tx, rows.map(personRecord));
}

/** Indexes the whole directory anew. For a new installation, and after a change of how words are made. */
export async function indexDirectory(database: Database, report: (indexed: number) => void = () => undefined): Promise<void> {
  let indexed = 0;
  for (const [table, index] of [['institution', indexInstitutions], ['person', indexPeople]] as const) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- page after page, each its own transaction
      const ids = await inTransaction(database, systemActor('directory.index'), async (tx) => {
        const { rows } = await sql<{ id: string }>`select id from ${sql.table(`directory.${table}`)} where id > ${after}::uuid order by id limit ${step}`.execute(tx.db);
        await index(tx, rows.map(({ id }) => id));
        return rows;
      });
      indexed += ids.length;
      report(indexed);
      const last = ids.at(-1);
      if (last === undefined || ids.length < step) break;
      after = last.id;
    }
  }
}

function institutionRecord({ id, name, kind, divisionName, party, division, level, visibility }: InstitutionEntry): SearchRecord {
  return {
    type: 'directory.institution', id, title: name, summary: [institutionKinds[kind].zh, divisionName, level].filter((part) => part !== null).join(' · '),
    link: `/workspace/directory/institutions?words=${encodeURIComponent(name)}`, titleWords: wordsOf(name), words: [...wordsOf(divisionName), ...wordsOf(institutionKinds[kind].zh)],
    access: { visibility, party, division, organizationId: id },
  };
}

function personRecord({ id, name, party, division, institutionId, institutionName, position, title, field, visibility }: PersonEntry): SearchRecord {
  const about = [institutionName, position, title, field].filter((part) => part !== null);
  return {
    type: 'directory.person', id, title: name, summary: about.join(' · '), link: `/workspace/directory/people/${id}`, titleWords: nameWords(name), words: about.flatMap(cachedWords),
    access: { visibility, party: party ?? undefined, division: division ?? undefined, organizationId: institutionId ?? undefined, personId: id },
  };
}

// The names of institutions, positions and fields come again and again.
const known = new Map<string, string[]>();

function cachedWords(text: string): string[] {
  let words = known.get(text);
  if (words === undefined) {
    if (known.size > 20_000) known.clear();
    words = wordsOf(text);
    known.set(text, words);
  }
  return words;
}
