import { type Generated, sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Side } from '../stay/store.ts';
import type { Waiting } from './rules.ts';

export type ConditionState = 'open' | 'met' | 'notMet';
export type ConditionRow = {
  id: string; applicationId: string; personId: string; homeId: string; homeParty: PartyCode; hostId: string; hostParty: PartyCode; side: Side; text: string; dueOn: string;
  proof: string | null; state: ConditionState; note: string | null; decidedAt: string | null; decidedBy: string | null; version: number; createdAt: string;
};
export type ReleaseRow = {
  id: string; schemeId: string; kind: 'overdue' | 'closed'; offerId: string | null; party: PartyCode; institutionId: string | null; reason: string; digest: Buffer;
  releasedAt: string; releasedBy: string | null; undoneAt: string | null; undoneReason: string | null;
};
export type ReleaseItemRow = { releaseId: string; applicationId: string; personName: string; offerId: string; was: 'offered' | 'conditional' | 'accepted'; successorId: string | null; restored: boolean };

type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };
type AnswerTables = {
  'exchange.condition': Filled<ConditionRow, 'id' | 'proof' | 'state' | 'note' | 'decidedAt' | 'decidedBy' | 'version' | 'createdAt'>;
  'exchange.release': Filled<ReleaseRow, 'id' | 'offerId' | 'institutionId' | 'releasedAt' | 'releasedBy' | 'undoneAt' | 'undoneReason'>;
  'exchange.releaseItem': Filled<ReleaseItemRow, 'successorId' | 'restored'>;
};

/** The tables of answers in this transaction. */
export function answerTables(tx: Tx) {
  return tx.db.withTables<AnswerTables>();
}

export type PlacedRow = {
  id: string; version: number; state: 'offered' | 'conditional' | 'accepted'; personId: string; personName: string; homeId: string; homeName: string; party: PartyCode; answerUntil: string | null;
  offerId: string; offerTitle: string; hostId: string; hostName: string; hostParty: PartyCode; conditions: { state: string; dueOn: string }[];
};

/** Those who have a place, with the state of their conditions; a party's own people, or those of one post. */
export async function loadPlaced(tx: Tx, schemeId: string, of: { readonly party: PartyCode } | { readonly offerId: string }): Promise<PlacedRow[]> {
  const { rows } = await sql<PlacedRow>`
    select a.id, a.version, a.state, a.person_id, a.person_name, a.home_id, h.name as home_name, a.party, a.answer_until, a.offer_id, o.title as offer_title, o.institution_id as host_id, i.name as host_name, o.party as host_party,
      coalesce((select json_agg(json_build_object('state', c.state, 'dueOn', c.due_on)) from exchange.condition c where c.application_id = a.id), '[]') as conditions
    from exchange.application a join exchange.offer o on o.id = a.offer_id join directory.institution h on h.id = a.home_id join directory.institution i on i.id = o.institution_id
    where a.scheme_id = ${schemeId} and ${'party' in of ? sql`a.party = ${of.party}` : sql`a.offer_id = ${of.offerId}`}
    order by o.title, a.home_id, a.nomination_rank, a.id`.execute(tx.db);
  return rows;
}

export type WaitingRow = Omit<Waiting, 'posts'> & {
  readonly version: number; readonly homeName: string; readonly nominationRank: number | null; readonly party: PartyCode; readonly category: string | null; /** Others of their team wait as well: they go together or not at all. */ readonly bound: boolean;
  readonly posts: readonly { readonly offerId: string; readonly rank: number; /** Of the host, GB/T 2260. */ readonly division: string }[];
};

/** Those in reserve, with the published posts they wish for whose hosts would take them; in the order in which the matching took them. */
export async function loadWaiting(tx: Tx, schemeId: string): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select a.id as application_id, a.home_id, h.name as home_name, a.nomination_rank, a.version, a.party, a.category,
      a.team is not null and exists (select from exchange.application t where t.scheme_id = a.scheme_id and t.team = a.team and t.id <> a.id and t.state in ('nominated', 'reserve')) as bound,
      json_agg(json_build_object('offerId', w.offer_id, 'rank', coalesce(r.final, 1000000 + a.nomination_rank), 'division', i.division) order by w.rank) as posts
    from exchange.application a join directory.institution h on h.id = a.home_id join exchange.wish w on w.application_id = a.id join exchange.offer o on o.id = w.offer_id and o.state = 'published'
      join directory.institution i on i.id = o.institution_id left join exchange.ordering r on r.application_id = a.id and r.offer_id = w.offer_id
    where a.scheme_id = ${schemeId} and a.state = 'reserve' and (r.final is not null or (o.ordered_at is null and not exists (select from exchange.ordering x where x.offer_id = w.offer_id)))
    group by a.id, h.name order by a.nomination_rank, a.id`.execute(tx.db);
  return rows;
}

/** Of each offer of a scheme, how many places are left. */
export async function loadPlacesLeft(tx: Tx, schemeId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; places: number }>`select id, capacity - taken as places from exchange.offer where scheme_id = ${schemeId} and state = 'published'`.execute(tx.db);
  return new Map(rows.map(({ id, places }) => [id, places]));
}

/** Whether something stands in the way of accepting without more. */
export async function hasUnmet(tx: Tx, applicationId: string): Promise<boolean> {
  return (await answerTables(tx).selectFrom('exchange.condition').select('id').where('applicationId', '=', applicationId).where('state', '<>', 'met').limit(1).executeTakeFirst()) !== undefined;
}
