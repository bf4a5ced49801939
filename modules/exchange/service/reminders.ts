import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { stayLink } from '../lifecycle.ts';
import { daysOfRange, missingMonths } from '../rules.ts';

type Underway = { id: string; applicationId: string; personId: string; during: string; written: string[] };

/**
 * Reminds of what is missing: the person of months that are over without a journal. A task that is open already is not opened again,
 * so this may run as often as one likes. Gives how many stays lack something.
 */
export async function remindOfJournals(platform: Platform): Promise<number> {
  return inTransaction(platform.database, systemActor('exchange.journals'), async (tx) => {
    const { rows } = await sql<Underway>`
      select p.id, p.application_id, p.person_id, p.during, array(select e.month from exchange.entry e where e.placement_id = p.id) as written
      from exchange.placement p where p.state = 'underway'`.execute(tx.db);
    let lacking = 0;
    for (const { id, applicationId, personId, during, written } of rows) {
      const months = missingMonths({ ...daysOfRange(during), written, today: today(platform).toString() });
      if (months.length === 0) continue;
      lacking += 1;
      await openTask(tx, { kind: 'exchange.placement/journal', subject: { type: 'exchange.placement', id }, to: { personId }, title: { zh: `请补写每月记录：${months.join('、')}`, en: `Please write your journal of ${months.join(', ')}` }, link: stayLink(applicationId) });
    }
    return lacking;
  });
}
