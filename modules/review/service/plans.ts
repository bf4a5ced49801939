import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { systemActor, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks } from '#kernel/inbox/inbox.ts';
import { enqueue } from '#kernel/jobs/jobs.ts';
import { announce } from '#kernel/live/live.ts';
import type { JobHandler } from '#kernel/module.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadPoolPeople, poolPresets } from '#modules/pools/index.ts';
import { today } from '#kernel/platform.ts';
import { isInField } from '../matching.ts';
import type { ComputedPlan, PlanProblem } from '../planning.ts';
import { presets } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { loadReview, loadReviewers, loadSubjects, tables, type PlanRow, type ReviewRow } from '../store.ts';
import { asOffice, recordReview, reviewSubject } from './acting.ts';
import { loadConflictPairs, pairKey, storePairs } from './assignments.ts';

/** Has an assignment of all items computed; it is shown to the office, and counts when the office confirms it. */
export async function requestPlan(platform: Platform, actor: Actor, reviewId: string): Promise<{ id: string; jobId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const review = await asOffice(tx, reviewId);
    if (review.state !== 'inviting') throw refuse(refusals.notNow);
    if (!(await loadReviewers(tx, reviewId)).some(({ state }) => state === 'accepted')) throw refuse(refusals.nobodyAccepted);
    const open = await tables(tx).selectFrom('review.plan').select(['id', 'state']).where('reviewId', '=', reviewId).where('state', 'in', ['computing', 'proposed']).executeTakeFirst();
    if (open?.state === 'computing') throw refuse(refusals.planning);
    if (open !== undefined) await tables(tx).updateTable('review.plan').set({ state: 'discarded' }).where('id', '=', open.id).execute();
    const { id } = await tables(tx).insertInto('review.plan').values({ reviewId, party: review.party, seed: randomBytes(32).toString('hex') }).returning('id').executeTakeFirstOrThrow();
    const jobId = await enqueue(tx, { kind: 'review.plan', payload: { planId: id } });
    await tables(tx).updateTable('review.plan').set({ jobId }).where('id', '=', id).execute();
    await recordReview(tx, review, 'compute', { plan: id });
    return { id, jobId };
  });
}

/** The job that computes a plan. Run twice, it finds the plan made and leaves it. */
export const computePlanJob: JobHandler = async (platform, payload, { report }) => {
  const { planId } = payload as { planId: string }; // as requestPlan queued it
  const system = systemActor('review.plan');
  await report(0.1, { zh: '正在读取评审对象、评审人和回避关系', en: 'Reading items, reviewers and conflicts' });
  const found = await inTransaction(platform.database, system, async (tx) => {
    const plan = await tables(tx).selectFrom('review.plan').selectAll().where('id', '=', planId).executeTakeFirst();
    return plan?.state === 'computing' ? loadProblem(platform, tx, plan) : undefined;
  });
  if (found === undefined) return;
  const { problem, review } = found;
  await report(0.3, { zh: `正在为 ${problem.items.length} 项评审对象和 ${problem.reviewers.length} 位评审人计算最合适的分配`, en: `Computing the assignment of ${problem.items.length} items to ${problem.reviewers.length} reviewers` });
  const { pairs, short } = await computeInThread(problem);
  await report(0.9, { zh: '正在保存方案', en: 'Storing the plan' });
  await inTransaction(platform.database, system, async (tx) => {
    const idOf = (list: readonly { readonly id: string }[], place: number) => list[place]?.id ?? '';
    await tables(tx).updateTable('review.plan').set({
      state: 'proposed', pairs: json(pairs.map(([item, reviewer, fit]) => [idOf(problem.items, item), idOf(problem.reviewers, reviewer), fit])), short: json(short.map(([item, missing]) => [idOf(problem.items, item), missing])),
    }).where('id', '=', planId).where('state', '=', 'computing').execute();
    await announce(tx, reviewSubject(review.id)); // that a plan is there; no plan is made while anything is scored
  });
};

