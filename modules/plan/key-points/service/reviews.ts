import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { closeTasks, openTask } from '#kernel/inbox/inbox.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { settleDuty } from '#modules/governance/index.ts';
import { keyPointsLifecycle, linkTo } from '../lifecycle.ts';
import { reviewNames } from '../messages.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import type { KeyPointsRow, RemarkRow, ReviewKind, ReviewRow, Standing } from '../store.ts';
import { loadStanding, type ShownPoint } from './standing.ts';
import { findKeyPoints, prepares, recordKeyPoints } from './text.ts';

/** Those who lead have this many days to say a sentence on their points. */
const remarkDays = 14;

export type ShownReview = Omit<ReviewRow, 'keyPointsId'> & { remarks: Omit<RemarkRow, 'reviewId'>[] };

/** The reviews of a document that the actor may see, with what the leads say of their points. */
export async function loadReviews(tx: Tx, keyPointsId: string): Promise<ShownReview[]> {
  const { rows } = await sql<ShownReview>`
    select r.id, r.kind, r.party, r.compiled_on, r.standings, r.remark, r.version, r.published_at,
      coalesce((select json_agg(json_build_object('clause', m.clause, 'party', m.party, 'text', m.text, 'writtenAt', m.written_at) order by m.clause)
        from plan.point_remark m where m.review_id = r.id), '[]') as remarks
    from plan.key_points_review r where r.key_points_id = ${keyPointsId} order by r.kind`.execute(tx.db);
  return rows;
}

/** Compiles a review from the progress and facts of today, or compiles it anew; asks those who lead for a sentence on each of their points. */
export async function compileReview(platform: Platform, actor: Actor, id: string, { kind }: { kind: ReviewKind }): Promise<{ id: string; version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    if (!prepares(actor, keyPoints)) throw refuse(commonRefusals.notAllowed);
    if (keyPoints.state !== 'inForce' && (keyPoints.state !== 'reviewed' || kind === 'midYear')) throw refuse(keyPoints.state === 'reviewed' ? refusals.reviewedAlready : refusals.notInForce);
    const points = await loadStanding(tx, keyPoints, today(platform));
    const review = await storeReview(tx, keyPoints, kind, { compiledOn: today(platform).toString(), standings: points.map(standingOf) });
    await recordKeyPoints(tx, 'compile-review', keyPoints, { kind, compiledOn: review.compiledOn, points: points.length });
    for (const party of new Set(points.flatMap(({ lead }) => lead ?? []))) await openTask(tx, remarkTask(keyPoints, kind, party, today(platform).add({ days: remarkDays }).toString()));
    return { id: review.id, version: review.version };
  });
}

function standingOf({ clause, target, unit, reached, reports, status, milestone }: ShownPoint): Standing {
  return { clause, target, unit, reached, reports, status, milestone: milestone === null ? null : { title: milestone.title, dueOn: milestone.dueOn, doneOn: milestone.doneOn, percent: milestone.percent, status: milestone.status } };
}

function remarkTask(keyPoints: KeyPointsRow, kind: ReviewKind, party: PartyCode, dueOn: string) {
  const name = reviewNames[kind];
  return {
    kind: `plan.keyPoints/remark/${kind}/${party}`, subject: { type: 'plan.keyPoints', id: keyPoints.id }, to: { role: 'party_officer', party } as const,
    title: { zh: `${keyPoints.year}年工作要点${name.zh}：为贵方牵头的要点补充一句说明`, en: `${name.en} of the key points ${keyPoints.year}: say a sentence on the points you lead` }, link: linkTo(keyPoints), dueOn,
  };
}

async function storeReview(tx: Tx, { id, party }: KeyPointsRow, kind: ReviewKind, { compiledOn, standings }: { compiledOn: string; standings: readonly Standing[] }): Promise<ReviewRow> {
  const { rows } = await sql<ReviewRow>`
    insert into plan.key_points_review (key_points_id, kind, party, compiled_on, standings) values (${id}, ${kind}, ${party}, ${compiledOn}, ${JSON.stringify(standings)}::jsonb)
    on conflict (key_points_id, kind) do update set compiled_on = excluded.compiled_on, standings = excluded.standings, version = key_points_review.version + 1
      where key_points_review.published_at is null
    returning *`.execute(tx.db);
  const [review] = rows;
  if (review === undefined) throw refuse(refusals.reviewedAlready);
  return review;
}

