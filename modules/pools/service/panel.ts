import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { lockDraw, loadDraw, loadPlaces, type DepartureRow } from '../store.ts';
import { leavePanel } from './rounds.ts';

/** Somebody of a pool, as far as whoever gives them work must know them. */
export type PoolPerson = { memberId: string; personId: string; party: PartyCode; name: string; institutionName: string; categories: string[] };

/** A panel that was drawn: who sits on it now, by their places in the draw; `undefined` while nobody is drawn, or for those who may not see the draw. */
export async function loadPanel(tx: Tx, drawId: string): Promise<{ title: string; purpose: string; party: PartyCode; poolId: string; seats: number; recusalYears: number; recusedInstitutions: string[]; /** Whom it was drawn to review, as far as the actor may know. */ persons: string[]; places: (PoolPerson & { place: number })[] } | undefined> {
  const draw = await loadDraw(tx, drawId);
  if (draw === undefined || draw.panel === null) return undefined;
  const { id, title, party, poolId, request, panel } = draw;
  const places = await asSystem(tx, 'pools.panel', (system) => placesOf(system, id, panel));
  const { rows: reviewed } = await sql<{ name: string }>`select name from pools.draw_reviewed where draw_id = ${id} and kind = 'person' order by id limit 30`.execute(tx.db);
  return { title, purpose: request.purpose, party, poolId, seats: request.seats, recusalYears: request.recusalYears, recusedInstitutions: request.recusedInstitutions, persons: reviewed.map(({ name }) => name), places };
}

/**
 * Somebody drawn cannot do what they were drawn for: the first fitting reserve comes in, as when a party says so on the draw's page.
 * For a module that has heard it from the person; gives who sits on the panel now.
 */
export async function replaceOnPanel(tx: Tx, drawId: string, departure: Pick<DepartureRow, 'place' | 'kind' | 'reason'>): Promise<(PoolPerson & { place: number })[]> {
  return asSystem(tx, 'pools.panel', async (system) => {
    const draw = await lockDraw(system, drawId);
    if (draw === undefined || draw.panel === null) throw refuse(commonRefusals.notFound);
    const [leaving] = await loadPlaces(system, drawId, [departure.place]);
    if (leaving === undefined) throw refuse(commonRefusals.notFound);
    const panel = draw.panel.includes(departure.place) ? await leavePanel(system, draw, { ...departure, party: leaving.party }) : draw.panel;
    return placesOf(system, drawId, panel);
  });
}

/** People in a pool and in term, all of them or those named, as far as the actor may see them. */
export async function loadPoolPeople(tx: Tx, { poolId, memberIds, today }: { poolId: string; memberIds?: readonly string[] | undefined; today: string }): Promise<PoolPerson[]> {
  const { rows } = await sql<PoolPerson>`
    select id as member_id, person_id, party, name, institution_name, categories from pools.member
    where pool_id = ${poolId} and state = 'admitted' and term_ends_on >= ${today}::date and (${memberIds === undefined ? null : [...memberIds]}::uuid[] is null or id = any(${memberIds === undefined ? null : [...memberIds]}::uuid[]))
    order by id limit 5000`.execute(tx.db);
  return rows;
}

/** What stands between people and institutions: theirs now, within so many years, or declared; and what else they declared, in their own words. Only the platform may see it all: nothing of it may be shown. */
export async function loadTies(tx: Tx, { personIds, institutionIds, years, today }: { personIds: readonly string[]; institutionIds: readonly string[]; years: number; today: string }): Promise<{ institutions: { personId: string; institutionId: string }[]; declared: { personId: string; about: string }[] }> {
  return asSystem(tx, 'pools.ties', async (system) => {
    const people = sql`${[...personIds]}::uuid[]`;
    const of = sql`${[...institutionIds]}::uuid[]`;
    const { rows: institutions } = await sql<{ personId: string; institutionId: string }>`
      select person_id, institution_id from pools.member where person_id = any(${people}) and institution_id = any(${of}) and state = 'admitted'
      union select person_id, institution_id from pools.conflict where person_id = any(${people}) and institution_id = any(${of}) and withdrawn_at is null
      union select person_id, institution_id from directory.affiliation where person_id = any(${people}) and institution_id = any(${of}) and during && daterange((${today}::date - make_interval(years => ${years}))::date, null)`.execute(system.db);
    const { rows: declared } = await sql<{ personId: string; about: string }>`select person_id, concat_ws(' ', name, about) as about from pools.conflict where person_id = any(${people}) and kind in ('person', 'project', 'kinship') and withdrawn_at is null`.execute(system.db);
    return { institutions, declared };
  });
}

async function placesOf(tx: Tx, drawId: string, panel: readonly number[]): Promise<(PoolPerson & { place: number })[]> {
  const { rows } = await sql<PoolPerson & { place: number }>`
    select l.place, m.id as member_id, m.person_id, m.party, m.name, m.institution_name, m.categories
    from pools.draw_place l join pools.member m on m.id = l.member_id where l.draw_id = ${drawId} and l.place = any(${[...panel]}::integer[]) order by l.place`.execute(tx.db);
  return rows;
}
