import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { canLoseProperties } from '#kernel/files/properties.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { closeTasks, notify, openTask } from '#kernel/inbox/inbox.ts';
import { digestOf } from '#kernel/journal/journal.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { announce } from '#kernel/live/live.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadInitiatives } from '#modules/plan/index.ts';
import { loadPanel } from '#modules/pools/index.ts';
import { chairMoves, reviewLifecycle, reviewLink } from '../lifecycle.ts';
import { pledgeText, presets, type PresetName } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { itemCode } from '../rules.ts';
import { loadReviewers, lockReview, tables, type ReviewRow } from '../store.ts';
import { askToScore, officeOf, recordReview, reviewSubject } from './acting.ts';
import { assignAll, storeConflicts } from './assignments.ts';
import { countReview, keepDuties } from './counting.ts';
import { addItemsIn } from './items.ts';
import { askDeputies, checkLeads } from './leading.ts';
import { followDraw, inviteListed, listPeople } from './reviewers.ts';
import { rubricInForce } from './rubrics.ts';

export type NewReview = {
  preset: PresetName; title: string; purpose: string; drawId?: string | undefined; poolId?: string | undefined; requesterParty: PartyCode; requesterInstitutionId?: string | undefined; /** Of the plan, that the review serves. */ initiativeId?: string | undefined; anonymous: boolean;
  reviewsPerItem: number; loadCap: number; pairCap?: number | undefined; dueOn: string; feeFen: number;
};

/** On these run the initiatives that a review may serve. */
const initiativeMechanisms = ['pools', 'contests'] as const;

/** The initiatives of the actor's party that a review may serve. */
export async function listInitiatives(platform: Platform, actor: Actor): Promise<{ id: string; code: string; title: string }[]> {
  const party = officeOf(actor);
  return inTransaction(platform.database, actor, (tx) => loadInitiatives(tx, party, initiativeMechanisms));
}

/** Makes a review from a panel that was drawn, with what it was drawn for as its first item, or from a pool, whose people the office chooses later. */
export async function addReview(platform: Platform, actor: Actor, { drawId, poolId, ...terms }: NewReview): Promise<{ id: string }> {
  const party = officeOf(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const panel = drawId === undefined ? undefined : await drawnPanel(tx, drawId, party);
    const pool = panel?.poolId ?? poolId;
    if (pool === undefined) throw refuse(commonRefusals.invalid, {}, { field: '/poolId' });
    const { rubric, number } = await rubricInForce(tx, terms.preset);
    const { requesterParty, requesterInstitutionId = null, initiativeId = null, pairCap = null, ...rest } = terms;
    if (initiativeId !== null && !(await loadInitiatives(tx, party, initiativeMechanisms)).some(({ id }) => id === initiativeId)) throw refuse(refusals.notYourInitiative, {}, { field: '/initiativeId' });
    const row = await tables(tx).insertInto('review.review').values({
      ...rest, party, initiativeId, requesterParty, requesterInstitutionId, requesterName: await requesterName(tx, requesterParty, requesterInstitutionId), poolId: pool, drawId: drawId ?? null, rubric, rubricNumber: number, pledge: pledgeText, pairCap,
      recusalYears: panel?.recusalYears ?? presets[terms.preset].recusalYears,
    }).returningAll().executeTakeFirstOrThrow();
    await recordReview(tx, row, 'add', { ...terms, drawId: drawId ?? null, poolId: pool, rubric: { number, digest: digestOf(rubric as unknown as Json).toString('hex') } } as unknown as Json);
    if (panel !== undefined) {
      await listPeople(tx, row, panel.places.map(({ place, ...person }) => ({ ...person, drawPlace: place })));
      await addItemsIn(tx, row, [{ title: panel.purpose, summary: '', keywords: [], persons: panel.persons, institutionIds: panel.recusedInstitutions, categories: [] }]);
    }
    return { id: row.id };
  });
}

async function drawnPanel(tx: Tx, drawId: string, party: PartyCode) {
  const panel = await loadPanel(tx, drawId);
  if (panel === undefined) throw refuse(refusals.drawNotDone, {}, { field: '/drawId' });
  if (panel.party !== party) throw refuse(refusals.notYourDraw, {}, { field: '/drawId' });
  const used = await tables(tx).selectFrom('review.review').select('id').where('drawId', '=', drawId).where('state', '<>', 'withdrawn').executeTakeFirst();
  if (used !== undefined) throw refuse(refusals.drawUsed, {}, { details: { id: used.id } });
  return panel;
}

async function requesterName(tx: Tx, party: PartyCode, institutionId: string | null): Promise<string> {
  if (institutionId === null) return partyNames[party].zh;
  const { rows: [found] } = await sql<{ name: string; party: PartyCode }>`select name, party from directory.institution where id = ${institutionId}`.execute(tx.db);
  if (found === undefined || found.party !== party) throw refuse(refusals.unknownRequester, {}, { field: '/requesterInstitutionId' });
  return found.name;
}

