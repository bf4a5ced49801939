import { isPerson } from '#kernel/actor/actor.ts';
import type { FileSubject } from '#kernel/module.ts';
import { tables } from '../store.ts';

/** The papers of an application: the applicant adds them while they write; whoever sees the application reads them. */
export const applicationFiles: FileSubject = {
  mayAttach: async (tx, id) => {
    const application = await tables(tx).selectFrom('exchange.application').select(['personId', 'state']).where('id', '=', id).executeTakeFirst();
    return application !== undefined && isPerson(tx.actor) && tx.actor.role === 'member' && tx.actor.personId === application.personId && application.state === 'draft';
  },
  maySee: async (tx, id) => (await tables(tx).selectFrom('exchange.application').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
};
