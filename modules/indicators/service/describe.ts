import type { Expression } from '#algorithms/formulas/model.ts';
import { indicatorsOf, weightInWhole } from '#algorithms/indices/system.ts';
import type { Text } from '#kernel/text.ts';
import { partsOf } from '#algorithms/formulas/parts.ts';
import { sayFormula } from '../versions/formula-words.ts';
import { nodesOf, type SystemRow } from '../store.ts';
import { formulasAsFar } from './systems.ts';

/** What a formula is put together from, in words. */
export type DescribedPart = { key: string; label: Text; unit: string };
export type DescribedIndicator = { parts: DescribedPart[]; code: string; name: string; parent: string; direction: number; goalposts: { low: number; high: number } | null; weightInWhole: number; unit: string; formula: Text; source: string };

/** Every indicator of a version with its formula in words and as it is written, its unit and what it weighs in the whole. */
export function describeIndicators(system: Pick<SystemRow, 'formulas' | 'nodes'>): DescribedIndicator[] {
  const formulas = formulasAsFar(system);
  const nodes = nodesOf(system.nodes);
  return indicatorsOf(nodes).map(({ code, name, parent, direction, goalposts }) => {
    const declared = formulas.byName.get(code);
    const known = declared?.kind === 'indicator' ? declared : undefined;
    return {
      code, name, parent: parent ?? '', direction, goalposts: goalposts === undefined ? null : { low: goalposts.low, high: goalposts.high }, weightInWhole: weightInWhole(nodes, code),
      parts: partsOf(formulas, code).map(({ key, expression, unit }) => ({ key, label: sayFormula(expression, formulas), unit })), unit: known?.unit ?? '', formula: known === undefined ? { zh: '', en: '' } : sayFormula(known.formula, formulas), source: known?.source ?? '',
    };
  });
}

/** What is said of a district where there is no index: a number, with the standard that it is held against, or a standard by itself. */
export type DescribedColumn = { code: string; name: string; unit: string; /** Its code and what it asks for. */ standard: { code: string; words: Text } | null };

/** The columns of a system without a tree, in the order in which they are declared. */
export function describeDistricts(system: Pick<SystemRow, 'formulas' | 'nodes'>): DescribedColumn[] {
  if (system.nodes.length > 0) return [];
  const formulas = formulasAsFar(system);
  const declared = [...formulas.byName.values()].filter((own) => own.kind === 'indicator').filter(({ level }) => level === 'district');
  const standards = declared.flatMap(({ name, standard }) => (standard === undefined ? [] : [{ code: name, words: sayFormula(standard.condition, formulas), of: comparedIn(standard.condition) }]));
  const shown = new Set(declared.flatMap(({ name, standard }) => (standard === undefined ? [name] : [])));
  return declared.flatMap(({ name: code, label: name, unit, standard }): DescribedColumn[] => {
    if (standard !== undefined) return shown.has(comparedIn(standard.condition) ?? '') ? [] : [{ code, name, unit: '', standard: { code, words: sayFormula(standard.condition, formulas) } }];
    const against = standards.find(({ of }) => of === code);
    return [{ code, name, unit, standard: against === undefined ? null : { code: against.code, words: against.words } }];
  });
}

/** What a standard holds against a threshold: the name on the left of its comparison. */
function comparedIn(condition: Expression): string | undefined {
  return condition.kind === 'operation' && condition.left.kind === 'name' && condition.left.back === 0 && ['<', '<=', '>', '>=', '='].includes(condition.operator) ? condition.left.name : undefined;
}
