import { comparesUnits, type Aggregation, type Choices } from './compute.ts';
import { domainOf, type Domain } from './means.ts';
import type { Normalisation } from './normalise.ts';
import { indicatorsOf, type IndexNode } from './system.ts';

/** Larger and smaller numbers of a scale, and larger powers, would overflow in a mean of powers. */
export const choiceBounds = { scale: { least: 1e-9, most: 1e9 }, power: 20 } as const;

/** Why choices cannot be carried out, whatever the data will be. */
export type ChoiceProblem =
  | { readonly code: 'badScale' | 'badPower' | 'mayNotBePositive' | 'mayBeNegative' }
  | { readonly code: 'logGoalposts' }
  | { readonly code: 'noGoalposts'; readonly node: string }
  | { readonly code: 'tooFewForEm'; readonly units: number; readonly indicators: number };

/** What keeps a system's choices from being carried out on data that are still to come, for at most `mostUnits` units; none when they can. */
export function choiceProblem({ impute, treat, normalise, aggregate }: Choices, nodes: readonly IndexNode[], mostUnits: number): ChoiceProblem | undefined {
  const indicators = indicatorsOf(nodes);
  if (!isScale(normalise)) return { code: 'badScale' };
  if (aggregate.method === 'generalised' && !(Math.abs(aggregate.power) <= choiceBounds.power)) return { code: 'badPower' };
  if (normalise.method === 'goalposts') {
    if (treat === 'log') return { code: 'logGoalposts' };
    const without = indicators.find(({ goalposts }) => goalposts === undefined);
    if (without !== undefined) return { code: 'noGoalposts', node: without.code };
  }
  if (impute === 'em' && mostUnits <= indicators.length) return { code: 'tooFewForEm', units: mostUnits, indicators: indicators.length };
  const domain = aggregationDomain(aggregate);
  const least = leastOf(normalise);
  if (domain === 'positive' && least <= 0) return { code: 'mayNotBePositive' };
  return domain === 'notNegative' && least < 0 ? { code: 'mayBeNegative' } : undefined;
}

/** The lowest score that a normalisation can give. */
function leastOf(normalise: Normalisation): number {
  return normalise.method === 'rank' ? 1 : normalise.method === 'zscore' ? -Infinity : normalise.scale[0];
}

function aggregationDomain(aggregation: Aggregation): Domain {
  return comparesUnits(aggregation) ? 'any' : domainOf(aggregation);
}

/** Whether a normalisation has a scale that it can be put on: from low to high; of z-scores mean and deviation. */
export function isScale(normalise: Normalisation): boolean {
  if (normalise.method === 'rank') return true;
  const [low, high] = normalise.scale;
  const { least, most } = choiceBounds.scale;
  if (![low, high].every((bound) => bound === 0 || (Math.abs(bound) >= least && Math.abs(bound) <= most))) return false;
  return normalise.method === 'zscore' ? high > 0 : low < high;
}
