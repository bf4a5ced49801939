import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import { anOfficer } from '#kernel/testing.ts';
import { checkForm, mayPassOn, stepOf } from './rules.ts';
import { spreadOf } from './spread.ts';

const read = readSystem('data pupils "在校生" "人" district\ndata money "经费" "万元" district\ndata books "图书" "册" school');
const system = 'system' in read ? read.system : (undefined as never);
const kinds = (entries: Record<string, number>, past: readonly Record<string, number>[] = [], others: readonly number[] = []) => {
  const spread = spreadOf(others);
  return checkForm(system, 'district', entries, { past, spreads: new Map(spread === undefined ? [] : [['pupils', spread]]), attributes: {} }).map(({ kind, severity }) => `${kind} ${severity}`);
};
const others = [900, 1000, 1100, 950, 1050, 980, 1020, 1010, 940, 1060, 970, 1030];

describe('what is unusual', () => {
  test('is a number a thousand times last year’s, a part of a person, or far from the others; what is missing is not', () => {
    expect(kinds({ pupils: 52_000_000, money: 1.5 }, [{ pupils: 52_000 }])).toEqual(['jump doubt']);
    expect(kinds({ pupils: 10.5 })).toEqual(['fraction error']);
    expect(kinds({ pupils: 5 }, [], others)).toEqual(['outlier doubt']);
    expect(kinds({}, [{ pupils: 0 }], others)).toEqual([]);
    expect(kinds({ pupils: -1 })).toEqual(['negative error']);
  });
  test('is a unit mixed up, 人 for 万人: ten thousand times last year’s or, in the first year, the others’', () => {
    expect(kinds({ pupils: 5 }, [{ pupils: 52_000 }])).toEqual(['unit doubt']);
    expect(kinds({ pupils: 52_000 }, [{ pupils: 5 }])).toEqual(['unit doubt']);
    expect(kinds({ pupils: 11_000_000 }, [], others)).toEqual(['unit doubt']);
    expect(kinds({ pupils: 9_000 }, [{ pupils: 5_200 }])).toEqual([]);
  });
  test('is a number outside the unit’s own range of at least three years, though it is no jump', () => {
    const steady = [{ pupils: 1000 }, { pupils: 1010 }, { pupils: 990 }];
    expect(kinds({ pupils: 1300 }, steady)).toEqual(['range doubt']);
    expect(kinds({ pupils: 1080 }, steady)).toEqual([]);
    expect(kinds({ pupils: 1300 }, steady.slice(1))).toEqual([]);
  });
  test('is zero, or nothing, where there was a number last year: the commonest mistake of all', () => {
    expect([kinds({ pupils: 0 }, [{ pupils: 1200 }]), kinds({ pupils: 0 }, [{ pupils: 1200 }, { pupils: 1180 }, { pupils: 1210 }, { pupils: 1190 }])]).toEqual([['zero doubt'], ['zero doubt']]);
    expect(kinds({}, [{ pupils: 1200 }])).toEqual(['gone doubt']);
    expect([kinds({ pupils: 0 }, [{ pupils: 0 }]), kinds({ pupils: 0 }), kinds({}, [{}, { pupils: 1200 }])]).toEqual([[], [], ['gone doubt']]);
  });
  test('is a number far from the others also for who has a past, unless it hardly changed since', () => {
    expect(kinds({ pupils: 20_000 }, [{ pupils: 15_000 }], others)).toEqual(['outlier doubt']);
    expect(kinds({ pupils: 15_500 }, [{ pupils: 15_000 }], others)).toEqual([]);
    expect(kinds({ pupils: 1040 }, [{ pupils: 700 }], others)).toEqual([]);
  });
  test('is looked for among the elements of the form’s own level', () => {
    expect(checkForm(system, 'school', { pupils: -1, books: -1 }, { past: [], spreads: new Map(), attributes: {} }).map(({ element }) => element)).toEqual(['books']);
  });
});

describe('a step of a form', () => {
  const officers = { party: anOfficer('32'), city: anOfficer('32', { role: 'division_officer', division: '320100' }), district: anOfficer('32', { role: 'division_officer', division: '320102' }), school: anOfficer('32', { role: 'institution_officer' }) };
  test.each([
    ['district', 'verify', 'school', 'fits'], ['district', 'check', 'school', 'cityOnly'], ['district', 'return', 'school', 'fits'], ['district', 'check', 'district', 'cityOnly'], ['district', 'return', 'district', 'cityOnly'],
    ['city', 'verify', 'school', 'fits'], ['city', 'check', 'district', 'fits'], ['city', 'verify', 'district', 'notASchool'], ['party', 'approve', 'school', 'fits'], ['party', 'verify', 'school', 'districtOnly'], ['school', 'submit', 'school', 'fits'],
  ] as const)('of the %s officer: %s of a form of a %s → %s', (who, transition, level, answer) => expect(stepOf(transition, { level, state: 'submitted' }, officers[who])).toBe(answer));
  test('takes back what the party approved only as the party', () => {
    const back = (who: keyof typeof officers) => stepOf('return', { level: 'school', state: 'approved' }, officers[who]);
    expect([back('district'), back('city'), back('party')]).toEqual(['partyOnly', 'partyOnly', 'fits']);
  });
  test('in bulk is the one of the officer’s own level', () => {
    expect(Object.values(officers).map(mayPassOn)).toEqual(['approve', 'check', 'verify', null]);
  });
});
