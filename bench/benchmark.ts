/** What a benchmark found: the target in words, what was reached in words, and everything measured on the way. */
export type Finding = { readonly target: string; readonly reached: string; readonly ok: boolean; readonly detail: Readonly<Record<string, unknown>> };

export type Benchmark = {
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<Finding>;
};

/** Where the demonstration region lies, and where to say how it goes. */
export type Bench = { readonly home: string; readonly report: (line: string) => void };

/** Several runs as one figure: the middle one, and how far the others lay from it. */
export type Spread = { readonly median: number; readonly lowest: number; readonly highest: number; readonly runs: readonly number[] };

export function spreadOf(runs: readonly number[]): Spread {
  return { median: percentile(runs, 50), lowest: Math.min(...runs), highest: Math.max(...runs), runs: runs.map((run) => round(run)) };
}

/** '12.3 (11.9–14.0)' */
export function showSpread({ median, lowest, highest }: Spread, digits = 1): string {
  const show = (value: number) => value.toFixed(digits);
  return `${show(median)} (${show(lowest)}–${show(highest)})`;
}

/** The value that `percent` of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
