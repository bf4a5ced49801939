import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals as lotteryRefusals } from '../lottery/refusals.ts';
import { declaredFit } from '../fit/rules.ts';
import { loadLottery } from '../lottery/store.ts';
import { presetOf } from '../presets.ts';
import { refusals as exchangeRefusals } from '../refusals.ts';
import { findOffer, recordOffer } from '../service/offers.ts';
import { findScheme } from '../service/schemes.ts';
import { loadApplications, tables, type ApplicationView } from '../store.ts';
import { refusals } from './refusals.ts';
import { totalOf, type Points } from './rules.ts';
import { orderingTables, type ScoreRow } from './store.ts';

export type Candidate = ApplicationView & { rank: number | null; /** Whom the host holds equal has the same level. */ level: number | null; total: number | null; raters: number; own: Points; /** What both declared, side by side, 0 to 100; null where nobody declares. */ fit: number | null };

/** A host's order for one offer: those who wish for it and were nominated, with their place in the order, `null` while they have none, and their points; and when it was given, also where it takes nobody. */
export async function showOrder(platform: Platform, actor: Actor, offerId: string): Promise<{ orderedAt: string | null; items: Candidate[]; rubric: { key: string; label: { zh: string; en: string }; weight: number }[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    const { preset } = await findScheme(tx, offer.schemeId);
    const { rubric, pairs } = presetOf(preset);
    const applications = await loadCandidates(tx, offer.schemeId, offerId);
    const order = await orderingTables(tx).selectFrom('exchange.ordering').selectAll().where('offerId', '=', offerId).where('given', '=', true).execute();
    const places = new Map(order.map((row) => [row.applicationId, row]));
    const scores = Map.groupBy(await orderingTables(tx).selectFrom('exchange.score').selectAll().where('offerId', '=', offerId).execute() as ScoreRow[], ({ applicationId }) => applicationId); // a row as selected has its generated columns
    const items = applications.map((row): Candidate => {
      const byRater = Map.groupBy(scores.get(row.id) ?? [], ({ rater }) => rater);
      const pointsOf = (rows: readonly ScoreRow[] = []) => Object.fromEntries(rows.map(({ criterion, points }) => [criterion, points]));
      return {
        ...row, rank: places.get(row.id)?.rank ?? null, level: places.get(row.id)?.level ?? null, total: totalOf(rubric, [...byRater.values()].map(pointsOf)) ?? null, raters: byRater.size,
        own: isPerson(actor) ? pointsOf(byRater.get(actor.accountId)) : {}, fit: pairs === undefined ? null : declaredFit(row, offer),
      };
    });
    return { orderedAt: offer.orderedAt, items: items.toSorted((one, other) => (one.rank ?? Infinity) - (other.rank ?? Infinity)), rubric: rubric.map((criterion) => ({ ...criterion })) };
  });
}

/** Stores a host's order whole, best first; those in one group are equal to the host, and the lottery decides between them. Who is not on it is not acceptable: an empty one takes nobody. */
export async function storeOrder(platform: Platform, actor: Actor, offerId: string, order: readonly (string | readonly string[])[]): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    const scheme = await findScheme(tx, offer.schemeId);
    if (scheme.state !== 'ordering') throw refuse(exchangeRefusals.notOrdering);
    if ((await loadLottery(tx, scheme.id, scheme.round)) !== undefined) throw refuse(lotteryRefusals.inputsFrozen);
    const known = new Set((await loadCandidates(tx, offer.schemeId, offerId)).map(({ id }) => id));
    const rows = order.flatMap((group, level) => [group].flat().map((applicationId) => ({ applicationId, level: level + 1 }))).map((row, i) => ({ offerId, ...row, rank: i + 1, final: null }));
    if (rows.some(({ applicationId }) => !known.has(applicationId)) || new Set(rows.map(({ applicationId }) => applicationId)).size !== rows.length) throw refuse(exchangeRefusals.notAnApplicant, {}, { field: '/order' });
    const { numUpdatedRows } = await tables(tx).updateTable('exchange.offer').set({ orderedAt: platform.now().toString() }).where('id', '=', offerId).executeTakeFirst();
    if (numUpdatedRows === 0n) throw refuse(commonRefusals.notAllowed);
    await orderingTables(tx).deleteFrom('exchange.ordering').where('offerId', '=', offerId).execute();
    if (rows.length > 0) await orderingTables(tx).insertInto('exchange.ordering').values(rows).execute();
    await closeTasks(tx, { type: 'exchange.offer', id: offerId }, 'exchange.offer/order');
    await recordOffer(tx, 'order', offer, { order: order.map((group) => (typeof group === 'string' ? group : [...group])) });
  });
}

/** A rater's own points for somebody, by all criteria of the programme; given again they take the place of the earlier ones. */
export async function scoreCandidate(platform: Platform, actor: Actor, offerId: string, { applicationId, points }: { applicationId: string; points: Points }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const offer = await findOffer(tx, offerId);
    const scheme = await findScheme(tx, offer.schemeId);
    if (!['open', 'ordering'].includes(scheme.state)) throw refuse(refusals.notScoring);
    const { rubric } = presetOf(scheme.preset);
    if (Object.keys(points).length !== rubric.length || rubric.some(({ key }) => points[key] === undefined)) throw refuse(refusals.unknownCriterion, {}, { field: '/points' });
    if (!(await loadCandidates(tx, scheme.id, offerId)).some(({ id }) => id === applicationId)) throw refuse(exchangeRefusals.notAnApplicant, {}, { field: '/applicationId' });
    await sql`delete from exchange.score where offer_id = ${offerId} and application_id = ${applicationId} and rater = kernel.actor_account()`.execute(tx.db);
    await orderingTables(tx).insertInto('exchange.score').values(rubric.map(({ key }) => ({ offerId, applicationId, criterion: key, points: points[key] ?? 0 }))).execute();
    await recordOffer(tx, 'score', offer, { application: applicationId, points: { ...points } });
  });
}

/** Those who wish for an offer and may still be taken. */
export async function loadCandidates(tx: Tx, schemeId: string, offerId: string): Promise<ApplicationView[]> {
  return (await loadApplications(tx, schemeId, { offerId })).filter(({ state }) => state === 'nominated' || state === 'reserve');
}
