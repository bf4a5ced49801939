import { sql, type RawBuilder } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { BoundCategory } from './messages.ts';
import { nameKey, type DrawAsked, type Recusal, type Reviewed } from './rules.ts';

export type Eligible = { memberId: string; party: PartyCode; city: string; title: string; categories: string[]; name: string; institutionName: string; sex: string | null; outside: boolean };

/**
 * Who may be drawn: in the pool and in term, free, below the load, and with no tie that the request's rules name. Run by the platform,
 * since no single party may see all of that. `only`: of this member alone.
 */
export async function loadEligible(tx: Tx, poolId: string, asked: DrawAsked, reviewed: Reviewed, today: string, only?: string): Promise<Eligible[]> {
  const out = [...await personsOut(tx, asked, reviewed, today)];
  const { categories, recusedInstitutions, recusedParties, recusals, to } = asked;
  const unknown = reviewed.persons.filter(({ personId }) => personId === undefined).map(({ name }) => name.trim());
  const { rows } = await sql<Eligible>`
    select m.id as member_id, m.party, coalesce(c.name, '') as city, m.title, m.categories, m.name, m.institution_name, m.sex,
      m.party <> all(array(select i.party::text from directory.institution i where i.id = any(${[...recusedInstitutions]}::uuid[]))) as outside
    from pools.every_member m left join directory.division c on c.code = pools.city_of(m.division)
    where ${sql.join([
      admitted(poolId, categories), ...(only === undefined ? [] : [sql`m.id = ${only}`]), sql`m.term_ends_on >= ${to ?? today}::date`,
      ...(recusedParties.length === 0 ? [] : [sql`m.party <> all(${[...recusedParties]}::text[])`]),
      ...(recusals.includes('sameInstitution') && recusedInstitutions.length > 0 ? [sql`(m.institution_id is null or m.institution_id <> all(${[...recusedInstitutions]}::uuid[]))`] : []),
      ...(unknown.length === 0 ? [] : [sql`m.name <> all(${unknown}::text[])`]),
      ...(out.length === 0 ? [] : [sql`not exists (select from unnest(${out}::uuid[]) o where o = m.person_id)`]),
    ], sql` and `)}
    order by m.id`.execute(tx.db);
  return rows;
}

/** Whether somebody who was drawn has a tie to what is reviewed after all, by the rules that were frozen: one that came to light since, or is new. Run by the platform. */
export async function hasTie(tx: Tx, memberId: string, poolId: string, asked: DrawAsked, reviewed: Reviewed, today: string): Promise<boolean> {
  // days and load are no ties; a term that ends is not one either
  const { rows: [member] } = await sql<{ termEndsOn: string | null }>`select term_ends_on::text from pools.every_member where id = ${memberId} and state = 'admitted'`.execute(tx.db);
  if (member === undefined) return false;
  const day = member.termEndsOn !== null && member.termEndsOn < today ? member.termEndsOn : today;
  const free = await loadEligible(tx, poolId, { ...asked, from: undefined, to: day, loadCap: undefined }, reviewed, today, memberId);
  return free.length === 0;
}

export type OpenCount = { category: BoundCategory | 'all'; value: string; people: number };

/**
 * How many there are to draw from as far as every officer of the four may know: admitted and in term, of these fields and parties, not at an
 * institution under review, not away, below the load. What people declared and where they were before is left out: a count that heeded it
 * would tell it to whoever asks twice. Counted in the bits that the members' table keeps (schema/0023_bits.sql). Run by the platform, for
 * the indexes' sake; the sum of all first, then by each value.
 */
