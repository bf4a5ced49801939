import { comparesUnits, type Choices } from '#algorithms/indices/compute.ts';
import type { Normalisation } from '#algorithms/indices/normalise.ts';

export type Bounds = { readonly least: number; readonly most: number };

/** Between which numbers the normalised values of so many units lie; of z-scores there are no bounds. */
export function normalisedBounds(normalise: Normalisation, units: number): Bounds | undefined {
  if (normalise.method === 'zscore') return undefined;
  if (normalise.method === 'rank') return { least: 1, most: Math.max(2, units) };
  const [least, most] = normalise.scale;
  return { least, most };
}

/** From where to where the scores of groups are drawn: the scale that they are on, or, where that is open, the scores themselves. */
export function drawnBounds({ normalise, aggregate }: Choices, scores: readonly number[], units: number): Bounds {
  if (comparesUnits(aggregate)) return { least: 0, most: 1 };
  const bounds = normalisedBounds(normalise, units);
  // a scale from 1 to 100, and ranks, are drawn from nothing like one from 0 to 100
  if (bounds !== undefined) return { least: Math.min(0, bounds.least), most: bounds.most };
  const [least, most] = [Math.min(0, ...scores), Math.max(0, ...scores)];
  return most > least ? { least, most } : { least, most: least + 1 };
}