export type ListedReview = Pick<ReviewRow, 'id' | 'preset' | 'title' | 'party' | 'requesterName' | 'state' | 'dueOn' | 'createdAt'>;

/** The reviews in which the actor has a part, the newest first. */
export async function listReviews(platform: Platform, actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ListedReview>> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    let query = tables(tx).selectFrom('review.review').select(['id', 'preset', 'title', 'party', 'requesterName', 'state', 'dueOn', 'createdAt']).orderBy('id', 'desc').limit(limit + 1);
    if (before !== undefined && before !== null) query = query.where('id', '<', String(before));
    return cutPage(await query.execute(), limit, ({ id }) => [id]);
  });
}

/** The review that was made from a draw, for whoever may see it. */
export async function findReviewOfDraw(platform: Platform, actor: Actor, drawId: string): Promise<{ id: string | null }> {
  return inTransaction(platform.database, actor, async (tx) => ({ id: (await tables(tx).selectFrom('review.review').select('id').where('drawId', '=', drawId).where('state', '<>', 'withdrawn').executeTakeFirst())?.id ?? null }));
}

export type ReviewTerms = Pick<ReviewRow, 'title' | 'purpose' | 'dueOn' | 'reviewsPerItem' | 'loadCap' | 'pairCap' | 'feeFen' | 'anonymous'>;

/** Moves a review. What a step needs is checked first, what follows from it is done with it. */
export async function moveReview(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await lockReview(tx, request.id);
    const chair = await asksAsChair(tx, request);
    if (request.transition === 'sendInvitations' || request.transition === 'begin') await followDraw(tx, before);
    if (request.transition === 'sendInvitations') await checkReady(tx, before);
    if (request.transition === 'begin') await checkAssigned(platform, tx, before);
    if (request.transition === 'unseal') await checkLeads(tx, before);
    if (request.transition === 'unseal' && !chair.allIn) throw refuse(refusals.notAllIn);
    if (request.transition === 'conclude') await checkOpinions(tx, before);
    const after = await move<ReviewRow, string, string>(tx, reviewLifecycle, request);
    await announce(tx, reviewSubject(after.id));
    if (request.transition === 'sendInvitations') await inviteListed(tx, after);
    if (request.transition === 'begin') await askForScores(tx, after);
    if (request.transition === 'unseal') await openScores(platform, tx, after);
    if (request.transition === 'conclude') await tellResult(platform, tx, after);
    if (request.transition === 'withdraw') await closeAll(tx, after);
    if (['sendInvitations', 'conclude', 'withdraw'].includes(request.transition)) await keepDuties(platform, tx, after);
  });
}

async function asksAsChair(tx: Tx, { id, transition }: Move): Promise<{ allIn: boolean }> {
  if (!chairMoves.includes(transition)) return { allIn: false };
  const { rows: [found] } = await sql<{ chairs: boolean; allIn: boolean }>`select review.chairs(${id}) as chairs, review.all_in(${id}) as all_in`.execute(tx.db);
  if (found?.chairs !== true) throw refuse(refusals.notChair);
  return found;
}

async function checkReady(tx: Tx, { id, anonymous }: ReviewRow): Promise<void> {
  const { rows: [has] } = await sql<{ items: boolean; reviewers: boolean }>`
    select exists (select from review.item where review_id = ${id}) as items, exists (select from review.reviewer where review_id = ${id} and state = 'listed') as reviewers`.execute(tx.db);
  if (has?.items !== true) throw refuse(refusals.noItems);
  if (!has.reviewers) throw refuse(refusals.noReviewers);
  if (!anonymous) return;
  const { rows } = await sql<{ name: string; mediaType: string }>`select s.name, m.media_type from review.material m join review.material_source s on s.material_id = m.id where m.review_id = ${id} and m.withdrawn_at is null`.execute(tx.db);
  const telling = rows.find(({ mediaType }) => !canLoseProperties(mediaType));
  if (telling !== undefined) throw refuse(refusals.mixedProperties, { name: telling.name });
}

/** Every item has somebody, and somebody chairs. Where each item is for all of them, nothing is left to decide, and all are given all. */
async function checkAssigned(platform: Platform, tx: Tx, review: ReviewRow): Promise<void> {
  const { rows: [has] } = await sql<{ accepted: number; chair: boolean; assigned: boolean }>`
    select count(*) filter (where state = 'accepted') as accepted, coalesce(bool_or(chair and state = 'accepted'), false) as chair,
      exists (select from review.assignment where review_id = ${review.id} and state = 'active') as assigned from review.reviewer where review_id = ${review.id}`.execute(tx.db);
  if (has === undefined || has.accepted === 0) throw refuse(refusals.nobodyAccepted);
  if (!has.chair) throw refuse(refusals.noChair);
  if (!has.assigned && review.reviewsPerItem >= has.accepted) await assignAll(platform, tx, review);
  const { rows: [without] } = await sql<{ title: string }>`
    select s.title from review.item i join review.item_subject s on s.item_id = i.id
    where i.review_id = ${review.id} and not exists (select from review.assignment a where a.item_id = i.id and a.state = 'active') order by i.number limit 1`.execute(tx.db);
  if (without !== undefined) throw refuse(refusals.notAssigned, { item: without.title });
  await storeConflicts(platform, tx, review, (await loadReviewers(tx, review.id)).filter(({ state }) => state === 'accepted'));
  await checkLeads(tx, review);
}

