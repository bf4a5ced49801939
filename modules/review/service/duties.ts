import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { exportList, type ExportColumn } from '#kernel/sheets/export.ts';
import type { Language } from '#kernel/text.ts';
import { refusals } from '../refusals.ts';
import { loadReview, loadReviewer, tables } from '../store.ts';
import { countReview, keepDuties } from './counting.ts';
import { asOffice, recordReview, reviewSubject } from './acting.ts';

/** Records what a reviewer is paid and how long they worked; fee in fen. */
export async function recordDuty(platform: Platform, actor: Actor, reviewerId: string, { version, hours, feeFen, note }: { version: number; hours: number; feeFen: number; note?: string | undefined }): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const reviewer = await loadReviewer(tx, reviewerId);
    const review = await asOffice(tx, reviewer.reviewId);
    if (review.state !== 'discussing' && review.state !== 'concluded') throw refuse(refusals.notNow);
    const stored = version === 0
      ? await tables(tx).insertInto('review.duty').values({ reviewerId, reviewId: review.id, party: review.party, hours, feeFen, note: note ?? null }).onConflict((conflict) => conflict.doNothing()).returning('version').executeTakeFirst()
      : await tables(tx).updateTable('review.duty').set({ hours, feeFen, note: note ?? null, version: version + 1 }).where('reviewerId', '=', reviewerId).where('version', '=', version).returning('version').executeTakeFirst();
    if (stored === undefined) throw refuse(commonRefusals.changedMeanwhile);
    await recordReview(tx, review, 'record-duty', { reviewer: reviewerId, hours, feeFen });
    await keepDuties(platform, tx, review, [reviewerId]);
    await countReview(tx, review);
    if ((await loadDuties(tx, review.id)).every((duty) => duty.version > 0)) await closeTasks(tx, reviewSubject(review.id), 'review.review/duties');
    return stored;
  });
}

export type ListedDuty = { reviewerId: string; name: string; institutionName: string; party: PartyCode; chair: boolean; reviews: number; suggestedFen: number; hours: number | null; feeFen: number | null; note: string | null; version: number };

/** Who did what in a review, and what they get: suggested by the reviews that they handed in until the office says otherwise. */
export async function listDuties(platform: Platform, actor: Actor, reviewId: string): Promise<ListedDuty[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await loadReview(tx, reviewId);
    if (review.openedAt === null) throw refuse(refusals.notNow); // how many each has handed in is not told before
    const duties = await loadDuties(tx, reviewId);
    if (duties.length === 0) throw refuse(commonRefusals.notFound);
    return duties;
  });
}

async function loadDuties(tx: Tx, reviewId: string): Promise<ListedDuty[]> {
  const { rows } = await sql<ListedDuty>`
    select v.id as reviewer_id, v.name, v.institution_name, v.member_party as party, v.chair, n.reviews, n.reviews * r.fee_fen as suggested_fen, d.hours, d.fee_fen, d.note, coalesce(d.version, 0) as version
    from review.reviewer v join review.review r on r.id = v.review_id left join review.duty d on d.reviewer_id = v.id
      cross join lateral (select count(*) as reviews from review.assignment a join review.sheet s on s.assignment_id = a.id and s.state = 'submitted' where a.reviewer_id = v.id) n
    where v.review_id = ${reviewId} and review.runs(${reviewId}) and (v.state = 'accepted' or n.reviews > 0) order by v.number`.execute(tx.db);
  return rows;
}

const columns: readonly ExportColumn<ListedDuty>[] = [
  { label: { zh: '姓名', en: 'Name' }, value: ({ name }) => name },
  { label: { zh: '单位', en: 'Institution' }, width: 30, value: ({ institutionName }) => institutionName },
  { label: { zh: '评审项数', en: 'Reviews' }, kind: 'number', width: 10, value: ({ reviews }) => reviews },
  { label: { zh: '工时（小时）', en: 'Hours' }, kind: 'number', width: 12, value: ({ hours }) => hours },
  { label: { zh: '酬劳（元）', en: 'Honorarium (CNY)' }, kind: 'number', width: 14, value: ({ feeFen, suggestedFen }) => (feeFen ?? suggestedFen) / 100 },
  { label: { zh: '核定', en: 'Settled' }, width: 8, value: ({ version }, language) => (version > 0 ? { zh: '是', en: 'yes' }[language] : '') },
  { label: { zh: '备注', en: 'Note' }, width: 30, value: ({ note }) => note },
];

export async function exportDuties(platform: Platform, actor: Actor, reviewId: string, how: { format: 'xlsx' | 'csv'; language: Language }): Promise<Response> {
  return exportList({ name: { zh: '评审酬劳与工时', en: 'Honorarium and hours' }, rows: await listDuties(platform, actor, reviewId), columns, ...how });
}
