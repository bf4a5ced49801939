import { levelOf, type ShownNode, type ShownScore } from '../compare/rules.ts';
import { drawnBounds, type Bounds } from '../compare/scale.ts';
import type { Publication, ResultKind, Run } from './client.ts';

/** A result as the pages compare it: of a computation in the workspace, or of what was published. */
export type ResultView = {
  readonly kind: ResultKind; readonly id: string; readonly title: string; readonly period: string; readonly nodes: readonly ShownNode[]; readonly scores: readonly ShownScore[];
  readonly indicators: Run['indicators']; readonly choices: Run['system']['choices']; readonly robustness: Run['run']['robustness']; /** Of each place how many were asked and how many are approved. */ readonly coverage: ReadonlyMap<string, Run['run']['coverage'][number]>; /** From where to where scores are drawn. */ readonly bounds: Bounds;
};

function boundsOf(choices: Run['system']['choices'], nodes: readonly ShownNode[], scores: readonly ShownScore[]): Bounds {
  const groups = new Set(nodes.flatMap(({ code, level }) => (level > 1 ? [code] : [])));
  return drawnBounds(choices, scores.flatMap(({ code, value }) => (groups.has(code) && value !== null ? [value] : [])), new Set(scores.map(({ unit }) => unit)).size);
}

export function resultOfRun({ run, campaign, system, nodes, scores, indicators }: Run): ResultView {
  return { kind: 'run', id: run.id, title: campaign.title, period: campaign.period, nodes, scores, indicators, choices: system.choices, robustness: run.robustness, coverage: byPlace(run.coverage), bounds: boundsOf(system.choices, nodes, scores) };
}

export function resultOfPublication({ id, title, content, indicators }: Publication): ResultView {
  return { kind: 'publication', id, title, period: content.period, nodes: content.system.nodes, scores: content.scores, indicators, choices: content.system.choices, robustness: content.run.robustness, coverage: byPlace(content.coverage ?? []), bounds: boundsOf(content.system.choices, content.system.nodes, content.scores) };
}

const byPlace = (coverage: Run['run']['coverage']): ResultView['coverage'] => new Map(coverage.map((own) => [own.unit, own]));

/** Of a place how many of those asked are approved, as it stands beside its numbers; nothing where that was not kept. */
export const sayReported = ({ coverage }: Pick<ResultView, 'coverage'>, unit: string) => { const own = coverage.get(unit); return own === undefined ? undefined : `${own.reported}/${own.asked}`; };

/** How many cities a result compares: those of which something is known. */
export const citiesIn = ({ scores }: Pick<ResultView, 'scores'>) => new Set(scores.flatMap((score) => (levelOf(score) === 'city' && score.value !== null ? [score.unit] : []))).size;

/** Where the pages of a unit, of an indicator and of one number are. */
export const unitPath = ({ kind, id }: Pick<ResultView, 'kind' | 'id'>, unit: string) => (kind === 'run' ? `/workspace/indicators/runs/${id}/${unit}` : `/indices/${id}/units/${unit}`);
export const tracePath = (view: Pick<ResultView, 'kind' | 'id'>, unit: string, code: string) => `${unitPath(view, unit)}/${code}`;
export const indicatorPath = ({ kind, id }: Pick<ResultView, 'kind' | 'id'>, code: string) => (kind === 'run' ? `/workspace/indicators/runs/${id}/indicators/${code}` : `/indices/${id}/indicators/${code}`);
