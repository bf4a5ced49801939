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

/** The limits in numbers; `undefined` where nothing is limited. Every region named must have a cap, and none may lie in itself. Targets are 0: the positions of a region take turns from the beginning. */
export function limitsOf({ categories, regions, quotas, caps }: Restrictions): Limits | undefined {
  if (caps.length === 0 && quotas.every(({ size }) => size === 0)) return undefined;
  const names = [...new Set(categories)];
  const category = new Map(names.map((name, i) => [name, i]));
  const region = new Map(caps.map((cap, i) => [cap.region, i]));
  const ceiling = new Int32Array(quotas.length * names.length).fill(none);
  for (const [p, quota] of quotas.entries()) for (const [name, most] of quota) if (category.has(name)) ceiling[p * names.length + (category.get(name) ?? 0)] = most;
  return {
    category: Int32Array.from(categories, (name) => category.get(name) ?? none), categories: names.length, ceiling, region: Int32Array.from(regions, (name) => region.get(name) ?? none),
    cap: Int32Array.from(caps, ({ cap }) => cap), within: Int32Array.from(caps, ({ within }) => region.get(within) ?? none), target: new Int32Array(regions.length),
  };
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
