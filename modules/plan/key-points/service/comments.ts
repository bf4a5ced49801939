import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { closeTasks, notify } from '#kernel/inbox/inbox.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { partyNames } from '#kernel/domain.ts';
import { linkTo } from '../lifecycle.ts';
import { verdictNames } from '../messages.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import type { Verdict } from '../rules.ts';
import { keyPointsTables, type CommentRow, type KeyPointsRow } from '../store.ts';
import { findKeyPoints, holdDraft, recordKeyPoints } from './text.ts';

/** Another party's comment on a clause, or on the whole; the party's first settles its task. */
export async function addComment(platform: Platform, actor: Actor, id: string, { clause, text }: { clause: string | null; text: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    if (!isPerson(actor) || actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
    if (actor.party === keyPoints.party) throw refuse(refusals.ownComment);
    checkCommenting(keyPoints);
    if (clause !== null) {
      const point = await keyPointsTables(tx).selectFrom('plan.point').select('id').where('keyPointsId', '=', id).where('clause', '=', clause).executeTakeFirst();
      if (point === undefined) throw refuse(refusals.noSuchClause, {}, { field: '/clause' });
    }
    const comment = await keyPointsTables(tx).insertInto('plan.point_comment').values({ keyPointsId: id, clause, text, textNumber: keyPoints.texts, party: actor.party }).returningAll().executeTakeFirstOrThrow();
    await recordKeyPoints(tx, 'comment', keyPoints, { comment: comment.id, clause, text, party: actor.party });
    await closeTasks(tx, { type: 'plan.keyPoints', id }, `plan.keyPoints/comment/${actor.party}`);
    await notify(tx, {
      kind: 'plan.keyPoints/comment', subject: { type: 'plan.keyPoints', id }, to: { role: 'party_officer', party: keyPoints.party },
      title: { zh: `${partyNames[actor.party].zh}对${keyPoints.title}提出意见`, en: `${partyNames[actor.party].en} commented on: ${keyPoints.title}` }, link: linkTo(keyPoints),
    });
    return { id: comment.id };
  });
}

/** Words a comment of one's own party anew, until it is answered. */
export async function changeComment(platform: Platform, actor: Actor, id: string, { version, text }: { version: number; text: string }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { comment, keyPoints } = await findOwn(tx, id);
    await changeRecord<CommentRow>(tx, { table: 'plan.point_comment', id, version, values: { text } });
    await recordKeyPoints(tx, 'change-comment', keyPoints, { comment: id, text, before: { text: comment.text } });
  });
}

export async function withdrawComment(platform: Platform, actor: Actor, id: string, { version }: { version: number }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const { keyPoints } = await findOwn(tx, id);
    await changeRecord<CommentRow>(tx, { table: 'plan.point_comment', id, version, values: { withdrawnAt: platform.now().toString() } });
    await recordKeyPoints(tx, 'withdraw-comment', keyPoints, { comment: id });
  });
}

export type Answer = { version: number; verdict: Verdict; answer?: string | undefined };

/** What the party that drafts makes of a comment: taken up, in part, or not; why, unless it was taken up. It may be answered better until the text is put to the four. */
export async function answerComment(platform: Platform, actor: Actor, id: string, { version, verdict, answer }: Answer): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const comment = await findComment(tx, id);
    const keyPoints = await holdDraft(tx, comment.keyPointsId);
    await changeRecord<CommentRow>(tx, { table: 'plan.point_comment', id, version, values: { verdict, answer: answer ?? null, answeredAt: platform.now().toString() } });
    await recordKeyPoints(tx, 'answer', keyPoints, { comment: id, verdict, party: comment.party }, answer === undefined ? {} : { reason: answer });
    await notify(tx, {
      kind: 'plan.keyPoints/answer', subject: { type: 'plan.keyPoints', id: keyPoints.id }, to: { role: 'party_officer', party: comment.party },
      title: { zh: `贵方对${keyPoints.title}的意见：${verdictNames[verdict].zh}`, en: `Your comment on ${keyPoints.title}: ${verdictNames[verdict].en}` }, link: linkTo(keyPoints),
    });
  });
}

async function findComment(tx: Tx, id: string): Promise<CommentRow> {
  const comment = await keyPointsTables(tx).selectFrom('plan.point_comment').selectAll().where('id', '=', id).executeTakeFirst();
  if (comment === undefined || comment.withdrawnAt !== null) throw refuse(commonRefusals.notFound);
  return comment;
}

async function findOwn(tx: Tx, id: string): Promise<{ comment: CommentRow; keyPoints: KeyPointsRow }> {
  const comment = await findComment(tx, id);
  const { actor } = tx;
  if (actor.role !== 'party_officer' || actor.party !== comment.party) throw refuse(commonRefusals.notAllowed);
  const keyPoints = await findKeyPoints(tx, comment.keyPointsId);
  checkCommenting(keyPoints);
  if (comment.verdict !== null) throw refuse(refusals.answeredAlready);
  return { comment, keyPoints };
}

function checkCommenting({ state }: Pick<KeyPointsRow, 'state'>): void {
  if (state !== 'commenting') throw refuse(refusals.notCommenting);
}
