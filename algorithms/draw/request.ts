import type { Row } from '../solver.ts';

export type Person = { readonly id: string; readonly values: Readonly<Record<string, string>> };

/** Of those drawn, at least `min` and at most `max` have this value in this category; the softer pair, where given, contains the hard one. */
export type Bound = { readonly category: string; readonly value: string; readonly min: number; readonly max: number; readonly minFlex?: number; readonly maxFlex?: number };

export type DrawRequest = {
  readonly people: readonly Person[];
  readonly bounds: readonly Bound[];
  readonly seats: number;
  /** Nobody's chance is greater than this, 0 to 1. */
  readonly cap?: number;
};

/** Those who have the same value in every category with a bound. They are interchangeable: whatever is fair gives them the same chance. */
export type Group = { readonly members: readonly number[]; readonly values: readonly string[] };

/**
 * The request with people counted by group. A panel is then how many each group sends; by symmetry the fairest chances over people are
 * the fairest over groups, shared equally inside each.
 */
export type Grouped = {
  readonly groups: readonly Group[];
  readonly sizes: readonly number[];
  readonly seats: number;
  /** The most that anybody's chance may be. */
  readonly cap: number;
  /** The size of the panel first, then each bound that can bind, over groups. */
  readonly rows: readonly Row[];
};

/** Counts people by group, in the order in which groups first appear. */
export function groupPeople({ people, bounds, seats, cap = 1 }: DrawRequest): Grouped {
  const categories = [...new Set(bounds.map(({ category }) => category))];
  const byValues = new Map<string, { members: number[]; values: string[] }>();
  people.forEach((person, i) => {
    const values = categories.map((category) => person.values[category] ?? '');
    const key = JSON.stringify(values);
    const group = byValues.get(key);
    if (group === undefined) byValues.set(key, { members: [i], values });
    else group.members.push(i);
  });
  const groups = [...byValues.values()];
  const rows = bounds.map((bound): Row & { among: number } => {
    const place = categories.indexOf(bound.category);
    const columns = groups.flatMap(({ values }, g) => (values[place] === bound.value ? [g] : []));
    const among = columns.reduce((sum, g) => sum + (groups[g]?.members.length ?? 0), 0);
    return { lower: bound.min, upper: bound.max, columns, values: columns.map(() => 1), among };
  });
  const binding = rows.filter(({ lower, upper, among }) => lower > 0 || upper < Math.min(among, seats));
  const everyone: Row = { lower: seats, upper: seats, columns: groups.map((_, g) => g), values: groups.map(() => 1) };
  return { groups, sizes: groups.map(({ members }) => members.length), seats, cap, rows: [everyone, ...binding.map(({ lower, upper, columns, values }) => ({ lower, upper, columns, values }))] };
}

/** How much a row adds up to for these counts. */
export function activity({ columns, values }: Row, counts: ArrayLike<number>): number {
  return columns.reduce((sum, g, i) => sum + (values[i] ?? 0) * (counts[g] ?? 0), 0);
}

/** Whether these people are a panel that the request allows: as many as there are seats, each once, every bound kept. */
export function keepsBounds({ people, bounds, seats }: DrawRequest, panel: readonly number[]): boolean {
  if (panel.length !== seats || new Set(panel).size !== seats || panel.some((i) => people[i] === undefined)) return false;
  return bounds.every(({ category, value, min, max }) => {
    const count = panel.filter((i) => people[i]?.values[category] === value).length;
    return min <= count && count <= max;
  });
}
