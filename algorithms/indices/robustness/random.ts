/** Gives a number from 0 up to 1; whoever calls brings it, so that the same seed gives the same result. */
export type Random = () => number;

/** Chance from a seed number, the same on every machine (sfc32; Doty-Humphrey, PractRand). */
export function seeded(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i += 1) next();
  return next;
}
