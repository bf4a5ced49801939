import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { digestOf } from '#kernel/journal/journal.ts';
import type { SchemeRow } from '../store.ts';
import { hasTies } from './rules.ts';

type Offered = { id: string; capacity: number; hasOrder: boolean; order: { id: string; level: number }[]; wishers: string[] };

/** Whether a lottery is needed, who stands in it, and the digest of everything that the matching stands on. In a balanced exchange hosts only say who is acceptable: there is nothing to draw. */
export async function loadTies(tx: Tx, scheme: SchemeRow): Promise<{ needed: boolean; applications: string[]; inputs: string }> {
  const { rows: applicants } = await sql<{ id: string; wishes: string[]; rank: number; category: string | null; team: string | null }>`
    select a.id, a.nomination_rank as rank, a.category, a.team, array(select w.offer_id::text from exchange.wish w where w.application_id = a.id order by w.rank) as wishes
    from exchange.application a where a.scheme_id = ${scheme.id} and a.state in ('nominated', 'reserve') order by a.id`.execute(tx.db);
  const { rows: offers } = await sql<Offered>`
    select o.id, o.capacity - o.taken as capacity, o.ordered_at is not null as has_order,
      coalesce((select json_agg(json_build_object('id', r.application_id, 'level', r.level) order by r.rank) from exchange.ordering r where r.offer_id = o.id and r.given), '[]') as "order",
      array(select a.id::text from exchange.application a join exchange.wish w on w.application_id = a.id and w.offer_id = o.id where a.state in ('nominated', 'reserve') order by a.id) as wishers
    from exchange.offer o where o.scheme_id = ${scheme.id} and o.state = 'published' order by o.id`.execute(tx.db);
  // Where a host gave no order all who wish for it are equal.
  const levels = offers.map(({ hasOrder, order, wishers }) => ({ levels: hasOrder ? order.map(({ level }) => level) : wishers.map(() => 1) }));
  const inputs = digestOf({ mechanism: scheme.mechanism, tolerance: scheme.tolerance, applicants: applicants.map((one) => ({ ...one })), offers: offers.map(({ id, capacity, hasOrder, order }) => ({ id, capacity, hasOrder, order: order.map((one) => ({ ...one })) })) });
  return { needed: scheme.mechanism !== 'ttc-balanced' && hasTies(levels), applications: applicants.map(({ id }) => id), inputs: inputs.toString('hex') };
}
