import type pg from 'pg';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { indexMembers } from '#modules/pools/index.ts';

/** How many experts of each party are in the first pool at the start. */
const ofEachParty = 24;

/** Fills the pool of higher-education experts with teachers of the universities, as if they had all agreed a while ago. */
export async function loadDemonstrationPools(platform: Platform, client: pg.Client, day: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `insert into pools.member (pool_id, person_id, party, division, institution_id, name, institution_name, title, categories, languages, state, consented_on, term_ends_on)
     select '0198c000-0000-7000-8000-000000000001', id, party, division, institution_id, name, institution_name, (array['教授', '研究员', '副教授'])[1 + n % 3], array[(array['880', '520', '630', '790', '310'])[1 + n % 5]], array['普通话', '英语'],
       'admitted', $1::date - 100, $1::date + 900
     from (select p.id, p.party, p.division, p.institution_id, p.name, i.name as institution_name, (row_number() over (partition by p.party order by p.id))::integer as n
       from directory.person p join directory.institution i on i.id = p.institution_id where i.kind = 'university' and p.merged_into is null and not exists (select from kernel.account a where a.person_id = p.id)) s
     where n <= ${ofEachParty} returning id`, [day]);
  await inTransaction(platform.database, systemActor('demonstration'), (tx) => indexMembers(tx, rows.map(({ id }) => id)));
}
