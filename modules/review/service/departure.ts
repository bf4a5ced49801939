import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import type { Departure, Touched } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { reviewLink } from '../lifecycle.ts';
import { loadReviewer, lockReview, tables, type ReviewerRow, type ReviewRow } from '../store.ts';
import { askOffice, reviewerSubject } from './acting.ts';
import { keepDuties } from './counting.ts';
import { takeOff } from './reviewers.ts';

type Row = { reviewer: ReviewerRow; review: ReviewRow };

/** Somebody deletes their account: they leave panels that are at work, as if the office had taken them off; what they submitted stands under a pseudonym. */
export const departure: Departure = {
  touched: async (tx, { personId }) => (await load(tx, personId)).map(({ reviewer: { id, state, chair }, review }): Touched => ({
    id, state: `${review.state}/${state}`, blocks: false, title: { zh: `评审：${review.title}`, en: `Review: ${review.title}` }, consequence: consequences[isSitting(state) ? (isAtWork(review) ? 'leaves' : review.state === 'discussing' && chair ? 'chair' : 'stays') : 'stays'],
  })),
  leave: async (tx, platform, { personId, pseudonym }) => {
    // oxlint-disable-next-line no-await-in-loop -- a person sits on a panel or two
    for (const { reviewer, review } of await load(tx, personId)) if (isSitting(reviewer.state)) await end(tx, platform, reviewer.id, review.id);
    await sql`select review.forget_person(${personId}, ${pseudonym})`.execute(tx.db);
    return []; // what inboxes say of reviews names nobody
  },
};

const consequences = {
  leaves: { zh: '退出评审，由候补或另选的评审人接替；已提交的评分以化名保留，未提交的删除。', en: 'You leave the panel and somebody else comes in; what you submitted stays under a pseudonym, what you did not goes.' },
  chair: { zh: '组长职责按规则转给下一位评审人；已提交的评分和合议发言以化名保留。', en: 'The chair passes on by rule; your scores and what you said stay under a pseudonym.' },
  stays: { zh: '已提交的评分和发言以化名保留。', en: 'What you submitted and said stays under a pseudonym.' },
} as const;

const isSitting = (state: ReviewerRow['state']) => state === 'listed' || state === 'invited' || state === 'accepted';
const isAtWork = ({ state }: ReviewRow) => state === 'draft' || state === 'inviting' || state === 'reviewing';

async function load(tx: Tx, personId: string): Promise<Row[]> {
  const reviewers = await tables(tx).selectFrom('review.reviewer').selectAll().where('personId', '=', personId).orderBy('id').execute();
  const reviews = reviewers.length === 0 ? [] : await tables(tx).selectFrom('review.review').selectAll().where('id', 'in', reviewers.map(({ reviewId }) => reviewId)).execute();
  const byId = new Map(reviews.map((review) => [review.id, review]));
  return reviewers.flatMap((reviewer) => { const review = byId.get(reviewer.reviewId); return review === undefined ? [] : [{ reviewer, review }]; });
}

async function end(tx: Tx, platform: Platform, reviewerId: string, reviewId: string): Promise<void> {
  const review = await lockReview(tx, reviewId);
  const reviewer = await loadReviewer(tx, reviewerId);
  if (isAtWork(review)) {
    await takeOff(tx, review, reviewer, '评审人已退出');
    await keepDuties(platform, tx, review, [reviewerId]);
  } else if (review.state === 'discussing' && reviewer.chair) await passChair(tx, review, reviewerId);
}

async function passChair(tx: Tx, review: ReviewRow, leaving: string): Promise<void> {
  const { rows: [found] } = await sql<{ next: string | null }>`select review.pass_chair(${review.id}, ${leaving}) as next`.execute(tx.db);
  if (found === undefined || found.next === null) return askOffice(tx, review, 'chair', { zh: `组长已退出，评审组无人可接任：${review.title}`, en: `The chair has left and nobody can follow: ${review.title}` });
  const { personId } = await loadReviewer(tx, found.next);
  await notify(tx, { kind: 'review.reviewer/chair', subject: reviewerSubject(found.next), to: { personId }, title: { zh: `您担任评审组长：${review.title}`, en: `You chair the panel: ${review.title}` }, link: reviewLink(review.id) });
}
