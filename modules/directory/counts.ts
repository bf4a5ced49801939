import { sql } from 'kysely';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';

export type CityCount = { code: string; name: string; party: PartyCode; universities: number; schools: number };

/** The 41 cities with their universities and schools, vocational ones among the latter, as far as the actor sees them. */
export async function countByCity(tx: Tx): Promise<CityCount[]> {
  const { rows } = await sql<CityCount>`
    with counted as (
      -- what stands in a province and in no city of its own is Shanghai's: 310000 and 3101xx
      select case when division like '31%' then '3101' else left(division, 4) end as city,
        count(*) filter (where kind = 'university') as universities, count(*) filter (where kind in ('school', 'vocational_school')) as schools
      from directory.institution where state = 'active' group by 1)
    select d.code, d.name, d.party, coalesce(c.universities, 0) as universities, coalesce(c.schools, 0) as schools
    from directory.division d left join counted c on c.city = left(d.code, 4)
    where d.level = 'city' order by d.code`.execute(tx.db);
  return rows;
}
