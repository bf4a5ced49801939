import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadTies } from '#modules/pools/index.ts';
import { refusals } from '../refusals.ts';
import { declaredAgainst } from '../rules.ts';
import { loadReviewer, loadReviewers, loadSubjects, tables, type AssignmentRow, type ReviewerRow, type ReviewRow, type SubjectRow } from '../store.ts';
import { asOffice, askToScore, recordReview, reviewSubject, settleReviewer } from './acting.ts';

/** A pair of an item and a reviewer, as a key. */
export const pairKey = (itemId: string, reviewerId: string): string => `${itemId} ${reviewerId}`;

/**
 * Pairs between whom something stands: a tie of the reviewer to one of the item's institutions, a person or the item named in what they declared,
 * or a conflict that they declared in this review. The platform looks; nobody is shown why.
 */
export async function loadConflictPairs(platform: Platform, tx: Tx, review: ReviewRow, reviewers: readonly ReviewerRow[], subjects: readonly SubjectRow[]): Promise<Set<string>> {
  const ties = await loadTies(tx, { personIds: reviewers.map(({ personId }) => personId), institutionIds: [...new Set(subjects.flatMap(({ institutionIds }) => institutionIds))], years: review.recusalYears, today: today(platform).toString() });
  const tied = Map.groupBy(ties.institutions, ({ institutionId }) => institutionId);
  const declared = Map.groupBy(ties.declared, ({ personId }) => personId);
  const reviewersOf = Map.groupBy(reviewers, ({ personId }) => personId);
  const pairs = new Set<string>();
  for (const subject of subjects) {
    for (const institution of subject.institutionIds) for (const { personId } of tied.get(institution) ?? []) for (const { id } of reviewersOf.get(personId) ?? []) pairs.add(pairKey(subject.itemId, id));
    for (const [personId, said] of declared) if (said.some(({ about }) => declaredAgainst(about, subject))) for (const { id } of reviewersOf.get(personId) ?? []) pairs.add(pairKey(subject.itemId, id));
  }
  for (const { itemId, reviewerId } of await tables(tx).selectFrom('review.assignment').select(['itemId', 'reviewerId']).where('reviewId', '=', review.id).where('state', '=', 'conflict').execute()) pairs.add(pairKey(itemId, reviewerId));
  return pairs;
}

/** Gives every item to everybody who accepted and stands in no conflict with it. */
export async function assignAll(platform: Platform, tx: Tx, review: ReviewRow): Promise<void> {
  const reviewers = (await loadReviewers(tx, review.id)).filter(({ state }) => state === 'accepted');
  const subjects = await loadSubjects(tx, review.id);
  const conflicts = await loadConflictPairs(platform, tx, review, reviewers, subjects);
  const pairs = subjects.flatMap(({ itemId }) => reviewers.filter(({ id }) => !conflicts.has(pairKey(itemId, id))).map(({ id }) => ({ itemId, reviewerId: id })));
  await storePairs(tx, review, pairs, 'all');
}

