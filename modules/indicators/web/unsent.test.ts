import { expect, test } from 'vitest';
import { compare, isNothing, nothing, together } from './unsent.ts';

const before = { entries: { pupils: 500, teachers: 40 }, reasons: {} };
const mine = { entries: { pupils: 520 }, reasons: { pupils: '扩班' } };

test.each([
  ['arrived', { entries: { pupils: 520, teachers: 41 }, reasons: { pupils: '扩班' } }],
  ['apart', { entries: { pupils: 500, teachers: 41 }, reasons: {} }],
  ['apart', { entries: { pupils: 520, teachers: 40 }, reasons: {} }],
  ['clash', { entries: { pupils: 510, teachers: 40 }, reasons: {} }],
  ['clash', { entries: { teachers: 40 }, reasons: {} }],
] as const)('what was typed and what the form has become are %s', (how, now) => expect(compare(mine, before, now)).toBe(how));

test('an emptied number has arrived when it is not there', () => {
  expect(compare({ entries: { teachers: null }, reasons: {} }, before, { entries: { pupils: 500 }, reasons: {} })).toBe('arrived');
});

test('what is typed later counts', () => {
  expect(together(mine, { entries: { pupils: null }, reasons: {} })).toEqual({ entries: { pupils: null }, reasons: { pupils: '扩班' } });
  expect(isNothing(nothing)).toBe(true);
});
