import { sql } from 'kysely';
import type { Merging } from '#kernel/module.ts';

/** What the kernel holds of a person, when their record becomes another's: lists and notices move; an appointment to sign does not, for signatures name the person. */
export const merging: Merging = {
  obstacles: async (tx, { goneId }) => {
    const { rows } = await sql`select from kernel.signatory where person_id = ${goneId} and withdrawn_at is null and valid_to >= current_date limit 1`.execute(tx.db);
    return rows.length === 0 ? [] : [{ zh: '其中较新的记录正担任联合签署人，请先免去任命，合并后重新任命', en: 'the newer record is a signatory in office: end the appointment first and appoint them anew afterwards' }];
  },
  move: async (tx, { goneId, keptId }) => void (await sql`select kernel.merge_person(${goneId}, ${keptId})`.execute(tx.db)),
};
