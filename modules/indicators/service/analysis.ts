import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { analyse } from '../compare/analysis.ts';
import { wholeOf } from '../compare/rules.ts';
import { refusals } from '../refusals.ts';
import { loadPublication, loadRun, loadScores, loadSystem } from '../store.ts';
import { publicationTrend, runTrend } from './trends.ts';

/** What stands behind a computation. */
export async function analyseRun(platform: Platform, actor: Actor, id: string) {
  const { run, nodes, scores } = await inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    return { run, nodes: (await loadSystem(tx, run.systemId)).nodes, scores: await loadScores(tx, id) };
  });
  if (nodes.length === 0) throw refuse(refusals.noIndex);
  if (run.finishedAt === null) throw refuse(refusals.notFinished);
  return analyse({ nodes, scores, sensitivity: run.robustness?.sensitivity ?? null, years: await runTrend(platform, actor, id, { code: wholeOf(nodes) }) });
}

/** The same of what was published; what was kept back is not reckoned with. */
export async function analysePublication(platform: Platform, actor: Actor, id: string) {
  const { system: { nodes }, scores, run } = (await inTransaction(platform.database, actor, (tx) => loadPublication(tx, id))).content;
  return analyse({ nodes, scores, sensitivity: run.robustness.sensitivity ?? null, years: await publicationTrend(platform, actor, id, { code: wholeOf(nodes) }) });
}
