import { comparesUnits, type Choices } from '#algorithms/indices/compute.ts';

/** Against fixed goalposts, by a mean, a score says the same of whomever; anything else compares units of one kind, and there are only four parties. */
export function scoresAnybody({ normalise, aggregate }: Choices): boolean {
  return normalise.method === 'goalposts' && !comparesUnits(aggregate);
}

/** What is missing or unusual among cities is seen against the other cities; of a party and the region the numbers stand as they were reported. */
export function asReported(choices: Choices): Choices {
  return { ...choices, impute: 'none', treat: 'none' };
}
