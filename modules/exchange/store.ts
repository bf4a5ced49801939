import { type Generated, sql } from 'kysely';
import type { Certificate } from '#algorithms/matching/certificate.ts';
import type { Explanation } from '#algorithms/matching/explain.ts';
import type { Mechanism } from '#algorithms/matching/solve.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Visibility } from '#kernel/journal/journal.ts';
import type { ConfirmStep } from './confirmation/rules.ts';
import type { Fit } from './fit/rules.ts';
import type { Nominator, PresetName } from './presets.ts';
import type { Placed, SchemeLimits } from './restrictions.ts';
import type { SchemeTerms } from './terms/rules.ts';
import type { MatchingSummary } from './rules.ts';

export type SchemeRow = {
  id: string; preset: PresetName; itemId: string; year: number; title: string; note: string | null; startsOn: string; endsOn: string; applyUntil: string; answerUntil: string;
  mostWishes: number; mechanism: Mechanism; tolerance: number; party: PartyCode; visibility: Visibility; state: string; version: number; createdAt: string; /** 1, or the round in which what was left over is matched. */ round: number; limits: SchemeLimits; terms: SchemeTerms; /** The last day of the four to answer to it, once it is before them. */ consentUntil: string | null; /** Who confirms nominations, by the programme. */ confirms: ConfirmStep[]; /** Who nominates, by the programme. */ nominatedBy: Nominator; /** What an applicant hands in, by the programme. */ papers: { key: string; required: boolean }[];
};
export type OfferRow = {
  id: string; schemeId: string; institutionId: string; party: PartyCode; title: string; description: string; requirements: string | null; capacity: number;
  tutor: string | null; lodging: string | null; allowance: string | null; /** Days of its own; null where the scheme's. */ startsOn: string | null; endsOn: string | null; /** The post of the cadre pool that it was taken from. */ postId: string | null; visibility: Visibility; state: string; version: number; createdAt: string; /** Of its places, how many are given. */ taken: number; /** The post is one person, who takes one. */ oneToOne: boolean; /** The person whom the post names. */ tutorId: string | null; fields: string[]; aims: string[]; /** When its host gave an order in this round, also one that takes nobody. */ orderedAt: string | null;
};
export type ApplicationRow = {
  id: string; schemeId: string; personId: string; personName: string; homeId: string; party: PartyCode; statement: string; nominationRank: number | null; reason: string | null;
  offerId: string | null; answerUntil: string | null; state: string; version: number; submittedAt: string | null; createdAt: string; /** The application of an earlier scheme that was put off to this one. */ deferredFrom: string | null; category: string | null; team: string | null; /** Of the home, GB/T 2260. */ division: string; /** On which level it was refused. */ refusedBy: 'home' | 'division' | 'party' | null; /** A post that they listed was withdrawn: they may change their wishes until the deadline. */ wishesAnew: boolean; /** What the person declared, where the programme asks. */ fields: string[]; aims: string[];
};
export type QuotaRow = { schemeId: string; institutionId: string; party: PartyCode; places: number; nominated: number };
export type RunRow = { id: string; schemeId: string; round: number; mechanism: Mechanism; tolerance: number; certificate: Certificate; summary: MatchingSummary; party: PartyCode; madeAt: string };
export type Filled<R, K extends keyof R> = { [C in keyof R]: C extends K ? Generated<R[C]> : R[C] };

type ExchangeTables = {
  'exchange.scheme': Filled<SchemeRow, 'id' | 'round' | 'limits' | 'terms' | 'consentUntil' | 'confirms' | 'nominatedBy' | 'papers' | 'visibility' | 'state' | 'version' | 'createdAt'>;
  'exchange.quota': Filled<QuotaRow, 'nominated'>;
  'exchange.offer': Filled<OfferRow, 'id' | 'taken' | 'oneToOne' | 'tutorId' | 'fields' | 'aims' | 'orderedAt' | 'startsOn' | 'endsOn' | 'postId' | 'visibility' | 'state' | 'version' | 'createdAt'>;
  'exchange.application': Filled<ApplicationRow, 'id' | 'statement' | 'nominationRank' | 'reason' | 'offerId' | 'answerUntil' | 'state' | 'version' | 'submittedAt' | 'createdAt' | 'deferredFrom' | 'category' | 'team' | 'division' | 'refusedBy' | 'wishesAnew' | 'fields' | 'aims'>;
  'exchange.wish': { applicationId: string; rank: number; offerId: string };
  'exchange.runInput': { runId: string; party: PartyCode; applicants: string; positions: string };
};

