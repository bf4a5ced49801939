import type { FileSubject } from '#kernel/module.ts';
import { stayTables } from '../store.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { isPerson } from '#kernel/actor/actor.ts';

/** Photos hang on a month's entry: the person adds them until the tutor has answered; whoever reads the entry sees them. */
export const entryFiles: FileSubject = {
  maySee: async (tx, id) => (await load(tx, id)) !== undefined,
  mayAttach: async (tx, id) => {
    const entry = await load(tx, id);
    return entry !== undefined && entry.answer === null && ['underway', 'finished'].includes(entry.state) && isPerson(tx.actor) && tx.actor.role === 'member' && tx.actor.personId === entry.personId;
  },
};

async function load(tx: Tx, id: string) {
  return stayTables(tx).selectFrom('exchange.entry as e').innerJoin('exchange.placement as p', 'p.id', 'e.placementId').select(['e.answer', 'p.state', 'p.personId']).where('e.id', '=', id).executeTakeFirst();
}
