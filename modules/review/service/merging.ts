import { sql } from 'kysely';
import type { Merging } from '#kernel/module.ts';

/** Two records become one person: nobody sits twice on a panel at work. Which review it is is not said: whom an office chose, others do not learn. */
export const merging: Merging = {
  obstacles: async (tx, { goneId, keptId }) => {
    const { rows } = await sql`
      select from review.reviewer a join review.reviewer b on b.review_id = a.review_id and b.person_id = ${keptId} and b.state not in ('declined', 'removed') join review.review r on r.id = a.review_id
      where a.person_id = ${goneId} and a.state not in ('declined', 'removed') and r.state not in ('concluded', 'withdrawn') limit 1`.execute(tx.db);
    return rows.map(() => ({ zh: '两份记录同在一项进行中的评审，请本人先谢绝其中一份邀请，或待评审结束后再合并', en: 'both sit on a panel at work: the person declines one of the invitations, or the records are merged when it is over' }));
  },
  move: async (tx, { goneId, keptId }) => void (await sql`select review.merge_person(${goneId}, ${keptId})`.execute(tx.db)),
};
