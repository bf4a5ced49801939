import type { PartyCode } from '#kernel/domain.ts';
import type { BoundCategory } from './messages.ts';

export type DrawBound = { category: BoundCategory; value: string; min: number; max: number; minFlex?: number | undefined; maxFlex?: number | undefined };

/** What a draw asks for. */
export type DrawAsked = {
  readonly purpose: string;
  readonly seats: number;
  readonly reserves: number;
  readonly mode: 'leximin' | 'maximin' | 'uniform';
  readonly bounds: DrawBound[];
  /** Nobody's chance is greater, 0 to 1. */
  readonly cap?: number | undefined;
  /** Only those who have one of these categories; all when empty. */
  readonly categories: string[];
  /** What ties stand between somebody and what is reviewed; each holds without exception, and one that is not listed is not asked for. */
  readonly recusals: Recusal[];
  /** Institutions under review. */
  readonly recusedInstitutions: string[];
  readonly recusedParties: PartyCode[];
  /** How far back ties reach. */
  readonly recusalYears: number;
  /** Nobody who has served on so many panels this year. */
  readonly loadCap?: number | undefined;
  /** The days on which they must be free. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The round of a public beacon that is mixed in, named before it exists, and when that is (an instant). */
  readonly beacon?: { name: string; at: string } | undefined;
  /** How long parties have to reveal, once all have committed. */
  readonly revealSeconds: number;
};

/** A tie that keeps somebody out of a panel (messages.ts, `recusalRules`). */
export type Recusal = 'sameInstitution' | 'declared' | 'kinship' | 'coMembership';

/** Whom and what a panel reviews. Nobody is drawn to review themselves, whatever the rules. */
export type Reviewed = { readonly persons: readonly ReviewedPerson[]; readonly projects: readonly string[] };
export type ReviewedPerson = { readonly name: string; /** Where they are known: their ties are then found too. */ readonly personId?: string | undefined };

/** What is the same of a name however it was typed: letters and digits, without width and case. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** What is known of somebody that bounds may count; `outside`: of another party than what is reviewed. */
export type Counted = { readonly party: string; readonly city: string; readonly title: string; readonly categories: readonly string[]; readonly institutionName: string; readonly sex: string | null; readonly outside: boolean };

/** The values of a person that bounds count. */
export function heldValues({ party, city, title, categories, institutionName, sex, outside }: Counted): Record<BoundCategory, string> {
  return { party, city, title, field: categories[0] ?? '', institution: institutionName, sex: sex ?? '', side: outside ? 'outside' : 'inside' };
}

/** Two bounds for the same value, or one whose ends are the wrong way round: what a request cannot mean. */
export function brokenBound({ bounds }: Pick<DrawAsked, 'bounds'>): { readonly kind: 'twice' | 'reversed'; readonly value: string } | undefined {
  for (const [i, { category, value, min, max, minFlex = min, maxFlex = max }] of bounds.entries()) {
    if (min > max || minFlex > min || maxFlex < max) return { kind: 'reversed', value };
    if (bounds.findIndex((other) => other.category === category && other.value === value) !== i) return { kind: 'twice', value };
  }
  return undefined;
}

/** The kind of the task by which a party decides on an objection to one of its people: one for each place. */
export const objectionTask = (place: number) => `pools.draw/objection-${place}`;

/** By which rules a list was made, as it is frozen: what decides who is on it and is not a bound. `day` says as of when, `pool` and `institutions` what people call them. */
export function frozenRules({ categories, recusals, recusalYears, recusedInstitutions, recusedParties, loadCap, from, to, cap }: DrawAsked, { day, pool, institutions }: { readonly day: string; readonly pool: string; readonly institutions: ReadonlyMap<string, string> }): Record<string, string[]> {
  return {
    pool: [pool], asOf: [day], recusals: [...recusals].sort(), recusalYears: [String(recusalYears)],
    ...given('recusedInstitutions', recusedInstitutions.map((id) => `${institutions.get(id) ?? ''} ${id}`.trim())), ...given('recusedParties', recusedParties), ...given('fields', categories),
    ...given('loadCap', loadCap === undefined ? [] : [String(loadCap)]), ...given('freeOn', from === undefined ? [] : [from, to ?? from]), ...given('chanceCap', cap === undefined ? [] : [String(cap)]),
  };
}

const given = (name: string, values: readonly string[]): Record<string, string[]> => (values.length === 0 ? {} : { [name]: [...values] });

/** The day until which somebody who joins on `day` is in the pool. */
export function termEnd(day: Temporal.PlainDate, years: number): Temporal.PlainDate {
  return day.add({ years }).subtract({ days: 1 });
}
