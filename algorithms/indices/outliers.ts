import { extremes, known, kurtosis, skewness, type Column } from './statistics.ts';

/** Beyond both, a distribution is taken to have outliers (OECD/JRC Handbook on Constructing Composite Indicators, 2008; COINr's defaults). */
export const outlierLimits = { skewness: 2, kurtosis: 3.5 } as const;
/** A limit that is met exactly is not passed, whatever the last digit: of four units three of which are equal, the skewness is 2 by its very formula. */
const roundingError = 1e-9;

/** As many values of one indicator are pulled in at the most. */
export const mostWinsorised = 5;

export type Treatment = {
  readonly column: Column;
  readonly method: 'none' | 'winsorised' | 'log';
  /** The units whose value was changed by winsorising. */
  readonly units: readonly number[];
  readonly before: Shape;
  readonly after: Shape;
  /** Whether the distribution is within the limits now. */
  readonly within: boolean;
};

export type Shape = { readonly skewness: number; readonly kurtosis: number };

/** Whether a distribution is within the limits; one of fewer than four values, or without variance, has no outliers. */
export function isWithinLimits(column: Column): boolean {
  const { skewness: skew, kurtosis: peak } = shapeOf(column);
  return !(Math.abs(skew) > outlierLimits.skewness + roundingError && peak > outlierLimits.kurtosis + roundingError);
}

/**
 * Pulls the farthest values in to the next one, on the side to which the distribution leans, until it is within the limits or five values are pulled in
 * (as COINr's winsorise, so that its results can be compared).
 */
export function winsorise(column: Column): Treatment {
  let current = column.slice();
  const [high, low] = [new Set<number>(), new Set<number>()];
  while (!isWithinLimits(current) && high.size + low.size < mostWinsorised) {
    const { least, most } = extremes(current);
    const upward = skewness(current) >= 0;
    const far = upward ? most : least;
    const rest = extremes(current.filter((value) => value !== far));
    const next = upward ? rest.most : rest.least;
    const touched = upward ? high : low;
    const now = current;
    now.forEach((value, i) => { if (value === far) touched.add(i); });
    current = now.map((value) => (value === far ? next : value));
  }
  const units = [...high, ...low].sort((a, b) => a - b);
  return treatment(column, current, units.length === 0 ? 'none' : 'winsorised', units);
}

/**
 * A distribution beyond the limits as logarithms: log(x − min + 0.01 × range), which takes zero and negative values too (COINr's log_CT).
 * The order of the units stays.
 */
export function logTransform(column: Column): Treatment {
  if (isWithinLimits(column)) return treatment(column, column, 'none', []);
  const { least, most } = extremes(column);
  return treatment(column, column.map((value) => Math.log(value - least + 0.01 * (most - least))), 'log', []);
}

export function untreated(column: Column): Treatment {
  return treatment(column, column, 'none', []);
}

function treatment(before: Column, after: Column, method: Treatment['method'], units: readonly number[]): Treatment {
  return { column: after, method, units, before: shapeOf(before), after: shapeOf(after), within: isWithinLimits(after) };
}

function shapeOf(column: Column): Shape {
  const values = known(column);
  return { skewness: skewness(values), kurtosis: kurtosis(values) };
}