export async function countOpen(tx: Tx, poolId: string, { categories, recusedInstitutions, recusedParties, recusals, loadCap, from, to }: DrawAsked, { persons }: Reviewed, today: string): Promise<OpenCount[]> {
  const inPool = sql`select m.ordinal from pools.every_member m`;
  const admittedHere = sql`m.pool_id = ${poolId} and m.state = 'admitted'`;
  const names = persons.map(({ name }) => name.trim());
  const out = [
    sql`${inPool} where ${admittedHere} and m.term_ends_on < ${to ?? today}::date`,
    ...(recusals.includes('sameInstitution') && recusedInstitutions.length > 0 ? [sql`${inPool} where ${admittedHere} and m.institution_id = any(${[...recusedInstitutions]}::uuid[])`] : []),
    ...(names.length === 0 ? [] : [sql`${inPool} where ${admittedHere} and m.name = any(${names}::text[])`]),
    ...(from === undefined ? [] : [sql`${inPool} join pools.every_absence u on u.person_id = m.person_id where ${admittedHere} and u.during && daterange(${from}::date, ${to ?? from}::date, '[]')`]),
    ...(loadCap === undefined ? [] : [sql`${inPool} join (${overloaded(loadCap, today, dutiesThat.areKnown)}) l on l.person_id = m.person_id where ${admittedHere}`]),
  ];
  const fields = categories.length === 0 ? sql`` : sql` & coalesce(bit_or(bits) filter (where kind = 'any'), 0::bit(8192))`;
  const { rows } = await sql<Omit<OpenCount, 'category'> & { category: Exclude<BoundCategory, 'institution' | 'side'>; inside: boolean }>`
    with gone as materialized (select ordinal >> 13 as chunk, bit_or(set_bit(0::bit(8192), ordinal & 8191, 1)) as bits from (${sql.join(out, sql` union all `)}) o group by 1),
    open as materialized (
      select chunk, bit_or(bits) filter (where kind = 'party')${fields} & ~coalesce((select g.bits from gone g where g.chunk = b.chunk), 0::bit(8192)) as bits from pools.bits b
      where pool_id = ${poolId} and (kind = 'party' and value <> all(${[...recusedParties]}::text[]) or kind = 'any' and value = any(${[...new Set(categories)]}::text[])) group by chunk),
    counted as (select b.kind, b.value, sum(bit_count(b.bits & o.bits))::integer as people from pools.bits b join open o using (chunk) where b.pool_id = ${poolId} and b.kind <> 'any' group by 1, 2)
    select c.kind as category, coalesce(d.name, c.value) as value, c.people, c.kind = 'party' and exists (select from directory.institution i where i.id = any(${[...recusedInstitutions]}::uuid[]) and i.party = c.value) as inside
    from counted c left join directory.division d on c.kind = 'city' and d.code = c.value where c.people > 0 order by 1, 3 desc limit 500`.execute(tx.db);
  const sumOf = (counted: typeof rows) => counted.reduce((sum, { people }) => sum + people, 0);
  const byParty = rows.filter(({ category }) => category === 'party');
  const bySide = [['outside', false], ['inside', true]] as const;
  return [
    { category: 'all', value: '', people: sumOf(byParty) },
    ...rows.map(({ category, value, people }) => ({ category, value, people })),
    ...bySide.flatMap(([value, inside]) => { const people = sumOf(byParty.filter((party) => party.inside === inside)); return people === 0 ? [] : [{ category: 'side' as const, value, people }]; }),
  ];
}

function admitted(poolId: string, categories: readonly string[]): RawBuilder<unknown> {
  const inPool = sql`m.facets @> array['o:' || ${poolId}::text, 's:admitted']`;
  return categories.length === 0 ? inPool : sql`${inPool} and m.facets && ${categories.map((category) => `c:${category}`)}::text[]`;
}

/** Which duties a load counts: all, where a draw is frozen; where anybody counts, those that the region knows. A number that rises when an office calls somebody for a blind review would name them. */
const dutiesThat = { areThere: sql`true`, areKnown: sql`kept_by is null` } as const;

/** People who have done, or are on, as many such duties this year. */
function overloaded(loadCap: number, today: string, such: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select person_id from pools.duty where year = extract(year from ${today}::date)::integer and (ended is null or ended = 'done') and ${such} group by person_id having count(*) >= ${loadCap}`;
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
    ...(loadCap === undefined ? [] : [overloaded(loadCap, today, dutiesThat.areThere)]),
  ];
  if (selects.length === 0) return new Set();
  const { rows } = await sql<{ personId: string }>`select distinct x.person_id from (${sql.join(selects, sql` union all `)}) as x(person_id)`.execute(tx.db);
  return new Set(rows.map(({ personId }) => personId));
}
