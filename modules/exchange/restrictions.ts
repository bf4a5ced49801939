import type { Entries } from '#algorithms/matching/entries.ts';
import { partyCodes } from '#kernel/domain.ts';

/** What a scheme restricts: at each post, how many of one party, one home or one category; how many a party or a city takes in all; and whether teams go together. */
export type SchemeLimits = {
  readonly by: 'none' | 'party' | 'home' | 'category';
  /** By category, each with its own most; by party or home the one number counts for all, under ''. */
  readonly quotas: readonly { readonly category: string; readonly most: number }[];
  /** Regions as codes of GB/T 2260: a party by two digits, a city by its first four. */
  readonly caps: readonly { readonly region: string; readonly most: number }[];
  readonly teams: boolean;
};

export const noLimits: SchemeLimits = { by: 'none', quotas: [], caps: [], teams: false };

/** What is wrong with the limits of a scheme, if anything. */
export function faultOfLimits({ by, quotas, caps, teams }: SchemeLimits, mechanism: string): 'mechanism' | 'teamsAndLimits' | 'quotas' | 'regions' | undefined {
  const limited = by !== 'none' || caps.length > 0;
  if ((limited || teams) && mechanism !== 'da-applicant') return 'mechanism';
  if (limited && teams) return 'teamsAndLimits';
  const names = quotas.map(({ category }) => category);
  if (by === 'none' ? quotas.length > 0 : by === 'category' ? quotas.length === 0 || names.includes('') || new Set(names).size !== names.length : quotas.length !== 1 || names[0] !== '') return 'quotas';
  const regions = caps.map(({ region }) => region);
  if (new Set(regions).size !== regions.length || regions.some((region) => !partyCodes.some((party) => region.startsWith(party)))) return 'regions';
  return undefined;
}

type Applicant = { readonly id: string; readonly home: string; readonly party: string; readonly category: string | null; readonly team: string | null; readonly wishes: readonly string[] };
type Position = { readonly id: string; readonly host: string; readonly capacity: number; readonly priorities: readonly string[]; readonly division: string };

/**
 * The entries of a matching with what its scheme restricts. A post lies in the smallest region with a cap that its host's division is in.
 * @param incomplete codes of teams of whom not everybody was nominated: they go together or not at all, so nobody of them goes
 */
export function restrictedEntries({ applicants, positions, limits, incomplete }: { applicants: readonly Applicant[]; positions: readonly Position[]; limits: SchemeLimits; incomplete: ReadonlySet<string> }): Entries {
  const { by, quotas, caps, teams } = limits;
  const categoryOf = ({ party, home, category }: Applicant): string => (by === 'none' ? '' : by === 'party' ? party : by === 'home' ? home : (category ?? ''));
  const categories = new Set(applicants.map(categoryOf));
  const quotasOf = by === 'none' ? undefined : new Map(by === 'category' ? quotas.filter(({ category }) => categories.has(category)).map(({ category, most }) => [category, most]) : [...categories].map((name) => [name, quotas[0]?.most ?? 0]));
  const regionOf = (division: string): string => caps.map(({ region }) => region).filter((region) => division.startsWith(region)).toSorted((one, other) => other.length - one.length)[0] ?? '';
  return {
    applicants: applicants.map((applicant) => {
      const { id, home, team, wishes } = applicant;
      const stays = teams && team !== null && incomplete.has(team);
      return { id, home, wishes: stays ? [] : wishes, ...(by === 'none' ? {} : { category: categoryOf(applicant) }), ...(teams && team !== null && !stays ? { team } : {}) };
    }),
    positions: positions.map(({ id, host, capacity, priorities, division }) => ({ id, host, capacity, priorities, region: regionOf(division), ...(quotasOf === undefined ? {} : { quotas: quotasOf }) })),
    caps: caps.map(({ region, most }) => ({ region, cap: most, within: caps.some((cap) => cap.region !== region && region.startsWith(cap.region)) ? regionOf(region.slice(0, -1)) : '' })),
  };
}
