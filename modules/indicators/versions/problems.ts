import { readSystem, type FormulaSystem } from '#algorithms/formulas/check.ts';
import type { Problem } from '#algorithms/formulas/model.ts';
import { choiceProblem } from '#algorithms/indices/choices.ts';
import { checkSystem, indicatorsOf, type SystemProblem } from '#algorithms/indices/system.ts';
import { bothLanguages, type Messages, type Text } from '#kernel/text.ts';
import { levelsOf } from '../elements.ts';
import { sayChoiceProblem } from '../method/words.ts';
import { sayProblem } from '../notes.ts';
import { collected } from './collected.ts';
import type { Version } from './facts.ts';
import { sayFormulaProblem } from './formula-words.ts';
import { nodesOf } from './tree.ts';

/** What keeps a draft from being put to the four, and where: in the text at a line and column, in the tree, perhaps at a node, in what is collected, in the choices, in the title. */
export type DraftProblem = { readonly at: 'text' | 'tree' | 'data' | 'choices' | 'title'; readonly text: Text } & Partial<{ readonly line: number; readonly column: number; readonly node: string }>;

/** A draft may be unfinished while it is typed; a tree that is none could not even be shown. */
const unfinished: readonly SystemProblem['code'][] = ['empty', 'noRoot', 'noChildren', 'weightless', 'badGoalposts'];

const words = {
  noTitle: { zh: '体系还没有名称', en: 'the system has no title' },
  noIndicator: { zh: '还没有任何指标', en: 'there is no indicator yet' },
  noElement: { zh: '还没有由县（市、区）或学校填报的数据项', en: 'there is no data element yet that a district or a school reports' },
  notMatching: { zh: '“{name}”（{code}）还没有市一级的公式', en: '“{name}” ({code}) has no formula for a city yet' },
} satisfies Messages;

/** Everything that is wrong or missing in a draft; none when it can be put to the four and computed. `cities`: for how many it will be computed at most. */
export function draftProblems({ title, formulas, nodes, choices }: Version, cities: number): DraftProblem[] {
  const read = readSystem(formulas, collected);
  const tree = nodesOf(nodes);
  const system = 'system' in read ? read.system : undefined;
  const sound = nodes.length === 0 ? [] : checkSystem(tree);
  const chosen = nodes.length === 0 || sound.length > 0 ? undefined : choiceProblem(choices, tree, cities);
  return [
    ...(title.trim() === '' ? [{ at: 'title' as const, text: words.noTitle }] : []),
    ...('problems' in read ? read.problems.map(inText) : []),
    ...sound.map((problem): DraftProblem => ({ at: 'tree', text: sayProblem(problem), ...('node' in problem ? { node: problem.node } : {}) })),
    ...(system === undefined ? [] : [
      ...indicatorsOf(tree).flatMap(({ code, name }): DraftProblem[] => (isOfCities(system, code) ? [] : [{ at: 'tree', node: code, text: bothLanguages(words.notMatching, { code, name }) }])),
      ...(system.order.length === 0 ? [{ at: 'tree' as const, text: words.noIndicator }] : []), ...(levelsOf(system).length === 0 ? [{ at: 'data' as const, text: words.noElement }] : []),
    ]),
    ...(chosen === undefined ? [] : [{ at: 'choices' as const, text: sayChoiceProblem(chosen) }]),
  ];
}

/** What is wrong with a tree that is not merely unfinished. */
export function brokenTree(nodes: Version['nodes']): SystemProblem | undefined {
  return nodes.length === 0 ? undefined : checkSystem(nodesOf(nodes)).find(({ code }) => !unfinished.includes(code));
}

function isOfCities(system: FormulaSystem, code: string): boolean {
  const found = system.byName.get(code);
  return found?.kind === 'indicator' && found.level === 'city';
}

function inText(problem: Problem): DraftProblem {
  return { at: 'text', line: problem.line, column: problem.column, text: sayFormulaProblem(problem) };
}
