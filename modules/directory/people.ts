import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';

/** The person behind an account of the region itself, who belongs to no party. Gives the id. */
export async function addPersonForAdministrator(tx: Tx, { name }: { name: string }): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into directory.person (name, visibility) values (${name}, 'region') returning id`.execute(tx.db);
  const [person] = rows;
  if (person === undefined) throw new Error('the person was not stored');
  return person.id;
}
