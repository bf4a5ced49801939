/** How the parts of a dimension become one number. */
export type Mean = { readonly method: 'arithmetic' | 'geometric' | 'harmonic' } | { readonly method: 'generalised'; readonly power: number };

/** Powers beyond this would overflow, and are the largest or the least part in all but name. */
export const largestPower = 20;

/** Whether a mean is defined for a value: the geometric, the harmonic and powers below 1 want it above zero; powers above 1 would take a low value for a high one below zero. */
export function isMeanable(value: number, mean: Mean): boolean {
  if (mean.method === 'arithmetic' || (mean.method === 'generalised' && mean.power === 1)) return true;
  return mean.method === 'generalised' && mean.power > 1 ? value >= 0 : value > 0;
}

/**
 * The weighted mean of what is there: the weight of a missing part goes to the others in proportion. NaN where all are missing or have no weight.
 * @throws RangeError where the mean is not defined for one of them
 */
export function weightedMean(values: readonly number[], weights: readonly number[], mean: Mean): number {
  let [total, weight] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const own = weights[i] ?? 0;
    if (Number.isNaN(value) || own === 0) continue;
    if (!isMeanable(value, mean)) throw new RangeError('the mean is not defined for a value');
    total += own * forward(value, mean);
    weight += own;
  }
  return weight === 0 ? Number.NaN : backward(total / weight, mean);
}

/** A value as a mean adds it up; `backward` undoes it. */
export function forward(value: number, mean: Mean): number {
  switch (mean.method) {
    case 'arithmetic': return value;
    case 'geometric': return Math.log(value);
    case 'harmonic': return 1 / value;
    case 'generalised': return mean.power === 0 ? Math.log(value) : value ** mean.power;
  }
}

export function backward(total: number, mean: Mean): number {
  switch (mean.method) {
    case 'arithmetic': return total;
    case 'geometric': return Math.exp(total);
    case 'harmonic': return 1 / total;
    case 'generalised': return mean.power === 0 ? Math.exp(total) : total ** (1 / mean.power);
  }
}
