import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Json } from '#kernel/journal/canonical.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Decision, Outcomes } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadConsent, putToTheFour } from '#modules/governance/index.ts';
import { presetNames, presets, type Criterion, type PresetName, type Rubric } from '../presets.ts';
import { refusals } from '../refusals.ts';
import { rubricProblem, weightOf } from '../rules.ts';
import { tables, type RubricRow } from '../store.ts';
import { officeOf } from './acting.ts';

/** The rubric by which reviews of a kind are scored: the version in force, or the platform's own text (version 0) while there is none. */
export async function rubricInForce(tx: Tx, preset: PresetName): Promise<{ rubric: Rubric; number: number }> {
  const row = await tables(tx).selectFrom('review.rubric').selectAll().where('preset', '=', preset).where('state', '=', 'in_force').executeTakeFirst();
  return row === undefined ? { rubric: presets[preset].rubric, number: 0 } : { rubric: contentOf(row), number: row.number };
}

function contentOf({ title, criteria, passAt }: Pick<RubricRow, 'title' | 'criteria' | 'passAt'>): Rubric {
  return { title, criteria, ...(passAt === null ? {} : { passAt }) };
}

export type ListedRubric = { preset: PresetName; shared: boolean; title: string; number: number; id: string | null; versions: Pick<RubricRow, 'id' | 'number' | 'state' | 'party'>[] };

/** For each kind of review, what is in force and which versions there are. */
export async function listRubrics(platform: Platform, actor: Actor): Promise<ListedRubric[]> {
  return inTransaction(platform.database, actor, async (tx) => {
    const rows = await tables(tx).selectFrom('review.rubric').selectAll().orderBy('number', 'desc').limit(500).execute();
    return presetNames.map((preset) => {
      const versions = rows.filter((row) => row.preset === preset);
      const inForce = versions.find(({ state }) => state === 'in_force');
      return { preset, shared: presets[preset].shared, title: inForce?.title ?? presets[preset].rubric.title, number: inForce?.number ?? 0, id: inForce?.id ?? null, versions: versions.map(({ id, number, state, party }) => ({ id, number, state, party })) };
    });
  });
}

export type ShownRubric = Omit<RubricRow, 'passAt'> & { passAt: number | null; before: { number: number; rubric: Rubric } | null; proposalId: string | null; shared: boolean; may: { change: boolean; put: boolean } };

/** One version, with the one before it to compare, and where the four stand. */
export async function showRubric(platform: Platform, actor: Actor, id: string): Promise<ShownRubric> {
  return inTransaction(platform.database, actor, async (tx) => {
    const row = await loadRubric(tx, id);
    const earlier = await tables(tx).selectFrom('review.rubric').selectAll().where('preset', '=', row.preset).where('number', '<', row.number).where('state', 'in', ['in_force', 'superseded']).orderBy('number', 'desc').executeTakeFirst();
    const mine = actor.role === 'party_officer' && actor.party === row.party && row.state === 'draft';
    return {
      ...row, shared: presets[row.preset].shared, proposalId: (await loadConsent(tx, rubricSubject(id)))?.id ?? null, may: { change: mine, put: mine },
      before: earlier === undefined ? { number: 0, rubric: presets[row.preset].rubric } : { number: earlier.number, rubric: contentOf(earlier) },
    };
  });
}

