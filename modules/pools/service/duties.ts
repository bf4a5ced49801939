import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { loadMember, loadPlaces, lockDraw } from '../store.ts';
import { leavePanel } from './rounds.ts';
import { recordDraw } from './draws.ts';

export type Duty = { id: string; subjectType: string; subjectId: string; title: string; begunOn: string; hours: number | null; ended: 'done' | 'declined' | 'conflict' | 'withdrawn' | null };
export type Judgement = { id: string; party: PartyCode; grade: number; about: string | null; title: string; at: string };

/** What somebody did and has to do, how much of it this year and, for those who keep their record, how it was judged. */
export async function showDuties(platform: Platform, actor: Actor, memberId: string): Promise<{ thisYear: number; duties: Duty[]; judgements: Judgement[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const member = await loadMember(tx, memberId);
    if (member === undefined) throw refuse(commonRefusals.notFound);
    const { rows: duties } = await sql<Duty>`select id, subject_type, subject_id, title, begun_on::text, hours::float8, ended from pools.duty where person_id = ${member.personId} order by begun_on desc, id desc limit 100`.execute(tx.db);
    const { rows: judgements } = await sql<Judgement>`select j.id, j.party, j.grade, j.about, d.title, j.at from pools.judgement j join pools.draw d on d.id = j.draw_id where j.member_id = ${memberId} order by j.id desc limit 100`.execute(tx.db);
    const year = String(today(platform).year);
    return { thisYear: duties.filter(({ begunOn, ended }) => begunOn.startsWith(year) && (ended ?? 'done') === 'done').length, duties, judgements };
  });
}

/** Whoever asked for a panel says how somebody did on it; once. */
export async function judge(platform: Platform, actor: Actor, drawId: string, { place, grade, about }: { place: number; grade: number; about?: string | undefined }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const draw = await lockDraw(tx, drawId);
    if (draw === undefined) throw refuse(commonRefusals.notFound);
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party !== draw.party) throw refuse(commonRefusals.notAllowed);
    if (draw.panel === null || !draw.panel.includes(place)) throw refuse(refusals.notInPanel, {}, { field: '/place' });
    const [judged] = await loadPlaces(tx, drawId, [place]);
    if (judged === undefined) throw refuse(refusals.notInPanel, {}, { field: '/place' });
    const { rows: [made] } = await sql<{ id: string }>`
      insert into pools.judgement (draw_id, place, member_id, member_party, party, grade, about) values (${drawId}, ${place}, ${judged.memberId}, ${judged.party}, ${draw.party}, ${grade}, ${about ?? null}) on conflict do nothing returning id`.execute(tx.db);
    if (made === undefined) throw refuse(refusals.judgedAlready);
    // that somebody was judged, not how: the region reads a draw's history
    await recordDraw(tx, draw, 'judge-work', { place });
    return made;
  });
}

/** Somebody who was drawn says themselves that they cannot come; the first fitting reserve comes in. */
export async function declineDuty(platform: Platform, actor: Actor, drawId: string, reason: string): Promise<void> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  await inTransaction(platform.database, actor, (tx) => asSystem(tx, 'pools.decline', async (system) => {
    const draw = await lockDraw(system, drawId);
    const { rows: [own] } = await sql<{ place: number; party: PartyCode }>`select l.place, l.party from pools.draw_place l join pools.member m on m.id = l.member_id where l.draw_id = ${drawId} and m.person_id = ${actor.personId}`.execute(system.db);
    if (draw === undefined || own === undefined || draw.panel === null || !draw.panel.includes(own.place)) throw refuse(commonRefusals.notFound);
    await leavePanel(system, draw, { place: own.place, kind: 'declined', reason, party: own.party });
  }));
}