/** `pg` writes an array as PostgreSQL's own; a jsonb column wants JSON. */
const json = <T>(value: T) => JSON.stringify(value) as unknown as T & never;

async function loadProblem(platform: Platform, tx: Tx, plan: PlanRow): Promise<{ problem: PlanProblem; review: ReviewRow }> {
  const review = await loadReview(tx, plan.reviewId);
  const reviewers = (await loadReviewers(tx, review.id)).filter(({ state }) => state === 'accepted');
  const subjects = await loadSubjects(tx, review.id);
  const people = new Map((await loadPoolPeople(tx, { poolId: review.poolId, memberIds: reviewers.map(({ memberId }) => memberId), today: today(platform).toString() })).map((person) => [person.memberId, person]));
  const keys = await loadConflictPairs(platform, tx, review, reviewers, subjects);
  const { categories: named } = poolPresets[presets[review.preset].pool];
  const [itemAt, reviewerAt] = [placesOf(subjects, ({ itemId }) => itemId), placesOf(reviewers, ({ id }) => id)];
  const known = await loadKnown(tx, reviewers.map(({ personId }) => personId));
  const problem: PlanProblem = {
    items: subjects.map(({ itemId, title, keywords, summary, categories }) => ({ id: itemId, categories, title, keywords, summary })),
    reviewers: reviewers.map(({ id, memberId, personId }) => ({ id, load: review.loadCap, categories: people.get(memberId)?.categories ?? [], keywords: known.get(personId)?.keywords ?? [], past: known.get(personId)?.past ?? [] })),
    named: Object.fromEntries(Object.entries(named).map(([code, { zh }]) => [code, zh])),
    conflicts: [...keys].flatMap((key) => { const [item = '', reviewer = ''] = key.split(' '); const [i, j] = [itemAt.get(item), reviewerAt.get(reviewer)]; return i === undefined || j === undefined ? [] : [[i, j] as const]; }),
    reviewsPerItem: review.reviewsPerItem, rounds: review.pairCap === null ? 1 : (Math.round(1 / review.pairCap) as 2 | 4 | 8), seed: plan.seed,
  };
  return { problem, review };
}

function placesOf<R>(list: readonly R[], keyOf: (one: R) => string): Map<string, number> {
  return new Map(list.map((one, place) => [keyOf(one), place]));
}

/** So many of the items that somebody judged before tell what they know. */
const mostPast = 20;

/** What people know: the keywords that they gave last, and the titles and keywords of what they judged in reviews that are concluded. Only the platform reads it, and only to match. */
async function loadKnown(system: Tx, personIds: readonly string[]): Promise<Map<string, { keywords: string[]; past: string[] }>> {
  const { rows } = await sql<{ personId: string; keywords: string[] | null; past: string[] }>`
    select p as person_id,
      (select v.keywords from review.reviewer v where v.person_id = p and v.keywords <> '{}' order by v.id desc limit 1) as keywords,
      array(select concat_ws(' ', s.title, array_to_string(s.keywords, ' ')) from review.reviewer v join review.review r on r.id = v.review_id and r.state = 'concluded' join review.assignment a on a.reviewer_id = v.id and a.state = 'active'
        join review.sheet h on h.assignment_id = a.id and h.state = 'submitted' join review.item_subject s on s.item_id = a.item_id where v.person_id = p order by a.id desc limit ${mostPast}) as past
    from unnest(${[...new Set(personIds)]}::uuid[]) p`.execute(system.db);
  return new Map(rows.map(({ personId, keywords, past }) => [personId, { keywords: keywords ?? [], past }]));
}

/** A large plan takes seconds, for which the server's own thread does not stand still. */
function computeInThread(problem: PlanProblem): Promise<ComputedPlan> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./plan-thread.ts', import.meta.url), { workerData: problem });
    worker.once('message', (plan: ComputedPlan) => { done(plan); void worker.terminate(); });
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the planner's thread ended with ${code}`)));
  });
}

