/** How the parts of a dimension become one number. */
export type Mean = { readonly method: 'arithmetic' | 'geometric' | 'harmonic' } | { readonly method: 'generalised'; readonly power: number };

/** The values that a mean is defined for. */
export type Domain = 'any' | 'notNegative' | 'positive';

export function domainOf(mean: Mean): Domain {
  switch (mean.method) {
    case 'arithmetic': return 'any';
    case 'geometric': case 'harmonic': return 'positive';
    // a power other than one loses the sign, or has no root
    case 'generalised': return mean.power === 1 ? 'any' : mean.power > 0 ? 'notNegative' : 'positive';
  }
}

/** Whether a value that is there lies outside what a mean is defined for. */
export function isOutside(value: number, domain: Domain): boolean {
  return domain === 'positive' ? value <= 0 : domain === 'notNegative' && value < 0;
}

/**
 * The weighted mean of what is there: the weight of a missing part goes to the others in proportion. NaN where all are missing or have no weight.
 * @throws RangeError where a value lies outside what the mean is defined for
 */
export function weightedMean(values: readonly number[], weights: readonly number[], mean: Mean): number {
  let [total, weight] = [0, 0];
  const domain = domainOf(mean);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const own = weights[i] ?? 0;
    if (Number.isNaN(value) || own === 0) continue;
    if (isOutside(value, domain)) throw new RangeError('a value that the mean is not defined for');
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
