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
  /** Institutions under review: their people, and whoever was there within `recusalYears`, are not drawn. */
  readonly recusedInstitutions: string[];
  readonly recusedParties: PartyCode[];
  readonly recusalYears: number;
  /** Nobody who has served on so many panels this year. */
  readonly loadCap?: number | undefined;
  /** The days on which they must be free. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** How long parties have to reveal, once all have committed. */
  readonly revealSeconds: number;
};

/** The values of a person that bounds count. */
export function heldValues({ party, city, title, categories, institutionName }: { party: string; city: string; title: string; categories: readonly string[]; institutionName: string }): Record<BoundCategory, string> {
  return { party, city, title, field: categories[0] ?? '', institution: institutionName };
}

/** Two bounds for the same value, or one whose ends are the wrong way round: what a request cannot mean. */
export function brokenBound({ bounds }: Pick<DrawAsked, 'bounds'>): { readonly kind: 'twice' | 'reversed'; readonly value: string } | undefined {
  for (const [i, { category, value, min, max, minFlex = min, maxFlex = max }] of bounds.entries()) {
    if (min > max || minFlex > min || maxFlex < max) return { kind: 'reversed', value };
    if (bounds.findIndex((other) => other.category === category && other.value === value) !== i) return { kind: 'twice', value };
  }
  return undefined;
}

/** The day until which somebody who joins on `day` is in the pool. */
export function termEnd(day: Temporal.PlainDate, years: number): Temporal.PlainDate {
  return day.add({ years }).subtract({ days: 1 });
}
