import { sql } from 'kysely';
import type { Tx } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { move } from '#kernel/lifecycle/move.ts';
import { announce } from '#kernel/live/live.ts';
import type { Outcomes } from '#kernel/module.ts';
import { openSigning } from '#kernel/signing/documents.ts';
import { settleDuty } from '#modules/governance/index.ts';
import { clausesOf } from '../content.ts';
import { keyPointsLifecycle, linkTo } from '../lifecycle.ts';
import { loadText, lockKeyPoints, type KeyPointsRow } from '../store.ts';
import { readContent } from './text.ts';

/** What the decisions of the four make of a year's key points; the platform acts, in the transaction of the last party's answer or signature. */
export const keyPointsOutcomes: Outcomes = {
  /** Agreed, the very text goes to the signatories; refused or withdrawn, it goes back to its draft. */
  onDecided: async (tx, { subjectId, round, result }) => {
    const keyPoints = await lockKeyPoints(tx, subjectId);
    if (keyPoints?.state !== 'consenting') return;
    if (result === 'refused') return void (await go(tx, keyPoints, 'refuse'));
    const text = await loadText(tx, subjectId, keyPoints.texts);
    if (text === undefined) throw new Error(`key points ${subjectId} were agreed to without a text`);
    const content = readContent(text);
    const signing = await go(tx, keyPoints, 'agree');
    await openSigning(tx, {
      subject: { type: 'plan.keyPoints', id: subjectId }, title: signing.title, content: { ...content, clauses: clausesOf(content) }, attachments: content.attachments, round,
      required: partyCodes, link: linkTo(signing), visibility: 'public',
    });
  },
  /** Signed by all four it is in force, in the place of what it amends. */
  onSigned: async (tx, { subjectId }) => {
    const keyPoints = await lockKeyPoints(tx, subjectId);
    if (keyPoints?.state !== 'signing') return;
    if (keyPoints.amends !== null) {
      const amended = await lockKeyPoints(tx, keyPoints.amends);
      if (amended !== undefined) await go(tx, amended, 'supersede');
    }
    const { rows: [day] } = await sql<{ today: string }>`select (now() at time zone 'Asia/Shanghai')::date as today`.execute(tx.db);
    await go(tx, keyPoints, 'enact', { inForceOn: day?.today, visibility: 'public' });
    await settleDuty(tx, { now: () => Temporal.Now.instant() }, { year: keyPoints.year, duty: 'keyPoints', note: keyPoints.number });
  },
};

async function go(tx: Tx, { id, version }: KeyPointsRow, transition: string, fields?: Record<string, unknown>): Promise<KeyPointsRow> {
  const moved = await move<KeyPointsRow, string, string>(tx, keyPointsLifecycle, { id, version, transition, fields });
  await announce(tx, { type: 'plan.keyPoints', id });
  return moved;
}
