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
export function faultOfLimits({ by, quotas, caps, teams }: SchemeLimits, mechanism: string): 'mechanism' | 'quotas' | 'regions' | undefined {
  const limited = by !== 'none' || caps.length > 0;
  if ((limited || teams) && mechanism !== 'da-applicant') return 'mechanism';
  const names = quotas.map(({ category }) => category);
  if (by === 'none' ? quotas.length > 0 : by === 'category' ? quotas.length === 0 || names.includes('') || new Set(names).size !== names.length : quotas.length !== 1 || names[0] !== '') return 'quotas';
  const regions = caps.map(({ region }) => region);
  if (new Set(regions).size !== regions.length || regions.some((region) => !partyCodes.some((party) => region.startsWith(party)))) return 'regions';
  return undefined;
}

type Applicant = { readonly id: string; readonly home: string; readonly party: string; readonly category: string | null; readonly team: string | null; readonly wishes: readonly string[] };
type Position = { readonly id: string; readonly host: string; readonly capacity: number; readonly priorities: readonly string[]; readonly division: string };

/** Somebody who has a place, or would have it, and the post's division. */
export type Placed = { readonly offerId: string; readonly division: string; readonly home: string; readonly party: string; readonly category: string | null };

const categoryOf = (by: SchemeLimits['by'], { party, home, category }: Pick<Placed, 'party' | 'home' | 'category'>): string => (by === 'none' ? '' : by === 'party' ? party : by === 'home' ? home : (category ?? ''));

/** Whether one more would stay within the quotas of the post and the caps around it, beside those who have a place. */
export function fitsLimits({ by, quotas, caps }: SchemeLimits, placed: readonly Placed[], one: Placed): boolean {
  const own = categoryOf(by, one);
  const quota = by === 'none' ? undefined : by === 'category' ? quotas.find(({ category }) => category === own) : quotas[0];
  const alike = placed.filter((other) => other.offerId === one.offerId && categoryOf(by, other) === own).length;
  return (quota === undefined || alike < quota.most)
    && caps.every(({ region, most }) => !one.division.startsWith(region) || placed.filter(({ division }) => division.startsWith(region)).length < most);
}

/**
 * The entries of a matching with what its scheme restricts. A post lies in the smallest region with a cap that its host's division is in.
 * @param incomplete codes of teams of whom not everybody was nominated: they go together or not at all, so nobody of them goes
 * @param placed who has a place already, in a later round: they count against quotas and caps
 */
export function restrictedEntries({ applicants, positions, limits, incomplete, placed = [] }: { applicants: readonly Applicant[]; positions: readonly Position[]; limits: SchemeLimits; incomplete: ReadonlySet<string>; placed?: readonly Placed[] }): Entries {
  const { by, quotas, caps, teams } = limits;
  const categories = new Set(applicants.map((applicant) => categoryOf(by, applicant)));
  const mostOf = by === 'category' ? quotas.filter(({ category }) => categories.has(category)) : [...categories].map((category) => ({ category, most: quotas[0]?.most ?? 0 }));
  const quotasAt = (offer: string) => new Map(mostOf.map(({ category, most }) => [category, Math.max(0, most - placed.filter((one) => one.offerId === offer && categoryOf(by, one) === category).length)]));
  const regionOf = (division: string): string => caps.map(({ region }) => region).filter((region) => division.startsWith(region)).toSorted((one, other) => other.length - one.length)[0] ?? '';
  return {
    applicants: applicants.map((applicant) => {
      const { id, home, team, wishes } = applicant;
      const stays = teams && team !== null && incomplete.has(team);
      return { id, home, wishes: stays ? [] : wishes, ...(by === 'none' ? {} : { category: categoryOf(by, applicant) }), ...(teams && team !== null && !stays ? { team } : {}) };
    }),
    positions: positions.map(({ id, host, capacity, priorities, division }) => ({ id, host, capacity, priorities, region: regionOf(division), ...(by === 'none' ? {} : { quotas: quotasAt(id) }) })),
    caps: caps.map(({ region, most }) => ({
      region, cap: Math.max(0, most - placed.filter(({ division }) => division.startsWith(region)).length), within: caps.some((cap) => cap.region !== region && region.startsWith(cap.region)) ? regionOf(region.slice(0, -1)) : '',
    })),
  };
}
