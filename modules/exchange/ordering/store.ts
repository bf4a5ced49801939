import { type Generated, sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';

export type ScoreRow = { offerId: string; applicationId: string; rater: string; criterion: string; points: number; scoredAt: string };
export type SlotRow = { id: string; offerId: string; institutionId: string; party: PartyCode; panel: string; room: string; during: string; applicationId: string | null; personId: string | null };
type OrderingTables = {
  'exchange.ordering': { offerId: string; applicationId: string; rank: number; level: number; given: Generated<boolean>; final: number | null };
  'exchange.score': Omit<ScoreRow, 'rater' | 'scoredAt'> & { rater: Generated<string>; scoredAt: Generated<string> };
  'exchange.interviewSlot': Omit<SlotRow, 'id' | 'applicationId' | 'personId'> & { id: Generated<string>; applicationId: Generated<string | null>; personId: Generated<string | null> };
};

/** The tables of orders, scores and interviews in this transaction. */
export function orderingTables(tx: Tx) {
  return tx.db.withTables<OrderingTables>();
}

export type SlotView = { id: string; offerId: string; offerTitle: string; hostName: string; panel: string; room: string; from: string; to: string; applicationId: string | null; personName: string | null };

/** Interview slots of an offer, or of a whole scheme, that the actor may see, by time. */
export async function loadSlots(tx: Tx, of: { readonly offerId: string } | { readonly schemeId: string }): Promise<SlotView[]> {
  const { rows } = await sql<SlotView>`
    select s.id, s.offer_id, o.title as offer_title, i.name as host_name, s.panel, s.room, lower(s.during) as "from", upper(s.during) as "to", s.application_id, a.person_name
    from exchange.interview_slot s join exchange.offer o on o.id = s.offer_id join directory.institution i on i.id = s.institution_id left join exchange.application a on a.id = s.application_id
    where ${'offerId' in of ? sql`s.offer_id = ${of.offerId}` : sql`o.scheme_id = ${of.schemeId}`} order by lower(s.during), s.panel, s.id limit 2000`.execute(tx.db);
  return rows;
}
