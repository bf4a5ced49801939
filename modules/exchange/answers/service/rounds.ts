import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { applyLink, schemeLifecycle } from '../../lifecycle.ts';
import { refusals as schemeRefusals } from '../../refusals.ts';
import { datesFollow } from '../../rules.ts';
import { loadScheme, type SchemeRow } from '../../store.ts';
import { refusals } from '../refusals.ts';
import { loadPlacesLeft } from '../store.ts';

/** Opens another round for the places that are left: those in reserve may wish anew, homes may nominate within what is left of their quotas. What was given stays given. */
export async function openNextRound(tx: Tx, request: Move): Promise<void> {
  const { applyUntil = '', answerUntil = '' } = request.fields ?? {};
  const before = await loadScheme(tx, request.id);
  if (before === undefined) throw refuse(commonRefusals.notFound);
  if (!datesFollow({ ...before, applyUntil: String(applyUntil), answerUntil: String(answerUntil) })) throw refuse(schemeRefusals.datesWrong, {}, { field: '/fields/applyUntil' });
  const scheme = await move<SchemeRow, string, string>(tx, schemeLifecycle, request);
  const left = await loadPlacesLeft(tx, scheme.id);
  if (![...left.values()].some((places) => places > 0)) throw refuse(refusals.nothingLeft);
  await sql`update exchange.scheme set round = round + 1 where id = ${scheme.id}`.execute(tx.db);
  await asSystem(tx, 'exchange.rounds', async (system) => {
    // Hosts order anew: who is not on an old order would otherwise count as not acceptable.
    await sql`delete from exchange.ordering r using exchange.offer o where o.id = r.offer_id and o.scheme_id = ${scheme.id}`.execute(system.db);
    await sql`update exchange.offer set ordered_at = null where scheme_id = ${scheme.id} and ordered_at is not null`.execute(system.db);
    await tellReserves(system, scheme);
  });
}

async function tellReserves(tx: Tx, scheme: SchemeRow): Promise<void> {
  const title = JSON.stringify({ zh: `还有剩余名额，可重新填报志愿：${scheme.title}`, en: `There are places left; you may wish anew: ${scheme.title}` });
  await sql`
    select kernel.notify('exchange.application/round', 'exchange.application', id::text, ${title}, ${applyLink(scheme.id)}, null, null, null, null, person_id)
    from exchange.application where scheme_id = ${scheme.id} and state = 'reserve'`.execute(tx.db);
}
