import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { refusals as answerRefusals } from '../answers/refusals.ts';
import { namePair, saidOfPairs, tellMentor } from '../fit/mentors.ts';
import { offerLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { tables, type OfferRow, type SchemeRow } from '../store.ts';
import { findScheme, recordScheme } from './schemes.ts';
import { tellWishers } from './withdrawn-posts.ts';

export type OfferText = { title: string; description: string; requirements: string | null; capacity: number; tutor: string | null; lodging: string | null; allowance: string | null; startsOn?: string | null | undefined; endsOn?: string | null | undefined; tutorId?: string | null | undefined; fields?: readonly string[] | undefined; aims?: readonly string[] | undefined };

/** A host offers a post or places; nobody else sees them until they are published. */
export async function addOffer(platform: Platform, actor: Actor, schemeId: string, { institutionId, ...text }: OfferText & { institutionId: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    checkOffering(scheme);
    checkDays(text);
    const party = await actsFor(tx, actor, institutionId);
    const values = { ...text, ...(await namePair(tx, scheme.preset, institutionId, text)) };
    const offer = await saidOfPairs(tables(tx).insertInto('exchange.offer').values({ schemeId, institutionId, party, ...values }).returningAll().executeTakeFirstOrThrow());
    await recordOffer(tx, 'add', offer, { ...values });
    return { id: offer.id };
  });
}

export async function changeOffer(platform: Platform, actor: Actor, id: string, { version, ...text }: OfferText & { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findOffer(tx, id);
    const scheme = await findScheme(tx, before.schemeId);
    checkOffering(scheme);
    checkDays(text);
    if (text.capacity < before.taken) throw refuse(answerRefusals.capacityTaken, { count: before.taken }, { field: '/capacity' });
    const values = { ...text, ...(await namePair(tx, scheme.preset, before.institutionId, text)) };
    const after = await saidOfPairs(changeRecord<OfferRow>(tx, { table: 'exchange.offer', id, version, values }));
    await recordOffer(tx, 'change', after, { ...values });
  });
}

/** Publishes an offer, or withdraws it with a reason; one that people have been given cannot go from under them. */
export async function moveOffer(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await findOffer(tx, request.id);
    if (request.transition === 'publish') checkOffering(await findScheme(tx, before.schemeId));
    const after = await move<OfferRow, string, string>(tx, offerLifecycle, request);
    // Those who have it are settled by name first: `closeOffer` lists them.
    if (after.state === 'withdrawn' && after.taken > 0) throw refuse(refusals.postTaken, { count: after.taken });
    if (after.state === 'withdrawn' && before.state === 'published') {
      const scheme = await findScheme(tx, before.schemeId);
      await asSystem(tx, 'exchange.posts', (system) => tellWishers(system, platform, scheme, after));
    }
    if (after.state !== 'published') return;
    await tables(tx).updateTable('exchange.offer').set({ visibility: 'public' }).where('id', '=', after.id).execute();
    await tellMentor(tx, after);
  });
}

/** How many a home may nominate: set by its party, never below those it has nominated already. */
export async function setQuota(platform: Platform, actor: Actor, schemeId: string, { institutionId, places }: { institutionId: string; places: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    if (!['draft', 'agreed', 'open'].includes(scheme.state)) throw refuse(refusals.notOpen);
    const party = await actsFor(tx, actor, institutionId);
    if (actor.role !== 'party_officer') throw refuse(refusals.quotaForOtherParty);
    const known = await tables(tx).selectFrom('exchange.quota').selectAll().where('schemeId', '=', schemeId).where('institutionId', '=', institutionId).executeTakeFirst();
    if (known !== undefined && places < known.nominated) throw refuse(refusals.quotaBelowNominated, {}, { field: '/places' });
    await tables(tx).insertInto('exchange.quota').values({ schemeId, institutionId, party, places })
      .onConflict((conflict) => conflict.columns(['schemeId', 'institutionId']).doUpdateSet({ places })).execute();
    await recordScheme(tx, 'set-quota', scheme, { institutionId, places, before: known?.places ?? null });
  });
}

function checkOffering({ state }: SchemeRow): void {
  if (state !== 'agreed' && state !== 'open') throw refuse(refusals.offersClosed);
}

/** Days of its own: both or neither, one after the other. */
function checkDays({ startsOn = null, endsOn = null }: OfferText): void {
  if ((startsOn === null) !== (endsOn === null) || (startsOn !== null && endsOn !== null && startsOn >= endsOn)) throw refuse(refusals.offerDays, {}, { field: '/startsOn' });
}

/** The party of an institution for which the actor acts: its own officer, or its party's. */
async function actsFor(tx: Tx, actor: Actor, institutionId: string): Promise<PartyCode> {
  const { rows: [found] } = await sql<{ party: PartyCode; acts: boolean }>`select party, exchange.acts_for(party, id) as acts from directory.institution where id = ${institutionId} and state = 'active'`.execute(tx.db);
  if (found === undefined) throw refuse(commonRefusals.notFound, {}, { field: '/institutionId' });
  if (!found.acts) throw refuse(actor.role === 'party_officer' ? refusals.quotaForOtherParty : commonRefusals.notAllowed);
  return found.party;
}

export async function findOffer(tx: Tx, id: string): Promise<OfferRow> {
  const offer = await tables(tx).selectFrom('exchange.offer').selectAll().where('id', '=', id).executeTakeFirst();
  if (offer === undefined) throw refuse(commonRefusals.notFound);
  return offer;
}

export async function recordOffer(tx: Tx, act: string, offer: OfferRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `exchange.offer/${act}`, subject: { type: 'exchange.offer', id: offer.id, title: offer.title }, changes, access: offerLifecycle.access(offer) });
}
