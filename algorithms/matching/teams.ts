import { proposedByApplicants, proposedByPositions } from './deferred-acceptance.ts';
import { proposedWithinLimits, type Limits } from './limits.ts';
import { at, none, type Market, type Matching } from './market.ts';
import { blockingWithTeams, fixTeams, wantedByTeams, type Blocking, type Team } from './team-stability.ts';

export type TeamMatching = {
  readonly matching: Matching;
  /** Of each team, the joint wish that came true, or `none`. */
  readonly granted: readonly number[];
  /** Applicants or teams who with positions would rather have each other; none is stable. */
  readonly blocking: readonly Blocking[];
};

/** So many wishes are looked at in all: a bound on the work that is the same wherever it is run, so that an auditor comes to the same end. */
const mostWork = 20_000_000;
const fewestSteps = 200;
const mostSteps = 20_000;

/**
 * Matches with teams, within limits where there are any: everybody else by deferred acceptance around what the teams hold.
 *
 * As Roth & Peranson (American Economic Review 89(4), 1999): teams go down their joint wishes, and one that is not taken whole leaves all its places
 * at once; where a team and positions would then rather have each other, it goes back up to that wish, unless that was tried before. Begun with
 * all teams at their first wishes, then with none, one joining after the other. Should that end without a stable matching and the joint choices be
 * few enough, all of them are tried.
 *
 * With teams a stable matching need not exist (Roth, Journal of Political Economy 92, 1984) and to know whether one does is NP-complete
 * (Ronn, Journal of Algorithms 11, 1990). Promised: no team is ever torn apart; no limit is exceeded; what blocks is told in full, and nothing of it means
 * stable. Where all choices were tried and nothing is limited, a stable matching is found if there is one. Otherwise the one with the fewest blocking.
 */
export function matchWithTeams(market: Market, teams: readonly Team[], limits?: Limits): TeamMatching {
  const steps = Math.max(fewestSteps, Math.min(mostSteps, Math.floor(mostWork / Math.max(1, market.wishPosition.length))));
  // For given choices of the teams, the stable matching that the positions like best holds off the most of them; within limits there is no such one.
  const search: Search = { market, teams, limits, proposals: limits === undefined ? [proposedByApplicants, proposedByPositions] : [(given) => proposedWithinLimits(given, limits)], steps, best: undefined };
  const best = searchFrom(search, teams.map(({ wishes }) => (wishes.length > 0 ? 0 : none))) ?? searchFrom(search, teams.map(() => none)) ?? searchAll(search) ?? search.best ?? withoutTeams(search);
  return { matching: best.matching, granted: best.granted, blocking: blockingWithTeams(market, teams, limits, best.matching) };
}

/** What the teams hold and what everybody else then gets, no team torn apart; `wanted` is, of each team, the joint wish with which it blocks. */
type Trial = { readonly granted: readonly number[]; readonly matching: Matching; readonly wanted: readonly number[] };
type Search = { readonly market: Market; readonly teams: readonly Team[]; readonly limits: Limits | undefined; /** How the others are matched around the teams: the first that is stable is taken. */ readonly proposals: readonly ((market: Market) => Matching)[]; /** Left to do. */ steps: number; best: Trial | undefined };

const blockers = ({ wanted }: Trial): number => wanted.filter((joint) => joint !== none).length;

/** Down the lists and back up from where the teams begin; gives the first stable matching, or nothing once every way onward was tried. */
function searchFrom(search: Search, start: readonly number[]): Trial | undefined {
  const { teams } = search;
  const tried = new Set<string>();
  for (let granted = start; search.steps > 0; ) {
    const trial = tryOut(search, granted);
    if ('torn' in trial) {
      const next = (granted[trial.torn] ?? none) + 1;
      granted = granted.with(trial.torn, next < (teams[trial.torn]?.wishes.length ?? 0) ? next : none);
      continue;
    }
    if (blockers(trial) === 0) return trial;
    const onward = trial.wanted.flatMap((joint, i) => (joint === none ? [] : [trial.granted.with(i, joint)])).find((step) => !tried.has(step.join()));
    if (onward === undefined) return undefined;
    tried.add(onward.join());
    granted = onward;
  }
  return undefined;
}

/** Every combination of joint wishes, where there are few enough for what is left to do. */
function searchAll(search: Search): Trial | undefined {
  const choices = search.teams.reduce((product, { wishes }) => product * (wishes.length + 1), 1);
  if (choices > search.steps) return undefined;
  for (let n = 0; n < choices; n += 1) {
    const trial = tryOut(search, choiceNumber(search.teams, n));
    if (!('torn' in trial) && blockers(trial) === 0) return trial;
  }
  return undefined;
}

/** Everybody else, given what the teams choose; or the last team that is not taken whole. Keeps the best of those that hold. */
function tryOut(search: Search, granted: readonly number[]): Trial | { readonly torn: number } {
  const { market, teams, limits, proposals } = search;
  search.steps -= 1;
  const fixed = fixTeams(market, teams, granted);
  let found: Trial | undefined;
  for (const propose of proposals) {
    const matching = propose(fixed);
    const torn = granted.findLastIndex((joint, i) => joint !== none && teams[i]?.members.some((a, m) => at(matching, a) !== teams[i]?.wishes[joint]?.[m]) === true);
    if (torn !== -1) return { torn };
    const trial: Trial = { granted, matching, wanted: wantedByTeams(market, teams, limits, matching, granted) };
    if (found === undefined || blockers(trial) < blockers(found)) found = trial;
    if (blockers(found) === 0) break;
  }
  if (found === undefined) throw new Error('no proposal was made');
  if (search.best === undefined || blockers(found) < blockers(search.best)) search.best = found;
  return found;
}

function withoutTeams(search: Search): Trial {
  const trial = tryOut(search, search.teams.map(() => none));
  if ('torn' in trial) throw new Error('a team that holds nothing was torn apart');
  return trial;
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