/** The office takes a plan over: all of its pairs become assignments, in place of those that there were. What has changed since it was computed is refused. */
export async function confirmPlan(platform: Platform, actor: Actor, planId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { plan, review } = await openPlan(tx, planId);
    if (review.state !== 'inviting') throw refuse(refusals.notNow);
    const reviewers = new Map((await loadReviewers(tx, review.id)).filter(({ state }) => state === 'accepted').map((reviewer) => [reviewer.id, reviewer]));
    const subjects = await loadSubjects(tx, review.id);
    const conflicts = await loadConflictPairs(platform, tx, review, [...reviewers.values()], subjects);
    const items = new Set(subjects.map(({ itemId }) => itemId));
    if (plan.pairs.some(([item, reviewer]) => !items.has(item) || !reviewers.has(reviewer) || conflicts.has(pairKey(item, reviewer)))) throw refuse(refusals.planOutdated);
    await tables(tx).updateTable('review.assignment').set({ state: 'removed', reason: '由新的分配方案替代' }).where('reviewId', '=', review.id).where('state', '=', 'active').execute();
    await storePairs(tx, review, plan.pairs.map(([itemId, reviewerId]) => ({ itemId, reviewerId })), 'computed');
    await tables(tx).updateTable('review.plan').set({ state: 'confirmed', version: plan.version + 1 }).where('id', '=', planId).execute();
    await recordReview(tx, review, 'confirm-plan', { plan: planId, seed: plan.seed, short: plan.short.length });
    await closeTasks(tx, reviewSubject(review.id), 'review.review/answered');
    await announce(tx, reviewSubject(review.id));
  });
}

export async function discardPlan(platform: Platform, actor: Actor, planId: string): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { plan, review } = await openPlan(tx, planId);
    await tables(tx).updateTable('review.plan').set({ state: 'discarded', version: plan.version + 1 }).where('id', '=', planId).execute();
    await recordReview(tx, review, 'discard-plan', { plan: planId });
  });
}

async function openPlan(tx: Tx, id: string): Promise<{ plan: PlanRow; review: ReviewRow }> {
  const { reviewId } = await tables(tx).selectFrom('review.plan').select('reviewId').where('id', '=', id).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
  const review = await asOffice(tx, reviewId);
  const plan = await tables(tx).selectFrom('review.plan').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (plan.state !== 'proposed') throw refuse(refusals.notNow);
  return { plan, review };
}

export type ShownPlan = Pick<PlanRow, 'id' | 'jobId' | 'state'> & { pairs: number; fitting: number; short: { title: string; missing: number }[]; loads: { name: string; items: number }[] };

/** A plan before it is confirmed: how many pairs, how many in a field of the reviewer's own, who has how much, what is short. */
export async function showPlan(tx: Tx, reviewId: string): Promise<ShownPlan | null> {
  const plan = await tables(tx).selectFrom('review.plan').selectAll().where('reviewId', '=', reviewId).where('state', 'in', ['computing', 'proposed']).executeTakeFirst();
  if (plan === undefined) return null;
  const titles = new Map((await loadSubjects(tx, reviewId)).map(({ itemId, title }) => [itemId, title]));
  const loads = Map.groupBy(plan.pairs, ([, reviewer]) => reviewer);
  return {
    id: plan.id, jobId: plan.jobId, state: plan.state, pairs: plan.pairs.length, fitting: plan.pairs.filter(([, , fit]) => isInField(fit)).length,
    short: plan.short.slice(0, 100).map(([item, missing]) => ({ title: titles.get(item) ?? '', missing })),
    loads: (await loadReviewers(tx, reviewId)).filter(({ state }) => state === 'accepted').slice(0, 200).map(({ id, name }) => ({ name, items: loads.get(id)?.length ?? 0 })),
  };
}
