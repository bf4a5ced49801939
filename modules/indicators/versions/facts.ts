import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { aboutFields, type Declaration, type Expression } from '#algorithms/formulas/model.ts';
import { writeExpression } from '#algorithms/formulas/write.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import type { Text } from '#kernel/text.ts';
import { sayAggregation, sayCoverage, sayNormalisation, choiceWords, type SystemChoices } from '../method/words.ts';
import { levelNames, sayFormula } from './formula-words.ts';
import { nodesOf, type StoredNode } from './tree.ts';
import type { FactField } from './words.ts';
import { declarationKinds, directions } from './words.ts';

/** All that makes a version what it is. */
export type Version = { readonly title: string; readonly sources: readonly string[]; readonly formulas: string; readonly nodes: readonly StoredNode[]; readonly choices: SystemChoices };

/** What a version says in one respect. `said` is what it is compared by: the same text means the same. */
export type Fact = { readonly of: 'system' | 'choices' | 'node' | 'declaration'; readonly code: string; readonly name: string; readonly field: FactField; readonly said: string; readonly text: Text };

/** Everything that a version says, once: what the four agree to and what versions are compared by are both made of this, so that neither can leave anything out. */
export function factsOf(version: Version, formulas: FormulaSystem): Fact[] {
  const { title, sources, nodes } = version;
  const system = (field: FactField, said: string): Fact => ({ of: 'system', code: '', name: title, field, said, text: same(said) });
  return [
    system('title', title), system('sources', sources.join('；')),
    ...(nodes.length === 0 ? [] : choiceFacts(version)),
    ...nodes.flatMap((node) => nodeFacts(node, nodes)),
    ...[...formulas.byName.values()].flatMap((declaration) => declarationFacts(declaration, formulas)),
  ];
}

function choiceFacts({ title, choices }: Version): Fact[] {
  const fact = (field: FactField, text: Text): Fact => ({ of: 'choices', code: 'choices', name: title, field, said: text.zh, text });
  return [fact('impute', choiceWords.impute[choices.impute]), fact('treat', choiceWords.treat[choices.treat]), fact('normalise', sayNormalisation(choices.normalise)), fact('aggregate', sayAggregation(choices.aggregate)), fact('coverage', same(sayCoverage(choices)))];
}

function nodeFacts({ code, name, level, parent, weight, direction, goalposts }: StoredNode, nodes: readonly StoredNode[]): Fact[] {
  const fact = (field: FactField, said: string, text: Text = same(said)): Fact => ({ of: 'node', code, name, field, said, text });
  const share = `${(weightInWhole(nodesOf(nodes), code) * 100).toFixed(1)}%`;
  return [
    fact('name', name), fact('rank', String(level)),
    fact('parent', parent ?? '', same(nodes.find((node) => node.code === parent)?.name ?? parent ?? '—')),
    ...(parent === null ? [] : [fact('weight', String(weight), { zh: `${weight}（占总分 ${share}）`, en: `${weight} (${share} of the whole)` })]),
    ...(level === 1 ? [fact('direction', String(direction), directions[direction]), ...(goalposts === null ? [] : [fact('goalposts', `${goalposts.low}—${goalposts.high}`)])] : []),
  ];
}

function declarationFacts(declaration: Declaration, formulas: FormulaSystem): Fact[] {
  const { name: code, label, level, about, kind } = declaration;
  const fact = (field: FactField, said: string, text: Text = same(said)): Fact => ({ of: 'declaration', code, name: label, field, said, text });
  const written = (field: FactField, expression: Expression): Fact => {
    const [source, words] = [writeExpression(expression), sayFormula(expression, formulas)];
    return fact(field, source, { zh: `${words.zh}　${source}`, en: `${words.en}　${source}` });
  };
  const standard = kind === 'indicator' ? declaration.standard : undefined;
  const of = standard === undefined ? kind : 'standard';
  return [
    fact('kind', of, declarationKinds[of]), fact('label', label), fact('level', level, levelNames[level]),
    ...(of === 'data' || of === 'indicator' ? [fact('unit', unitOf(declaration))] : []),
    ...(kind === 'indicator' || kind === 'rule' ? [written('formula', standard?.condition ?? declaration.formula)] : []),
    ...(standard?.applies === undefined ? [] : [written('applies', standard.applies)]),
    ...aboutFields.flatMap((field) => (about[field] === undefined ? [] : [fact(field, about[field])])),
  ];
}

function unitOf(declaration: Declaration): string {
  return 'unit' in declaration ? declaration.unit : '';
}

function same(text: string): Text {
  return { zh: text, en: text };
}
