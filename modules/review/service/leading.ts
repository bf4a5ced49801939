import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { refuse } from '#kernel/refusal.ts';
import { reviewLink } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { itemCode } from '../rules.ts';
import type { ReviewRow } from '../store.ts';
import { askOffice, reviewerSubject } from './acting.ts';

/** Everything has somebody who may lead it (`review.lead_of`), and the chair leads something: for items in conflict with them a deputy steps in, but not for all. */
export async function checkLeads(tx: Tx, { id }: Pick<ReviewRow, 'id'>): Promise<void> {
  const { rows: [found] } = await asSystem(tx, 'review.leads', (system) => sql<{ leads: boolean; without: number | null }>`
    select coalesce(bool_or(v.chair), false) as leads, min(i.number) filter (where v.id is null) as without
    from review.item i left join review.reviewer v on v.id = review.lead_of(i.id) where i.review_id = ${id}`.execute(system.db));
  if (found?.leads !== true) throw refuse(refusals.chairInConflict);
  if (found.without !== null) throw refuse(refusals.nobodyLeads, { item: itemCode(found.without) });
}

/** Whoever leads an item in the chair's place hears of it when the scores are open. */
export async function askDeputies(tx: Tx, review: ReviewRow): Promise<void> {
  await asSystem(tx, 'review.deputies', async (system) => {
    const { rows } = await sql<{ id: string; personId: string }>`
      select distinct v.id, v.person_id from review.item i join review.reviewer v on v.id = review.lead_of(i.id) where i.review_id = ${review.id} and not v.chair`.execute(system.db);
    for (const { id, personId } of rows) {
      const asked = { kind: 'review.reviewer/lead', subject: reviewerSubject(id), to: { personId }, title: { zh: `组长须回避的评审对象由您代为主持，请形成意见：${review.title}`, en: `You lead in the chair’s place where the chair must step back: ${review.title}` }, link: reviewLink(review.id) };
      // oxlint-disable-next-line no-await-in-loop -- those few
      await openTask(system, asked);
      // oxlint-disable-next-line no-await-in-loop -- those few
      await notify(system, asked);
    }
  });
}

/** A deputy who has written all the opinions that are theirs has it off their list. */
export async function settleLead(tx: Tx, reviewerId: string): Promise<void> {
  await asSystem(tx, 'review.lead', async (system) => {
    const { rows: [left] } = await sql`
      select from review.item i join review.reviewer v on v.review_id = i.review_id and v.id = ${reviewerId}
      where review.lead_of(i.id) = v.id and not exists (select from review.opinion o where o.item_id = i.id) limit 1`.execute(system.db);
    if (left === undefined) await closeTasks(system, reviewerSubject(reviewerId), 'review.reviewer/lead');
  });
}

/** A chair who has come to stand in conflict with everything can lead nothing: the office names another. */
export async function askForChair(tx: Tx, review: ReviewRow): Promise<void> {
  await asSystem(tx, 'review.chair', async (system) => {
    const { rows: [led] } = await sql`select from review.item i join review.reviewer v on v.id = review.lead_of(i.id) where i.review_id = ${review.id} and v.chair limit 1`.execute(system.db);
    if (led === undefined) await askOffice(system, review, 'chair', { zh: `组长须全部回避，请另行指定：${review.title}`, en: `The chair must step back from everything; name another: ${review.title}` });
  });
}
