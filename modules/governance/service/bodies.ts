import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { postNames } from '../messages.ts';
import { refusals } from '../refusals.ts';
import { tables, type SeatRow, type TermRow } from '../store.ts';
import { loadChair } from './chair.ts';

type ShownTerm = Omit<TermRow, 'seatId' | 'single' | 'enteredAt' | 'withdrawnAt'>;

/** The bodies with their seats and who sat on them on a day. */
export async function showBodies(platform: Platform, actor: Actor, on: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const bodies = await tables(tx).selectFrom('governance.body').selectAll().orderBy('position').execute();
    const seats = await tables(tx).selectFrom('governance.seat').selectAll().orderBy('position').execute();
    const terms = await tables(tx).selectFrom('governance.term').selectAll().where('withdrawnAt', 'is', null).where('startsOn', '<=', on)
      .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', on)])).orderBy('startsOn').orderBy('id').limit(1000).execute();
    const chair = await loadChair(tx, today(platform).year);
    const may = (seat: SeatRow) => isPerson(actor) && actor.role === 'party_officer' && actor.party === (seat.party ?? chair);
    return {
      on,
      items: bodies.map(({ code, nameZh, nameEn, party }) => ({
        code, party, name: { zh: nameZh, en: nameEn },
        seats: seats.filter((seat) => seat.body === code).map((seat) => ({
          id: seat.id, post: seat.post, party: seat.party, single: seat.single, mayFill: may(seat),
          holders: terms.filter((term) => term.seatId === seat.id).map(shownTerm),
        })),
      })),
    };
  });
}

/** Everybody who sat on a seat, the newest first. */
export async function showTerms(platform: Platform, actor: Actor, seatId: string): Promise<{ items: ShownTerm[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    await loadSeat(tx, seatId);
    const terms = await tables(tx).selectFrom('governance.term').selectAll().where('seatId', '=', seatId).where('withdrawnAt', 'is', null).orderBy('startsOn', 'desc').limit(200).execute();
    return { items: terms.map(shownTerm) };
  });
}

export type NewTerm = { name: string; office?: string | undefined; startsOn: string; endsOn?: string | undefined; basis: string };

/** Enters who sits on a seat from a day on; a single seat that is taken then is refused with who has it. */
export async function enterTerm(platform: Platform, actor: Actor, seatId: string, { name, office, startsOn, endsOn, basis }: NewTerm): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const seat = await loadSeat(tx, seatId);
    if (endsOn !== undefined && endsOn < startsOn) throw refuse(refusals.datesReversed, { from: startsOn }, { field: '/endsOn' });
    const taken = await overlapping(tx, seat, { name, startsOn, endsOn });
    if (taken !== undefined) throw refuse(refusals.seatTaken, { name: taken.name, from: taken.startsOn, to: taken.endsOn ?? '今' }, { field: '/startsOn' });
    const term = await tables(tx).insertInto('governance.term').values({ seatId, single: seat.single, name, office: office ?? null, startsOn, endsOn: endsOn ?? null, basis }).returning('id').executeTakeFirstOrThrow();
    await recordTerm(tx, 'enter', seat, { term: term.id, name, startsOn, endsOn }, basis);
    return term;
  });
}

/** Enters the last day of a term. */
export async function endTerm(platform: Platform, actor: Actor, id: string, { version, endsOn, reason }: { version: number; endsOn: string; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const term = await loadTerm(tx, id);
    if (endsOn < term.startsOn) throw refuse(refusals.datesReversed, { from: term.startsOn }, { field: '/endsOn' });
    await changeRecord<TermRow>(tx, { table: 'governance.term', id, version, values: { endsOn } });
    await recordTerm(tx, 'end', await loadSeat(tx, term.seatId), { term: id, name: term.name, endsOn }, reason);
  });
}

/** Takes back a term that was entered by mistake. */
export async function withdrawTerm(platform: Platform, actor: Actor, id: string, { version, reason }: { version: number; reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const term = await loadTerm(tx, id);
    await changeRecord<TermRow>(tx, { table: 'governance.term', id, version, values: { withdrawnAt: platform.now().toString() } });
    await recordTerm(tx, 'withdraw', await loadSeat(tx, term.seatId), { term: id, name: term.name }, reason);
  });
}

function shownTerm({ id, name, office, startsOn, endsOn, basis, version }: TermRow): ShownTerm {
  return { id, name, office, startsOn, endsOn, basis, version };
}

/** Asked for the words; the constraint decides. */
async function overlapping(tx: Tx, seat: SeatRow, { name, startsOn, endsOn }: Pick<NewTerm, 'name' | 'startsOn' | 'endsOn'>): Promise<TermRow | undefined> {
  return tables(tx).selectFrom('governance.term').selectAll().where('seatId', '=', seat.id).where('withdrawnAt', 'is', null)
    .$if(!seat.single, (query) => query.where('name', '=', name))
    .$if(endsOn !== undefined, (query) => query.where('startsOn', '<=', endsOn ?? ''))
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', startsOn)])).orderBy('startsOn').executeTakeFirst();
}

async function loadSeat(tx: Tx, id: string): Promise<SeatRow> {
  const seat = await tables(tx).selectFrom('governance.seat').selectAll().where('id', '=', id).executeTakeFirst();
  if (seat === undefined) throw refuse(commonRefusals.notFound);
  return seat;
}

async function loadTerm(tx: Tx, id: string): Promise<TermRow> {
  const term = await tables(tx).selectFrom('governance.term').selectAll().where('id', '=', id).where('withdrawnAt', 'is', null).executeTakeFirst();
  if (term === undefined) throw refuse(commonRefusals.notFound);
  return term;
}

async function recordTerm(tx: Tx, act: string, seat: SeatRow, changes: Parameters<typeof record>[1]['changes'], reason: string): Promise<void> {
  await record(tx, { act: `governance.seat/${act}`, subject: { type: 'governance.seat', id: seat.id, title: `${seat.body} ${postNames[seat.post].zh}` }, changes, reason, access: { visibility: 'region', party: seat.party ?? undefined } });
}