/** The sentence of the party that prepares, on the year as a whole. */
export async function changeReview(platform: Platform, actor: Actor, reviewId: string, { version, remark }: { version: number; remark: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, keyPoints } = await findOpenReview(tx, reviewId);
    if (!prepares(actor, keyPoints)) throw refuse(commonRefusals.notAllowed);
    await changeRecord<ReviewRow>(tx, { table: 'plan.key_points_review', id: reviewId, version, values: { remark } });
    await recordKeyPoints(tx, 'change-review', keyPoints, { kind: review.kind, remark, before: { remark: review.remark } });
  });
}

/** The sentence of the party that leads a point, on that point. */
export async function remarkOnPoint(platform: Platform, actor: Actor, reviewId: string, { clause, text }: { clause: string; text: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, keyPoints } = await findOpenReview(tx, reviewId);
    const { rows: [point] } = await sql<{ lead: PartyCode | null; itemId: string }>`select lead, item_id from plan.point where key_points_id = ${keyPoints.id} and clause = ${clause}`.execute(tx.db);
    if (point === undefined) throw refuse(refusals.noSuchClause, {}, { field: '/clause' });
    if (actor.role !== 'party_officer' || actor.party === undefined || actor.party !== point.lead) throw refuse(refusals.notYourPoint);
    await sql`insert into plan.point_remark (review_id, clause, party, text) values (${reviewId}, ${clause}, ${actor.party}, ${text})
      on conflict (review_id, clause) do update set text = excluded.text, written_at = now()`.execute(tx.db);
    await recordKeyPoints(tx, 'remark', keyPoints, { kind: review.kind, clause, text }, { initiativeId: point.itemId });
    const { rows: [left] } = await sql<{ count: number }>`
      select count(*)::integer as count from plan.point p where p.key_points_id = ${keyPoints.id} and p.lead = ${actor.party}
        and not exists (select from plan.point_remark m where m.review_id = ${reviewId} and m.clause = p.clause)`.execute(tx.db);
    if (left?.count === 0) await closeTasks(tx, { type: 'plan.keyPoints', id: keyPoints.id }, `plan.keyPoints/remark/${review.kind}/${actor.party}`);
  });
}

/** Publishes a review for good; with it the year is reviewed, or closed. */
export async function publishReview(platform: Platform, actor: Actor, reviewId: string, { version }: { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, keyPoints } = await findOpenReview(tx, reviewId);
    if (!prepares(actor, keyPoints)) throw refuse(commonRefusals.notAllowed);
    // Raised by hand, since a published row is out of reach of `changeRecord`'s second look.
    const { numAffectedRows } = await sql`update plan.key_points_review set published_at = ${platform.now().toString()}, version = version + 1 where id = ${reviewId} and version = ${version}`.execute(tx.db);
    if (numAffectedRows !== 1n) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version }, current: review } });
    await move<KeyPointsRow, string, string>(tx, keyPointsLifecycle, { id: keyPoints.id, transition: review.kind === 'midYear' ? 'reviewMidYear' : 'close', version: keyPoints.version });
    await settleDuty(tx, platform, { year: keyPoints.year, duty: review.kind === 'midYear' ? 'midYearReview' : 'yearEndReview', note: keyPoints.number });
  });
}

async function findOpenReview(tx: Tx, id: string): Promise<{ review: ReviewRow; keyPoints: KeyPointsRow }> {
  const { rows: [review] } = await sql<ReviewRow>`select * from plan.key_points_review where id = ${id}`.execute(tx.db);
  if (review === undefined) throw refuse(commonRefusals.notFound);
  if (review.publishedAt !== null) throw refuse(refusals.reviewedAlready);
  return { review, keyPoints: await findKeyPoints(tx, review.keyPointsId) };
}
