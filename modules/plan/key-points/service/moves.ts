import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { lifecycleRefusals, move, type Move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadSigning, withdrawSigning } from '#kernel/signing/documents.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import { loadConsent, putToTheFour, withdrawProposal } from '#modules/governance/index.ts';
import { clausesOf } from '../content.ts';
import { keyPointsLifecycle, linkTo, type askedMoves } from '../lifecycle.ts';
import { partNames } from '../messages.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import { commentProgress, gapsOf } from '../rules.ts';
import { loadComments, loadKeyPoints, loadPoints, type KeyPointsRow } from '../store.ts';
import { contentNow, findKeyPoints, holdDraft, prepares, putForward } from './text.ts';

export type AskedMove = Move & { transition: (typeof askedMoves)[number] };

/** Moves a year's key points as a person may: out for comments, before the four, back to the draft, withdrawn. */
export async function moveKeyPoints(platform: Platform, actor: Actor, request: AskedMove): Promise<void> {
  if (request.transition === 'revise' && (await isBeforeTheFour(platform, actor, request))) return;
  await inTransaction(platform.database, actor, async (tx) => {
    if (request.transition === 'ask') await prepareToAsk(tx, request);
    const clauses = request.transition === 'put' ? await prepareToPut(tx, request) : [];
    const before = await loadKeyPoints(tx, request.id);
    const keyPoints = await move<KeyPointsRow, string, string>(tx, keyPointsLifecycle, request);
    checkDeadline(platform, keyPoints);
    await announce(tx, { type: 'plan.keyPoints', id: keyPoints.id });
    if (before?.state === 'signing') await takeBackFromSignatories(tx, request);
    if (request.transition !== 'put') return;
    await putToTheFour(tx, platform, {
      kind: 'plan.keyPoints', subject: { type: 'plan.keyPoints', id: keyPoints.id }, title: keyPoints.title, clauses, deadline: keyPoints.consentUntil ?? '', link: linkTo(keyPoints),
    });
  });
}

/** Takes back what the four are being asked about: the proposal is withdrawn, and what follows brings the text back to its draft. */
async function isBeforeTheFour(platform: Platform, actor: Actor, { id, version, reason }: AskedMove): Promise<boolean> {
  const proposalId = await inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    if (keyPoints.state !== 'consenting') return undefined;
    if (!prepares(actor, keyPoints)) throw refuse(commonRefusals.notAllowed);
    if (keyPoints.version !== version) throw refuse(commonRefusals.changedMeanwhile, {}, { details: { yours: { version, transition: 'revise', reason }, current: keyPoints } });
    if (!reason) throw refuse(lifecycleRefusals.reasonRequired, {}, { field: '/reason' });
    return (await loadConsent(tx, { type: 'plan.keyPoints', id }))?.id;
  });
  if (proposalId === undefined) return false;
  await withdrawProposal(platform, actor, proposalId, reason ?? '');
  return true;
}

/** What the signatories have before them is withdrawn with the text; what was signed stays on record and counts for nothing. */
async function takeBackFromSignatories(tx: Tx, { id, reason }: AskedMove): Promise<void> {
  const signing = await loadSigning(tx, { type: 'plan.keyPoints', id });
  if (signing?.state === 'open') await withdrawSigning(tx, signing.documentId, reason ?? '');
}

/** Whatever is asked about is kept as a text of its own; there must be something to ask about. */
async function prepareToAsk(tx: Tx, { id }: AskedMove): Promise<void> {
  const keyPoints = await holdDraft(tx, id);
  const points = await loadPoints(tx, keyPoints);
  if (points.length === 0) throw refuse(refusals.nothingChosen);
  await putForward(tx, keyPoints, await contentNow(tx, keyPoints, points), 'comment');
}

/** The four are asked only about a text that is whole, when every comment has its answer. */
async function prepareToPut(tx: Tx, { id }: AskedMove) {
  const keyPoints = await holdDraft(tx, id);
  const points = await loadPoints(tx, keyPoints);
  if (points.length === 0) throw refuse(refusals.nothingChosen);
  for (const point of points) {
    const gaps = gapsOf(point);
    if (gaps.length > 0) throw refuse(refusals.incomplete, { place: point.position, heading: point.heading, parts: listed(gaps.map((part) => partNames[part])) }, { details: { clause: point.clause } });
  }
  const { total, answered } = commentProgress(await loadComments(tx, id));
  if (answered < total) throw refuse(refusals.unanswered, { count: total - answered });
  const content = await contentNow(tx, keyPoints, points);
  await putForward(tx, keyPoints, content, 'consent');
  return clausesOf(content);
}

function listed(texts: readonly Text[]): Text {
  return bothLanguages({ zh: texts.map(({ zh }) => zh).join('、'), en: texts.map(({ en }) => en).join(', ') });
}

function checkDeadline(platform: Platform, { state, commentUntil }: KeyPointsRow): void {
  if (state === 'commenting' && commentUntil !== null && commentUntil < today(platform).toString()) throw refuse(refusals.datePast, {}, { field: '/fields/commentUntil' });
}
