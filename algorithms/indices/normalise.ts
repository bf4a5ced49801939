import { extremes, mean, ranksUp, sampleDeviation, varies, known, type Column } from './statistics.ts';

export type Direction = 1 | -1;

/** How values of different units become comparable; `scale` is the lowest and the highest, of z-scores the mean and the standard deviation. */
export type Normalisation =
  | { readonly method: 'minmax' | 'percentile' | 'leader' | 'fraction'; readonly scale: Scale }
  | { readonly method: 'zscore'; readonly scale: Scale }
  | { readonly method: 'rank' }
  | { readonly method: 'goalposts'; readonly scale: Scale };

export type Scale = readonly [number, number];

export type Goalposts = { readonly low: number; readonly high: number };

/** The relative methods compare units with each other and say nothing where all are equal. */
export function needsVariance({ method }: Normalisation): boolean {
  return method !== 'goalposts' && method !== 'fraction';
}

/**
 * The normalised values: higher is better, whichever the indicator's direction. All missing where the method needs variance and there is none,
 * and where a fraction of the largest value has no meaning (largest value not above zero, one below zero, or direction −1).
 */
export function normalise(column: Column, direction: Direction, normalisation: Normalisation, goalposts?: Goalposts): Column {
  if (needsVariance(normalisation) && !varies(column)) return new Float64Array(column.length).fill(Number.NaN);
  const signed = column.map((value) => value * direction);
  const { least, most } = extremes(signed);
  switch (normalisation.method) {
    case 'minmax': return signed.map((value) => onScale((value - least) / (most - least), normalisation.scale));
    // 1 − (leader − x) / range: the same order and distances as min–max, read as what is lacking to the leader
    case 'leader': return signed.map((value) => onScale(1 - (most - value) / (most - least), normalisation.scale));
    case 'fraction': return direction === 1 && most > 0 && least >= 0 ? column.map((value) => onScale(value / most, normalisation.scale)) : new Float64Array(column.length).fill(Number.NaN);
    case 'zscore': {
      const [center, spread] = [mean(signed), sampleDeviation(signed)];
      return signed.map((value) => ((value - center) / spread) * normalisation.scale[1] + normalisation.scale[0]);
    }
    case 'rank': return ranksUp(signed);
    case 'percentile': {
      const others = known(signed).length - 1;
      return ranksUp(signed).map((rank) => onScale((rank - 1) / others, normalisation.scale));
    }
    case 'goalposts': {
      if (goalposts === undefined) throw new RangeError('goalposts are missing');
      const [from, to] = direction === 1 ? [goalposts.low, goalposts.high] : [goalposts.high, goalposts.low];
      return column.map((value) => onScale(Math.min(1, Math.max(0, (value - from) / (to - from))), normalisation.scale));
    }
  }
}

function onScale(share: number, [low, high]: Scale): number {
  return low + share * (high - low);
}
