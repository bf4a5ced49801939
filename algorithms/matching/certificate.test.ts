import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nominatedBy } from './balanced-exchange.ts';
import { certify, objectionTo, type Names } from './certificate.ts';
import { proposedByApplicants } from './deferred-acceptance.ts';
import { explain } from './explain.ts';
import { lotteryPlaces } from './lottery.ts';
import { marketOf, none } from './market.ts';
import { lists, market, type Lists } from './small-markets.ts';
import { fitOfRanks, mechanisms, solve, summarise, type Problem } from './solve.ts';
import { faultOf, intakeOf } from './stability.ts';

const problemOf = (given: Lists): Problem => {
  const m = market(given);
  const institutions = given.capacity.length;
  const home = Int32Array.from(given.wishes, (_, a) => a % institutions);
  return { market: m, home, host: Int32Array.from(given.capacity.keys()), institutions, nominated: nominatedBy(home, institutions, Int32Array.from(home.keys())), fit: fitOfRanks(m) };
};
const namesOf = (given: Lists): Names => ({ applicants: given.wishes.map((_, a) => `a${a}`), positions: given.capacity.map((_, p) => `p${p}`), institutions: given.capacity.map((_, i) => `i${i}`) });

describe('a matching’s certificate', () => {
  it('holds for what came out, whatever the mechanism, and for nothing else', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), fc.constantFrom(...mechanisms), fc.integer({ min: 0, max: 2 }), (given, mechanism, tolerance) => {
      const problem = problemOf(given);
      const matching = solve(problem, { mechanism, tolerance });
      expect(faultOf(problem.market, matching)).toBeUndefined();
      const certificate = certify(problem, namesOf(given), { mechanism, tolerance }, matching);
      expect(objectionTo(certificate, problem, namesOf(given))).toBeUndefined();
      const otherCapacity = problemOf({ ...given, capacity: given.capacity.map((n) => n + 1) });
      expect(objectionTo(certificate, otherCapacity, namesOf(given))).toBe('other inputs');
      expect(objectionTo({ ...certificate, result: '0'.repeat(64) }, problem, namesOf(given))).toBe('other result');
      expect(objectionTo({ ...certificate, blockingPairs: certificate.blockingPairs + 1 }, problem, namesOf(given))).toBe('other blocking pairs');
    }), { numRuns: 100 });
  });

  it('shows a matching that was bent for somebody', () => {
    const given = { wishes: [[0, 1], [0, 1]], priorities: [[1, 0], [0, 1]], capacity: [1, 1] };
    const bent = certify(problemOf(given), namesOf(given), { mechanism: 'da-applicant', tolerance: 0 }, Int32Array.of(0, 3));
    expect(bent.blockingPairs).toBe(1);
    expect(objectionTo(bent, problemOf(given), namesOf(given))).toBe('other result');
  });
});

/** The same by Node's own SHA-256 and by hexadecimal text. */
function byNode(ids: readonly string[], seed: string): number[] {
  const ticket = (id: string) => createHash('sha256').update(`${seed}\n${id}`).digest('hex');
  const order = ids.toSorted((one, other) => (ticket(one) < ticket(other) ? -1 : 1));
  return ids.map((id) => order.indexOf(id));
}

describe('a lottery from a seed', () => {
  it('is the order of SHA-256 over the seed and the id, which anybody can compute', () => {
    expect([...lotteryPlaces(['a', 'b', 'c'], 's')]).toEqual(byNode(['a', 'b', 'c'], 's'));
    expect([...lotteryPlaces(['甲', '乙', '丙'], '种子')]).toEqual(byNode(['甲', '乙', '丙'], '种子'));
  });

  it('gives each id the same ticket whoever else takes part', () => {
    const all = lotteryPlaces(['a', 'b', 'c', 'd', 'e'], 'seed');
    const some = lotteryPlaces(['a', 'c', 'e'], 'seed');
    const order = (ids: readonly number[], places: Int32Array) => ids.toSorted((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
    expect(order([0, 2, 4], all).map((i) => i / 2)).toEqual(order([0, 1, 2], some));
  });
});

describe('what is said to an applicant', () => {
  it('names, wish by wish, why it did not come true', () => {
    const m = marketOf({ wishes: [[0, 1, 2, 3], [0], [0]], priorities: [[1, 2, 0], [1], [0], [0]], capacity: [2, 1, 0, 1] });
    const matching = proposedByApplicants(m);
    expect(explain(m, matching, 0, intakeOf(m, matching))).toEqual({
      granted: 4,
      refused: [
        { position: 0, reason: { kind: 'outranked', places: 2, lastRank: 2, rank: 3 } },
        { position: 1, reason: { kind: 'notAcceptable' } },
        { position: 2, reason: { kind: 'noPlaces' } },
      ],
    });
    expect(explain(m, matching, 1, intakeOf(m, matching))).toEqual({ granted: 1, refused: [] });
  });

  it('never says that somebody was outranked who was not, nor that places stayed free in a stable matching', () => {
    fc.assert(fc.property(lists({ applicants: 5, positions: 3 }), (given) => {
      const m = market(given);
      const matching = proposedByApplicants(m);
      for (const a of matching.keys()) {
        const { granted, refused } = explain(m, matching, a, intakeOf(m, matching));
        expect(granted === 0).toBe(matching[a] === none);
        for (const { reason } of refused) {
          expect(['outranked', 'notAcceptable', 'noPlaces']).toContain(reason.kind);
          if (reason.kind === 'outranked') expect(reason.rank).toBeGreaterThan(reason.lastRank);
        }
      }
      expect(summarise(m, matching).placed).toBe(matching.filter((wish) => wish !== none).length);
    }), { numRuns: 100 });
  });
});
