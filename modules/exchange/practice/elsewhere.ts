import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { record } from '#kernel/journal/journal.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { FileSubject } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { daysBetween } from '../stay/rules.ts';
import { practiceLifecycle, type PracticeRow } from './lifecycle.ts';
import { mayAttach } from './list.ts';
import { refusals } from './refusals.ts';

/** One time at an enterprise lasts no longer than this many days. */
const longest = 550;

/** An institution enters a teacher's practice that was not arranged here; it counts when the department has confirmed it by the evidence. */
export async function enterPractice(platform: Platform, actor: Actor, { personId, from, to, enterprise, work }: { personId: string; from: string; to: string; enterprise: string; work: string }): Promise<{ id: string }> {
  if (!isPerson(actor) || actor.role !== 'institution_officer' || actor.organizationId === undefined) throw refuse(commonRefusals.notAllowed);
  const institutionId = actor.organizationId;
  if (to < from || to > today(platform).toString() || daysBetween(from, to) > longest) throw refuse(refusals.practiceDays, {}, { field: '/to' });
  return inTransaction(platform.database, actor, async (tx) => {
    const { rows: [person] } = await sql<{ party: PartyCode }>`select party from directory.person where id = ${personId} and institution_id = ${institutionId}`.execute(tx.db);
    if (person === undefined) throw refuse(refusals.notYourTeacher, {}, { field: '/personId' });
    const { rows: [made] } = await sql<PracticeRow>`
      insert into exchange.practice (person_id, institution_id, party, enterprise, work, during) values (${personId}, ${institutionId}, ${person.party}, ${enterprise}, ${work}, daterange(${from}, ${to}, '[]')) returning *`.execute(tx.db).catch((error: unknown) => {
        if (error instanceof Error && 'constraint' in error && error.constraint === 'practice_once') throw refuse(refusals.practiceTwice, {}, { field: '/from' });
        throw error;
      });
    if (made === undefined) throw refuse(commonRefusals.notAllowed);
    await record(tx, { act: 'exchange.practice/enter', subject: { type: 'exchange.practice', id: made.id, title: enterprise }, changes: { personId, from, to, enterprise }, access: practiceLifecycle.access(made) });
    return { id: made.id };
  });
}

/** Sends it with its evidence, confirms it, sends it back with a reason, withdraws it. */
export async function movePractice(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'send') {
      const { rows } = await sql`select from kernel.file where subject_type = 'exchange.practice' and subject_id = ${request.id} and withdrawn_at is null limit 1`.execute(tx.db);
      if (rows.length === 0) throw refuse(refusals.evidenceNeeded);
      await closeTasks(tx, { type: 'exchange.practice', id: request.id }, 'exchange.practice/mend');
    }
    const beside = request.transition === 'confirm' && isPerson(actor) ? { confirmedBy: actor.accountId } : request.transition === 'sendBack' || request.transition === 'revoke' ? { reason: request.reason ?? null } : {};
    await move<PracticeRow, string, string>(tx, practiceLifecycle, request, beside);
  });
}

/** Evidence hangs on what was entered: the institution adds it until it is sent; whoever reads the entry reads it. */
export const practiceFiles: FileSubject = {
  maySee: async (tx, id) => (await load(tx, id)) !== undefined,
  mayAttach: async (tx, id) => {
    const row = await load(tx, id);
    return row !== undefined && mayAttach(tx.actor, row);
  },
};

async function load(tx: Tx, id: string): Promise<PracticeRow | undefined> {
  return (await sql<PracticeRow>`select * from exchange.practice where id = ${id}`.execute(tx.db)).rows[0];
}
