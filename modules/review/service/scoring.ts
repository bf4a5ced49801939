import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { bothLanguages } from '#kernel/text.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Rubric } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { beyondScale, missingOf, totalOf, type Answers } from '../rules.ts';
import { loadItems, loadMaterials, loadReview, loadReviewer, lockReview, tables, type AssignmentRow, type ReviewRow, type SheetRow, type ShownItem } from '../store.ts';
import { settleReviewer } from './acting.ts';

export type ShownSheet = {
  id: string; review: Pick<ReviewRow, 'id' | 'title' | 'anonymous' | 'state' | 'dueOn'>; rubric: Rubric; state: AssignmentRow['state'];
  item: Pick<ShownItem, 'id' | 'number' | 'title' | 'summary' | 'persons' | 'institutionNames' | 'categories'>; materials: { id: string; number: number; mediaType: string }[];
  sheet: Pick<SheetRow, 'answers' | 'remark' | 'total' | 'state' | 'version'>; pledged: boolean; may: { score: boolean; declare: boolean };
};

/** What a reviewer needs to judge one item: what is to be read, the rubric, and what they have written so far. */
export async function showSheet(platform: Platform, actor: Actor, assignmentId: string): Promise<ShownSheet> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { assignment, reviewer } = await ownAssignment(tx, assignmentId);
    const review = await loadReview(tx, assignment.reviewId);
    const [item] = await loadItems(tx, review.id, { limit: 1, ids: [assignment.itemId] });
    if (item === undefined) throw refuse(commonRefusals.notFound);
    const materials = await loadMaterials(tx, [item.id]);
    const row = await tables(tx).selectFrom('review.sheet').selectAll().where('assignmentId', '=', assignmentId).executeTakeFirst();
    const sheet = { answers: row?.answers ?? {}, remark: row?.remark ?? '', total: row?.total ?? null, state: row?.state ?? ('draft' as const), version: row?.version ?? 0 };
    const active = assignment.state === 'active' && reviewer.state === 'accepted';
    return {
      id: assignmentId, review: { id: review.id, title: review.title, anonymous: review.anonymous, state: review.state, dueOn: review.dueOn }, rubric: review.rubric, state: assignment.state,
      item: { id: item.id, number: item.number, title: item.title, summary: item.summary, persons: item.persons, institutionNames: item.institutionNames, categories: item.categories },
      materials: materials.map(({ id, number, mediaType }) => ({ id, number, mediaType })), sheet, pledged: reviewer.pledgedAt !== null,
      may: { score: active && review.state === 'reviewing' && reviewer.pledgedAt !== null && sheet.state === 'draft', declare: active && sheet.state === 'draft' && (review.state === 'reviewing' || review.state === 'inviting') },
    };
  });
}

export type SheetText = { version: number; answers: Answers; remark: string };

/** Keeps what a reviewer has written so far: theirs alone, complete or not. Nobody hears of it, no journal counts it. */
export async function saveSheet(platform: Platform, actor: Actor, assignmentId: string, { version, answers, remark }: SheetText): Promise<{ version: number; total: number | null }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const { review } = await scorable(tx, assignmentId);
    checkScale(review.rubric, answers);
    const total = totalOf(review.rubric, answers) ?? null;
    const stored = await storeSheet(tx, review, assignmentId, { version, answers, remark, total });
    return { version: stored, total };
  });
}

/** Hands a sheet in; from here on it stands. Whether it was the last one, only the chair and the office learn. */
export async function submitSheet(platform: Platform, actor: Actor, assignmentId: string, { version, answers, remark }: SheetText): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { reviewId } = (await ownAssignment(tx, assignmentId)).assignment;
    await lockReview(tx, reviewId); // of the last two at the same moment, the second sees the first
    const { review, reviewer } = await scorable(tx, assignmentId);
    checkScale(review.rubric, answers);
    const missing = missingOf(review.rubric, answers);
    if (missing.length > 0) {
      const what = bothLanguages({ zh: missing.map(({ criterion, what: lacks }) => `${criterion.name}${lacks === 'score' ? '未打分' : '须写明理由'}`).join('；'), en: missing.map(({ criterion, what: lacks }) => `${criterion.name}: ${lacks === 'score' ? 'no score' : 'needs a comment'}`).join('; ') });
      throw refuse(refusals.incomplete, { what }, { field: '/answers', details: { missing: missing.map(({ criterion, what: lacks }) => ({ criterion: criterion.id, what: lacks })) } });
    }
    await storeSheet(tx, review, assignmentId, { version, answers, remark, total: totalOf(review.rubric, answers) ?? null });
    await tables(tx).updateTable('review.sheet').set({ state: 'submitted', submittedAt: platform.now().toString() }).where('assignmentId', '=', assignmentId).execute();
    // Says neither what nor how it was scored: the digest of so few numbers could be guessed. All sheets are digested together when they are opened.
    await record(tx, { act: 'review.sheet/submit', subject: { type: 'review.sheet', id: assignmentId }, changes: {}, access: { visibility: 'self', personId: reviewer.personId } });
    await settleReviewer(tx, review, reviewer);
  });
}

async function storeSheet(tx: Tx, { id }: ReviewRow, assignmentId: string, { version, answers, remark, total }: SheetText & { total: number | null }): Promise<number> {
  const { rows: [stored] } = version === 0
    ? await sql<{ version: number }>`insert into review.sheet (assignment_id, review_id, answers, remark, total) values (${assignmentId}, ${id}, ${JSON.stringify(answers)}::jsonb, ${remark}, ${total}) on conflict do nothing returning version`.execute(tx.db)
    : await sql<{ version: number }>`update review.sheet set answers = ${JSON.stringify(answers)}::jsonb, remark = ${remark}, total = ${total}, version = version + 1 where assignment_id = ${assignmentId} and version = ${version} and state = 'draft' returning version`.execute(tx.db);
  if (stored === undefined) throw refuse(commonRefusals.changedMeanwhile);
  return stored.version;
}

async function scorable(tx: Tx, assignmentId: string) {
  const { assignment, reviewer } = await ownAssignment(tx, assignmentId);
  const review = await loadReview(tx, assignment.reviewId);
  if (reviewer.pledgedAt === null) throw refuse(refusals.notPledged);
  if (review.state !== 'reviewing' || assignment.state !== 'active' || reviewer.state !== 'accepted') throw refuse(refusals.notNow);
  const submitted = await tables(tx).selectFrom('review.sheet').select('assignmentId').where('assignmentId', '=', assignmentId).where('state', '=', 'submitted').executeTakeFirst();
  if (submitted !== undefined) throw refuse(refusals.submittedAlready);
  return { review, reviewer, assignment };
}

/** An assignment of the actor's own; anybody else's is not there for them, also for the office. */
async function ownAssignment(tx: Tx, id: string) {
  const assignment = await tables(tx).selectFrom('review.assignment').selectAll().where('id', '=', id).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
  const reviewer = await loadReviewer(tx, assignment.reviewerId);
  if (!isPerson(tx.actor) || tx.actor.personId !== reviewer.personId) throw refuse(commonRefusals.notFound);
  return { assignment, reviewer };
}

function checkScale(rubric: Rubric, answers: Answers): void {
  const wrong = beyondScale(rubric, answers);
  if (wrong === 'unknown') throw refuse(refusals.unknownCriterion, {}, { field: '/answers' });
  if (wrong !== undefined) throw refuse(refusals.beyondScale, { criterion: wrong.name, most: wrong.most }, { field: `/answers/${wrong.id}` });
}
