import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Platform } from '#kernel/platform.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { fill } from '#kernel/text.ts';
import { loadChair } from '#modules/governance/index.ts';
import { documentWords } from '../messages.ts';
import { keyPointsRefusals as refusals } from '../refusals.ts';
import { documentNumber } from '../rules.ts';
import { keyPointsTables, loadPlanOf, loadPoints, storePoints, type KeyPointsRow } from '../store.ts';
import { findKeyPoints, holdDraft, recordKeyPoints } from './text.ts';

/** Begins the key points of a year, empty, with their usual title and opening; the chair of that year does. */
export async function beginKeyPoints(platform: Platform, actor: Actor, { planId, year }: { planId: string; year: number }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const party = officerOf(actor);
    const plan = await loadPlanOf(tx, planId);
    if (plan === undefined) throw refuse(commonRefusals.notFound);
    const [from, to] = [Number(plan.startsOn.slice(0, 4)), Number(plan.endsOn.slice(0, 4))];
    if (year < from || year > to || plan.state === 'withdrawn') throw refuse(refusals.yearOutsidePlan, { year, from, to }, { field: '/year' });
    const chair = await loadChair(tx, year);
    if (chair !== undefined && chair !== party) throw refuse(refusals.chairPrepares, { year, party: partyNames[chair] });
    const keyPoints = await storeKeyPoints(tx, {
      planId, year, party, title: fill(documentWords.title.zh, { year }), number: documentNumber(year, 1), preamble: fill(documentWords.preamble.zh, { plan: plan.title, year }),
    });
    await recordKeyPoints(tx, 'begin', keyPoints, { year, planId, number: keyPoints.number });
    return { id: keyPoints.id };
  });
}

/** Begins an amendment of what is in force: its next edition, with the same points. Any of the four may; all four must sign it. */
export async function amendKeyPoints(platform: Platform, actor: Actor, id: string, { reason }: { reason: string }): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const party = officerOf(actor);
    const amended = await findKeyPoints(tx, id);
    if (amended.state !== 'inForce' && amended.state !== 'reviewed') throw refuse(refusals.notInForce);
    const edition = amended.edition + 1;
    const { planId, year, title, preamble } = amended;
    const keyPoints = await storeKeyPoints(tx, { planId, year, party, title, preamble, edition, amends: id, reason, number: documentNumber(year, edition) });
    const points = await loadPoints(tx, amended);
    await storePoints(tx, keyPoints.id, points.map(({ clause, itemId, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId }) => ({ clause, itemId, heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId })));
    await recordKeyPoints(tx, 'amend', keyPoints, { year, amends: id, number: keyPoints.number }, { reason });
    return { id: keyPoints.id };
  });
}

export type Heading = { version: number; title: string; preamble: string };

/** Changes the title and the opening. */
export async function changeKeyPoints(platform: Platform, actor: Actor, id: string, { version, title, preamble }: Heading): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await holdDraft(tx, id);
    const after = await changeRecord<KeyPointsRow>(tx, { table: 'plan.key_points', id, version, values: { title, preamble } });
    await recordKeyPoints(tx, 'change', after, { title, preamble, before: { title: before.title, preamble: before.preamble } });
    return { version: after.version };
  });
}

type NewKeyPoints = Pick<KeyPointsRow, 'planId' | 'year' | 'party' | 'title' | 'number' | 'preamble'> & Partial<Pick<KeyPointsRow, 'edition' | 'amends' | 'reason'>>;

async function storeKeyPoints(tx: Tx, keyPoints: NewKeyPoints): Promise<KeyPointsRow> {
  const stored = await keyPointsTables(tx).insertInto('plan.key_points').values(keyPoints).onConflict((on) => on.doNothing()).returningAll().executeTakeFirst();
  // The index of what is on its way or in force says so, also of a draft that only its own party sees.
  if (stored === undefined) throw refuse(refusals.yearTaken, { year: keyPoints.year }, { field: '/year' });
  return stored;
}

function officerOf(actor: Actor): PartyCode {
  if (actor.role === 'visitor') throw refuse(commonRefusals.notSignedIn);
  if (actor.role !== 'party_officer' || actor.party === undefined) throw refuse(commonRefusals.notAllowed);
  return actor.party;
}
