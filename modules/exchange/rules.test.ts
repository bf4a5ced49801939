import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceByParty, datesFollow } from './rules.ts';
import { daysOfRange, differences, factsOf, missingMonths, monthsOf } from './stay/rules.ts';

describe('the exchange’s rules', () => {
  test('know the months of a time, and those that are over without a journal', () => {
    expect(monthsOf('2027-11-20', '2028-02-01')).toEqual(['2027-11', '2027-12', '2028-01', '2028-02']);
    expect(missingMonths({ from: '2027-11-20', to: '2028-02-01', written: ['2027-11'], today: '2028-01-31' })).toEqual(['2027-12']);
    expect(missingMonths({ from: '2027-11-20', to: '2028-02-01', written: [], today: '2027-11-30' })).toEqual([]);
  });

  test('read a time as the database shows it: its first and its last day', () => {
    expect(daysOfRange('[2027-09-01,2028-01-16)')).toEqual({ from: '2027-09-01', to: '2028-01-15' });
    expect(daysOfRange('empty')).toEqual({ from: '', to: '' });
  });

  test('count people, days, hours and credits for the initiative, and nothing where there is none', () => {
    expect(factsOf({ measure: '交换生', from: '2027-09-01', to: '2027-09-30', hours: 0, credits: 0, party: '32' })).toEqual([
      { measure: '交换生', value: 1, unit: '人次', period: '2027-09', party: '32' }, { measure: '交换生天数', value: 30, unit: '天', period: '2027-09', party: '32' },
    ]);
    expect(factsOf({ measure: '挂职干部', from: '2027-09-01', to: '2027-09-30', hours: 160, credits: 0, party: '34' })).toHaveLength(3);
  });

  test('sum the balance by party', () => {
    expect(balanceByParty([{ party: '33', sends: 2, takes: 1 }, { party: '31', sends: 0, takes: 4 }, { party: '33', sends: 1, takes: 1 }])).toEqual([{ party: '31', sends: 0, takes: 4 }, { party: '33', sends: 3, takes: 2 }]);
  });

  test('show exactly the fields in which two versions of an agreement differ', () => {
    const version = fc.dictionary(fc.constantFrom('plan', 'tutor', 'duties'), fc.string());
    fc.assert(fc.property(version, version, (before, after) => {
      const found = differences(before, after);
      const merged = { ...before };
      for (const { field, after: now } of found) merged[field] = now;
      for (const key of Object.keys(after)) expect(merged[key]).toBe(after[key]);
      expect(differences(after, after)).toEqual([]);
    }), { numRuns: 100 });
  });

  test('want a scheme’s dates one after the other', () => {
    expect(datesFollow({ applyUntil: '2027-04-30', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(true);
    expect(datesFollow({ applyUntil: '2027-06-01', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(false);
  });
});
