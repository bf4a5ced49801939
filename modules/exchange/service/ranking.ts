import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { ranksFor } from '../rules.ts';
import { lockNominations } from '../store.ts';
import { checkNominator } from './applications.ts';
import { findScheme } from './schemes.ts';

const ranked = ['atDivision', 'atParty', 'nominated', 'reserve'];

/** Puts those whom a home has nominated in order, all at once, best first. Places of people who are settled already stay theirs. */
export async function rankNominations(platform: Platform, actor: Actor, schemeId: string, { homeId, order }: { homeId: string; order: readonly string[] }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const scheme = await findScheme(tx, schemeId);
    checkNominator(scheme, actor);
    if (scheme.state !== 'open') throw refuse(refusals.notOpen);
    await lockNominations(tx, schemeId, homeId);
    const { rows } = await sql<{ id: string; state: string; rank: number; party: PartyCode }>`
      select id, state, nomination_rank as rank, party from exchange.application where scheme_id = ${schemeId} and home_id = ${homeId} and nomination_rank is not null order by nomination_rank`.execute(tx.db);
    const moving = rows.filter(({ state }) => ranked.includes(state));
    if (moving.length !== order.length || new Set(order).size !== order.length || moving.some(({ id }) => !order.includes(id))) throw refuse(refusals.rankedOthers, {}, { field: '/order' });
    const ranks = ranksFor(order.length, rows.filter(({ state }) => !ranked.includes(state)).map(({ rank }) => rank));
    // Two at one place are refused by the database, also for a moment: all give theirs up first.
    await sql`update exchange.application set nomination_rank = null where id = any(${[...order]}::uuid[])`.execute(tx.db);
    const { numAffectedRows } = await sql`
      update exchange.application a set nomination_rank = r.rank, version = a.version + 1 from unnest(${[...order]}::uuid[], ${ranks}::int[]) as r(id, rank) where a.id = r.id`.execute(tx.db);
    if (numAffectedRows !== BigInt(order.length)) throw refuse(commonRefusals.notAllowed);
    await record(tx, {
      act: 'exchange.scheme/rank-nominations', subject: { type: 'exchange.scheme', id: schemeId, title: scheme.title }, initiativeId: scheme.itemId, changes: { homeId, order: [...order] },
      access: { visibility: 'organization', party: moving[0]?.party, organizationId: homeId },
    });
  });
}
