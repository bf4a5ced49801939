import { sql } from 'kysely';
import { isPerson } from '#kernel/actor/actor.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { FileSubject } from '#kernel/module.ts';
import { tables } from '../store.ts';

/** The papers of an application: the applicant adds them while they write; whoever sees the application reads them. */
export const applicationFiles: FileSubject = {
  mayAttach: isBeingWritten,
  maySee: async (tx, id) => (await tables(tx).selectFrom('exchange.application').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
};

/** Of the papers that a programme asks for, each has its files. */
export const paperFiles: FileSubject = {
  mayAttach: async (tx, id) => {
    const application = await applicationOf(tx, id);
    return application !== undefined && isBeingWritten(tx, application);
  },
  maySee: async (tx, id) => (await applicationOf(tx, id)) !== undefined,
};

async function applicationOf(tx: Tx, paper: string): Promise<string | undefined> {
  return (await sql<{ id: string }>`select application_id as id from exchange.paper where id = ${paper}`.execute(tx.db)).rows[0]?.id;
}

async function isBeingWritten(tx: Tx, id: string): Promise<boolean> {
  const application = await tables(tx).selectFrom('exchange.application').select(['personId', 'state']).where('id', '=', id).executeTakeFirst();
  return application !== undefined && isPerson(tx.actor) && tx.actor.role === 'member' && tx.actor.personId === application.personId && application.state === 'draft';
}