/** The exchange's tables in this transaction. */
export function tables(tx: Tx) {
  return tx.db.withTables<ExchangeTables>();
}

/** Holds others off until the transaction ends: two who do the same thing at the same moment do it one after the other. */
export async function lockUntilEnd(tx: Tx, what: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`.execute(tx.db);
}

/** A home nominates one after the other: the order has no gaps, and a cut of its quota meets nobody who is just being nominated. */
export const lockNominations = (tx: Tx, schemeId: string, homeId: string): Promise<void> => lockUntilEnd(tx, `exchange.nominate ${schemeId} ${homeId}`);

export async function loadScheme(tx: Tx, id: string): Promise<SchemeRow | undefined> {
  return tables(tx).selectFrom('exchange.scheme').selectAll().where('id', '=', id).executeTakeFirst();
}

export type OfferView = OfferRow & { institutionName: string };

/** A scheme's offers that the actor may see, with their hosts' names. */
export async function loadOffers(tx: Tx, schemeId: string): Promise<OfferView[]> {
  const { rows } = await sql<OfferView>`
    select o.*, i.name as institution_name from exchange.offer o join directory.institution i on i.id = o.institution_id
    where o.scheme_id = ${schemeId} order by o.party, i.name, o.title, o.id`.execute(tx.db);
  return rows;
}

export type QuotaView = QuotaRow & { institutionName: string };

export async function loadQuotas(tx: Tx, schemeId: string): Promise<QuotaView[]> {
  const { rows } = await sql<QuotaView>`
    select q.*, i.name as institution_name from exchange.quota q join directory.institution i on i.id = q.institution_id where q.scheme_id = ${schemeId} order by q.party, i.name`.execute(tx.db);
  return rows;
}

export type ApplicationView = ApplicationRow & { homeName: string; papers: { id: string; key: string; required: boolean }[]; wishes: { rank: number; offerId: string; title: string; institutionName: string; state: string }[] };

/** Applications of a scheme that the actor may see, with their wishes, by home and nomination; `where` narrows them. */
export async function loadApplications(tx: Tx, schemeId: string, where: { personId?: string; offerId?: string } = {}): Promise<ApplicationView[]> {
  const { rows } = await sql<ApplicationView>`
    select a.*, i.name as home_name, coalesce((
      select json_agg(json_build_object('rank', w.rank, 'offerId', o.id, 'title', o.title, 'institutionName', h.name, 'state', o.state) order by w.rank)
      from exchange.wish w join exchange.offer o on o.id = w.offer_id join directory.institution h on h.id = o.institution_id where w.application_id = a.id), '[]') as wishes,
      coalesce((select json_agg(json_build_object('id', p.id, 'key', p.key, 'required', p.required) order by p.id) from exchange.paper p where p.application_id = a.id), '[]') as papers
    from exchange.application a join directory.institution i on i.id = a.home_id
    where a.scheme_id = ${schemeId} and a.state <> 'withdrawn'
      and (${where.personId ?? null}::uuid is null or a.person_id = ${where.personId ?? null})
      and (${where.offerId ?? null}::uuid is null or exists (select from exchange.wish w where w.application_id = a.id and w.offer_id = ${where.offerId ?? null}))
    order by a.home_id, a.nomination_rank nulls last, a.id limit 5000`.execute(tx.db);
  return rows;
}

/** Those who have a place in a scheme: they count against its quotas and caps. */
export async function loadPlacedForLimits(tx: Tx, schemeId: string): Promise<(Placed & { applicationId: string })[]> {
  const { rows } = await sql<Placed & { applicationId: string }>`
    select a.id as application_id, a.offer_id, i.division, a.home_id as home, a.party, a.category
    from exchange.application a join exchange.offer o on o.id = a.offer_id join directory.institution i on i.id = o.institution_id where a.scheme_id = ${schemeId}`.execute(tx.db);
  return rows;
}

export type WishedOffer = { readonly offerId: string; readonly title: string | null; readonly state: string | null; readonly institutionId: string | null; readonly schemeId: string | null };
/** What is asked of an application when it is sent: what its scheme says, and of the offers those that it wishes for. */
export type Submission = ApplicationRow & { readonly schemeState: string; readonly applyUntil: string; readonly wishes: readonly WishedOffer[] } & Pick<SchemeRow, 'mostWishes' | 'limits' | 'nominatedBy' | 'preset' | 'papers'>;

/** An application to be sent, locked, with all that is asked of it: one question to the database, since in the last minutes many are sent at once. */
export async function lockSubmission(tx: Tx, id: string): Promise<Submission | undefined> {
  const { rows } = await sql<Submission>`
    select a.*, s.state as scheme_state, s.apply_until, s.most_wishes, s.limits, s.nominated_by, s.preset, s.papers, coalesce((
      select json_agg(json_build_object('offerId', w.offer_id, 'title', o.title, 'state', o.state, 'institutionId', o.institution_id, 'schemeId', o.scheme_id) order by w.rank)
      from exchange.wish w left join exchange.offer o on o.id = w.offer_id where w.application_id = a.id), '[]') as wishes
    from exchange.application a join exchange.scheme s on s.id = a.scheme_id where a.id = ${id} for update of a`.execute(tx.db);
  return rows[0];
}

/** The offers of these ids that the actor may see, in the order asked for. */
export async function loadWished(tx: Tx, ids: readonly string[]): Promise<WishedOffer[]> {
  const { rows } = await sql<WishedOffer>`
    select w.offer_id, o.title, o.state, o.institution_id, o.scheme_id from unnest(${ids}::uuid[]) with ordinality as w(offer_id, rank) left join exchange.offer o on o.id = w.offer_id order by w.rank`.execute(tx.db);
  return rows;
}

export type OutcomeView = { wish: number; offerId: string | null; refused: { offer: string; reason: OutcomeReason }[]; /** Of each wish, what its fit was made of; null where nobody declares. */ fits: (Fit & { offer: string })[] | null };
/** Why a wish did not come true; also that a team could not go together, that it could but nothing stable came of it, that a quota or a cap stood against it, that more people or a better fit in all came out otherwise, or that the post was withdrawn. */
export type OutcomeReason = Explanation['refused'][number]['reason'] | { readonly kind: 'quota' | 'fit'; readonly places: number; readonly taken: number } | { readonly kind: 'team' | 'unsettled' | 'withdrawn' };

export async function loadOutcome(tx: Tx, applicationId: string): Promise<OutcomeView | undefined> {
  const { rows } = await sql<OutcomeView>`select wish, offer_id, refused, fits from exchange.outcome where application_id = ${applicationId} order by run_id desc limit 1`.execute(tx.db);
  return rows[0];
}

/** A person as an application takes them from the directory. */
export async function loadApplicant(tx: Tx, personId: string): Promise<{ name: string; institutionId: string | null; institutionName: string | null; party: PartyCode | null; title: string | null; field: string | null; position: string | null } | undefined> {
  const { rows } = await sql<{ name: string; institutionId: string | null; institutionName: string | null; party: PartyCode | null; title: string | null; field: string | null; position: string | null }>`
    select p.name, p.institution_id, i.name as institution_name, i.party, p.title, p.field, p.position
    from directory.person p left join directory.institution i on i.id = p.institution_id where p.id = ${personId}`.execute(tx.db);
  return rows[0];
}
