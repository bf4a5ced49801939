import { sql } from 'kysely';
import type { Merging } from '#kernel/module.ts';

/** Two records become one person: invitations to meetings move. */
export const merging: Merging = {
  obstacles: async () => [],
  move: async (tx, { goneId, keptId }) => void (await sql`select governance.merge_person(${goneId}, ${keptId})`.execute(tx.db)),
};
