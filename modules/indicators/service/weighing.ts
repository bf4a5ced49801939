import { sql } from 'kysely';
import { columnOf } from '#algorithms/indices/statistics.ts';
import { weightMethods, weightsBy, type WeightMethod } from '#algorithms/indices/weights/by-data.ts';
import { combineWeights } from '#algorithms/indices/weights/objective.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { sayWeightProblem } from '../notes.ts';
import { loadScores, loadSystem } from '../store.ts';
import { loadJudgments } from './judgments.ts';

/** One way to the weights of a node's parts, adding up to one; or why it gives none. `judged`: times what the parties judge (AHP). */
export type Weighing = { method: WeightMethod | 'ahp'; judged: boolean; weights: number[] | null; why: Text | null };
export type Weighings = { parent: string; name: string; from: { title: string; period: string } | null; parts: { code: string; name: string; weight: number }[]; ways: Weighing[] };

/** What the data would weigh the parts of a node by: from the cities' scores in the latest result of this index, by this version where it was tried. Beside it what the parties judge, and both together. */
export async function showWeighings(platform: Platform, actor: Actor, id: string, parent: string): Promise<Weighings> {
  return inTransaction(platform.database, actor, async (tx) => {
    const system = await loadSystem(tx, id);
    const node = system.nodes.find(({ code }) => code === parent);
    const parts = system.nodes.filter((own) => own.parent === parent);
    if (node === undefined || parts.length < 2) throw refuse(commonRefusals.notFound);
    const { rows: [latest] } = await sql<{ id: string; title: string; period: string }>`
      select r.id, c.title, c.period from indicators.run r join indicators.system s on s.id = r.system_id join indicators.campaign c on c.id = r.campaign_id
      where s.code = ${system.code} and r.finished_at is not null order by (r.system_id = ${id}) desc, c.period desc, r.id desc limit 1`.execute(tx.db);
    const scores = latest === undefined ? [] : (await loadScores(tx, latest.id)).filter(({ level }) => level === 'city');
    const units = [...new Set(scores.map(({ unit }) => unit))];
    const valueOf = new Map(scores.map(({ unit, code, value }) => [`${unit}/${code}`, value]));
    const columns = parts.map(({ code }) => columnOf(units.map((unit) => valueOf.get(`${unit}/${code}`))));
    const { group } = await loadJudgments(tx, system, parent);
    const ways = weightMethods.flatMap((method): Weighing[] => {
      const found = weightsBy(method, columns);
      if ('problem' in found) return [{ method, judged: false, weights: null, why: sayWeightProblem({ code: found.problem, node: node.name }) }];
      const both = group === null || method === 'equal' ? undefined : combineWeights([group.weights, found.weights], 'product');
      return [{ method, judged: false, weights: [...found.weights], why: null }, ...(both === undefined ? [] : [{ method, judged: true, weights: [...both], why: null }])];
    });
    return {
      parent, name: node.name, from: latest === undefined ? null : { title: latest.title, period: latest.period }, parts: parts.map(({ code, name, weight }) => ({ code, name, weight })),
      ways: [...(group === null ? [] : [{ method: 'ahp' as const, judged: false, weights: group.weights, why: null }]), ...ways],
    };
  });
}
