/** A number as one reads it; a dash where there is none, for that is not zero; a star where it is kept back. */
export function show(value: number | null | undefined, digits = 2, suppressed = false): string {
  if (suppressed) return '*';
  return value === null || value === undefined ? '—' : value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: Math.min(1, digits), useGrouping: Math.abs(value) >= 10_000 });
}
