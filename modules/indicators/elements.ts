import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import type { FormLevel } from './store.ts';

/** A number that is collected. */
export type Element = { readonly name: string; readonly label: string; readonly unit: string };

/** What a form of a level asks for, in the order of the system. */
export function elementsOf({ byName }: FormulaSystem, level: FormLevel): Element[] {
  return [...byName.values()].flatMap((declared) => (declared.kind === 'data' && declared.level === level ? [{ name: declared.name, label: declared.label, unit: declared.unit }] : []));
}

/** Who reports for a system: the levels that it has data elements of. */
export function levelsOf(system: FormulaSystem): FormLevel[] {
  return (['district', 'school'] as const).filter((level) => elementsOf(system, level).length > 0);
}

/** What must hold for a form of a level, as one would read it in a sheet. */
export function rulesOf({ byName }: FormulaSystem, level: FormLevel): string[] {
  return [...byName.values()].flatMap((declared) => (declared.kind === 'rule' && declared.level === level ? [declared.label] : []));
}
