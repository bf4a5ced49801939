import type { Sensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { analyse } from '../compare/analysis.ts';
import { wholeOf, type ShownNode } from '../compare/rules.ts';
import { refusals } from '../refusals.ts';
import { loadPublication, loadRun, loadScores, loadSystem } from '../store.ts';
import { publicationTrend, runTrend } from './trends.ts';

/** The node whose differences are asked for; the whole where none is named. */
export type AnalysisOf = { readonly of?: string | undefined };

/** What stands behind a computation. */
export async function analyseRun(platform: Platform, actor: Actor, id: string, { of }: AnalysisOf = {}) {
  const { run, nodes, choices, scores } = await inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    const { nodes, choices } = await loadSystem(tx, run.systemId);
    return { run, nodes, choices, scores: await loadScores(tx, id) };
  });
  if (nodes.length === 0) throw refuse(refusals.noIndex);
  if (run.finishedAt === null) throw refuse(refusals.notFinished);
  const code = nodeOf(nodes, of);
  return analyse({ nodes, scores, sensitivity: withIntervals(run.robustness?.sensitivity), choices, of: code, years: await runTrend(platform, actor, id, { code }) });
}

/** The same of what was published; what was kept back is not reckoned with. */
export async function analysePublication(platform: Platform, actor: Actor, id: string, { of }: AnalysisOf = {}) {
  const { system: { nodes, choices }, scores, run } = (await inTransaction(platform.database, actor, (tx) => loadPublication(tx, id))).content;
  const code = nodeOf(nodes, of);
  return analyse({ nodes, scores, sensitivity: withIntervals(run.robustness.sensitivity), choices, of: code, years: await publicationTrend(platform, actor, id, { code }) });
}

function nodeOf(nodes: readonly ShownNode[], of = wholeOf(nodes)): string {
  if (nodes.every(({ code }) => code !== of)) throw refuse(commonRefusals.notFound);
  return of;
}

/** Those of before there were intervals were too few samples to say anything, and are not shown. */
function withIntervals(sensitivity: Sensitivity | undefined): Sensitivity | null {
  return sensitivity !== undefined && sensitivity.factors.every(({ first }) => typeof first === 'object') ? sensitivity : null;
}
