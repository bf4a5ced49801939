import { visitor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { countStatuses } from '../rules.ts';
import { keyPointsTables } from '../store.ts';
import { loadDecision } from './decision.ts';
import { loadReviews } from './reviews.ts';
import { loadStanding } from './standing.ts';

const inForce = ['inForce', 'reviewed', 'closed'] as const;

/** The years whose key points everybody may see, newest first. */
export async function listPublicYears(platform: Platform) {
  return inTransaction(platform.database, visitor, async (tx) =>
    keyPointsTables(tx).selectFrom('plan.key_points').select(['year', 'title', 'number', 'inForceOn']).where('state', 'in', inForce).orderBy('year', 'desc').limit(50).execute());
}

/** A year's key points as everybody sees them: what is in force, how it stands, who signed, what it took the place of. Read as a visitor, whoever asks. */
export async function showYear(platform: Platform, year: number) {
  return inTransaction(platform.database, visitor, async (tx) => {
    const editions = await keyPointsTables(tx).selectFrom('plan.key_points').selectAll().where('year', '=', year).where('state', 'in', [...inForce, 'superseded']).orderBy('edition', 'desc').execute();
    const current = editions.find(({ state }) => state !== 'superseded');
    if (current === undefined) throw refuse(commonRefusals.notFound);
    const day = today(platform);
    const points = await loadStanding(tx, current, day);
    const { signing } = await loadDecision(tx, current);
    const reviews = [];
    for (const edition of editions) reviews.push(...(await loadReviews(tx, edition.id)));
    const { id, title, number, preamble, state, inForceOn, reason } = current;
    return {
      id, year, title, number, preamble, state, inForceOn, reason, today: day.toString(),
      points: points.map(({ clause, position, itemCode, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestone, reached, status }) => ({ clause, position, itemCode, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestone, reached, status })),
      statuses: countStatuses(points.map(({ status }) => status)),
      signing, reviews,
      earlier: editions.filter(({ state: was }) => was === 'superseded').map(({ id: editionId, number: editionNumber, inForceOn: since }) => ({ id: editionId, number: editionNumber, inForceOn: since })),
    };
  });
}
