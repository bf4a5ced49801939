import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { balanceByParty, balanceWith, datesFollow, mayNominate, ranksFor } from './rules.ts';

describe('the exchange’s rules', () => {
  test('sum the balance by party', () => {
    expect(balanceByParty([{ party: '33', sends: 2, takes: 1 }, { party: '31', sends: 0, takes: 4 }, { party: '33', sends: 1, takes: 1 }])).toEqual([{ party: '31', sends: 0, takes: 4 }, { party: '33', sends: 3, takes: 2 }]);
  });

  test('show the balance as it would be while a number is typed, also of a party that has none yet', () => {
    const balance = [{ party: '32', sends: 4, takes: 2 }] as const;
    expect(balanceWith(balance, { party: '32', sends: -3 })).toEqual([{ party: '32', sends: 1, takes: 2 }]);
    expect(balanceWith(balance, { party: '31', takes: 5 })).toEqual([{ party: '31', sends: 0, takes: 5 }, { party: '32', sends: 4, takes: 2 }]);
  });

  test('give places in an order from the first on, and never one that somebody keeps', () => {
    expect(ranksFor(3, [2, 9])).toEqual([1, 3, 4]);
    fc.assert(fc.property(fc.nat(30), fc.uniqueArray(fc.integer({ min: 1, max: 40 })), (count, kept) => {
      const ranks = ranksFor(count, kept);
      expect([ranks.length, new Set([...ranks, ...kept]).size]).toEqual([count, count + kept.length]);
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    }), { numRuns: 100 });
  });

  test('let the one nominate whom the programme names, and the party’s officer always', () => {
    const roles = ['institution_officer', 'division_officer', 'party_officer', 'member'];
    expect((['institution', 'division', 'party'] as const).map((nominatedBy) => roles.filter((role) => mayNominate({ nominatedBy }, { role })))).toEqual([['institution_officer', 'party_officer'], ['division_officer', 'party_officer'], ['party_officer']]);
  });

  test('want a scheme’s dates one after the other', () => {
    expect(datesFollow({ applyUntil: '2027-04-30', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(true);
    expect(datesFollow({ applyUntil: '2027-06-01', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(false);
  });
});
