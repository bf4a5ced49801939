import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { applyLink } from '../../lifecycle.ts';
import type { SchemeRow } from '../../store.ts';

/** What somebody put off from an earlier scheme of the same programme: the words, and of their wishes those that are offered again. */
export type Deferred = { id: string; statement: string; wishes: string[] };

/** The newest application that a person put off and has not carried over yet. A post is taken for the same when its host offers it under the same title. */
export async function loadDeferred(tx: Tx, { id, preset, itemId }: SchemeRow, personId: string): Promise<Deferred | undefined> {
  const { rows: [deferred] } = await sql<Deferred>`
    select a.id, a.statement, array(
      select o.id::text from exchange.wish w join exchange.offer was on was.id = w.offer_id
        join exchange.offer o on o.scheme_id = ${id} and o.institution_id = was.institution_id and o.title = was.title and o.state = 'published'
      where w.application_id = a.id group by o.id order by min(w.rank)) as wishes
    from exchange.application a join exchange.scheme s on s.id = a.scheme_id
    where a.person_id = ${personId} and a.state = 'deferred' and s.preset = ${preset} and s.item_id = ${itemId} and s.id <> ${id}
      and not exists (select from exchange.application n where n.deferred_from = a.id and n.state <> 'withdrawn')
    order by a.id desc limit 1`.execute(tx.db);
  return deferred;
}

/** Whoever put their place off is told when the next term opens. */
export async function tellDeferred(tx: Tx, scheme: SchemeRow): Promise<void> {
  const title = JSON.stringify({ zh: `您申请的延期可以转入本期：${scheme.title}`, en: `What you put off can be carried over to this term: ${scheme.title}` });
  await sql`
    select kernel.open_task('exchange.application/carry-over', 'exchange.application', a.id::text, ${title}, ${applyLink(scheme.id)}, null, null, null, null, a.person_id, ${scheme.applyUntil}::date)
    from exchange.application a join exchange.scheme s on s.id = a.scheme_id
    where a.state = 'deferred' and s.preset = ${scheme.preset} and s.item_id = ${scheme.itemId} and s.id <> ${scheme.id}
      and not exists (select from exchange.application n where n.deferred_from = a.id and n.state <> 'withdrawn')`.execute(tx.db);
}