/** By its number: the chair concludes items also from which they step back, and does not know those. */
async function checkOpinions(tx: Tx, { id }: ReviewRow): Promise<void> {
  const { rows: [without] } = await asSystem(tx, 'review.conclude', (system) => sql<{ number: number }>`
    select i.number from review.item i where i.review_id = ${id} and not exists (select from review.opinion o where o.item_id = i.id) order by i.number limit 1`.execute(system.db));
  if (without !== undefined) throw refuse(refusals.noOpinion, { item: itemCode(without.number) });
}

async function askForScores(tx: Tx, review: ReviewRow): Promise<void> {
  for (const { id, personId } of await tables(tx).selectFrom('review.reviewer').select(['id', 'personId']).where('reviewId', '=', review.id).where('state', '=', 'accepted').execute()) {
    // oxlint-disable-next-line no-await-in-loop -- those who sit on one panel
    await askToScore(tx, review, { id, personId });
  }
}

/** From here on the panel and the office see every sheet. Their digest goes into the journal, so that none can be changed unseen. */
async function openScores(platform: Platform, tx: Tx, review: ReviewRow): Promise<void> {
  await sql`update review.review set opened_at = ${platform.now().toString()} where id = ${review.id}`.execute(tx.db);
  // all of them, also those of items from which the chair steps back
  const sheets = await asSystem(tx, 'review.freeze', (system) => tables(system).selectFrom('review.sheet').select(['assignmentId', 'answers', 'remark', 'total']).where('reviewId', '=', review.id).where('state', '=', 'submitted').orderBy('assignmentId').execute());
  await recordReview(tx, review, 'freeze', { sheets: sheets.length, digest: digestOf(sheets as unknown as Json).toString('hex') });
  await closeTasks(tx, reviewSubject(review.id), 'review.review/open');
  await askDeputies(tx, review);
  await asSystem(tx, 'review.open', async (system) => {
    const panel = await tables(system).selectFrom('review.reviewer').select(['personId', 'chair']).where('reviewId', '=', review.id).where('state', '=', 'accepted').execute();
    for (const { personId, chair } of panel) {
      // oxlint-disable-next-line no-await-in-loop -- those who sit on one panel
      await notify(system, { kind: 'review.review/opened', subject: reviewSubject(review.id), to: { personId }, title: { zh: `评分已公开，请参加合议：${review.title}`, en: `The scores are open; join the discussion: ${review.title}` }, link: reviewLink(review.id) });
      // oxlint-disable-next-line no-await-in-loop -- one of them
      if (chair) await openTask(system, { kind: 'review.review/conclude', subject: reviewSubject(review.id), to: { personId }, title: { zh: `请形成评审意见：${review.title}`, en: `Write the panel’s opinion: ${review.title}` }, link: reviewLink(review.id) });
    }
  });
}

/** Whoever asked for the review has its result; the office as well. */
async function tellResult(platform: Platform, tx: Tx, review: ReviewRow): Promise<void> {
  const { id, party, requesterParty, requesterInstitutionId } = review;
  const concludedAt = platform.now().toString();
  await sql`update review.review set concluded_at = ${concludedAt} where id = ${id}`.execute(tx.db);
  await countReview(tx, { ...review, concludedAt });
  await closeTasks(tx, reviewSubject(id));
  const title = { zh: `评审已有结论：${review.title}`, en: `The review is concluded: ${review.title}` };
  const requester = requesterInstitutionId === null ? { role: 'party_officer' as const, party: requesterParty } : { role: 'institution_officer' as const, organizationId: requesterInstitutionId };
  const told = { kind: 'review.review/concluded', subject: reviewSubject(id), title, link: reviewLink(id) };
  await notify(tx, { ...told, to: requester });
  await openTask(tx, { kind: 'review.review/duties', subject: reviewSubject(id), to: { role: 'party_officer', party }, title: { zh: `请核定评审酬劳与工时：${review.title}`, en: `Settle hours and honorarium: ${review.title}` }, link: reviewLink(id) });
  if (requesterInstitutionId !== null || requesterParty !== party) await notify(tx, { ...told, to: { role: 'party_officer', party } });
}

async function closeAll(tx: Tx, { id }: ReviewRow): Promise<void> {
  for (const reviewer of await tables(tx).selectFrom('review.reviewer').select('id').where('reviewId', '=', id).execute()) {
    // oxlint-disable-next-line no-await-in-loop -- those who sit on one panel
    await closeTasks(tx, { type: 'review.reviewer', id: reviewer.id });
  }
}