/** Stores assignments, with the act in the journal. */
export async function storePairs(tx: Tx, review: ReviewRow, pairs: readonly { itemId: string; reviewerId: string }[], origin: AssignmentRow['origin']): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    insert into review.assignment (review_id, item_id, reviewer_id, origin)
    select ${review.id}, item, reviewer, ${origin} from json_to_recordset(${JSON.stringify(pairs.map(({ itemId, reviewerId }) => ({ item: itemId, reviewer: reviewerId })))}::json) as r(item uuid, reviewer uuid)`.execute(tx.db);
  await recordReview(tx, review, 'assign', { origin, pairs: pairs.length });
}

/** Writes conflicts down beside the assignments, so that whoever stands in one stays away from the item for good, also when the scores are open. */
export async function storeConflicts(platform: Platform, tx: Tx, review: ReviewRow, reviewers: readonly ReviewerRow[]): Promise<void> {
  const subjects = await loadSubjects(tx, review.id);
  const pairs = [...(await loadConflictPairs(platform, tx, review, reviewers, subjects))].map((key) => { const [item, reviewer] = key.split(' '); return { item, reviewer }; });
  await sql`
    insert into review.assignment (review_id, item_id, reviewer_id, origin, state)
    select ${review.id}, item, reviewer, 'computed', 'conflict' from json_to_recordset(${JSON.stringify(pairs)}::json) as r(item uuid, reviewer uuid)
    where not exists (select from review.assignment a where a.item_id = r.item and a.reviewer_id = r.reviewer and a.state in ('active', 'conflict'))`.execute(tx.db);
}

/** Gives somebody who came in late the items that have fewer reviews than they need. @returns how many */
export async function fillShort(platform: Platform, tx: Tx, review: ReviewRow, reviewer: ReviewerRow): Promise<number> {
  const subjects = await loadSubjects(tx, review.id);
  const conflicts = await loadConflictPairs(platform, tx, review, [reviewer], subjects);
  await storeConflicts(platform, tx, review, [reviewer]);
  const { rows: short } = await sql<{ id: string }>`
    select i.id from review.item i where i.review_id = ${review.id}
      and (select count(*) from review.assignment a where a.item_id = i.id and a.state = 'active') < ${review.reviewsPerItem}
      and not exists (select from review.assignment a where a.item_id = i.id and a.reviewer_id = ${reviewer.id} and a.state in ('active', 'conflict')) order by i.number`.execute(tx.db);
  const pairs = short.filter(({ id }) => !conflicts.has(pairKey(id, reviewer.id))).slice(0, review.loadCap).map(({ id }) => ({ itemId: id, reviewerId: reviewer.id }));
  await storePairs(tx, review, pairs, 'reserve');
  return pairs.length;
}

/** The office gives an item to somebody by hand; the rules hold as for a computed plan. */
export async function assignByHand(platform: Platform, actor: Actor, { itemId, reviewerId }: { itemId: string; reviewerId: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const found = await loadReviewer(tx, reviewerId);
    const review = await asOffice(tx, found.reviewId);
    const reviewer = await loadReviewer(tx, reviewerId);
    const subject = (await loadSubjects(tx, review.id)).find((one) => one.itemId === itemId);
    if (subject === undefined) throw refuse(commonRefusals.notFound);
    if (review.state !== 'inviting' && review.state !== 'reviewing') throw refuse(refusals.notNow);
    if (reviewer.state !== 'accepted') throw refuse(refusals.mustAccept);
    const own = await tables(tx).selectFrom('review.assignment').select('itemId').where('reviewerId', '=', reviewerId).where('state', '=', 'active').execute();
    if (own.some((one) => one.itemId === itemId)) throw refuse(refusals.assignedAlready);
    if (own.length >= review.loadCap) throw refuse(refusals.overLoad, { load: own.length });
    if ((await loadConflictPairs(platform, tx, review, [reviewer], [subject])).has(pairKey(itemId, reviewerId))) throw refuse(refusals.inConflict);
    await storePairs(tx, review, [{ itemId, reviewerId }], 'hand');
    await closeTasks(tx, reviewSubject(review.id), 'review.review/short');
    await closeTasks(tx, reviewSubject(review.id), 'review.review/open');
    if (review.state === 'reviewing') await askToScore(tx, review, reviewer);
  });
}

/** The office takes an item back from somebody who has not submitted it. */
export async function unassign(platform: Platform, actor: Actor, assignmentId: string, { reason }: { reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const assignment = await tables(tx).selectFrom('review.assignment').selectAll().where('id', '=', assignmentId).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
    const review = await asOffice(tx, assignment.reviewId);
    if ((review.state !== 'inviting' && review.state !== 'reviewing') || assignment.state !== 'active') throw refuse(refusals.notNow);
    // the office sees no sheet while the review is blind: the platform looks whether there is one
    const submitted = await asSystem(tx, 'review.unassign', (system) => tables(system).selectFrom('review.sheet').select('assignmentId').where('assignmentId', '=', assignmentId).where('state', '=', 'submitted').executeTakeFirst());
    if (submitted !== undefined) throw refuse(refusals.reviewExists);
    await tables(tx).updateTable('review.assignment').set({ state: 'removed', reason }).where('id', '=', assignmentId).execute();
    await recordReview(tx, review, 'unassign', { assignment: assignmentId }, reason);
    await settleReviewer(tx, review, { id: assignment.reviewerId });
  });
}
