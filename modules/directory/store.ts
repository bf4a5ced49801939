import { sql, type RawBuilder } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import { byPinyin, orderedBy, type Sort, type SortKey } from '#kernel/http/sorting.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { InstitutionKind } from './messages.ts';

export type { InstitutionKind };

export type InstitutionRow = {
  id: string; kind: InstitutionKind; name: string; code: string | null; division: string; divisionName: string; party: PartyCode;
  authority: string | null; level: string | null; state: 'active' | 'closed'; version: number;
};

export type InstitutionFilter = { words?: string | undefined; kind?: InstitutionKind | undefined; party?: PartyCode | undefined; division?: string | undefined };

export const institutionSorts = ['name', 'kind', 'division', 'code', 'level'] as const;
export type InstitutionSort = Sort<(typeof institutionSorts)[number]>;

/** Institutions in an order, after a key of it where given. `words` matches any part of the name, or the code. */
export async function loadInstitutions(tx: Tx, filter: InstitutionFilter, { limit, sort, after }: { limit: number; sort: InstitutionSort; after?: SortKey | undefined }): Promise<(InstitutionRow & SortKey)[]> {
  const { orderBy, beyond, sortKey } = orderedBy({ name: byPinyin(sql`i.name`), kind: sql<string>`i.kind`, division: sql<string>`i.division`, code: sql<string>`coalesce(i.code, '')`, level: byPinyin(sql`i.level`) }, sql`i.id`, sort, after);
  const conditions = [
    sql`i.state = 'active'`,
    ...(filter.words === undefined ? [] : [sql`(position(${filter.words} in i.name) > 0 or i.code = ${filter.words})`]),
    ...(filter.kind === undefined ? [] : [sql`i.kind = ${filter.kind}`]),
    ...(filter.party === undefined ? [] : [sql`i.party = ${filter.party}`]),
    ...(filter.division === undefined ? [] : [within('i', filter.division)]),
    beyond,
  ];
  const { rows } = await sql<InstitutionRow & SortKey>`
    select i.id, i.kind, i.name, i.code, i.division, d.name as division_name, i.party, i.authority, i.level, i.state, i.version, ${sortKey} as sort_key
    from directory.institution i join directory.division d on d.code = i.division
    where ${sql.join(conditions, sql` and `)} order by ${orderBy} limit ${limit}`.execute(tx.db);
  return rows;
}

export async function loadInstitution(tx: Tx, id: string): Promise<InstitutionRow | undefined> {
  const { rows } = await sql<InstitutionRow>`
    select i.id, i.kind, i.name, i.code, i.division, d.name as division_name, i.party, i.authority, i.level, i.state, i.version
    from directory.institution i join directory.division d on d.code = i.division where i.id = ${id}`.execute(tx.db);
  return rows[0];
}

export type PersonRow = {
  id: string; name: string; party: PartyCode | null; division: string | null; divisionName: string | null; institutionId: string | null; institutionName: string | null;
  position: string | null; title: string | null; field: string | null; mergedInto: string | null; version: number;
};

export type PersonFilter = { ids?: readonly string[] | undefined; party?: PartyCode | undefined; institutionId?: string | undefined; division?: string | undefined };

const personColumns = sql`p.id, p.name, p.party, p.division, d.name as division_name, p.institution_id, i.name as institution_name, p.position, p.title, p.field, p.merged_into, p.version`;
const personTables = sql`directory.person p left join directory.division d on d.code = p.division left join directory.institution i on i.id = p.institution_id`;

export const personSorts = ['entered', 'name', 'institution', 'position', 'title'] as const;
export type PersonSort = Sort<(typeof personSorts)[number]>;

/** People in an order, after a key of it where given; `entered` is the order in which they came. */
export async function loadPeople(tx: Tx, filter: PersonFilter, { limit, sort, after }: { limit: number; sort: PersonSort; after?: SortKey | undefined }): Promise<(PersonRow & SortKey)[]> {
  const { orderBy, beyond, sortKey } = orderedBy({ entered: sql<string>`''::text`, name: byPinyin(sql`p.name`), institution: byPinyin(sql`i.name`), position: byPinyin(sql`p.position`), title: byPinyin(sql`p.title`) }, sql`p.id`, sort, after);
  const conditions = [
    sql`p.merged_into is null`,
    ...(filter.ids === undefined ? [] : [sql`p.id = any(${filter.ids}::uuid[])`]),
    ...(filter.party === undefined ? [] : [sql`p.party = ${filter.party}`]),
    ...(filter.institutionId === undefined ? [] : [sql`p.institution_id = ${filter.institutionId}`]),
    ...(filter.division === undefined ? [] : [within('p', filter.division)]),
    beyond,
  ];
  const { rows } = await sql<PersonRow & SortKey>`select ${personColumns}, ${sortKey} as sort_key from ${personTables} where ${sql.join(conditions, sql` and `)} order by ${orderBy} limit ${limit}`.execute(tx.db);
  return rows;
}

export async function loadPerson(tx: Tx, id: string): Promise<PersonRow | undefined> {
  const { rows } = await sql<PersonRow>`select ${personColumns} from ${personTables} where p.id = ${id}`.execute(tx.db);
  return rows[0];
}

export type AffiliationRow = { id: string; institutionId: string; institutionName: string; position: string | null; from: string; to: string | null };

/** A person's affiliations, the latest first; `to` is the last day. */
export async function loadAffiliations(tx: Tx, personId: string): Promise<AffiliationRow[]> {
  const { rows } = await sql<AffiliationRow>`
    select a.id, a.institution_id, i.name as institution_name, a.position, lower(a.during) as "from", (upper(a.during) - 1) as "to"
    from directory.affiliation a join directory.institution i on i.id = a.institution_id where a.person_id = ${personId} order by lower(a.during) desc, a.id`.execute(tx.db);
  return rows;
}

export async function loadDivisions(tx: Tx): Promise<{ code: string; name: string; level: string; parent: string | null; party: PartyCode }[]> {
  const { rows } = await sql<{ code: string; name: string; level: string; parent: string | null; party: PartyCode }>`
    select code, name, level, parent, party from directory.division order by code`.execute(tx.db);
  return rows;
}

/** The names of the organisations and divisions that role grants speak of, by id and code. */
export async function loadScopeNames(tx: Tx, { organizationIds, divisions }: { organizationIds: readonly string[]; divisions: readonly string[] }): Promise<Map<string, string>> {
  const { rows } = await sql<{ key: string; name: string }>`
    select id::text as key, name from directory.institution where id = any(${organizationIds}::uuid[])
    union all select code, name from directory.division where code = any(${divisions})`.execute(tx.db);
  return new Map(rows.map(({ key, name }) => [key, name]));
}

/** The person behind an account of the region itself, who belongs to no party. Gives the id. */
export async function addPersonForAdministrator(tx: Tx, { name }: { name: string }): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into directory.person (name, visibility) values (${name}, 'region') returning id`.execute(tx.db);
  const [person] = rows;
  if (person === undefined) throw new Error('the person was not stored');
  return person.id;
}

/** The name of a person whom the actor may see. */
export async function nameOfPerson(tx: Tx, id: string): Promise<string | undefined> {
  return (await loadPerson(tx, id))?.name;
}

/** The names of people, by id, as far as the actor may see them. */
export async function namesOfPeople(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from directory.person where id = any (${ids}::uuid[])`.execute(tx.db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** In a division or in one inside it. */
function within(table: 'i' | 'p', division: string): RawBuilder<unknown> {
  return sql`starts_with(${sql.ref(`${table}.division`)}, ${division.replace(/(00){1,2}$/, '')})`;
}
