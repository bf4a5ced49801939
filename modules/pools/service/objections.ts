import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { hasTie } from '../eligibility.ts';
import { refusals } from '../refusals.ts';
import { objectionTask } from '../rules.ts';
import { loadObjections, loadPlaces, loadReviewed, lockDraw, type DrawRow, type PlaceRow } from '../store.ts';
import { drawSubject, recordDraw } from './draws.ts';
import { leavePanel } from './rounds.ts';

/**
 * A party says that somebody of another, who was drawn, has a tie to what is reviewed. Nobody is taken off because a party would rather not
 * have them: by the draw's own rules the platform looks for the tie, and where it finds none, the person's party decides on what is put forward.
 */
export async function objectTo(platform: Platform, actor: Actor, drawId: string, { place, reason }: { place: number; reason: string }): Promise<{ left: boolean }> {
  const party = officerOf(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const draw = await lockDraw(tx, drawId);
    if (draw === undefined) throw refuse(commonRefusals.notFound);
    const [person] = await loadPlaces(tx, drawId, [place]);
    if (draw.state !== 'drawn' || draw.panel === null) throw refuse(refusals.notDrawn);
    if (person === undefined || !draw.panel.includes(place)) throw refuse(refusals.notInPanel, {}, { field: '/place' });
    if (person.party === party) throw refuse(refusals.ownPerson, {}, { field: '/place' });
    if (await tied(platform, tx, draw, person)) {
      await recordDraw(tx, draw, 'object', { place, byRule: true }, reason);
      await leavePanel(tx, draw, { place, kind: 'conflict', reason, party });
      return { left: true };
    }
    const { rows: [made] } = await sql<{ id: string }>`insert into pools.draw_objection (draw_id, place, party, reason, member_party) values (${drawId}, ${place}, ${party}, ${reason}, ${person.party}) on conflict do nothing returning id`.execute(tx.db);
    if (made === undefined) throw refuse(refusals.objectedAlready, {}, { field: '/place' });
    await recordDraw(tx, draw, 'object', { place, byRule: false }, reason);
    await openTask(tx, { kind: objectionTask(place), subject: drawSubject(drawId), to: { role: 'party_officer', party: person.party }, title: { zh: `请答复回避意见：${person.label}`, en: `Answer the objection to ${person.label}` }, link: `/workspace/draws/${drawId}` });
    return { left: false };
  });
}

/** The person's party decides, with a reason that all four read: the person leaves, or stays. */
export async function answerObjection(platform: Platform, actor: Actor, drawId: string, { objectionId, answer, reason }: { objectionId: string; answer: 'upheld' | 'rejected'; reason: string }): Promise<void> {
  const party = officerOf(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const draw = await lockDraw(tx, drawId);
    const objection = (await loadObjections(tx, drawId)).find(({ id }) => id === objectionId);
    if (draw === undefined || objection === undefined) throw refuse(commonRefusals.notFound);
    if (objection.memberParty !== party) throw refuse(commonRefusals.notAllowed);
    if (objection.answer !== null) throw refuse(refusals.objectionAnswered);
    await sql`update pools.draw_objection set answer = ${answer}, answer_reason = ${reason}, answered_at = now() where id = ${objectionId}`.execute(tx.db);
    await recordDraw(tx, draw, 'answer-objection', { place: objection.place, answer }, reason);
    await closeTasks(tx, drawSubject(drawId), objectionTask(objection.place));
    if (answer === 'upheld' && draw.panel?.includes(objection.place) === true) await leavePanel(tx, draw, { place: objection.place, kind: 'conflict', reason: objection.reason, party });
  });
}

/** Asked with the platform's eyes: what was declared, and where people were, no single party sees. */
async function tied(platform: Platform, tx: Tx, { id, poolId, request }: DrawRow, { memberId }: PlaceRow): Promise<boolean> {
  return asSystem(tx, 'pools.object', async (system) => hasTie(system, memberId, poolId, request, await loadReviewed(system, id), today(platform).toString()));
}

function officerOf(actor: Actor): PartyCode {
  if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}
