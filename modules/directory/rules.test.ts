import { expect, test } from 'vitest';
import { isWithin, looksAfter } from './rules.ts';

const school = { id: 'a', party: '32', division: '320508' } as const;
const acting = (role: string, more: Partial<Parameters<typeof looksAfter>[0]> = {}) => ({ role, party: '32' as const, ...more });

test.each([
  ['a party’s officer', acting('party_officer'), true],
  ['another party’s officer', acting('party_officer', { party: '33' }), false],
  ['the city’s officer', acting('division_officer', { division: { code: '320500' } }), true],
  ['the district’s officer', acting('division_officer', { division: { code: '320508' } }), true],
  ['the next district’s officer', acting('division_officer', { division: { code: '320509' } }), false],
  ['its own officer', acting('institution_officer', { organization: { id: 'a' } }), true],
  ['another institution’s officer', acting('institution_officer', { organization: { id: 'b' } }), false],
  ['an auditor', acting('auditor'), false],
  ['the secretariat', acting('secretariat_officer', { party: undefined }), false],
])('%s looks after a school of a district, or does not', (_who, who, looks) => {
  expect(looksAfter(who, school)).toBe(looks);
});

test('a division lies within itself, its city and its province, and in no other', () => {
  expect(['320508', '320500', '320000', '320509', '330000'].map((outer) => isWithin('320508', outer))).toEqual([true, true, true, false, false]);
});
