import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { differencesOf, sayFacts, type Difference } from './differences.ts';
import { factsOf, type Fact, type Version } from './facts.ts';
import { declarationKinds, factWords } from './words.ts';

type Clause = { readonly id: string; readonly heading: string; readonly text: string };

/** A version as the text that the four agree to: everything that it says, and what it changes of the one in force. */
export function clausesOf(version: Version, formulas: FormulaSystem, before?: { readonly number: number; readonly facts: readonly Fact[] }): Clause[] {
  const facts = factsOf(version, formulas);
  const { nodes } = version;
  const of = (kind: Fact['of'], code: string) => facts.filter((fact) => fact.of === kind && fact.code === code);
  const inTree = new Set(nodes.flatMap(({ code, level }) => (level === 1 ? [code] : [])));
  const line = (name: string, code: string, own: readonly Fact[]) => `${name}（${code}）：${sayFacts(own).zh}`;
  const groups = nodes.filter(({ level }) => level > 1);
  const declared = (heading: string, id: string, wanted: (kind: string, code: string) => boolean): Clause[] => {
    const lines = [...formulas.byName.values()].flatMap(({ name, label }) => { const own = of('declaration', name); return wanted(own.find(({ field }) => field === 'kind')?.said ?? '', name) ? [line(label, name, own)] : []; });
    return lines.length === 0 ? [] : [{ id, heading, text: lines.join('\n') }];
  };
  const changes = before === undefined ? [] : differencesOf(before.facts, facts);
  return [
    { id: 'basis', heading: '名称与依据', text: sayFacts(facts.filter((fact) => fact.of === 'system')).zh },
    ...(nodes.length === 0 ? [] : [
      { id: 'choices', heading: '计算方法', text: sayFacts(facts.filter((fact) => fact.of === 'choices')).zh },
      { id: 'tree', heading: '结构与权重', text: groups.map(({ name, code }) => line(name, code, of('node', code))).join('\n') },
      ...groups.flatMap(({ name, code }) => {
        const own = nodes.filter((node) => node.level === 1 && node.parent === code);
        return own.length === 0 ? [] : [{ id: `group/${code}`, heading: `${name}：各项指标`, text: own.map((node) => line(node.name, node.code, [...of('node', node.code), ...of('declaration', node.code)])).join('\n') }];
      }),
    ]),
    ...declared(nodes.length === 0 ? '指标' : '计算用的其他指标', 'helpers', (kind, code) => kind === 'indicator' && !inTree.has(code)),
    ...declared(declarationKinds.standard.zh, 'standards', (kind, code) => kind === 'standard' && !inTree.has(code)),
    ...declared('填报的数据项', 'data', (kind) => kind === 'data' || kind === 'attribute'),
    ...declared(declarationKinds.rule.zh, 'rules', (kind) => kind === 'rule'),
    ...(before === undefined ? [] : [{ id: 'differences', heading: `与第 ${before.number} 版的差别`, text: changes.length === 0 ? '没有差别。' : changes.map(sayDifference).join('\n') }]),
  ];
}

function sayDifference({ of, name, code, field, before, after }: Difference): string {
  const what = of === 'system' || of === 'choices' ? '' : `${name}（${code}）`;
  if (field === 'whole') return before === null ? `新增 ${what}：${after?.zh ?? ''}` : `删去 ${what}：${before.zh}`;
  return `${what}${what === '' ? '' : ' '}${factWords[field].zh}：${before?.zh ?? '（无）'} → ${after?.zh ?? '（无）'}`;
}
