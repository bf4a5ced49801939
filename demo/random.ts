/** Chance made from a seed number: the same seed gives the same sequence on every machine (SplitMix32, after Steele, Lea, Flood 2014). */
export type Random = {
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  /** A number from 0 up to 1. */
  readonly share: () => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** A generator of its own for one purpose, so that more of one thing does not change another. */
  readonly fork: (purpose: string) => Random;
};

export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    share: () => next() / 2 ** 32,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new RangeError('nothing to pick from');
      return from[below(from.length)] as T; // within bounds
    },
    fork: (purpose) => seededRandom(hash(purpose, seed)),
  };
}

/** FNV-1a over the text, begun with the seed. */
function hash(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
