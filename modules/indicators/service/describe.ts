import { indicatorsOf, weightInWhole } from '#algorithms/indices/system.ts';
import type { Text } from '#kernel/text.ts';
import { sayFormula } from '../formula-words.ts';
import { nodesOf, type SystemRow } from '../store.ts';
import { formulasOf } from './systems.ts';

export type DescribedIndicator = { code: string; name: string; parent: string; direction: number; goalposts: { low: number; high: number } | null; weightInWhole: number; unit: string; formula: Text; source: string };

/** Every indicator of a version with its formula in words and as it is written, its unit and what it weighs in the whole. */
export function describeIndicators(system: Pick<SystemRow, 'formulas' | 'nodes'>): DescribedIndicator[] {
  const formulas = formulasOf(system);
  const nodes = nodesOf(system.nodes);
  return indicatorsOf(nodes).map(({ code, name, parent, direction, goalposts }) => {
    const declared = formulas.byName.get(code);
    const known = declared?.kind === 'indicator' ? declared : undefined;
    return {
      code, name, parent: parent ?? '', direction, goalposts: goalposts === undefined ? null : { low: goalposts.low, high: goalposts.high }, weightInWhole: weightInWhole(nodes, code),
      unit: known?.unit ?? '', formula: known === undefined ? { zh: '', en: '' } : sayFormula(known.formula, formulas), source: known?.source ?? '',
    };
  });
}
