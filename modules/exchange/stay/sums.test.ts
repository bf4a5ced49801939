import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partyCodes } from '#kernel/domain.ts';
import { balanceByYear, byCity, byMonth, byPair, flowsOf } from './sums.ts';

const city = fc.constantFrom('310100', '320100', '320500', '330100', '340100');
const count = fc.integer({ min: 0, max: 50 });
const row = fc.record({ homeCity: city, hostCity: city, month: fc.constantFrom('2027-09', '2027-10', '2028-01'), people: count, days: count, hours: count, credits: count, certified: count })
  .map((of) => ({ ...of, homeParty: partyOf(of.homeCity), hostParty: partyOf(of.hostCity) }));
const rows = fc.array(row, { maxLength: 30 });

function partyOf(code: string) {
  return partyCodes.find((party) => code.startsWith(party)) ?? '31';
}

describe('the sums of all stays', () => {
  test('lose nobody on the way: flows, cities, pairs and months come to the same', () => {
    fc.assert(fc.property(rows, (given) => {
      const all = given.reduce((sum, { people }) => sum + people, 0);
      const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
      expect(sum(flowsOf(given, 'people').map(({ value }) => value))).toBe(all);
      expect([sum(byCity(given, 'people').map(({ sent }) => sent)), sum(byCity(given, 'people').map(({ received }) => received))]).toEqual([all, all]);
      expect([sum(byPair(given, 'people').values()), sum(byMonth(given).map(({ people }) => people))]).toEqual([all, all]);
    }), { numRuns: 100 });
  });

  test('balance to nothing over the four in every year, for what one sends another takes in', () => {
    fc.assert(fc.property(rows, (given) => {
      for (const { balance } of balanceByYear(given, 'days')) expect(partyCodes.reduce((sum, party) => sum + balance[party], 0)).toBe(0);
    }), { numRuns: 100 });
  });

  test('by example: the largest flow first, a party that takes in more than it sends above nothing', () => {
    const of = { month: '2027-09', days: 0, hours: 0, credits: 0, certified: 0 };
    const given = [{ ...of, homeCity: '320100', hostCity: '330100', homeParty: '32', hostParty: '33', people: 2 }, { ...of, homeCity: '330100', hostCity: '320100', homeParty: '33', hostParty: '32', people: 1 }, { ...of, month: '2028-01', homeCity: '320100', hostCity: '330100', homeParty: '32', hostParty: '33', people: 3 }] as const;
    expect(flowsOf(given, 'people')).toEqual([{ from: '320100', to: '330100', value: 5 }, { from: '330100', to: '320100', value: 1 }]);
    expect(balanceByYear(given, 'people')).toEqual([{ year: '2027', balance: { '31': 0, '32': -1, '33': 1, '34': 0 } }, { year: '2028', balance: { '31': 0, '32': -3, '33': 3, '34': 0 } }]);
  });
});
