import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { reviewLink } from '../lifecycle.ts';
import { loadReviewer, lockReview, type ReviewerRow, type ReviewRow } from '../store.ts';

export const reviewSubject = (id: string) => ({ type: 'review.review', id }) as const;
export const reviewerSubject = (id: string) => ({ type: 'review.reviewer', id }) as const;

/** Says in the journal what was done to a review: to be read by its office and its auditors, nobody else. */
export async function recordReview(tx: Tx, { id, title, party, initiativeId }: Pick<ReviewRow, 'id' | 'title' | 'party' | 'initiativeId'>, act: string, changes: Json, reason?: string): Promise<void> {
  await record(tx, { act: `review.review/${act}`, subject: { ...reviewSubject(id), title }, ...(initiativeId === null ? {} : { initiativeId }), changes, ...(reason === undefined ? {} : { reason }), access: { visibility: 'organization', party } });
}

/** The party whose office the actor is. */
export function officeOf(actor: Actor): PartyCode {
  if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}

/** The review, locked, for its office. */
export async function asOffice(tx: Tx, id: string): Promise<ReviewRow> {
  const review = await lockReview(tx, id);
  if (officeOf(tx.actor) !== review.party) throw refuse(commonRefusals.notAllowed);
  return review;
}

/** One of a review's reviewers, who acts for themselves, with the review locked. */
export async function asReviewer(tx: Tx, reviewerId: string): Promise<{ review: ReviewRow; reviewer: ReviewerRow }> {
  const { reviewId } = await loadReviewer(tx, reviewerId);
  const review = await lockReview(tx, reviewId);
  const reviewer = await loadReviewer(tx, reviewerId);
  if (!isPerson(tx.actor) || tx.actor.personId !== reviewer.personId) throw refuse(commonRefusals.notAllowed);
  return { review, reviewer };
}

/** Says in the journal what a reviewer did: to be read by the review's office, its auditors, and themselves. */
export async function recordReviewer(tx: Tx, { id, party, personId }: Pick<ReviewerRow, 'id' | 'party' | 'personId'>, act: string, changes: Json, reason?: string): Promise<void> {
  await record(tx, { act: `review.reviewer/${act}`, subject: reviewerSubject(id), changes, ...(reason === undefined ? {} : { reason }), access: { visibility: 'organization', party, personId } });
}

/** The office has something to see to. No reviewer is named: their part is read on the page. */
export async function askOffice(tx: Tx, { id, party }: Pick<ReviewRow, 'id' | 'party'>, kind: string, title: { zh: string; en: string }): Promise<void> {
  await openTask(tx, { kind: `review.review/${kind}`, subject: reviewSubject(id), to: { role: 'party_officer', party }, title, link: reviewLink(id) });
}

/** A reviewer has what they must read and score on their list, and hears of it. */
export async function askToScore(tx: Tx, review: Pick<ReviewRow, 'id' | 'title' | 'dueOn'>, { id, personId }: { id: string; personId: string }): Promise<void> {
  const asked = { kind: 'review.reviewer/score', subject: reviewerSubject(id), to: { personId }, title: { zh: `请评分：${review.title}`, en: `Please score: ${review.title}` }, link: reviewLink(review.id) };
  await openTask(tx, { ...asked, dueOn: review.dueOn });
  await notify(tx, asked);
}

/** When nothing is left to score for somebody, the task is off their list; when nothing is left for anybody, the chair may open. */
export async function settleReviewer(tx: Tx, review: ReviewRow, { id }: Pick<ReviewerRow, 'id'>): Promise<void> {
  await asSystem(tx, 'review.settle', async (system) => {
    const { rows: [left] } = await sql`select from review.assignment a where a.reviewer_id = ${id} and a.state = 'active' and not exists (select from review.sheet s where s.assignment_id = a.id and s.state = 'submitted') limit 1`.execute(system.db);
    if (left === undefined) await closeTasks(system, reviewerSubject(id), 'review.reviewer/score');
  });
  await tellChairWhenAllIn(tx, review);
}

/** That all is in is all that the chair learns: no count, no name. */
export async function tellChairWhenAllIn(tx: Tx, review: Pick<ReviewRow, 'id' | 'title' | 'state'>): Promise<void> {
  if (review.state !== 'reviewing') return;
  await asSystem(tx, 'review.all-in', async (system) => {
    const { rows: [found] } = await sql<{ allIn: boolean; personId: string | null }>`select review.all_in(${review.id}) as all_in, (select person_id from review.reviewer where review_id = ${review.id} and chair and state = 'accepted') as person_id`.execute(system.db);
    if (found?.allIn !== true || found.personId === null) return;
    const asked = { kind: 'review.review/open', subject: reviewSubject(review.id), to: { personId: found.personId }, title: { zh: `评分均已提交，可以公开：${review.title}`, en: `All scores are in and may be opened: ${review.title}` }, link: reviewLink(review.id) };
    await openTask(system, asked);
    await notify(system, asked);
  });
}
