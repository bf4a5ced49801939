import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { digestOf, record } from '#kernel/journal/journal.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { applicationLifecycle, offerLifecycle, schemeLink } from '../../lifecycle.ts';
import { setAgreementsAside } from '../../stay/service/agreements.ts';
import { findOffer } from '../../service/offers.ts';
import { findScheme } from '../../service/schemes.ts';
import type { ApplicationRow, OfferRow, SchemeRow } from '../../store.ts';
import { refusals } from '../refusals.ts';
import { mayRestore, overdueOn, type Overdue } from '../rules.ts';
import { answerTables, loadPlaced, loadPlacesLeft, type PlacedRow, type ReleaseRow } from '../store.ts';
import { foreseeSuccessors, give, lockPlaces, moveUp, placeDisplaced } from './reserves.ts';

/** What a release would touch: shown before anything happens, and confirmed by its digest. */
export type ReleaseList = { digest: string; items: ReleaseLine[] };
export type ReleaseLine = {
  applicationId: string; personName: string; homeName: string; offerTitle: string; hostName: string; state: PlacedRow['state']; answerUntil: string | null; why: Overdue | 'closed';
  /** Who would move up, by home and their place in its order: their name is their own home's to know. */
  successor: { homeName: string; nominationRank: number | null } | null;
};

/** The overdue places of the actor's own people, and who would move up: only a list. */
export async function listOverdue(platform: Platform, actor: Actor, schemeId: string): Promise<ReleaseList> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    return (await overdue(tx, platform, scheme, partyOf(actor))).list;
  });
}

/** Takes back what was listed, as it was listed: the people are told, reserves move up by rule, and it can be undone. */
export async function releaseOverdue(platform: Platform, actor: Actor, schemeId: string, { digest, reason }: { digest: string; reason: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    const party = partyOf(actor);
    await lockPlaces(tx, schemeId);
    const { placed, list } = await overdue(tx, platform, scheme, party);
    if (placed.length === 0) throw refuse(refusals.nothingToRelease);
    if (list.digest !== digest) throw refuse(refusals.listChanged, {}, { details: { current: list } });
    const release = await asSystem(tx, 'exchange.release', async (system) => {
      const { id } = await answerTables(system).insertInto('exchange.release').values({ schemeId, kind: 'overdue', party, reason, digest: Buffer.from(digest, 'hex') }).returning('id').executeTakeFirstOrThrow();
      for (const row of placed) await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: row.id, transition: 'lapse', version: row.version, reason });
      const moved = await moveUp(system, platform, scheme, placed.map(({ id: applicationId, offerId, homeId }) => ({ applicationId, offerId, homeId })));
      await storeItems(system, id, placed, moved);
      return id;
    });
    await closeTasks(tx, { type: 'exchange.scheme', id: schemeId }, overdueTask(party));
    await recordRelease(tx, scheme, 'release', party, { release, applications: placed.map(({ id }) => id) }, reason);
    return { id: release };
  });
}

/** Whom closing a post would touch: only a list, for whoever answers for the post. */
export async function listClosing(platform: Platform, actor: Actor, offerId: string): Promise<ReleaseList> {
  return inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOwnOffer(tx, offerId);
    return (await closing(tx, offer)).list;
  });
}

/** Closes a post that people have been given: as listed, they go to reserve, or to another of their wishes that has a place free, and it can be undone. */
export async function closeOffer(platform: Platform, actor: Actor, offerId: string, { version, digest, reason }: { version: number; digest: string; reason: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOwnOffer(tx, offerId);
    const scheme = await findScheme(tx, offer.schemeId);
    await lockPlaces(tx, scheme.id);
    const { placed, list } = await closing(tx, offer);
    if (list.digest !== digest) throw refuse(refusals.listChanged, {}, { details: { current: list } });
    await move<OfferRow, string, string>(tx, offerLifecycle, { id: offerId, transition: 'withdraw', version, reason });
    const release = await asSystem(tx, 'exchange.release', async (system) => {
      const underway = await sql<{ count: number }>`select count(*)::int as count from exchange.placement p join exchange.application a on a.id = p.application_id where a.offer_id = ${offerId} and p.state not in ('ready', 'ended', 'withdrawn')`.execute(system.db);
      const count = underway.rows[0]?.count ?? 0;
      if (count > 0) throw refuse(refusals.stayUnderway, { count });
      const { id } = await answerTables(system).insertInto('exchange.release').values({ schemeId: scheme.id, kind: 'closed', offerId, party: offer.party, institutionId: offer.institutionId, reason, digest: Buffer.from(digest, 'hex') }).returning('id').executeTakeFirstOrThrow();
      for (const row of placed) await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: row.id, transition: 'displace', version: row.version, reason });
      await setAgreementsAside(system, placed.map((row) => row.id));
      await storeItems(system, id, placed, []);
      await placeDisplaced(system, platform, scheme, placed.map((row) => row.id));
      return id;
    });
    await recordRelease(tx, scheme, 'close-post', offer.party, { release, offer: offerId, applications: placed.map(({ id }) => id) }, reason);
    return { id: release };
  });
}

