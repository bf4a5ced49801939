import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { tables, type MeetingRow, type SectionRow } from '../store.ts';
import { loadMeeting, recordMeeting } from './meetings.ts';

/** Any of the four adds a section to the minutes. */
export async function addSection(platform: Platform, actor: Actor, meetingId: string, { heading, text }: { heading: string; text: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const meeting = await loadWritten(tx, meetingId);
    const { count } = await tables(tx).selectFrom('governance.minutesSection').select((eb) => eb.fn.countAll<number>().as('count')).where('meetingId', '=', meetingId).executeTakeFirstOrThrow();
    const section = await tables(tx).insertInto('governance.minutesSection').values({ meetingId, heading, text, position: 1000 + count, ...(await writer(tx, platform)) }).returning('id').executeTakeFirstOrThrow();
    await recordMeeting(tx, 'add-minutes', meeting, { section: section.id, heading, text });
    return section;
  });
}

/** Writes one section of the minutes; whoever wrote it meanwhile is not overwritten: both texts are shown. The journal keeps each version. */
export async function writeSection(platform: Platform, actor: Actor, id: string, { version, heading, text }: { version: number; heading: string; text: string }): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await tables(tx).selectFrom('governance.minutesSection').selectAll().where('id', '=', id).executeTakeFirst();
    if (before === undefined) throw refuse(commonRefusals.notFound);
    const meeting = await loadWritten(tx, before.meetingId);
    const section = await changeRecord<SectionRow>(tx, { table: 'governance.minutes_section', id, version, values: { heading, text, ...(await writer(tx, platform)) } });
    await recordMeeting(tx, 'write-minutes', meeting, { section: id, heading, text, version: section.version });
    return { version: section.version };
  });
}

async function loadWritten(tx: Tx, id: string): Promise<MeetingRow> {
  const meeting = await loadMeeting(tx, id);
  if (!isPerson(tx.actor) || (tx.actor.role !== 'party_officer' && tx.actor.role !== 'secretariat_officer')) throw refuse(commonRefusals.notAllowed);
  if (meeting.state !== 'called' && meeting.state !== 'held') throw refuse(refusals.minutesClosed);
  return meeting;
}

async function writer(tx: Tx, platform: Platform): Promise<{ changedBy: string | null; changedAt: string }> {
  const { rows } = await sql<{ name: string }>`select name from kernel.account where id = kernel.actor_account()`.execute(tx.db);
  return { changedBy: rows[0]?.name ?? null, changedAt: platform.now().toString() };
}
