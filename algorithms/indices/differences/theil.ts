import type { Column } from '../statistics.ts';

/** A unit: its value a head and how many heads it counts for. */
export type Share = { readonly value: number; readonly population: number };

export type Theil = {
  /** T weighs units by what they have (GE(1)), L by how many they are (GE(0), mean logarithmic deviation). */
  readonly T: number;
  readonly L: number;
};

/** One level of a nested decomposition: what lies between its groups, and the groups inside each. total = between + within. */
export type TheilLevel = { readonly total: Theil; readonly between: Theil; readonly within: Theil; readonly groups: readonly { readonly group: string; readonly theil: TheilLevel | { readonly total: Theil }; /** The share of the whole that the group holds. */ readonly share: number }[] };

/** Theil's T and L (Theil 1967); values above zero. `undefined` for none, or one that is not above zero. */
export function theil(units: readonly Share[]): Theil | undefined {
  const population = units.reduce((all, unit) => all + unit.population, 0);
  const whole = units.reduce((all, unit) => all + unit.population * unit.value, 0);
  if (!(population > 0) || units.some(({ value, population: own }) => !(value > 0) || own < 0)) return undefined;
  const mean = whole / population;
  let [T, L] = [0, 0];
  for (const { value, population: own } of units) {
    const ratio = value / mean;
    T += (own / population) * ratio * Math.log(ratio);
    L -= (own / population) * Math.log(ratio);
  }
  return { T, L };
}

/**
 * Nested decomposition: between parties, within parties between cities, within cities between districts …, as many levels as each unit's path has names.
 * At every level within + between = total (Shorrocks 1980; Akita 2003 for the nested form).
 */
export function decomposeTheil(units: readonly (Share & { readonly path: readonly string[] })[]): TheilLevel | { readonly total: Theil } | undefined {
  const total = theil(units);
  if (total === undefined) return undefined;
  if (units.every(({ path }) => path.length === 0)) return { total };
  const members = new Map<string, (Share & { path: readonly string[] })[]>();
  for (const { path: [group = '', ...path], ...share } of units) members.set(group, [...(members.get(group) ?? []), { ...share, path }]);
  const population = units.reduce((all, unit) => all + unit.population, 0);
  const whole = units.reduce((all, unit) => all + unit.population * unit.value, 0);
  const groups = [...members].map(([group, own]) => {
    const people = own.reduce((all, unit) => all + unit.population, 0);
    const value = own.reduce((all, unit) => all + unit.population * unit.value, 0);
    return { group, people, value, inner: decomposeTheil(own) };
  });
  const between = theil(groups.map(({ people, value }) => ({ value: value / people, population: people })));
  if (between === undefined || groups.some(({ inner }) => inner === undefined)) return undefined;
  let [T, L] = [0, 0];
  for (const { people, value, inner } of groups) {
    T += (value / whole) * (inner?.total.T ?? 0);
    L += (people / population) * (inner?.total.L ?? 0);
  }
  return { total, between, within: { T, L }, groups: groups.flatMap(({ group, value, inner }) => (inner === undefined ? [] : [{ group, theil: inner, share: value / whole }])) };
}

/** Units of equal weight from a column; missing ones are left out. */
export function sharesOf(column: Column): Share[] {
  return [...column].flatMap((value) => (Number.isNaN(value) ? [] : [{ value, population: 1 }]));
}
