import { sql } from 'kysely';
import type { Departure, Mentioned, Touched } from '#kernel/module.ts';

/** Somebody deletes their account: they are taken off the lists of meetings to come; on those that were they stand under the pseudonym. */
export const departure: Departure = {
  touched: async (tx, { personId, accountId }) => {
    const { rows } = await sql<{ id: string; title: string; state: string; toCome: boolean }>`
      select t.id, m.title, m.state, m.state in ('draft', 'called') and m.starts_at > now() as to_come
      from governance.attendee t join governance.meeting m on m.id = t.meeting_id where (t.person_id = ${personId} or t.account_id = ${accountId}) and t.removed_at is null order by m.starts_at desc, t.id limit 200`.execute(tx.db);
    return rows.map(({ id, title, state, toCome }): Touched => ({
      id, state: `${state}/${toCome}`, blocks: false, title: { zh: `会议：${title}`, en: `Meeting: ${title}` },
      consequence: toCome ? { zh: '从参会名单中移出。', en: 'You are taken off the list.' } : { zh: '参会名单和您起草纪要的署名改为化名；纪要正文属于会议记录，不作改动。', en: 'On the list, and beside minutes that you wrote, a pseudonym stands; the minutes themselves stay as they are.' },
    }));
  },
  leave: async (tx, _platform, { personId, accountId, pseudonym }) => (await sql<Mentioned>`select * from governance.forget_person(${personId}, ${accountId}, ${pseudonym})`.execute(tx.db)).rows,
};
