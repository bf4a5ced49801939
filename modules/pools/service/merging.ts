import { sql } from 'kysely';
import type { Merging } from '#kernel/module.ts';

/** Two records become one person: they are in a pool once. */
export const merging: Merging = {
  obstacles: async (tx, { goneId, keptId }) => {
    const { rows } = await sql<{ name: string }>`
      select p.name from pools.member a join pools.member b on b.pool_id = a.pool_id and b.person_id = ${keptId} and b.state not in ('left', 'declined') join pools.pool p on p.id = a.pool_id
      where a.person_id = ${goneId} and a.state not in ('left', 'declined') order by p.position`.execute(tx.db);
    return rows.map(({ name }) => ({ zh: `两份记录都在${name}，请先由本人或所属省（市）办理其中一份退出`, en: `both are in the pool ${name}: one has to leave it first` }));
  },
  move: async (tx, { goneId, keptId }) => void (await sql`select pools.merge_person(${goneId}, ${keptId})`.execute(tx.db)),
};
