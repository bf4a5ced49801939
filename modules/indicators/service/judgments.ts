import { sql } from 'kysely';
import { ahp, groupJudgments, inconsistentJudgments, judgmentProblems, type Judgment } from '#algorithms/indices/weights/ahp.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { refusals } from '../refusals.ts';
import { loadSystem, type SystemRow } from '../store.ts';
import { asOfficer } from './acting.ts';

export type Judged = { matrix: number[][]; weights: number[]; ratio: number | null; /** The judgments that fit the others least, the worst first. */ worst: Judgment[] };
export type JudgmentsView = { parent: string; parts: { code: string; name: string }[]; parties: (Judged & { party: PartyCode })[]; group: Judged | null };

/** Keeps what a party judges of the parts of a node of a draft: how many times as important one is as another, and the other way round one over it. */
export async function storeJudgments(platform: Platform, actor: Actor, id: string, { parent, matrix }: { parent: string; matrix: number[][] }): Promise<void> {
  const { party } = asOfficer(actor);
  await inTransaction(platform.database, actor, async (tx) => {
    const system = await loadSystem(tx, id);
    if (system.state !== 'draft') throw refuse(refusals.notADraft);
    if (matrix.length !== partsOf(system, parent).length || matrix.length < 2 || judgmentProblems(matrix).length > 0) throw refuse(refusals.badJudgments, {}, { field: '/matrix' });
    await sql`insert into indicators.judgment (system_id, party, parent, matrix) values (${id}, ${party}, ${parent}, ${JSON.stringify(matrix)}::jsonb)
      on conflict (system_id, parent, party) do update set matrix = excluded.matrix, changed_at = now()`.execute(tx.db);
    await record(tx, { act: 'indicators.system/judge', subject: { type: 'indicators.system', id, title: `${system.title}（第 ${system.number} 版）` }, changes: { parent, matrix }, access: { visibility: 'region', party } });
  });
}

/** The parties' judgments of the parts of a node (of the dimensions, where none is named), each with its weights and how consistent it is, and the group's: the geometric mean of all. */
export async function loadJudgments(tx: Tx, system: SystemRow, parent: string = system.nodes.find((node) => node.parent === null)?.code ?? ''): Promise<JudgmentsView> {
  const parts = partsOf(system, parent);
  const { rows } = await sql<{ party: PartyCode; matrix: number[][] }>`select party, matrix from indicators.judgment where system_id = ${system.id} and parent = ${parent} order by party`.execute(tx.db);
  const fitting = rows.filter(({ matrix }) => matrix.length === parts.length);
  return { parent, parts: parts.map(({ code, name }) => ({ code, name })), parties: fitting.map(({ party, matrix }) => ({ party, ...judged(matrix) })), group: fitting.length === 0 ? null : judged(groupJudgments(fitting.map(({ matrix }) => matrix)).map((row) => [...row])) };
}

function judged(matrix: number[][]): Judged {
  const { weights, consistencyRatio } = ahp(matrix);
  return { matrix, weights: [...weights], ratio: consistencyRatio ?? null, worst: inconsistentJudgments(matrix, weights).slice(0, 3) };
}

function partsOf({ nodes }: SystemRow, parent: string) {
  return nodes.filter((node) => node.parent === parent);
}
