import { sql, type RawBuilder } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { BoundCategory } from './messages.ts';
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
    from pools.every_member m left join directory.division c on c.code = pools.city_of(m.division)
    where ${sql.join([
      admitted(poolId, categories), sql`m.term_ends_on >= ${to ?? today}::date`,
      ...(recusedParties.length === 0 ? [] : [sql`m.party <> all(${[...recusedParties]}::text[])`]),
      ...(recusals.includes('sameInstitution') && recusedInstitutions.length > 0 ? [sql`(m.institution_id is null or m.institution_id <> all(${[...recusedInstitutions]}::uuid[]))`] : []),
      ...(unknown.length === 0 ? [] : [sql`m.name <> all(${unknown}::text[])`]),
      ...(out.length === 0 ? [] : [sql`not exists (select from unnest(${out}::uuid[]) o where o = m.person_id)`]),
    ], sql` and `)}
    order by m.id`.execute(tx.db);
  return rows;
}

export type OpenCount = { category: BoundCategory | 'all'; value: string; people: number };

/**
 * How many there are to draw from as far as every officer of the four may know: admitted and in term, of these fields and parties, not at an
 * institution under review, not away, below the load. What people declared and where they were before is left out: a count that heeded it
 * would tell it to whoever asks twice. Run by the platform, for the indexes' sake; the sum of all first, then by each value.
 */
export async function countOpen(tx: Tx, poolId: string, asked: DrawAsked, { persons }: Reviewed, today: string): Promise<OpenCount[]> {
  const { categories, recusedInstitutions, recusedParties, recusals, loadCap, from, to } = asked;
  const values = sql`m.id, m.party::text, pools.city_of(m.division), m.title, m.categories[1], coalesce(m.sex, '')`;
  const inPool = admitted(poolId, categories);
  const names = persons.map(({ name }) => name.trim());
  const out = [
    sql`select ${values} from pools.every_member m where m.pool_id = ${poolId} and m.state = 'admitted' and m.term_ends_on < ${to ?? today}::date`,
    ...(recusals.includes('sameInstitution') && recusedInstitutions.length > 0 ? [sql`select ${values} from pools.every_member m where m.pool_id = ${poolId} and m.state = 'admitted' and m.institution_id = any(${[...recusedInstitutions]}::uuid[])`] : []),
    ...(names.length === 0 ? [] : [sql`select ${values} from pools.every_member m where m.pool_id = ${poolId} and m.state = 'admitted' and m.name = any(${names}::text[])`]),
    ...(from === undefined ? [] : [sql`select ${values} from pools.every_absence u join pools.every_member m on m.person_id = u.person_id and m.pool_id = ${poolId} and m.state = 'admitted' where u.during && daterange(${from}::date, ${to ?? from}::date, '[]')`]),
    ...(loadCap === undefined ? [] : [sql`select ${values} from (${overloaded(loadCap, today)}) l join pools.every_member m on m.person_id = l.person_id and m.pool_id = ${poolId} and m.state = 'admitted'`]),
  ];
  // without fields the kept counts are everybody, and those who are out are taken off; with fields the index gives everybody
  const counted = categories.length === 0
    ? sql`select party::text, city, title, field, sex, people from pools.tally where pool_id = ${poolId} union all select party, city, title, field, sex, -1 from gone`
    : sql`select b.party, b.city, b.title, b.field, b.sex, 1 as people from (select ${values} from pools.every_member m where ${inPool}) as b(id, party, city, title, field, sex) where not exists (select from gone g where g.id = b.id)`;
  const { rows } = await sql<OpenCount>`
    with gone(id, party, city, title, field, sex) as materialized (${sql.join(out, sql` union `)}),
    reviewed as (select array(select i.party::text from directory.institution i where i.id = any(${[...recusedInstitutions]}::uuid[])) as parties)
    select case when grouping(party) = 0 then 'party' when grouping(city) = 0 then 'city' when grouping(title) = 0 then 'title' when grouping(field) = 0 then 'field' when grouping(sex) = 0 then 'sex' when grouping(side) = 0 then 'side' else 'all' end as category,
      coalesce(case when grouping(city) = 0 then coalesce((select d.name from directory.division d where d.code = city), city) else coalesce(party, title, field, sex, side) end, '') as value, sum(people)::integer as people
    from (select c.*, case when c.party = any((select parties from reviewed)::text[]) then 'inside' else 'outside' end as side from (${counted}) c where c.party <> all(${[...recusedParties]}::text[])) s
    group by grouping sets ((), (party), (city), (title), (field), (sex), (side)) having sum(people) > 0 order by 1, 3 desc limit 500`.execute(tx.db);
  return rows;
}

function admitted(poolId: string, categories: readonly string[]): RawBuilder<unknown> {
  const inPool = sql`m.facets @> array['o:' || ${poolId}::text, 's:admitted']`;
  return categories.length === 0 ? inPool : sql`${inPool} and m.facets && ${categories.map((category) => `c:${category}`)}::text[]`;
}

/** People who have done, or are on, as many duties this year. */
function overloaded(loadCap: number, today: string): RawBuilder<unknown> {
  return sql`select person_id from pools.duty where year = extract(year from ${today}::date)::integer and (ended is null or ended = 'done') group by person_id having count(*) >= ${loadCap}`;
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
      select om.person_id from pools.every_member pm join pools.draw_place pl on pl.member_id = pm.id join pools.draw d on d.id = pl.draw_id and pl.place = any(d.panel)
      join pools.draw_place ol on ol.draw_id = d.id and ol.place = any(d.panel) join pools.every_member om on om.id = ol.member_id
      where pm.person_id = any(${known}::uuid[]) and d.created_at >= (${today}::date - make_interval(years => ${recusalYears}))`,
  };
  const selects = [
    ...(known.length === 0 ? [] : [sql`select unnest(${known}::uuid[])`]),
    ...recusals.flatMap((rule) => byRule[rule] ?? []),
    ...(from === undefined ? [] : [sql`select person_id from pools.every_absence where during && daterange(${from}::date, ${to ?? from}::date, '[]')`]),
    ...(loadCap === undefined ? [] : [overloaded(loadCap, today)]),
  ];
  if (selects.length === 0) return new Set();
  const { rows } = await sql<{ personId: string }>`select distinct x.person_id from (${sql.join(selects, sql` union all `)}) as x(person_id)`.execute(tx.db);
  return new Set(rows.map(({ personId }) => personId));
}
