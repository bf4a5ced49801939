import { mostPeriodsBack, type Declaration } from './model.ts';
import { namesOf } from './names.ts';

/** How many periods back the numbers of an indicator lie, through all that it uses; `endless` where one of these looks at its own past. */
export type Reach = { readonly periods: number; readonly endless: boolean };

/** The reach of every indicator. */
export function reaches(byName: ReadonlyMap<string, Declaration>): ReadonlyMap<string, Reach> {
  const known = new Map<string, Reach>();
  const begun = new Set<string>();
  const reachOf = (name: string): Reach => {
    const found = byName.get(name);
    if (found?.kind !== 'indicator') return { periods: 0, endless: false };
    const before = known.get(name);
    if (before !== undefined) return before;
    if (begun.has(name)) return { periods: 0, endless: true };
    begun.add(name);
    const used = namesOf(found).map((own) => ({ ...reachOf(own.name), back: own.back }));
    const reach = { periods: Math.max(0, ...used.map(({ periods, back }) => periods + back)), endless: used.some(({ endless }) => endless) };
    known.set(name, reach);
    return reach;
  };
  for (const name of byName.keys()) if (byName.get(name)?.kind === 'indicator') reachOf(name);
  return known;
}

/** How many periods back a system's numbers lie, at most as many as are looked at. */
export function periodsOf({ byName }: { readonly byName: ReadonlyMap<string, Declaration> }): number {
  return Math.max(0, ...[...reaches(byName).values()].map(({ periods, endless }) => (endless ? mostPeriodsBack : Math.min(periods, mostPeriodsBack))));
}
