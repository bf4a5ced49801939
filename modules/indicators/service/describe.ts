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
