import { sql } from 'kysely';
import type { Departure, Mentioned } from '#kernel/module.ts';
import { indexPeople } from '../search-records.ts';

/** Somebody deletes their account: what only they and their keeper could see is erased, and what refers to them finds a pseudonym. */
export const departure: Departure = {
  touched: async (_tx, { personId }) => [{
    id: personId, state: 'kept', blocks: false, title: { zh: '姓名、证件号码、手机、邮箱、职务职称', en: 'Name, identity number, phone, e-mail, position' },
    consequence: { zh: '证件号码、手机、邮箱和职务职称删除；其他记录中的姓名改为化名。', en: 'Identity number, phone, e-mail and position are erased; the name in other records becomes a pseudonym.' },
  }],
  leave: async (tx, _platform, { personId, pseudonym }) => {
    const { rows } = await sql<Mentioned>`select 'directory.person' as type, id::text, name from directory.person where id = ${personId} or merged_into = ${personId}`.execute(tx.db);
    await sql`select directory.forget_person(${personId}, ${pseudonym})`.execute(tx.db);
    await indexPeople(tx, [personId]);
    return rows;
  },
};
