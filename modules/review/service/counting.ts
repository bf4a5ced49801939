import { sql } from 'kysely';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { storeFacts } from '#modules/plan/index.ts';
import { storeDuties } from '#modules/pools/index.ts';
import { dutyOf, factsOf, type Worked } from '../counting.ts';
import type { ReviewerRow, ReviewRow } from '../store.ts';
import { reviewSubject } from './acting.ts';

type WorkedRow = Worked & { personId: string; state: ReviewerRow['state'] };

/**
 * Tells the pools what their people are called for, and how it ended. A panel that was drawn has its duties from the draw until the review is over;
 * one that was chosen has them from the invitation, known to its office alone. `reviewerIds`: whose part has changed, if not everybody's.
 */
export async function keepDuties(platform: Platform, tx: Tx, review: ReviewRow, reviewerIds?: readonly string[]): Promise<void> {
  const over = review.state === 'concluded' || review.state === 'withdrawn';
  if (review.drawId !== null && !over) return;
  await asSystem(tx, 'review.duties', async (system) => {
    const people = (await loadWorked(system, review.id, reviewerIds)).flatMap(({ sheets, state, ...person }) => {
      const ended = dutyOf(review.state, state, sheets);
      // who left a drawn panel, and why, the draw has written down itself
      return ended === undefined || (review.drawId !== null && ended !== 'done' && (state === 'declined' || state === 'removed')) ? [] : [{ ...person, ended }];
    });
    const subject = review.drawId === null ? reviewSubject(review.id) : { type: 'pools.draw', id: review.drawId };
    await storeDuties(system, { subject, title: review.title, on: today(platform).toString(), keptBy: review.drawId === null ? review.party : null }, people);
  });
}

/** Tells the initiative what the review came to; what it was told before is replaced. */
export async function countReview(tx: Tx, { id, party, initiativeId, concludedAt }: ReviewRow): Promise<void> {
  if (initiativeId === null || concludedAt === null) return;
  await asSystem(tx, 'review.facts', async (system) => {
    const reviewers = await loadWorked(system, id, undefined);
    const { rows: [judged] } = await sql<{ items: number }>`select count(*) as items from review.opinion where review_id = ${id}`.execute(system.db);
    const concludedOn = Temporal.Instant.from(new Date(concludedAt).toISOString()).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
    await storeFacts(system, { itemId: initiativeId, mechanism: 'pools', subject: reviewSubject(id), facts: factsOf({ party, concludedOn, items: judged?.items ?? 0, reviewers }) });
  });
}

/** What each has done; of somebody who was asked twice the later part counts. */
async function loadWorked(tx: Tx, reviewId: string, reviewerIds: readonly string[] | undefined): Promise<WorkedRow[]> {
  const ids = reviewerIds === undefined ? null : [...reviewerIds];
  const { rows } = await sql<WorkedRow>`
    select distinct on (v.person_id) v.person_id, v.member_party as party, v.state, d.hours::float8 as hours,
      (select count(*) from review.assignment a join review.sheet s on s.assignment_id = a.id and s.state = 'submitted' where a.reviewer_id = v.id) as sheets
    from review.reviewer v left join review.duty d on d.reviewer_id = v.id
    where v.review_id = ${reviewId} and (${ids}::uuid[] is null or v.id = any(${ids}::uuid[])) order by v.person_id, v.number desc`.execute(tx.db);
  return rows;
}
