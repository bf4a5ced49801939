import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { announce } from '#kernel/live/live.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadPanel, loadPoolPeople, replaceOnPanel, type PoolPerson } from '#modules/pools/index.ts';
import { reviewerLifecycle, reviewLink } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { loadReviewer, loadReviewers, tables, type ReviewerRow, type ReviewRow } from '../store.ts';
import { askOffice, asOffice, asReviewer, askToScore, recordReview, recordReviewer, reviewerSubject, reviewSubject, settleReviewer, tellChairWhenAllIn } from './acting.ts';
import { fillShort } from './assignments.ts';
import { keepDuties } from './counting.ts';
import { askForChair, checkLeads } from './leading.ts';

/** Lists people of the pool as reviewers: those named, or all of it. A drawn panel takes nobody by hand. */
export async function chooseReviewers(platform: Platform, actor: Actor, reviewId: string, { memberIds }: { memberIds?: readonly string[] | undefined }): Promise<{ added: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await asOffice(tx, reviewId);
    if (review.drawId !== null) throw refuse(refusals.drawnPanel);
    if (!['draft', 'inviting', 'reviewing'].includes(review.state)) throw refuse(refusals.notNow);
    const people = await loadPoolPeople(tx, { poolId: review.poolId, memberIds, today: today(platform).toString() });
    if (people.length < (memberIds === undefined ? 1 : new Set(memberIds).size)) throw refuse(refusals.notInPool, {}, { field: '/memberIds' });
    const there = new Set((await loadReviewers(tx, reviewId)).filter(({ state }) => state !== 'removed' && state !== 'declined').map(({ personId }) => personId));
    const added = people.filter(({ personId }) => !there.has(personId));
    await listPeople(tx, review, added);
    if (review.state !== 'draft') await inviteListed(tx, review);
    await keepDuties(platform, tx, review);
    await closeTasks(tx, reviewSubject(reviewId), 'review.review/replace');
    return { added: added.length };
  });
}

/** Writes people down as reviewers to be, numbered on. */
export async function listPeople(tx: Tx, review: Pick<ReviewRow, 'id' | 'title' | 'party' | 'initiativeId'>, people: readonly (PoolPerson & { drawPlace?: number })[]): Promise<void> {
  if (people.length === 0) return;
  const { rows: made } = await sql<{ id: string }>`
    insert into review.reviewer (review_id, number, member_id, person_id, name, institution_name, member_party, party, draw_place)
    select ${review.id}, coalesce((select max(number) from review.reviewer where review_id = ${review.id}), 0) + place, "memberId", "personId", name, "institutionName", member_party, ${review.party}, "drawPlace"
    from rows from (json_to_recordset(${JSON.stringify(people.map(({ party, ...person }) => ({ ...person, member_party: party })))}::json)
      as ("memberId" uuid, "personId" uuid, name text, "institutionName" text, member_party text, "drawPlace" integer)) with ordinality as r("memberId", "personId", name, "institutionName", member_party, "drawPlace", place)
    returning id`.execute(tx.db);
  await recordReview(tx, review, 'add-reviewers', { reviewers: made.map(({ id }) => id) });
}

/** Invites whoever is listed: a task and a mail for each, with the time until which they answer. */
export async function inviteListed(tx: Tx, review: Pick<ReviewRow, 'id' | 'title' | 'party' | 'initiativeId' | 'dueOn'>): Promise<void> {
  const rows = await tables(tx).updateTable('review.reviewer').set({ state: 'invited' }).where('reviewId', '=', review.id).where('state', '=', 'listed').returning(['id', 'personId']).execute();
  for (const { id, personId } of rows) {
    const asked = { kind: 'review.reviewer/answer', subject: reviewerSubject(id), to: { personId }, title: { zh: `请答复评审邀请：${review.title}`, en: `Answer an invitation to review: ${review.title}` }, link: reviewLink(review.id) };
    // oxlint-disable-next-line no-await-in-loop -- a task and a mail each
    await openTask(tx, { ...asked, dueOn: review.dueOn });
    // oxlint-disable-next-line no-await-in-loop -- a task and a mail each
    await notify(tx, asked);
  }
  if (rows.length > 0) await recordReview(tx, review, 'invite-reviewers', { reviewers: rows.map(({ id }) => id) });
}

/** A reviewer answers their invitation. Who declines is followed by the draw's next reserve, or by whom the office picks. */
export async function answerInvitation(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review } = await asReviewer(tx, request.id);
    if (!['inviting', 'reviewing'].includes(review.state)) throw refuse(refusals.notNow);
    if (request.transition === 'remove') throw refuse(commonRefusals.notAllowed);
    const after = await move<ReviewerRow, string, string>(tx, reviewerLifecycle, request);
    if (after.state === 'accepted') await welcome(platform, tx, review, after);
    else await leave(tx, review, after, { kind: 'declined', reason: request.reason ?? '' });
    await keepDuties(platform, tx, review, [after.id]);
  });
}

