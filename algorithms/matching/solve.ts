import { assignAtLeastCost } from '../assignment/assign.ts';
import { tradeInCycles, type Exchange } from './balanced-exchange.ts';
import { proposedByApplicants, proposedByPositions } from './deferred-acceptance.ts';
import { countComplaints, proposedWithinLimits, type Limits } from './limits.ts';
import { at, none, ownersOf, type Market, type Matching } from './market.ts';
import { limitsOf, teamsOf, type Restrictions } from './restrictions.ts';
import { countBlockingPairs } from './stability.ts';
import { blockingWithTeams, type Blocking } from './team-stability.ts';
import { matchWithTeams } from './teams.ts';

/** The ways to match, by the names that people give them on the command line and in a scheme. */
export const mechanisms = ['da-applicant', 'da-position', 'ttc-balanced', 'assignment'] as const;
export type Mechanism = (typeof mechanisms)[number];

/** A whole problem: who wants whom, who belongs where, how well each wish fits (more is better), and what is restricted. */
export type Problem = Exchange & { readonly fit: Float64Array; readonly restrictions?: Restrictions };

/** Matches by a mechanism; `tolerance` is how far an institution may send more than it takes or the reverse, and matters to `ttc-balanced` alone. */
export function solve(problem: Problem, { mechanism, tolerance }: { mechanism: Mechanism; tolerance: number }): Matching {
  switch (mechanism) {
    case 'da-applicant': return proposedWithinRestrictions(problem);
    case 'da-position': return proposedByPositions(problem.market);
    case 'ttc-balanced': return tradeInCycles(problem, tolerance);
    case 'assignment': return assignByFit(problem);
  }
}

/** Whether a mechanism keeps the restrictions of a problem: only deferred acceptance by applicants does, the others leave them out of account. */
export const keepsRestrictions = (mechanism: Mechanism): boolean => mechanism === 'da-applicant';

/** The limits of a problem, where a mechanism keeps them and there are any. */
export const limitsKept = ({ market, restrictions }: Problem, mechanism: Mechanism): Limits | undefined => (restrictions === undefined || !keepsRestrictions(mechanism) ? undefined : limitsOf(restrictions, market.capacity));

/** Deferred acceptance, within limits and with teams where there are any. */
function proposedWithinRestrictions({ market, restrictions }: Problem): Matching {
  if (restrictions === undefined) return proposedByApplicants(market);
  const limits = limitsOf(restrictions, market.capacity);
  const teams = teamsOf(market, restrictions.teams);
  if (teams.length > 0) return matchWithTeams(market, teams, limits).matching;
  return limits === undefined ? proposedByApplicants(market) : proposedWithinLimits(market, limits);
}

/**
 * How many pairs would rather have each other than what they got; where the mechanism keeps limits, those whom no limit excuses,
 * where it keeps teams, the pairs and teams.
 */
export function countBlocking(problem: Problem, mechanism: Mechanism, matching: Matching): number {
  const { market, restrictions } = problem;
  if (restrictions === undefined || !keepsRestrictions(mechanism)) return countBlockingPairs(market, matching);
  const teams = teamsOf(market, restrictions.teams);
  const limits = limitsOf(restrictions, market.capacity);
  if (teams.length > 0) return blockingWithTeams(market, teams, limits, matching).length;
  return limits === undefined ? countBlockingPairs(market, matching) : countComplaints(market, limits, matching);
}

/** Where teams take part a stable matching need not exist: then who blocks the one that came out, by name. Nobody where there are no teams, or the mechanism does not keep them. */
export function blockingOf({ market, restrictions }: Problem, mechanism: Mechanism, matching: Matching): Blocking[] {
  if (restrictions === undefined || !keepsRestrictions(mechanism)) return [];
  const teams = teamsOf(market, restrictions.teams);
  return teams.length === 0 ? [] : blockingWithTeams(market, teams, limitsOf(restrictions, market.capacity), matching);
}

/** As many placed as possible, and among all such matchings the greatest total fit. */
function assignByFit({ market, fit }: Problem): Matching {
  const owners = ownersOf(market.wishStart);
  const wishes = Int32Array.from(owners.keys()).filter((wish) => at(market.wishRank, wish) !== none);
  const chosen = assignAtLeastCost({
    demand: new Int32Array(market.wishStart.length - 1).fill(1), capacity: market.capacity,
    left: wishes.map((wish) => at(owners, wish)), right: wishes.map((wish) => at(market.wishPosition, wish)), cost: Float64Array.from(wishes, (wish) => -at(fit, wish)),
  });
  const matching: Matching = new Int32Array(market.wishStart.length - 1).fill(none);
  for (const [i, wish] of wishes.entries()) if (chosen[i] === 1) matching[at(owners, wish)] = wish;
  return matching;
}

/** How well each wish fits where nobody has scored it: what it costs both sides to go down their lists. */
export function fitOfRanks({ wishStart, wishRank }: Market): Float64Array {
  const owners = ownersOf(wishStart);
  return Float64Array.from(owners, (owner, wish) => -(wish - at(wishStart, owner)) - at(wishRank, wish));
}

/** What came out, in the numbers that a rehearsal puts side by side. */
export type Summary = { readonly placed: number; /** By wish: how many got their first, second … */ readonly byWish: readonly number[] };

export function summarise({ wishStart }: Market, matching: Matching): Summary {
  const byWish: number[] = [];
  for (let a = 0; a < matching.length; a += 1) {
    const wish = at(matching, a);
    if (wish === none) continue;
    const number = wish - at(wishStart, a);
    while (byWish.length <= number) byWish.push(0);
    byWish[number] = (byWish[number] ?? 0) + 1;
  }
  return { placed: byWish.reduce((sum, count) => sum + count, 0), byWish };
}
