import type { Departure, Frozen } from './transcript.ts';

export type Values = Readonly<Record<string, string>>;

export type Replaced = {
  readonly panel: readonly number[];
  /** Reserves whose values mattered: those who came in, and those passed over for the bounds. */
  readonly considered: readonly number[];
  /** A vacancy that no reserve can fill without breaking a bound; a new draw must say who comes. */
  readonly vacant: number;
};

/**
 * The panel after people left, one by one: each vacancy goes to the first reserve with whom every bound still holds. While a vacancy stays
 * open, it is tried again with the next one, the two together taking the first reserves in order that fit.
 */
export function replaceDepartures({ bounds, seats }: Pick<Frozen, 'bounds' | 'seats'>, drawn: { readonly panel: readonly number[]; readonly reserves: readonly number[] }, departures: readonly Departure[], valuesOf: (place: number) => Values): Replaced {
  let panel = [...drawn.panel];
  const gone = new Set<number>();
  const considered = new Set<number>();
  const keeps = (places: readonly number[]) => bounds.every(({ category, value, min, max }) => {
    const count = places.filter((place) => valuesOf(place)[category] === value).length;
    return min <= count && count <= max;
  });
  for (const { place } of departures) {
    gone.add(place);
    panel = panel.filter((other) => other !== place);
    const free = drawn.reserves.filter((reserve) => !gone.has(reserve) && !panel.includes(reserve));
    const fill = firstThatFits(free, seats - panel.length, (chosen) => keeps([...panel, ...chosen]), (reserve) => void considered.add(reserve));
    panel = [...panel, ...(fill ?? [])];
  }
  return { panel: panel.sort((a, b) => a - b), considered: [...considered].sort((a, b) => a - b), vacant: seats - panel.length };
}

/** The first reserves, in order, of whom all together fit; every one looked at is told of. */
function firstThatFits(free: readonly number[], need: number, fits: (chosen: readonly number[]) => boolean, look: (reserve: number) => void): readonly number[] | undefined {
  const search = (from: number, chosen: readonly number[]): readonly number[] | undefined => {
    if (chosen.length === need) return fits(chosen) ? chosen : undefined;
    for (let i = from; i < free.length; i += 1) {
      const next = free[i];
      if (next === undefined) break;
      look(next);
      const found = search(i + 1, [...chosen, next]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return need === 0 ? [] : search(0, []);
}