/** The office takes somebody off the panel. */
export async function removeReviewer(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { reviewId } = await loadReviewer(tx, request.id);
    const review = await asOffice(tx, reviewId);
    if (request.transition !== 'remove') throw refuse(commonRefusals.notAllowed);
    if (!['draft', 'inviting', 'reviewing'].includes(review.state)) throw refuse(refusals.notNow);
    const after = await move<ReviewerRow, string, string>(tx, reviewerLifecycle, request);
    await leave(tx, review, after, { kind: 'withdrawn', reason: request.reason ?? '' });
    await keepDuties(platform, tx, review, [after.id]);
  });
}

/** Names the chair, who opens the scores and writes the opinion. */
export async function nameChair(platform: Platform, actor: Actor, reviewerId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { reviewId } = await loadReviewer(tx, reviewerId);
    const review = await asOffice(tx, reviewId);
    const reviewer = await loadReviewer(tx, reviewerId);
    if (!['inviting', 'reviewing'].includes(review.state)) throw refuse(refusals.notNow);
    if (reviewer.state !== 'accepted') throw refuse(refusals.chairMustAccept);
    await tables(tx).updateTable('review.reviewer').set({ chair: false }).where('reviewId', '=', reviewId).where('chair', '=', true).execute();
    await tables(tx).updateTable('review.reviewer').set({ chair: true }).where('id', '=', reviewerId).execute();
    await checkLeads(tx, review);
    await recordReview(tx, review, 'name-chair', { reviewer: reviewerId });
    await closeTasks(tx, reviewSubject(reviewId), 'review.review/chair');
    await notify(tx, { kind: 'review.reviewer/chair', subject: reviewerSubject(reviewerId), to: { personId: reviewer.personId }, title: { zh: `您担任评审组长：${review.title}`, en: `You chair the panel: ${review.title}` }, link: reviewLink(reviewId) });
    await tellChairWhenAllIn(tx, review);
  });
}

/** A reviewer signs the pledge as they read it; the journal keeps the digest of its text. */
export async function signPledge(platform: Platform, actor: Actor, reviewerId: string, { digest }: { digest: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, reviewer } = await asReviewer(tx, reviewerId);
    if (reviewer.state !== 'accepted') throw refuse(refusals.mustAccept);
    if (reviewer.pledgedAt !== null) throw refuse(refusals.pledgedAlready);
    if (pledgeDigest(review.pledge) !== digest) throw refuse(refusals.otherPledge);
    await tables(tx).updateTable('review.reviewer').set({ pledgedAt: platform.now().toString(), pledgeDigest: Buffer.from(digest, 'hex') }).where('id', '=', reviewerId).execute();
    await recordReviewer(tx, reviewer, 'pledge', { sha256: digest });
    await closeTasks(tx, reviewerSubject(reviewerId), 'review.reviewer/pledge');
    await announce(tx, reviewerSubject(reviewerId));
  });
}

/** A reviewer says what they know, for items to be matched by. */
export async function saveKeywords(platform: Platform, actor: Actor, reviewerId: string, { keywords }: { keywords: readonly string[] }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { review, reviewer } = await asReviewer(tx, reviewerId);
    if (reviewer.state !== 'accepted' || review.state !== 'inviting') throw refuse(refusals.notNow);
    await tables(tx).updateTable('review.reviewer').set({ keywords: [...new Set(keywords)] }).where('id', '=', reviewerId).execute();
    await recordReviewer(tx, reviewer, 'keywords', { keywords: keywords.length });
    await announce(tx, reviewSubject(review.id));
  });
}

/** SHA-256 of a pledge's text in UTF-8, hex. */
export function pledgeDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A reviewer finds that a conflict stands between them and an item: it is taken from them. One who was drawn and has nothing else left makes room for the next reserve. */
export async function declareItemConflict(platform: Platform, actor: Actor, assignmentId: string, { reason }: { reason: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const assignment = await tables(tx).selectFrom('review.assignment').selectAll().where('id', '=', assignmentId).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
    const { review, reviewer } = await asReviewer(tx, assignment.reviewerId);
    if (!['inviting', 'reviewing'].includes(review.state) || assignment.state !== 'active') throw refuse(refusals.notNow);
    const submitted = await tables(tx).selectFrom('review.sheet').select('assignmentId').where('assignmentId', '=', assignmentId).where('state', '=', 'submitted').executeTakeFirst();
    if (submitted !== undefined) throw refuse(refusals.submittedAlready);
    await recordReviewer(tx, reviewer, 'conflict', { item: assignment.itemId }, reason);
    await asSystem(tx, 'review.conflict', async (system) => {
      await tables(system).updateTable('review.assignment').set({ state: 'conflict', reason }).where('id', '=', assignmentId).execute();
      const left = await tables(system).selectFrom('review.assignment').select('id').where('reviewerId', '=', reviewer.id).where('state', '=', 'active').executeTakeFirst();
      if (left === undefined && review.drawId !== null) {
        await tables(system).updateTable('review.reviewer').set({ state: 'removed', version: reviewer.version + 1 }).where('id', '=', reviewer.id).execute();
        await leave(system, review, { ...reviewer, state: 'removed' }, { kind: 'conflict', reason });
        return;
      }
      await askOffice(system, review, 'short', { zh: `有评审人申报回避，请补充分配：${review.title}`, en: `A conflict was declared; assign somebody else: ${review.title}` });
      if (reviewer.chair) await askForChair(system, review);
      await settleReviewer(system, review, reviewer);
    });
  });
}

