import { expect, test } from 'vitest';
import { readTypedColumn, readTypedNumber } from './form-number.ts';

test.each([['12', 12], [' 1,234.5 ', 1234.5], ['１２３', 123], ['-3', -3], ['.5', 0.5], ['１，２００', 1200], ['', null], ['  ', null], ['12人', undefined], ['1e5', undefined], ['1-2', undefined], ['.', undefined], ['9999999999999999', undefined]] as const)(
  '“%s” is read as %s', (text, value) => expect(readTypedNumber(text)).toBe(value));

test('a column out of a workbook is read line by line, an empty cell as empty; a single value is not one', () => {
  expect(readTypedColumn('12\r\n\r\n1,300\r\n')).toEqual([12, null, 1300]);
  expect(readTypedColumn('12')).toBeUndefined();
  expect(readTypedColumn('12\n合计')).toBeUndefined();
});
