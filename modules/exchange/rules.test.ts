import { describe, expect, test } from 'vitest';
import { balanceByParty, datesFollow } from './rules.ts';

describe('the exchange’s rules', () => {
  test('sum the balance by party', () => {
    expect(balanceByParty([{ party: '33', sends: 2, takes: 1 }, { party: '31', sends: 0, takes: 4 }, { party: '33', sends: 1, takes: 1 }])).toEqual([{ party: '31', sends: 0, takes: 4 }, { party: '33', sends: 3, takes: 2 }]);
  });

  test('want a scheme’s dates one after the other', () => {
    expect(datesFollow({ applyUntil: '2027-04-30', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(true);
    expect(datesFollow({ applyUntil: '2027-06-01', answerUntil: '2027-06-01', startsOn: '2027-09-01', endsOn: '2028-01-15' })).toBe(false);
  });
});
