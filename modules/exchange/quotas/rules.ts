/** A home's nomination as a cut of its quota looks at it. */
export type Nominated = { readonly id: string; readonly state: string; readonly rank: number };

const takenBack = ['atDivision', 'atParty', 'nominated'];

/**
 * Whom a quota of `places` leaves out: the last in the home's own order, as many as are too many. Whoever waits in reserve or has a place stays.
 * @returns how many stay whatever the quota, where that alone is more
 */
export function touchedByCut(nominated: readonly Nominated[], places: number): { readonly touched: readonly Nominated[] } | { readonly tooFew: number } {
  const staying = nominated.filter(({ state }) => !takenBack.includes(state));
  if (staying.length > places) return { tooFew: staying.length };
  const free = nominated.filter(({ state }) => takenBack.includes(state)).toSorted((one, other) => one.rank - other.rank);
  return { touched: free.slice(places - staying.length) };
}

/** In which place each comes back when a cut is undone: their own where nobody has it since, or after the last. */
export function ranksRestored(restored: readonly number[], occupied: readonly number[]): number[] {
  const taken = new Set(occupied);
  return restored.map((own) => {
    const rank = taken.has(own) ? Math.max(0, ...taken, ...restored) + 1 : own;
    taken.add(rank);
    return rank;
  });
}