/** The releases that the actor may see, newest first, with what each touched. */
export async function listReleases(platform: Platform, actor: Actor, schemeId: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const releases = await answerTables(tx).selectFrom('exchange.release').selectAll().where('schemeId', '=', schemeId).orderBy('releasedAt', 'desc').limit(100).execute();
    if (releases.length === 0) return [];
    const { rows } = await sql<{ releaseId: string; personName: string; offerTitle: string; successor: boolean; restored: boolean }>`
      select i.release_id, i.person_name, o.title as offer_title, i.successor_id is not null as successor, i.restored
      from exchange.release_item i join exchange.offer o on o.id = i.offer_id where i.release_id = any(${releases.map(({ id }) => id)}::uuid[]) order by i.person_name`.execute(tx.db);
    return releases.map(({ id, kind, reason, releasedAt, undoneAt, undoneReason }) => ({ id, kind, reason, releasedAt, undoneAt, undoneReason, mayUndo: undoneAt === null && actor.role !== 'auditor', items: rows.filter(({ releaseId }) => releaseId === id) }));
  });
}

/** Undoes a release: who lost a place has it again, to be answered anew, unless somebody else has accepted it meanwhile. */
export async function undoRelease(platform: Platform, actor: Actor, id: string, reason: string): Promise<{ restored: number; kept: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const seen = await answerTables(tx).selectFrom('exchange.release').selectAll().where('id', '=', id).executeTakeFirst();
    if (seen === undefined) throw refuse(commonRefusals.notFound);
    const { rows: [acts] } = await sql<{ may: boolean }>`select coalesce(kernel.may_change(${seen.party}) or exchange.acts_for(${seen.party}, ${seen.institutionId}), false) as may`.execute(tx.db);
    if (acts?.may !== true) throw refuse(commonRefusals.notAllowed);
    const scheme = await findScheme(tx, seen.schemeId);
    await lockPlaces(tx, scheme.id);
    const result = await asSystem(tx, 'exchange.release', (system) => undo(system, platform, scheme, id, reason));
    if (result.restored === 0) throw refuse(refusals.nothingToUndo);
    await recordRelease(tx, scheme, 'undo-release', seen.party, { release: id, ...result }, reason);
    return result;
  });
}

async function undo(system: Tx, platform: Platform, scheme: SchemeRow, id: string, reason: string): Promise<{ restored: number; kept: number }> {
  const { numUpdatedRows } = await answerTables(system).updateTable('exchange.release').set({ undoneAt: platform.now().toString(), undoneReason: reason }).where('id', '=', id).where('undoneAt', 'is', null).executeTakeFirst();
  if (numUpdatedRows === 0n) throw refuse(refusals.releaseUndone);
  const release: ReleaseRow = await answerTables(system).selectFrom('exchange.release').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (release.offerId !== null) {
    const closed = await findOffer(system, release.offerId);
    if (closed.state === 'withdrawn') await move<OfferRow, string, string>(system, offerLifecycle, { id: closed.id, transition: 'restore', version: closed.version, reason });
  }
  const { rows } = await sql<{ applicationId: string; offerId: string; state: string; version: number; successorId: string | null; successorState: string | null; successorVersion: number | null; successorOffer: string | null }>`
    select i.application_id, i.offer_id, a.state, a.version, i.successor_id, s.state as successor_state, s.version as successor_version, s.offer_id as successor_offer
    from exchange.release_item i join exchange.application a on a.id = i.application_id left join exchange.application s on s.id = i.successor_id where i.release_id = ${id} order by a.nomination_rank, a.id`.execute(system.db);
  const left = await loadPlacesLeft(system, scheme.id);
  let restored = 0;
  for (const { applicationId, offerId, state, version, successorId, successorState, successorVersion, successorOffer } of rows) {
    // Whoever has answered meanwhile for another place keeps it.
    if (!['lapsed', 'reserve', 'offered'].includes(state)) continue;
    const successor = successorId === null || successorState === null || successorOffer !== offerId ? undefined : { state: successorState };
    const step = mayRestore({ successor, placesLeft: left.get(offerId) ?? 0 });
    if (step === 'tooLate') continue;
    if (step === 'takeBack') await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: successorId ?? '', transition: 'giveBack', version: successorVersion ?? 0, reason });
    else left.set(offerId, (left.get(offerId) ?? 0) - 1);
    if (state === 'offered') await move<ApplicationRow, string, string>(system, applicationLifecycle, { id: applicationId, transition: 'giveBack', version, reason });
    await give(system, platform, scheme, { applicationId, version: state === 'offered' ? version + 1 : version }, offerId);
    await answerTables(system).updateTable('exchange.releaseItem').set({ restored: true }).where('releaseId', '=', id).where('applicationId', '=', applicationId).execute();
    restored += 1;
  }
  return { restored, kept: rows.length - restored };
}

