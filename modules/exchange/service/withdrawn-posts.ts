import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { applyLink, schemeLink } from '../lifecycle.ts';
import type { ApplicationRow, OfferRow, SchemeRow } from '../store.ts';

const wishAnewTask = 'exchange.application/wish-anew';

/** Everybody who listed a post that is withdrawn hears of it; while applications are open they may wish anew, however far theirs is, and have it as a task. */
export async function tellWishers(system: Tx, platform: Platform, scheme: SchemeRow, offer: OfferRow): Promise<void> {
  const open = scheme.state === 'open' && today(platform).toString() <= scheme.applyUntil;
  const title = JSON.stringify(open
    ? { zh: `您填报的“${offer.title}”已撤回，截止前可以重新填报志愿：${scheme.title}`, en: `"${offer.title}", which you listed, was withdrawn; you may change your wishes until the deadline: ${scheme.title}` }
    : { zh: `您填报的“${offer.title}”已撤回，其他志愿不变：${scheme.title}`, en: `"${offer.title}", which you listed, was withdrawn; your other wishes stand: ${scheme.title}` });
  await sql`
    with wishers as (
      select a.id, a.person_id, a.state from exchange.application a join exchange.wish w on w.application_id = a.id
      where w.offer_id = ${offer.id} and a.state in ('draft', 'submitted', 'atDivision', 'atParty', 'nominated', 'reserve')),
    allowed as (update exchange.application a set wishes_anew = true from wishers w where a.id = w.id and w.state <> 'draft' and ${open} returning a.id)
    select case when id in (select id from allowed)
      then kernel.open_task(${wishAnewTask}, 'exchange.application', id::text, ${title}, ${applyLink(scheme.id)}, null, null, null, null, person_id, ${scheme.applyUntil}::date)::text
      else kernel.notify('exchange.application/post-withdrawn', 'exchange.application', id::text, ${title}, ${applyLink(scheme.id)}, null, null, null, null, person_id)::text end
    from wishers`.execute(system.db);
}

/** They have wished anew: the task is done, and the home that checked the earlier wishes is told, once. */
export async function settleGone(tx: Tx, scheme: SchemeRow, { id, homeId, personName }: ApplicationRow): Promise<void> {
  await closeTasks(tx, { type: 'exchange.application', id }, wishAnewTask);
  const { rows } = await sql`select from exchange.wish w join exchange.offer o on o.id = w.offer_id where w.application_id = ${id} and o.state = 'withdrawn' limit 1`.execute(tx.db);
  if (rows.length === 0) return;
  await notify(tx, {
    kind: 'exchange.application/wished-anew', subject: { type: 'exchange.application', id }, to: { role: 'institution_officer', organizationId: homeId }, link: `${schemeLink(scheme.id)}?tab=nominations`,
    title: { zh: `${personName} 因岗位撤回调整了志愿：${scheme.title}`, en: `${personName} changed their wishes after a post was withdrawn: ${scheme.title}` },
  });
}

/** With the end of nominations nobody changes their wishes: those who have not done so keep the rest of them. */
export async function endWishingAnew(system: Tx, schemeId: string): Promise<void> {
  await sql`
    with ended as (update exchange.application set wishes_anew = false where scheme_id = ${schemeId} and wishes_anew returning id)
    select kernel.close_tasks('exchange.application', id::text, ${wishAnewTask}) from ended`.execute(system.db);
}
