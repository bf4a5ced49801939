import { sql } from 'kysely';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { viewLifecycle, type LifecycleView } from '#kernel/lifecycle/lifecycle.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { poolPresets } from '#modules/pools/index.ts';
import { chairMoves, reviewerLifecycle, reviewLifecycle } from '../lifecycle.ts';
import { presets } from '../presets.ts';
import type { Verdict } from '../messages.ts';
import { loadOwnReviewer, loadReview, loadReviewers, tables, type ReviewerRow, type ReviewRow } from '../store.ts';
import { pledgeDigest } from './reviewers.ts';
import { showPlan, type ShownPlan } from './plans.ts';

export type OwnPart = {
  id: string; state: ReviewerRow['state']; version: number; chair: boolean; /** What they know; what they said last, until they say it for this review. */ keywords: string[]; pledgedAt: string | null; lifecycle: LifecycleView; pledge: { text: string; digest: string };
  items: { assignmentId: string; itemId: string; number: number; title: string | null; submitted: boolean; materials: number }[]; duty: { hours: number; feeFen: number } | null;
};
export type ShownReviewer = Pick<ReviewerRow, 'id' | 'number' | 'name' | 'institutionName' | 'memberParty' | 'chair' | 'state' | 'version' | 'pledgedAt' | 'keywords'> & { items: number; awaited: boolean };
export type OfficePart = { items: number; reviewers: ShownReviewer[]; plan: ShownPlan | null; allIn: boolean; /** The fields of the pool, by which items are matched. */ fields: { code: string; label: { zh: string; en: string } }[]; may: { prepare: boolean; assign: boolean; change: boolean } };

export type ShownReview = Pick<ReviewRow, 'id' | 'preset' | 'title' | 'purpose' | 'party' | 'requesterName' | 'anonymous' | 'rubric' | 'rubricNumber' | 'dueOn' | 'state' | 'version' | 'openedAt' | 'concludedAt' | 'reviewsPerItem' | 'loadCap' | 'pairCap' | 'poolId' | 'drawId' | 'feeFen'> & {
  lifecycle: LifecycleView; /** What it serves, as far as the actor may see the plan. */ initiative: { id: string; code: string; title: string } | null; verdicts: Verdict[]; part: 'office' | 'auditor' | 'requester' | 'reviewer'; own: OwnPart | null; office: OfficePart | null; mayAddMaterials: boolean;
};

/** A review as the actor has part in it: the office all but what is still blind, whoever asked its state, a reviewer their own. */
export async function showReview(platform: Platform, actor: Actor, id: string): Promise<ShownReview> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await loadReview(tx, id);
    const { rows: [part] } = await sql<{ runs: boolean; asked: boolean }>`select review.runs(${id}) as runs, review.asked(${id}) as asked`.execute(tx.db);
    const own = isPerson(actor) ? await loadOwnReviewer(tx, id, actor.personId) : undefined;
    const invited = own !== undefined && own.state !== 'listed' ? own : undefined;
    if (part?.runs !== true && part?.asked !== true && invited === undefined) throw refuse(commonRefusals.notFound);
    const { preset, title, purpose, party, requesterName, anonymous, rubric, rubricNumber, dueOn, state, version, openedAt, concludedAt, reviewsPerItem, loadCap, pairCap, poolId, drawId, feeFen } = review;
    const view = viewLifecycle(reviewLifecycle, review, actor);
    return {
      id, preset, title, purpose, party, requesterName, anonymous, rubric, rubricNumber, dueOn, state, version, openedAt, concludedAt, reviewsPerItem, loadCap, pairCap, poolId, drawId, feeFen, initiative: await loadInitiative(tx, review.initiativeId), verdicts: [...presets[preset].verdicts],
      // that only the chair opens and concludes, and when, the lifecycle leaves to us
      lifecycle: { ...view, transitions: view.transitions.filter(({ name }) => !chairMoves.includes(name) || (invited?.chair === true && invited.state === 'accepted' && invited.pledgedAt !== null)) },
      part: part?.runs === true ? (actor.role === 'auditor' ? 'auditor' : 'office') : part?.asked === true ? 'requester' : 'reviewer',
      own: invited === undefined ? null : await ownPart(tx, review, invited, actor),
      office: part?.runs === true ? await officePart(tx, review, actor) : null,
      mayAddMaterials: ['draft', 'inviting', 'reviewing'].includes(state) && ((part?.runs === true && actor.role === 'party_officer') || part?.asked === true),
    };
  });
}