/** Begins the next version of a kind's rubric as a copy of what is in force. */
export async function draftRubric(platform: Platform, actor: Actor, preset: PresetName): Promise<{ id: string }> {
  const party = officeOf(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`rubric ${preset}`}))`.execute(tx.db);
    const open = await tables(tx).selectFrom('review.rubric').select('id').where('preset', '=', preset).where('state', 'in', ['draft', 'put']).executeTakeFirst();
    if (open !== undefined) throw refuse(refusals.rubricDraftThere, {}, { details: { id: open.id } });
    const { rubric: { title, criteria, passAt } } = await rubricInForce(tx, preset);
    const { rows: [last] } = await sql<{ number: number }>`select coalesce(max(number), 0) as number from review.rubric where preset = ${preset}`.execute(tx.db);
    const row = await tables(tx).insertInto('review.rubric').values({ preset, number: (last?.number ?? 0) + 1, title, criteria: JSON.stringify(criteria) as unknown as Criterion[], passAt: passAt ?? null, party }).returningAll().executeTakeFirstOrThrow();
    await recordRubric(tx, 'draft', row, { preset, number: row.number });
    return { id: row.id };
  });
}

export async function changeRubric(platform: Platform, actor: Actor, id: string, { version, title, criteria, passAt }: { version: number; title: string; criteria: readonly Criterion[]; passAt: number | null }): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await loadRubric(tx, id);
    if (before.state !== 'draft') throw refuse(refusals.rubricStands);
    const problem = rubricProblem({ criteria });
    if (problem !== undefined) throw refuse(refusals.badRubric, { what: problem }, { field: '/criteria' });
    const after = await changeRecord<RubricRow>(tx, { table: 'review.rubric', id, version, values: { title, criteria: JSON.stringify(criteria), passAt } });
    await recordRubric(tx, 'change', after, { title, criteria: criteria as unknown as Json, passAt });
    return { version: after.version };
  });
}

/** Puts a version to the four. From here it stands still; when they agree it is in force, and new reviews are scored by it. */
export async function putRubric(platform: Platform, actor: Actor, id: string, { version, deadline }: { version: number; deadline?: string | undefined }): Promise<{ proposalId: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await loadRubric(tx, id);
    if (before.state !== 'draft') throw refuse(refusals.rubricStands);
    const row = await changeRecord<RubricRow>(tx, { table: 'review.rubric', id, version, values: { state: 'put' } });
    const { proposalId } = await putToTheFour(tx, platform, {
      kind: 'review.rubric', subject: rubricSubject(id), title: `${row.title}（第 ${row.number} 版）`, clauses: clausesOf(row), deadline: deadline ?? today(platform).add({ days: 20 }).toString(), link: `/workspace/reviews/rubrics/${id}`,
    });
    await recordRubric(tx, 'put', row, { proposalId });
    return { proposalId };
  });
}

/** What follows when the four have answered. */
export const rubricOutcomes: Outcomes = {
  onDecided: async (tx: Tx, { subjectId, result }: Decision) => {
    const row = await loadRubric(tx, subjectId);
    if (row.state !== 'put') return;
    if (result === 'agreed') await sql`update review.rubric set state = 'superseded', version = version + 1 where preset = ${row.preset} and state = 'in_force'`.execute(tx.db);
    await sql`update review.rubric set state = ${result === 'agreed' ? 'in_force' : 'withdrawn'}, version = version + 1 where id = ${row.id}`.execute(tx.db);
    await recordRubric(tx, result === 'agreed' ? 'inForce' : 'refused', row, {});
  },
};

/** A rubric as clauses that the four answer to. */
export function clausesOf({ criteria, passAt }: Pick<RubricRow, 'criteria' | 'passAt'>): { id: string; heading: string; text: string }[] {
  const whole = weightOf(criteria);
  return [
    ...criteria.map(({ id, name, note, weight, most, commentBelow, commentAbove, threshold }) => ({
      id, heading: `${name}（权重 ${((100 * weight) / whole).toFixed(1)}%）`,
      text: [note, `满分 ${most} 分`, ...(commentBelow === undefined ? [] : [`低于 ${commentBelow} 分须写明理由`]), ...(commentAbove === undefined ? [] : [`高于 ${commentAbove} 分须写明理由`]), ...(threshold === undefined ? [] : [`平均低于 ${threshold} 分的，总体不予通过`])].filter((part) => part !== '').join('；'),
    })),
    ...(passAt === null ? [] : [{ id: 'pass', heading: '通过标准', text: `总分不低于 ${passAt} 分` }]),
  ];
}

const rubricSubject = (id: string) => ({ type: 'review.rubric', id }) as const;

async function loadRubric(tx: Tx, id: string): Promise<RubricRow> {
  return tables(tx).selectFrom('review.rubric').selectAll().where('id', '=', id).executeTakeFirstOrThrow(() => refuse(commonRefusals.notFound));
}

async function recordRubric(tx: Tx, act: string, { id, title, number, party, visibility }: RubricRow, changes: Json): Promise<void> {
  await record(tx, { act: `review.rubric/${act}`, subject: { ...rubricSubject(id), title: `${title}（第 ${number} 版）` }, changes, access: { visibility, party } });
}
