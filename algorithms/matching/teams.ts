import { proposedByApplicants, proposedByPositions } from './deferred-acceptance.ts';
import { applicantsOf, at, none, type Market, type Matching } from './market.ts';
import { countBlockingPairs } from './stability.ts';

/** Applicants who go together or not at all, a couple for instance, with their joint wishes, best first: a wish (its index in the market) for each member, in order. */
export type Team = { readonly members: readonly number[]; readonly wishes: readonly (readonly number[])[] };

export type TeamMatching = {
  readonly matching: Matching;
  /** Of each team, the joint wish that came true, or `none`. */
  readonly granted: readonly number[];
  /** Applicants or teams who with positions would rather have each other; 0 is stable. */
  readonly blocking: number;
};

/** More joint choices than this are not searched. */
export const mostChoices = 20_000;

/**
 * Matches with teams by exact search over their joint choices, the first team's best wishes first; the others by deferred acceptance.
 * With teams a stable matching need not exist (Roth, Journal of Political Economy 92, 1984) and to know whether one does is NP-complete
 * (Ronn, Journal of Algorithms 11, 1990): that is why few teams are searched wholly instead of many by a rule of thumb (Roth & Peranson 1999).
 *
 * Promised: no team is ever torn apart; a stable matching is found if there is one; otherwise the one with the fewest blocking is given, and how many.
 * For given choices of the teams, the stable matching that the positions like best holds off the most blocking teams, so only it need be looked at.
 * @returns `undefined` when the teams have more than `mostChoices` joint choices
 */
export function matchWithTeams(market: Market, teams: readonly Team[]): TeamMatching | undefined {
  const choices = teams.reduce((product, { wishes }) => product * (wishes.length + 1), 1);
  if (choices > mostChoices) return undefined;
  let best: TeamMatching | undefined;
  for (let n = 0; n < choices; n += 1) {
    const granted = choiceNumber(teams, n);
    const fixed = fixTeams(market, teams, granted);
    for (const propose of [proposedByApplicants, proposedByPositions]) {
      const matching = propose(fixed);
      if (teams.some(({ members, wishes }, i) => members.some((a, m) => at(matching, a) !== (wishes[granted[i] ?? none]?.[m] ?? none)))) break;
      const blocking = blockingOf(market, fixed, teams, granted, matching);
      if (best === undefined || blocking < best.blocking) best = { matching, granted, blocking };
      if (blocking === 0) return best;
    }
  }
  return best;
}

/** How many pairs and teams block a matching that tears no team apart. */
export function countBlockingWithTeams(market: Market, teams: readonly Team[], matching: Matching): number {
  const granted = teams.map(({ members, wishes }) => wishes.findIndex((joint) => joint.every((wish, m) => at(matching, members[m] ?? none) === wish)));
  return blockingOf(market, fixTeams(market, teams, granted), teams, granted, matching);
}

function blockingOf(market: Market, fixed: Market, teams: readonly Team[], granted: readonly number[], matching: Matching): number {
  return countBlockingPairs(fixed, matching) + teams.filter((team, i) => isBlocking(market, matching, team, granted[i] ?? none)).length;
}

/** The n-th combination of joint wishes: the last team's choice changes fastest, `none` comes last. */
function choiceNumber(teams: readonly Team[], n: number): number[] {
  const granted: number[] = [];
  let rest = n;
  for (const { wishes } of teams.toReversed()) {
    const choice = rest % (wishes.length + 1);
    rest = Math.floor(rest / (wishes.length + 1));
    granted.unshift(choice === wishes.length ? none : choice);
  }
  return granted;
}

/** The market in which each team member wants only what the team's choice says. */
function fixTeams(market: Market, teams: readonly Team[], granted: readonly number[]): Market {
  const wishRank = market.wishRank.slice();
  for (const [i, { members, wishes }] of teams.entries()) {
    for (const [m, a] of members.entries()) {
      const kept = wishes[granted[i] ?? none]?.[m];
      for (let wish = at(market.wishStart, a); wish < at(market.wishStart, a + 1); wish += 1) if (wish !== kept) wishRank[wish] = none;
    }
  }
  return { ...market, wishRank };
}

/** Whether a team has a joint wish that it prefers to what it got, for which the positions would take all its members, letting others go for them. */
function isBlocking(market: Market, matching: Matching, { members, wishes }: Team, granted: number): boolean {
  return wishes.slice(0, granted === none ? wishes.length : granted).some((joint) => {
    const wanted = Map.groupBy(joint, (wish) => at(market.wishPosition, wish));
    return [...wanted].every(([p, ofTeam]) => {
      if (ofTeam.some((wish) => at(market.wishRank, wish) === none)) return false;
      const others: number[] = [];
      for (let a = 0; a < applicantsOf(market); a += 1) {
        const wish = at(matching, a);
        if (wish !== none && at(market.wishPosition, wish) === p && !members.includes(a)) others.push(at(market.wishRank, wish));
      }
      const worst = Math.max(...ofTeam.map((wish) => at(market.wishRank, wish)));
      return others.filter((rank) => rank < worst).length + ofTeam.length <= at(market.capacity, p);
    });
  });
}
