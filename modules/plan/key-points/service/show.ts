import { clauseChanges, type ClauseChange } from '#algorithms/difference.ts';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { clausesOf, type Content } from '../content.ts';
import { askedMoves, keyPointsLifecycle } from '../lifecycle.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import { commentProgress, countStatuses } from '../rules.ts';
import { loadAllKeyPoints, loadComments, loadPlanOf, loadText, loadTexts, type KeyPointsRow } from '../store.ts';
import { loadDecision } from './decision.ts';
import { loadReviews } from './reviews.ts';
import { loadStanding } from './standing.ts';
import { contentNow, findKeyPoints, isDraftable, prepares, readContent } from './text.ts';

/** Every year's key points and their amendments that the actor may see, newest first. */
export async function listKeyPoints(platform: Platform, actor: Actor) {
  return inTransaction(platform.database, actor, async (tx) => (await loadAllKeyPoints(tx)).map(({ id, planId, year, edition, title, number, party, state, inForceOn, commentUntil, points, comments, answered }) => ({ id, planId, year, edition, title, number, party, state, inForceOn, commentUntil, points, comments, answered })));
}

/** Ways out that a page need not name while a document is on its way. */
const aside = ['superseded', 'withdrawn'];

/** A year's key points as their page shows them: the working text, what the others say of it, the texts that were put forward, the reviews. */
export async function showKeyPoints(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    const day = today(platform);
    const points = await loadStanding(tx, keyPoints, day);
    const comments = await loadComments(tx, id);
    const texts = await loadTexts(tx, id);
    const plan = await loadPlanOf(tx, keyPoints.planId);
    const lifecycle = viewLifecycle(keyPointsLifecycle, keyPoints, actor);
    const inForce = keyPoints.state === 'inForce' || keyPoints.state === 'reviewed';
    const officer = isPerson(actor) && actor.role === 'party_officer';
    return {
      ...keyPoints,
      planTitle: plan?.title ?? '',
      lifecycle: { ...lifecycle, states: Object.fromEntries(Object.entries(lifecycle.states).filter(([name]) => !aside.includes(name) || name === keyPoints.state)), transitions: lifecycle.transitions.filter(({ name }) => (askedMoves as readonly string[]).includes(name)) },
      points,
      statuses: countStatuses(points.map(({ status }) => status)),
      comments: comments.map(({ keyPointsId: _document, createdBy: _account, ...comment }) => comment),
      commentProgress: commentProgress(comments),
      texts: texts.map(({ number, purpose, putForwardAt, sha256 }) => ({ number, purpose, putForwardAt, sha256: sha256.toString('hex') })),
      reviews: await loadReviews(tx, id),
      ...(await loadDecision(tx, keyPoints)),
      may: {
        draft: isDraftable(keyPoints) && prepares(actor, keyPoints),
        comment: officer && keyPoints.state === 'commenting' && actor.party !== keyPoints.party,
        amend: officer && inForce,
        review: inForce && prepares(actor, keyPoints),
        remark: officer && inForce,
      },
    };
  });
}

/** What changed clause by clause between two texts that were put forward, or from one of them to the working text (`to` left out). */
export async function showDifferences(platform: Platform, actor: Actor, id: string, { from, to }: { from: number; to?: number | undefined }): Promise<{ clauses: ClauseChange[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    const before = await findContent(tx, keyPoints, from);
    const after = to === undefined ? await contentNow(tx, keyPoints) : await findContent(tx, keyPoints, to);
    return { clauses: clauseChanges(clausesOf(before), clausesOf(after)) };
  });
}

/** What an amendment changes in what is in force: clause by clause, from that to the working text. */
export async function showAmendment(platform: Platform, actor: Actor, id: string): Promise<{ clauses: ClauseChange[] }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    if (keyPoints.amends === null) throw refuse(refusals.noText);
    const amended = await findKeyPoints(tx, keyPoints.amends);
    return { clauses: clauseChanges(clausesOf(await findContent(tx, amended, amended.texts)), clausesOf(await contentNow(tx, keyPoints))) };
  });
}

/** A text that was put forward, in its canonical form with its digest, for anyone of the four to check. */
export async function showText(platform: Platform, actor: Actor, id: string, number: number) {
  return inTransaction(platform.database, actor, async (tx) => {
    const text = await loadText(tx, (await findKeyPoints(tx, id)).id, number);
    if (text === undefined) throw refuse(refusals.noText);
    return { number, purpose: text.purpose, putForwardAt: text.putForwardAt, sha256: text.sha256.toString('hex'), content: text.content };
  });
}

async function findContent(tx: Tx, keyPoints: KeyPointsRow, number: number): Promise<Content> {
  const text = await loadText(tx, keyPoints.id, number);
  if (text === undefined) throw refuse(refusals.noText);
  return readContent(text);
}
