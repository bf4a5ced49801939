import { sql, type RawBuilder } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { nameKey, type DrawAsked, type Recusal, type Reviewed } from './rules.ts';

export type Eligible = { memberId: string; party: PartyCode; city: string; title: string; categories: string[]; name: string; institutionName: string; sex: string | null; outside: boolean };

/**
 * Who may be drawn: in the pool and in term, free, below the load, and with no tie that the request's rules name. Run by the platform,
 * since no single party may see all of that.
 */
export async function loadEligible(tx: Tx, poolId: string, asked: DrawAsked, reviewed: Reviewed, today: string): Promise<Eligible[]> {
  const out = [...await personsOut(tx, asked, reviewed, today)];
  const { categories, recusedInstitutions, recusedParties, recusals, to } = asked;
  const unknown = reviewed.persons.filter(({ personId }) => personId === undefined).map(({ name }) => name.trim());
  const { rows } = await sql<Eligible>`
    select m.id as member_id, m.party, coalesce(c.name, '') as city, m.title, m.categories, m.name, m.institution_name, m.sex,
      m.party <> all(array(select i.party::text from directory.institution i where i.id = any(${[...recusedInstitutions]}::uuid[]))) as outside
    from pools.member m left join directory.division c on c.code = case when m.division is null or left(m.division, 2) = '31' then left(m.division, 2) || '0000' else left(m.division, 4) || '00' end
    where ${sql.join([
      sql`m.pool_id = ${poolId} and m.state = 'admitted' and m.term_ends_on >= ${to ?? today}::date`,
      ...(categories.length === 0 ? [] : [sql`m.categories && ${[...categories]}::text[]`]),
      ...(recusedParties.length === 0 ? [] : [sql`m.party <> all(${[...recusedParties]}::text[])`]),
      ...(recusals.includes('sameInstitution') && recusedInstitutions.length > 0 ? [sql`(m.institution_id is null or m.institution_id <> all(${[...recusedInstitutions]}::uuid[]))`] : []),
      ...(unknown.length === 0 ? [] : [sql`m.name <> all(${unknown}::text[])`]),
      ...(out.length === 0 ? [] : [sql`not exists (select from unnest(${out}::uuid[]) o where o = m.person_id)`]),
    ], sql` and `)}
    order by m.id`.execute(tx.db);
  return rows;
}

/** People who are out for what only the platform sees of everybody: themselves under review, tied, away, or with enough to do. */
async function personsOut(tx: Tx, { recusals, recusedInstitutions, recusalYears, loadCap, from, to }: DrawAsked, { persons, projects }: Reviewed, today: string): Promise<Set<string>> {
  const known = persons.flatMap(({ personId }) => (personId === undefined ? [] : [personId]));
  const recused = sql`${[...recusedInstitutions]}::uuid[]`;
  const lately = sql`daterange((${today}::date - make_interval(years => ${recusalYears}))::date, null)`;
  const names = persons.map(({ name }) => nameKey(name));
  const byRule: Readonly<Record<Recusal, RawBuilder<unknown> | undefined>> = {
    sameInstitution: recusedInstitutions.length === 0 ? undefined : sql`select person_id from directory.affiliation where institution_id = any(${recused}) and during && ${lately}`,
    declared: sql`select person_id from pools.conflict where withdrawn_at is null
      and (kind = 'institution' and institution_id = any(${recused}) or kind = 'person' and key = any(${names}::text[]) or kind = 'project' and key = any(${projects.map(nameKey)}::text[]))`,
    kinship: sql`select person_id from pools.conflict where withdrawn_at is null and kind = 'kinship' and (key = any(${names}::text[]) or institution_id = any(${recused}))`,
    coMembership: known.length === 0 ? undefined : sql`
      select other.person_id from directory.affiliation own join directory.affiliation other on other.institution_id = own.institution_id and other.during * own.during && ${lately}
      where own.person_id = any(${known}::uuid[])
      union all
      select om.person_id from pools.member pm join pools.draw_place pl on pl.member_id = pm.id join pools.draw d on d.id = pl.draw_id and pl.place = any(d.panel)
      join pools.draw_place ol on ol.draw_id = d.id and ol.place = any(d.panel) join pools.member om on om.id = ol.member_id
      where pm.person_id = any(${known}::uuid[]) and d.created_at >= (${today}::date - make_interval(years => ${recusalYears}))`,
  };
  const selects = [
    ...(known.length === 0 ? [] : [sql`select unnest(${known}::uuid[])`]),
    ...recusals.flatMap((rule) => byRule[rule] ?? []),
    ...(from === undefined ? [] : [sql`select person_id from pools.unavailability where during && daterange(${from}::date, ${to ?? from}::date, '[]')`]),
    ...(loadCap === undefined ? [] : [sql`select o.person_id from pools.draw_place l join pools.draw d on d.id = l.draw_id and l.place = any(d.panel) join pools.member o on o.id = l.member_id
      where d.state = 'drawn' and d.created_at >= date_trunc('year', ${today}::date) group by o.person_id having count(*) >= ${loadCap}`]),
  ];
  if (selects.length === 0) return new Set();
  const { rows } = await sql<{ personId: string }>`select distinct x.person_id from (${sql.join(selects, sql` union all `)}) as x(person_id)`.execute(tx.db);
  return new Set(rows.map(({ personId }) => personId));
}