/** Who has accepted is asked to sign; while scores are being given, they take what is short. */
async function welcome(platform: Platform, tx: Tx, review: ReviewRow, reviewer: ReviewerRow): Promise<void> {
  await openTask(tx, { kind: 'review.reviewer/pledge', subject: reviewerSubject(reviewer.id), to: { personId: reviewer.personId }, title: { zh: `请签署保密与回避承诺书：${review.title}`, en: `Sign the pledge: ${review.title}` }, link: reviewLink(review.id), dueOn: review.dueOn });
  await asSystem(tx, 'review.welcome', async (system) => {
    if (review.state === 'reviewing' && (await fillShort(platform, system, review, reviewer)) > 0) await askToScore(system, review, reviewer);
    const rows = await loadReviewers(system, review.id);
    if (rows.every(({ state }) => state !== 'invited' && state !== 'listed')) await askOffice(system, review, 'answered', { zh: `受邀评审人均已答复，请安排分配：${review.title}`, en: `All who were invited have answered: ${review.title}` });
  });
}

/** Brings a drawn panel up to date with its draw: a party may have taken somebody off it there, on the draw's own page. */
export async function followDraw(tx: Tx, review: ReviewRow): Promise<void> {
  const panel = review.drawId === null ? undefined : await loadPanel(tx, review.drawId);
  if (panel === undefined) return;
  const places = new Set(panel.places.map(({ place }) => place));
  for (const reviewer of await loadReviewers(tx, review.id)) {
    if (reviewer.drawPlace === null || places.has(reviewer.drawPlace) || reviewer.state === 'declined' || reviewer.state === 'removed') continue;
    // oxlint-disable-next-line no-await-in-loop -- the few who left
    await asSystem(tx, 'review.follow', (system) => takeOff(system, review, reviewer, '已在抽取中退出'));
  }
}

/** Takes somebody off a panel by rule; the platform acts. */
export async function takeOff(system: Tx, review: ReviewRow, reviewer: ReviewerRow, reason: string): Promise<void> {
  await tables(system).updateTable('review.reviewer').set({ state: 'removed', version: reviewer.version + 1 }).where('id', '=', reviewer.id).execute();
  await leave(system, review, { ...reviewer, state: 'removed' }, { kind: 'withdrawn', reason });
}

/** What all who see the draw may read of it; why, in the person's own words, is for the review's office alone. */
const toldOfDraw = { declined: '受邀评审人不能参加', conflict: '评审人申报回避', withdrawn: '评审人由组织方移出' } as const;

/** What follows when somebody is no longer on the panel: their items are free again, the next comes in, the office knows. */
async function leave(tx: Tx, review: ReviewRow, reviewer: ReviewerRow, { kind, reason }: { kind: 'declined' | 'conflict' | 'withdrawn'; reason: string }): Promise<void> {
  await asSystem(tx, 'review.leave', async (system) => {
    await closeTasks(system, reviewerSubject(reviewer.id));
    await sql`
      update review.assignment a set state = 'removed', reason = ${reason} where reviewer_id = ${reviewer.id} and state = 'active'
        and not exists (select from review.sheet s where s.assignment_id = a.id and s.state = 'submitted')`.execute(system.db);
    if (reviewer.chair) {
      await tables(system).updateTable('review.reviewer').set({ chair: false }).where('id', '=', reviewer.id).execute();
      await askOffice(system, review, 'chair', { zh: `组长已退出，请另行指定：${review.title}`, en: `The chair has left; name another: ${review.title}` });
    }
    if (review.drawId === null || reviewer.drawPlace === null) {
      await askOffice(system, review, 'replace', { zh: `有评审人不能参加，请另选：${review.title}`, en: `A reviewer cannot take part; pick another: ${review.title}` });
    } else {
      const known = new Set((await loadReviewers(system, review.id)).map(({ drawPlace }) => drawPlace));
      const panel = await replaceOnPanel(system, review.drawId, { place: reviewer.drawPlace, kind, reason: toldOfDraw[kind] });
      const added = panel.filter(({ place }) => !known.has(place)).map(({ place, ...person }) => ({ ...person, drawPlace: place }));
      await listPeople(system, review, added);
      if (review.state !== 'draft') await inviteListed(system, review);
      if (added.length === 0) await askOffice(system, review, 'replace', { zh: `有评审人不能参加，且候补已用完：${review.title}`, en: `A reviewer cannot take part and no reserve is left: ${review.title}` });
    }
    await tellChairWhenAllIn(system, review);
  });
}