async function loadInitiative(tx: Tx, id: string | null): Promise<ShownReview['initiative']> {
  if (id === null) return null;
  const { rows: [found] } = await sql<NonNullable<ShownReview['initiative']>>`select id, code, title from plan.item where id = ${id}`.execute(tx.db);
  return found ?? null;
}

async function ownPart(tx: Tx, review: ReviewRow, reviewer: ReviewerRow, actor: Actor): Promise<OwnPart> {
  const { rows: items } = await sql<OwnPart['items'][number]>`
    select a.id as assignment_id, i.id as item_id, i.number, s.title, exists (select from review.sheet h where h.assignment_id = a.id and h.state = 'submitted') as submitted,
      (select count(*) from review.material m where m.item_id = i.id and m.withdrawn_at is null) as materials
    from review.assignment a join review.item i on i.id = a.item_id left join review.item_subject s on s.item_id = i.id
    where a.reviewer_id = ${reviewer.id} and a.state = 'active' order by i.number limit 5000`.execute(tx.db);
  const duty = await tables(tx).selectFrom('review.duty').select(['hours', 'feeFen']).where('reviewerId', '=', reviewer.id).executeTakeFirst();
  const { id, state, version, chair, pledgedAt } = reviewer;
  const view = viewLifecycle(reviewerLifecycle, reviewer, actor);
  const open = ['inviting', 'reviewing'].includes(review.state);
  return { id, state, version, chair, keywords: reviewer.keywords.length > 0 ? reviewer.keywords : await loadLastKeywords(tx, reviewer.personId), pledgedAt, lifecycle: { ...view, transitions: view.transitions.filter(({ name }) => open && name !== 'remove') }, pledge: { text: review.pledge, digest: pledgeDigest(review.pledge) }, items, duty: duty ?? null };
}

async function loadLastKeywords(tx: Tx, personId: string): Promise<string[]> {
  const last = await tables(tx).selectFrom('review.reviewer').select('keywords').where('personId', '=', personId).where(sql<boolean>`keywords <> '{}'`).orderBy('id', 'desc').executeTakeFirst();
  return last?.keywords ?? [];
}

async function officePart(tx: Tx, review: ReviewRow, actor: Actor): Promise<OfficePart> {
  const { rows: counts } = await sql<{ reviewerId: string; items: number }>`select reviewer_id, count(*) as items from review.assignment where review_id = ${review.id} and state = 'active' group by 1`.execute(tx.db);
  const { rows: awaited } = await sql<{ awaited: string }>`select review.awaited(${review.id}) as awaited`.execute(tx.db);
  const { rows: [state] } = await sql<{ items: number; allIn: boolean }>`select (select count(*) from review.item where review_id = ${review.id}) as items, review.all_in(${review.id}) as all_in`.execute(tx.db);
  const itemsOf = new Map(counts.map(({ reviewerId, items }) => [reviewerId, items]));
  const late = new Set(awaited.map(({ awaited: id }) => id));
  const office = actor.role === 'party_officer';
  return {
    items: state?.items ?? 0, fields: Object.entries(poolPresets[presets[review.preset].pool].categories).map(([code, label]) => ({ code, label })), allIn: state?.allIn ?? false, plan: await showPlan(tx, review.id),
    reviewers: (await loadReviewers(tx, review.id)).map(({ id, number, name, institutionName, memberParty, chair, state: stands, version, pledgedAt, keywords }) => ({ id, number, name, institutionName, memberParty, chair, state: stands, version, pledgedAt, keywords, items: itemsOf.get(id) ?? 0, awaited: late.has(id) })),
    may: { prepare: office && (review.state === 'draft' || review.state === 'inviting'), assign: office && (review.state === 'inviting' || review.state === 'reviewing'), change: office && review.state === 'draft' },
  };
}
