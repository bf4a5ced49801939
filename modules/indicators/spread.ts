import { columnOf, mean, median, populationDeviation } from '#algorithms/indices/statistics.ts';
import { studentLimit } from '#algorithms/indices/student.ts';

/** Where the numbers of others lie, on logarithms: districts and schools differ in size by tens, not by units. */
export type Spread = { readonly count: number; readonly center: number; readonly scale: number; /** By median and MAD; where more than half are equal, by mean and deviation. */ readonly robust: boolean };

/** Of fewer numbers nothing is said. */
const fewest = 10;
/** Hidiroglou & Berthelot (1986), their A = 0.05: where numbers cluster, a twentieth of the middle one is not yet a difference. */
const leastScale = 0.05;
/** Iglewicz & Hoaglin (1993): a modified z-score above 3.5 in size is a potential outlier, for one number against many others. */
const mostRobustZ = 3.5;
/** Of forms with nothing wrong, so many at most are asked about a number by chance. */
const askedByChance = 0.01;
/** The MAD of so many normal numbers tells their scale as well as the deviation of 37 in a hundred of them does (Rousseeuw & Croux 1993). */
const efficiencyOfMad = 0.37;

/** `undefined` of too few numbers above zero. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const logs = columnOf(values.filter((other) => other > 0).map(Math.log));
  if (logs.length < fewest) return undefined;
  const center = median(logs);
  const mad = median(logs.map((log) => Math.abs(log - center)));
  return mad > 0 ? { count: logs.length, center, scale: Math.max(mad / 0.6745, leastScale), robust: true } : { count: logs.length, center: mean(logs), scale: Math.max(populationDeviation(logs), leastScale), robust: false };
}

/** The z-score of a number above zero: robust, 0.6745 · (x − median) / MAD, or plain. */
export function distanceFrom(value: number, { center, scale }: Spread): number {
  return (Math.log(value) - center) / scale;
}

/**
 * Beyond which z-score a number of a form is asked about, when so many of its numbers are looked at. From few others one does not know how far is far, and whoever
 * looks at thirty numbers finds something in one of them: the limit grows with both. Where more than half are equal no bell curve is to be had, and Chebyshev's inequality holds.
 */
export function farFrom({ count, robust }: Spread, looks: number): number {
  const chance = askedByChance / Math.max(1, looks);
  if (!robust) return 1 / Math.sqrt(chance);
  const key = `${count}/${looks}`;
  const known = limits.get(key) ?? Math.max(mostRobustZ, studentLimit(efficiencyOfMad * count, chance));
  if (limits.size >= mostLimits) limits.clear();
  limits.set(key, known);
  return known;
}

const limits = new Map<string, number>();
const mostLimits = 5_000;
