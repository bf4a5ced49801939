import { z } from '#kernel/http/api.ts';

const bound = z.number().min(-1e9).max(1e9);
const scale = z.tuple([bound, bound]).readonly();

/** How an index is made of its indicators, as an officer may choose it. */
export const choicesSchema = z.strictObject({
  /** The share of the units asked that must be approved in every city, or the result is not published without a reason; left out, all of them. */
  leastCoverage: z.number().min(0.5).max(1).optional(),
  impute: z.enum(['none', 'mean', 'median', 'groupmean', 'groupmedian', 'last', 'em']),
  treat: z.enum(['none', 'winsorise', 'log']),
  normalise: z.union([z.strictObject({ method: z.enum(['minmax', 'zscore', 'percentile', 'goalposts', 'leader', 'fraction']), scale }), z.strictObject({ method: z.literal('rank') })]),
  aggregate: z.union([z.strictObject({ method: z.enum(['arithmetic', 'geometric', 'harmonic', 'topsis', 'grey']) }), z.strictObject({ method: z.literal('generalised'), power: z.number().min(-20).max(20) })]),
});