const overdueTask = (party: PartyCode) => `exchange.scheme/release/${party}`;

/** Tells each party's officers of places that came due, and does nothing else; may run as often as one likes. Gives how many parties were told. */
export async function remindOfOverdue(platform: Platform): Promise<number> {
  return inTransaction(platform.database, systemActor('exchange.overdue'), async (tx) => {
    const { rows } = await sql<SchemeRow>`select * from exchange.scheme s where exists (select from exchange.application a where a.scheme_id = s.id and a.state in ('offered', 'conditional'))`.execute(tx.db);
    let told = 0;
    for (const scheme of rows) {
      for (const party of partyCodes) {
        // oxlint-disable-next-line no-await-in-loop -- four parties of a few schemes, once a day
        const { placed } = await overdue(tx, platform, scheme, party);
        if (placed.length === 0) continue;
        told += 1;
        // oxlint-disable-next-line no-await-in-loop -- as above
        await openTask(tx, {
          kind: overdueTask(party), subject: { type: 'exchange.scheme', id: scheme.id }, to: { role: 'party_officer', party }, link: `${schemeLink(scheme.id)}?tab=answers`,
          title: { zh: `有 ${placed.length} 个名额逾期未答复，请核对名单：${scheme.title}`, en: `${placed.length} places are overdue; please look at the list: ${scheme.title}` },
        });
      }
    }
    return told;
  });
}

async function overdue(tx: Tx, platform: Platform, scheme: SchemeRow, party: PartyCode): Promise<{ placed: PlacedRow[]; list: ReleaseList }> {
  const day = today(platform).toString();
  const due = (await loadPlaced(tx, scheme.id, { party })).flatMap((row) => {
    const why = overdueOn(day, row);
    return why === undefined ? [] : [{ row, why }];
  });
  const placed = due.map(({ row }) => row);
  const successors = scheme.state === 'matched' ? await asSystemQuietly(tx, (system) => foreseeSuccessors(system, scheme, placed.map(({ id, offerId, homeId }) => ({ applicationId: id, offerId, homeId })))) : [];
  return { placed, list: listOf(due.map(({ row, why }, i) => ({ row, why, successor: successors[i] }))) };
}

async function closing(tx: Tx, offer: OfferRow): Promise<{ placed: PlacedRow[]; list: ReleaseList }> {
  const placed = await loadPlaced(tx, offer.schemeId, { offerId: offer.id });
  return { placed, list: listOf(placed.map((row) => ({ row, why: 'closed', successor: undefined }))) };
}

function listOf(lines: readonly { row: PlacedRow; why: ReleaseLine['why']; successor: { applicationId: string; homeName: string; nominationRank: number | null } | undefined }[]): ReleaseList {
  return {
    digest: digestOf(lines.map(({ row, why, successor }) => [row.id, row.version, row.offerId, why, successor?.applicationId ?? null])).toString('hex'),
    items: lines.map(({ row: { id, personName, homeName, offerTitle, hostName, state, answerUntil }, why, successor }) => ({
      applicationId: id, personName, homeName, offerTitle, hostName, state, answerUntil, why, successor: successor === undefined ? null : { homeName: successor.homeName, nominationRank: successor.nominationRank },
    })),
  };
}

async function storeItems(system: Tx, releaseId: string, placed: readonly PlacedRow[], successors: readonly (string | undefined)[]): Promise<void> {
  if (placed.length === 0) return;
  await answerTables(system).insertInto('exchange.releaseItem').values(placed.map(({ id, personName, offerId, state }, i) => ({ releaseId, applicationId: id, personName, offerId, was: state, successorId: successors[i] ?? null }))).execute();
}

/** The platform looks, unless it is already the platform that acts. */
const asSystemQuietly = <T>(tx: Tx, work: (system: Tx) => Promise<T>): Promise<T> => (tx.actor.role === 'system' ? work(tx) : asSystem(tx, 'exchange.release', work));

async function findOwnOffer(tx: Tx, id: string): Promise<OfferRow> {
  const offer = await findOffer(tx, id);
  const { rows: [acts] } = await sql<{ may: boolean }>`select exchange.acts_for(${offer.party}, ${offer.institutionId}) as may`.execute(tx.db);
  if (acts?.may !== true) throw refuse(commonRefusals.notAllowed);
  return offer;
}

/** Only an officer of the people's own party takes their places back. */
function partyOf(actor: Actor): PartyCode {
  if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}

async function recordRelease(tx: Tx, scheme: SchemeRow, act: string, party: PartyCode, changes: Parameters<typeof record>[1]['changes'], reason: string): Promise<void> {
  await record(tx, { act: `exchange.scheme/${act}`, subject: { type: 'exchange.scheme', id: scheme.id, title: scheme.title }, initiativeId: scheme.itemId, reason, changes, access: { visibility: 'party', party } });
}
