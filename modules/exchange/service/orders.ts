import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { loadApplications, tables, type ApplicationView } from '../store.ts';
import { findOffer, recordOffer } from './offers.ts';
import { findScheme } from './schemes.ts';

/** A host's order for one offer: those who wish for it and were nominated, each with their place in the order, `null` while they have none. */
export async function showOrder(platform: Platform, actor: Actor, offerId: string): Promise<{ items: (ApplicationView & { rank: number | null })[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    const applications = (await loadApplications(tx, offer.schemeId, { offerId })).filter(({ nominationRank }) => nominationRank !== null);
    const order = await tables(tx).selectFrom('exchange.ordering').selectAll().where('offerId', '=', offerId).execute();
    const ranks = new Map(order.map(({ applicationId, rank }) => [applicationId, rank]));
    return { items: applications.map((row) => ({ ...row, rank: ranks.get(row.id) ?? null })).toSorted((one, other) => (one.rank ?? Infinity) - (other.rank ?? Infinity)) };
  });
}

/** Stores a host's order whole, best first; who is not on it is not acceptable. */
export async function storeOrder(platform: Platform, actor: Actor, offerId: string, order: readonly string[]): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    if ((await findScheme(tx, offer.schemeId)).state !== 'ordering') throw refuse(refusals.notOrdering);
    const known = new Set((await loadApplications(tx, offer.schemeId, { offerId })).filter(({ state }) => state === 'nominated' || state === 'reserve').map(({ id }) => id));
    if (order.some((id) => !known.has(id)) || new Set(order).size !== order.length) throw refuse(refusals.notAnApplicant, {}, { field: '/order' });
    await tables(tx).deleteFrom('exchange.ordering').where('offerId', '=', offerId).execute();
    if (order.length > 0) await tables(tx).insertInto('exchange.ordering').values(order.map((applicationId, i) => ({ offerId, applicationId, rank: i + 1 }))).execute();
    await recordOffer(tx, 'order', offer, { order: [...order] });
  });
}
