import type { ShownNode, ShownScore } from '../compare/rules.ts';
import type { Publication, ResultKind, Run } from './client.ts';

/** A result as the pages compare it: of a computation in the workspace, or of what was published. */
export type ResultView = {
  readonly kind: ResultKind; readonly id: string; readonly title: string; readonly period: string; readonly nodes: readonly ShownNode[]; readonly scores: readonly ShownScore[];
  readonly indicators: Run['indicators']; readonly choices: Run['system']['choices']; readonly robustness: Run['run']['robustness']; /** The best score of the scale. */ readonly most: number;
};

const mostOf = ({ normalise }: Run['system']['choices']) => ('scale' in normalise ? (normalise.scale?.[1] ?? 100) : 100);

export function resultOfRun({ run, campaign, system, nodes, scores, indicators }: Run): ResultView {
  return { kind: 'run', id: run.id, title: campaign.title, period: campaign.period, nodes, scores, indicators, choices: system.choices, robustness: run.robustness, most: mostOf(system.choices) };
}

export function resultOfPublication({ id, title, content, indicators }: Publication): ResultView {
  return { kind: 'publication', id, title, period: content.period, nodes: content.system.nodes, scores: content.scores, indicators, choices: content.system.choices, robustness: content.run.robustness, most: mostOf(content.system.choices) };
}

/** Where the pages of a unit, of an indicator and of one number are. */
export const unitPath = ({ kind, id }: Pick<ResultView, 'kind' | 'id'>, unit: string) => (kind === 'run' ? `/workspace/indicators/runs/${id}/${unit}` : `/indices/${id}/units/${unit}`);
export const tracePath = (view: Pick<ResultView, 'kind' | 'id'>, unit: string, code: string) => `${unitPath(view, unit)}/${code}`;
export const indicatorPath = ({ kind, id }: Pick<ResultView, 'kind' | 'id'>, code: string) => (kind === 'run' ? `/workspace/indicators/runs/${id}/indicators/${code}` : `/indices/${id}/indicators/${code}`);
