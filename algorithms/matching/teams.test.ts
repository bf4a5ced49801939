import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposedByApplicants } from './deferred-acceptance.ts';
import { marketOf, none, type Matching } from './market.ts';
import { everyMatching, lists, market } from './small-markets.ts';
import { matchWithTeams, type Team } from './teams.ts';

describe('matching with teams', () => {
  it('is deferred acceptance where there are none', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), (given) => {
      const m = market(given);
      expect(matchWithTeams(m, [])).toEqual({ matching: proposedByApplicants(m), granted: [], blocking: 0 });
    }), { numRuns: 100 });
  });

  it('says so when no stable matching exists (Klaus & Klijn 2005, after Roth 1984): a couple that takes both or nothing, and a single', () => {
    // The couple (0, 1) wants the two hospitals together; the single 2 wants hospital 0, then 1.
    // Hospital 0 prefers 0, then 2; hospital 1 prefers 2, then 1.
    const m = marketOf({ wishes: [[0], [1], [0, 1]], priorities: [[0, 2], [2, 1]], capacity: [1, 1] });
    const found = matchWithTeams(m, [{ members: [0, 1], wishes: [[0, 1]] }]);
    expect(found?.blocking).toBe(1);
  });

  it('places a couple together', () => {
    const m = marketOf({ wishes: [[0, 1], [0, 1], [0, 1]], priorities: [[0, 1, 2], [0, 1, 2]], capacity: [1, 2] });
    expect(matchWithTeams(m, [{ members: [0, 1], wishes: [[1, 3]] }])).toEqual({ matching: Int32Array.of(1, 3, 4), granted: [0], blocking: 0 });
  });

  it('refuses more joint choices than it can search', () => {
    const m = marketOf({ wishes: Array.from({ length: 40 }, () => [0]), priorities: [[]], capacity: [1] });
    expect(matchWithTeams(m, Array.from({ length: 20 }, (_, i) => ({ members: [2 * i, 2 * i + 1], wishes: [[2 * i, 2 * i + 1]] })))).toBeUndefined();
  });

  it('never tears a team apart, and finds a stable matching whenever all matchings tried out have one', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), fc.integer({ min: 0, max: 1e6 }), (given, seed) => {
      const m = market(given);
      const [one = [], other = []] = given.wishes;
      const pairs = one.flatMap((_, i) => other.map((_, j) => [i, (m.wishStart[1] ?? 0) + j])).filter((_, i) => (seed >> i) % 2 === 0);
      const teams: Team[] = given.wishes.length < 2 ? [] : [{ members: [0, 1], wishes: pairs }];
      const found = matchWithTeams(m, teams)!;
      const grantedTo = (matching: Matching) => teams.map(({ wishes }) => wishes.findIndex(([first, second]) => matching[0] === first && matching[1] === second));
      expect(teams.length === 0 || found.granted[0] !== none || (found.matching[0] === none && found.matching[1] === none)).toBe(true);
      const stable = [...everyMatching(m)].filter((matching) => {
        const [granted] = grantedTo(matching);
        if (teams.length > 0 && granted === none && (matching[0] !== none || matching[1] !== none)) return false;
        return isStable(m, matching, teams, granted ?? none);
      });
      expect(found.blocking === 0).toBe(stable.length > 0);
      if (found.blocking === 0) expect(stable.map((matching) => matching.join())).toContain(found.matching.join());
    }), { numRuns: 400 });
  });
});

/** By the definition, not by the algorithm: no single and position, no team and positions would rather have each other. */
function isStable(m: ReturnType<typeof market>, matching: Matching, teams: readonly Team[], granted: number): boolean {
  const positionAt = (wish: number) => m.wishPosition[wish] ?? 0;
  const rankAt = (wish: number) => m.wishRank[wish] ?? none;
  const ranksAt = (p: number, without: readonly number[]) => [...matching.keys()].filter((a) => !without.includes(a) && matching[a] !== none && positionAt(matching[a] ?? 0) === p).map((a) => rankAt(matching[a] ?? 0));
  const takes = (p: number, newcomers: readonly number[], without: readonly number[]) => {
    const best = [...ranksAt(p, without), ...newcomers].sort((a, b) => a - b).slice(0, m.capacity[p]);
    return newcomers.every((rank) => rank !== none && best.includes(rank));
  };
  const inTeam = teams.flatMap(({ members }) => members);
  for (const a of matching.keys()) {
    if (inTeam.includes(a)) continue;
    const end = matching[a] === none ? (m.wishStart[a + 1] ?? 0) : (matching[a] ?? 0);
    for (let wish = m.wishStart[a] ?? 0; wish < end; wish += 1) if (takes(positionAt(wish), [rankAt(wish)], [])) return false;
  }
  for (const { members, wishes } of teams) {
    for (const joint of wishes.slice(0, granted === none ? wishes.length : granted)) {
      const positions = [...new Set(joint.map(positionAt))];
      if (positions.every((p) => takes(p, joint.filter((wish) => positionAt(wish) === p).map(rankAt), members))) return false;
    }
  }
  return true;
}
