import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';

export type InstitutionKind = 'department' | 'university' | 'vocational_school' | 'school' | 'enterprise' | 'base' | 'association';

export type InstitutionRow = {
  id: string; kind: InstitutionKind; name: string; code: string | null; division: string; divisionName: string; party: PartyCode;
  authority: string | null; level: string | null; state: 'active' | 'closed'; version: number;
};

export type InstitutionFilter = { words?: string | undefined; kind?: InstitutionKind | undefined; party?: PartyCode | undefined; division?: string | undefined };

/** Institutions in the order of their names, after the key (name, id) where given. `words` matches any part of the name, or the code. */
export async function loadInstitutions(tx: Tx, filter: InstitutionFilter, { limit, after }: { limit: number; after?: { name: string; id: string } | undefined }): Promise<InstitutionRow[]> {
  const conditions = [
    sql`i.state = 'active'`,
    ...(filter.words === undefined ? [] : [sql`(position(${filter.words} in i.name) > 0 or i.code = ${filter.words})`]),
    ...(filter.kind === undefined ? [] : [sql`i.kind = ${filter.kind}`]),
    ...(filter.party === undefined ? [] : [sql`i.party = ${filter.party}`]),
    ...(filter.division === undefined ? [] : [sql`starts_with(i.division, ${filter.division.replace(/(00){1,2}$/, '')})`]),
    ...(after === undefined ? [] : [sql`(i.name, i.id) > (${after.name}, ${after.id}::uuid)`]),
  ];
  const { rows } = await sql<InstitutionRow>`
    select i.id, i.kind, i.name, i.code, i.division, d.name as division_name, i.party, i.authority, i.level, i.state, i.version
    from directory.institution i join directory.division d on d.code = i.division
    where ${sql.join(conditions, sql` and `)} order by i.name, i.id limit ${limit}`.execute(tx.db);
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
