import { countsOf, forEachComplaint, regionsOf, type Limits } from './limits.ts';
import { at, none, type Market, type Matching } from './market.ts';
import { forEachBlockingPair, holdersOf } from './stability.ts';

/** Applicants who go together or not at all, a couple for instance, with their joint wishes, best first: a wish (its index in the market) for each member, in order. */
export type Team = { readonly members: readonly number[]; readonly wishes: readonly (readonly number[])[] };

/** One applicant, or all of a team, and the position that each would rather have, which would rather have them. */
export type Blocking = { readonly applicants: readonly number[]; readonly positions: readonly number[] };

/** Of each team the joint wish that came true, or `none`. */
export const grantedIn = (teams: readonly Team[], matching: Matching): number[] => teams.map(({ members, wishes }) => wishes.findIndex((joint) => joint.every((wish, m) => at(matching, members[m] ?? none) === wish)));

/**
 * Who with positions would rather have each other than what they got, in a matching that tears no team apart; none means stable.
 * One by themselves as everywhere (`forEachBlockingPair`; within limits `forEachComplaint`). A team by the rule of `blockingWish`.
 */
export function blockingWithTeams(market: Market, teams: readonly Team[], limits: Limits | undefined, matching: Matching): Blocking[] {
  const found: Blocking[] = [];
  const granted = grantedIn(teams, matching);
  const fixed = fixTeams(market, teams, granted);
  const pair = (applicant: number, position: number) => void found.push({ applicants: [applicant], positions: [position] });
  if (limits === undefined) forEachBlockingPair(fixed, matching, pair);
  else forEachComplaint(fixed, limits, matching, pair);
  for (const [i, joint] of wantedByTeams(market, teams, limits, matching, granted).entries()) {
    const team = teams[i];
    if (team !== undefined && joint !== none) found.push({ applicants: team.members, positions: (team.wishes[joint] ?? []).map((wish) => at(market.wishPosition, wish)) });
  }
  return found;
}

/** Of each team the best joint wish with which it blocks a matching, or `none`. */
export function wantedByTeams(market: Market, teams: readonly Team[], limits: Limits | undefined, matching: Matching, granted: readonly number[]): number[] {
  const standing = { market, limits, matching, heldAt: holdersOf(market, matching), inRegion: limits === undefined ? new Int32Array() : countsOf(market, limits, matching).inRegion };
  return teams.map((team, i) => blockingWish(standing, team, granted[i] ?? none));
}

type Standing = { readonly market: Market; readonly limits: Limits | undefined; readonly matching: Matching; readonly heldAt: ReadonlyMap<number, readonly number[]>; readonly inRegion: Int32Array };

/**
 * The best joint wish above what a team got that the positions would grant it, letting others go for it: at each position every member who comes
 * replaces at most one other, whom the position ranks below all who come; and no capacity, category or cap is exceeded once the team has
 * moved. Places that the team leaves are free for it, but a place under a region's cap does not move with it to another position of the region:
 * that is the region's to decide, as it is for everybody (weak stability; Kamada & Kojima, Journal of Economic Theory 168, 2017).
 */
function blockingWish(standing: Standing, team: Team, granted: number): number {
  return team.wishes.slice(0, granted === none ? team.wishes.length : granted).findIndex((joint) => isGranted(standing, team, joint));
}

function isGranted({ market, limits, matching, heldAt, inRegion }: Standing, { members }: Team, joint: readonly number[]): boolean {
  const coming = Map.groupBy(joint.keys().map((m) => ({ applicant: members[m] ?? none, wish: joint[m] ?? none })), ({ wish }) => at(market.wishPosition, wish));
  const grows = new Map<number, number>();
  for (const [p, newcomers] of coming) {
    if (newcomers.some(({ wish }) => at(market.wishRank, wish) === none)) return false;
    const worst = Math.max(...newcomers.map(({ wish }) => at(market.wishRank, wish)));
    const others = (heldAt.get(p) ?? []).filter((a) => !members.includes(a));
    const lower = others.filter((a) => at(market.wishRank, at(matching, a)) > worst);
    const leaving = Math.min(newcomers.length, lower.length);
    if (others.length + newcomers.length - leaving > at(market.capacity, p)) return false;
    if (limits === undefined) continue;
    if (mustLeave(limits, p, newcomers.map(({ applicant }) => applicant), others, lower) > leaving) return false;
    const here = members.filter((a) => at(matching, a) !== none && at(market.wishPosition, at(matching, a)) === p).length;
    for (const r of regionsOf(limits, p)) grows.set(r, (grows.get(r) ?? 0) + Math.max(0, newcomers.length - here) - leaving);
  }
  return limits === undefined || grows.entries().every(([r, more]) => more <= 0 || at(inRegion, r) + more <= at(limits.cap, r));
}

/** How many of the lower ranked must go so that no category is over its quota; infinitely many where that is not enough. */
function mustLeave({ category, categories, ceiling }: Limits, position: number, newcomers: readonly number[], others: readonly number[], lower: readonly number[]): number {
  const count = (list: readonly number[], of: number) => list.filter((a) => at(category, a) === of).length;
  return [...new Set(newcomers.map((a) => at(category, a)))].reduce((sum, of) => {
    const most = at(ceiling, position * categories + of);
    const over = most === none ? 0 : Math.max(0, count(others, of) + count(newcomers, of) - most);
    return over > count(lower, of) ? Infinity : sum + over;
  }, 0);
}

/** The market in which each team member wants only what the team's choice says. */
export function fixTeams(market: Market, teams: readonly Team[], granted: readonly number[]): Market {
  const wishRank = market.wishRank.slice();
  for (const [i, { members, wishes }] of teams.entries()) {
    for (const [m, a] of members.entries()) {
      const kept = wishes[granted[i] ?? none]?.[m];
      for (let wish = at(market.wishStart, a); wish < at(market.wishStart, a + 1); wish += 1) if (wish !== kept) wishRank[wish] = none;
    }
  }
  return { ...market, wishRank };
}
