import { isPerson } from '#kernel/actor/actor.ts';
import type { FileSubject } from '#kernel/module.ts';
import { tables } from '../store.ts';

/** Evidence hangs on a report: whoever sees the report sees it; its own party adds to it until it is sent in. */
export const reportFiles: FileSubject = {
  maySee: async (tx, id) => (await tables(tx).selectFrom('plan.report').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
  mayAttach: async (tx, id) => {
    const { actor } = tx;
    if (!isPerson(actor)) return false;
    const report = await tables(tx).selectFrom('plan.report').select(['party', 'institutionId', 'state']).where('id', '=', id).executeTakeFirst();
    if (report === undefined || report.party !== actor.party || (report.state !== 'draft' && report.state !== 'returned')) return false;
    return actor.role === 'party_officer' || (actor.role === 'institution_officer' && report.institutionId !== null && actor.organizationId === report.institutionId);
  },
};
