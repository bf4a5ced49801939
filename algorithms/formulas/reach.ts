import type { FormulaSystem } from './check.ts';
import { furthestBack } from './model.ts';
import { namesIn } from './names.ts';

/** Of every indicator how many periods back its numbers come from, on whatever way through others; `Infinity` where it looks at its own past and so as far as there is one. */
export function reachOf(byName: FormulaSystem['byName']): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  const visit = (name: string): number => {
    const found = byName.get(name);
    if (found?.kind !== 'indicator') return 0;
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, Infinity); // met again on the way: its own past
    const reach = Math.max(0, ...namesIn(found.formula, true).map((used) => used.back + visit(used.name)));
    known.set(name, reach);
    return reach;
  };
  for (const name of byName.keys()) visit(name);
  return known;
}

/** How many earlier periods a system's formulas need, as far as any may look. */
export function periodsNeeded({ byName }: Pick<FormulaSystem, 'byName'>): number {
  return Math.min(furthestBack, Math.max(0, ...reachOf(byName).values()));
}
