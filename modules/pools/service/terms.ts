import { sql } from 'kysely';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { removeRecords } from '#kernel/search/search.ts';
import { memberLifecycle, renewTask } from '../lifecycle.ts';
import { openTask } from '#kernel/inbox/inbox.ts';
import type { MemberRow } from '../store.ts';

/** How long before a term ends its person is asked whether to go on. */
const noticeDays = 30;
/** So many at a time; what is left is done the next day, or by running the job again. */
const most = 2_000;

/** Ends the terms that are over, and asks those whose term ends soon whether they go on. Once a day; a second run finds nothing left to do. */
export async function keepTerms(platform: Platform): Promise<{ ended: number; asked: number }> {
  const day = today(platform);
  const job = systemActor('pools.terms');
  const due = await inTransaction(platform.database, job, (tx) => loadEnding(tx, "state in ('admitted', 'suspended') and term_ends_on < $day", day));
  for (const { id, version } of due) {
    // oxlint-disable-next-line no-await-in-loop -- each its own transaction: one that somebody moves at this moment does not keep the others
    await inTransaction(platform.database, job, async (tx) => {
      await move(tx, memberLifecycle, { id, transition: 'expire', version });
      await removeRecords(tx, 'pools.member', [id]);
      await withdrawFromFrozen(tx, id, '任期届满');
    });
  }
  const soon = await inTransaction(platform.database, job, async (tx) => {
    const ending = await loadEnding(tx, `state = 'admitted' and term_ends_on >= $day and term_ends_on <= $day + ${noticeDays}`, day);
    for (const member of ending) {
      // oxlint-disable-next-line no-await-in-loop -- a task each, and none twice while it is open
      await openTask(tx, { ...renewTask(member), subject: { type: 'pools.member', id: member.id } });
    }
    return ending.length;
  });
  return { ended: due.length, asked: soon };
}

async function loadEnding(tx: Tx, where: string, day: Temporal.PlainDate): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`select m.id, m.person_id, m.name, m.version, m.term_ends_on::text, m.state, m.party from pools.member m where ${sql.raw(where.replaceAll('$day', `date '${day.toString()}'`))} order by m.term_ends_on, m.id limit ${most}`.execute(tx.db);
  return rows;
}

/** Takes somebody off the lists that were frozen and not yet drawn from: the list stays, but if they are drawn a reserve comes in. Run by the platform. */
export async function withdrawFromFrozen(system: Tx, memberId: string, reason: string): Promise<void> {
  await sql`
    insert into pools.draw_departure (draw_id, place, kind, reason, party)
    select l.draw_id, l.place, 'withdrawn', ${reason}, l.party from pools.draw_place l join pools.draw d on d.id = l.draw_id where l.member_id = ${memberId} and d.state in ('committing', 'revealing', 'reading') on conflict do nothing`.execute(system.db);
}
