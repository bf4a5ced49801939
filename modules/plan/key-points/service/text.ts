import { canonicalJson } from '#kernel/journal/canonical.ts';
import { digestOf, record, type Act } from '#kernel/journal/journal.ts';
import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import { announce } from '#kernel/live/live.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { keyPointsLifecycle } from '../lifecycle.ts';
import type { Content, ContentPoint } from '../content.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import { keyPointsTables, loadAttachments, loadKeyPoints, loadPlanOf, loadPoints, loadText, lockKeyPoints, type KeyPointsRow, type PointDetails, type TextRow } from '../store.ts';

export async function findKeyPoints(tx: Tx, id: string): Promise<KeyPointsRow> {
  const keyPoints = await loadKeyPoints(tx, id);
  if (keyPoints === undefined) throw refuse(commonRefusals.notFound);
  return keyPoints;
}

/** The document, held until the transaction ends, for the party that drafts it while it may still be changed; refused otherwise. */
export async function holdDraft(tx: Tx, id: string): Promise<KeyPointsRow> {
  const seen = await findKeyPoints(tx, id);
  if (!prepares(tx.actor, seen)) throw refuse(commonRefusals.notAllowed);
  const keyPoints = await lockKeyPoints(tx, id);
  if (keyPoints === undefined) throw refuse(commonRefusals.notAllowed);
  if (!isDraftable(keyPoints)) throw refuse(refusals.fixed);
  return keyPoints;
}

export function prepares(actor: Actor, { party }: Pick<KeyPointsRow, 'party'>): boolean {
  return isPerson(actor) && actor.role === 'party_officer' && actor.party === party;
}

export function isDraftable({ state }: Pick<KeyPointsRow, 'state'>): boolean {
  return state === 'draft' || state === 'commenting';
}

/** The working text in whole, as it would be put forward now. */
export async function contentNow(tx: Tx, keyPoints: KeyPointsRow, points?: readonly PointDetails[]): Promise<Content> {
  const plan = await loadPlanOf(tx, keyPoints.planId);
  if (plan === undefined) throw refuse(commonRefusals.notFound);
  const { title, number, year, edition, preamble } = keyPoints;
  return {
    kind: 'delta/key-points/1', title, number, year, edition, preamble,
    amends: await loadAmended(tx, keyPoints),
    plan: { title: plan.title, sha256: plan.sha256 },
    points: (points ?? (await loadPoints(tx, keyPoints))).map(contentPoint),
    attachments: (await loadAttachments(tx, keyPoints.id)).map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

async function loadAmended(tx: Tx, { amends, reason }: KeyPointsRow): Promise<Content['amends']> {
  if (amends === null) return null;
  const amended = await findKeyPoints(tx, amends);
  const text = await loadText(tx, amends, amended.texts);
  if (text === undefined) throw new Error(`key points ${amends} are in force without a text`);
  return { number: amended.number, sha256: text.sha256.toString('hex'), reason: reason ?? '' };
}

function contentPoint({ clause, itemCode, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestone }: PointDetails): ContentPoint {
  return {
    clause, code: itemCode ?? '', heading, text, deliverable, lead, partners, dueOn,
    aim: measure === null || target === null || unit === null ? null : { measure, target, unit },
    milestone: milestone === null ? null : { id: milestone.id, title: milestone.title, dueOn: milestone.dueOn },
  };
}

/** Keeps the working text for good as the next one that was put forward. */
export async function putForward(tx: Tx, keyPoints: KeyPointsRow, content: Content, purpose: TextRow['purpose']): Promise<{ number: number; sha256: string }> {
  const sha256 = digestOf(content);
  const number = keyPoints.texts + 1;
  await keyPointsTables(tx).insertInto('plan.key_points_text').values({ keyPointsId: keyPoints.id, number, purpose, content: canonicalJson(content), sha256 }).execute();
  await keyPointsTables(tx).updateTable('plan.key_points').set({ texts: number }).where('id', '=', keyPoints.id).execute();
  return { number, sha256: sha256.toString('hex') };
}

/** What a text says; it was written by `putForward`, and its digest has held ever since. */
export function readContent({ content }: Pick<TextRow, 'content'>): Content {
  return JSON.parse(content) as Content;
}

/** Writes an act into the journal, and tells the pages that are open on the document. */
export async function recordKeyPoints(tx: Tx, act: string, keyPoints: KeyPointsRow, changes: Act['changes'], more: { initiativeId?: string; reason?: string } = {}): Promise<void> {
  await record(tx, { act: `plan.keyPoints/${act}`, subject: { type: 'plan.keyPoints', id: keyPoints.id, title: keyPoints.title }, changes, access: keyPointsLifecycle.access(keyPoints), ...more });
  await announce(tx, { type: 'plan.keyPoints', id: keyPoints.id });
}
