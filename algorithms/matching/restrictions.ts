import type { Limits } from './limits.ts';
import { at, none, type Market } from './market.ts';
import type { Team } from './team-stability.ts';

/** Limits and teams as one writes them down: by names, where '' is none. */
export type Restrictions = {
  /** Of each applicant. */
  readonly categories: readonly string[];
  /** Of each applicant, the code of their team. */
  readonly teams: readonly string[];
  /** Of each position, the smallest region that has a cap. */
  readonly regions: readonly string[];
  /** Of each position, how many of a category it takes at most. */
  readonly quotas: readonly ReadonlyMap<string, number>[];
  readonly caps: readonly { readonly region: string; readonly cap: number; /** The larger region that it lies in. */ readonly within: string }[];
};

/** Whether there is anything to keep: categories alone, without a quota, restrict nothing. */
export function isRestricted({ teams, quotas, caps }: Restrictions): boolean {
  return caps.length > 0 || teams.some((code) => code !== '') || quotas.some(({ size }) => size > 0);
}

/** The limits in numbers; `undefined` where nothing is limited. Every region named must have a cap, and none may lie in itself. */
export function limitsOf({ categories, regions, quotas, caps }: Restrictions, capacity: Int32Array): Limits | undefined {
  if (caps.length === 0 && quotas.every(({ size }) => size === 0)) return undefined;
  const names = [...new Set(categories)];
  const category = new Map(names.map((name, i) => [name, i]));
  const region = new Map(caps.map((cap, i) => [cap.region, i]));
  const ceiling = new Int32Array(quotas.length * names.length).fill(none);
  for (const [p, quota] of quotas.entries()) for (const [name, most] of quota) if (category.has(name)) ceiling[p * names.length + (category.get(name) ?? 0)] = most;
  const around = { region: Int32Array.from(regions, (name) => region.get(name) ?? none), cap: Int32Array.from(caps, ({ cap }) => cap), within: Int32Array.from(caps, ({ within }) => region.get(within) ?? none) };
  return { category: Int32Array.from(categories, (name) => category.get(name) ?? none), categories: names.length, ceiling, ...around, target: fairTargets(around, capacity) };
}

/**
 * Of each position its share of the cap around it: a region's cap goes to the positions and smaller regions in it in proportion to their places,
 * none getting more than it can take, by largest remainders (Hamilton's method); where these are equal the larger goes first, then the earlier.
 * A position without a region has 0: it needs no share.
 */
export function fairTargets({ region, cap, within }: Pick<Limits, 'region' | 'cap' | 'within'>, capacity: Int32Array): Int32Array {
  const target = new Int32Array(capacity.length);
  const members = (lies: Int32Array, r: number) => Array.from(lies.keys()).filter((i) => at(lies, i) === r);
  const inside = Array.from(cap.keys(), (r) => ({ positions: members(region, r), regions: members(within, r) }));
  const sizeOf = (r: number): number => Math.min(at(cap, r), placesIn(r).reduce((sum, places) => sum + places, 0));
  const placesIn = (r: number): number[] => [...(inside[r]?.positions ?? []).map((p) => at(capacity, p)), ...(inside[r]?.regions ?? []).map(sizeOf)];
  const share = (r: number, amount: number): void => {
    const { positions = [], regions = [] } = inside[r] ?? {};
    const shares = inProportion(placesIn(r), amount);
    for (const [i, p] of positions.entries()) target[p] = shares[i] ?? 0;
    for (const [i, smaller] of regions.entries()) share(smaller, shares[positions.length + i] ?? 0);
  };
  for (const r of cap.keys()) if (at(within, r) === none) share(r, sizeOf(r));
  return target;
}

/** Whole shares of an amount in proportion to sizes, which it does not exceed in all. */
function inProportion(sizes: readonly number[], amount: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0) return sizes.map(() => 0);
  const shares = sizes.map((size) => Math.floor((size * amount) / total));
  const left = amount - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = sizes.map((size, i) => ({ i, remainder: (size * amount) % total })).toSorted((one, other) => other.remainder - one.remainder || (sizes[other.i] ?? 0) - (sizes[one.i] ?? 0) || one.i - other.i);
  for (const { i } of byRemainder.slice(0, left)) shares[i] = (shares[i] ?? 0) + 1;
  return shares;
}

/** The teams: those with the same code, whose k-th wishes are one joint wish, as long as all have one. A code that only one has makes no team. */
export function teamsOf({ wishStart }: Pick<Market, 'wishStart'>, codes: readonly string[]): Team[] {
  const byCode = Map.groupBy(codes.keys().filter((a) => codes[a] !== ''), (a) => codes[a] ?? '');
  return [...byCode.values()].filter((members) => members.length > 1).map((members) => {
    const joint = Math.min(...members.map((a) => at(wishStart, a + 1) - at(wishStart, a)));
    return { members, wishes: Array.from({ length: joint }, (_, k) => members.map((a) => at(wishStart, a) + k)) };
  });
}

/** What a certificate holds of the restrictions, as lines; nothing where there are none, so that older certificates stay as they are. */
export function* restrictionLines({ categories, teams, regions, quotas, caps }: Restrictions, names: { readonly applicants: readonly string[]; readonly positions: readonly string[] }): Generator<string> {
  for (const [a, name] of categories.entries()) if (name !== '') yield `category\t${names.applicants[a]}\t${name}`;
  for (const [p, quota] of quotas.entries()) for (const [name, most] of [...quota].toSorted(([one], [other]) => (one < other ? -1 : 1))) yield `quota\t${names.positions[p]}\t${name}\t${most}`;
  for (const [p, name] of regions.entries()) if (name !== '') yield `region\t${names.positions[p]}\t${name}`;
  for (const { region, cap, within } of caps) yield `cap\t${region}\t${cap}\t${within}`;
  for (const [a, code] of teams.entries()) if (code !== '') yield `team\t${names.applicants[a]}\t${code}`;
}
