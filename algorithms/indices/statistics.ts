/** Values of one indicator, a place a unit; NaN where there is none: a missing value is never zero. */
export type Column = Float64Array;

/** A column from numbers; `undefined` and `null` become missing. */
export function columnOf(values: readonly (number | null | undefined)[]): Column {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

/** The values that are there. */
export function known(column: Column): Column {
  return column.filter((value) => !Number.isNaN(value));
}

export function sum(values: Column): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The mean of what is there; NaN of nothing. */
export function mean(column: Column): number {
  const values = known(column);
  return sum(values) / values.length;
}

/** The standard deviation of a sample (n − 1); NaN of fewer than two values. */
export function sampleDeviation(column: Column): number {
  return Math.sqrt(squaredDistances(column) / (known(column).length - 1));
}

/** The standard deviation of a whole population (n). */
export function populationDeviation(column: Column): number {
  return Math.sqrt(squaredDistances(column) / known(column).length);
}

function squaredDistances(column: Column): number {
  const center = mean(column);
  let total = 0;
  for (const value of column) if (!Number.isNaN(value)) total += (value - center) ** 2;
  return total;
}

/** The middle value; between the two middle ones of an even number. */
export function median(column: Column): number {
  return quantile(column, 0.5);
}

/** The value below which a share of the values lies, interpolated (Hyndman & Fan 1996, type 7, as in R and Excel's PERCENTILE). */
export function quantile(column: Column, share: number): number {
  const sorted = known(column).sort();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function extremes(column: Column): { least: number; most: number } {
  let least = Infinity;
  let most = -Infinity;
  for (const value of column) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}

/** Whether the values differ at all; relative methods can say nothing where they do not. */
export function varies(column: Column): boolean {
  const { least, most } = extremes(column);
  return most > least;
}

/** Skewness as Excel's SKEW and SAS give it (Joanes & Gill 1998, G1); NaN of fewer than three values. */
export function skewness(column: Column): number {
  const { n, second, third } = moments(column);
  return n < 3 ? Number.NaN : ((Math.sqrt(n) * third) / second ** 1.5) * (Math.sqrt(n * (n - 1)) / (n - 2));
}

/** Excess kurtosis as Excel's KURT and SAS give it (Joanes & Gill 1998, G2); NaN of fewer than four values. */
export function kurtosis(column: Column): number {
  const { n, second, fourth } = moments(column);
  return n < 4 ? Number.NaN : (((n + 1) * ((n * fourth) / second ** 2 - 3) + 6) * (n - 1)) / ((n - 2) * (n - 3));
}

/** Sums of the powers of the distances to the mean, in units of the largest: neither overflows, and what is made of them does not hang on the unit. */
function moments(column: Column): { n: number; second: number; third: number; fourth: number } {
  const values = known(column);
  const center = sum(values) / values.length;
  const { least, most } = extremes(values);
  const unit = Math.max(most - center, center - least);
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const distance = (value - center) / unit;
    second += distance ** 2;
    third += distance ** 3;
    fourth += distance ** 4;
  }
  return { n: values.length, second, third, fourth };
}

/** Pearson's correlation over the units that have both; NaN where one of them does not vary. */
export function correlation(a: Column, b: Column): number {
  let [n, sumA, sumB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n += 1;
    sumA += x;
    sumB += y;
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [(a[i] ?? Number.NaN) - meanA, (b[i] ?? Number.NaN) - meanB];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return both / Math.sqrt(squareA * squareB);
}

/** Values closer than this part of themselves are equal: what differs there is how sums were rounded. */
const rounding = 1e-12;

/** Whether one value is above another, by more than rounding makes. */
export function isAbove(value: number, other: number): boolean {
  return value - other > rounding * Math.max(Math.abs(value), Math.abs(other));
}

/** Ranks from the largest value down, beginning with 1; equal values share the better rank and the next is left out (1, 2, 2, 4). Missing stays missing. */
export function ranksDown(column: Column): Column {
  return ranksUp(column.map((value) => -value));
}

/** Ranks from the smallest value up; equal values share the lower rank. */
export function ranksUp(column: Column): Column {
  const order = [...column.keys()].filter((i) => !Number.isNaN(column[i])).sort((i, j) => (column[i] ?? 0) - (column[j] ?? 0));
  const ranks = new Float64Array(column.length).fill(Number.NaN);
  // the first of those that share a rank: a long row of small steps is not one tie
  let first = order[0] ?? 0;
  order.forEach((i, place) => {
    if (place === 0 || isAbove(column[i] ?? 0, column[first] ?? 0)) { first = i; ranks[i] = place + 1; } else ranks[i] = ranks[first] ?? place + 1;
  });
  return ranks;
}
