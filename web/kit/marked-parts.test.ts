import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedParts } from './marked-parts.ts';

const shown = (text: string, query: string) => markedParts(text, query).map(({ text: part, marked }) => (marked ? `[${part}]` : part)).join('');

test.each([
  ['许海涛', '许海涛', '[许海涛]'],
  ['许海涛', '许', '[许]海涛'],
  ['南京师范大学 · 教授', '师范大学 教授', '南京[师范大学] · [教授]'],
  ['江苏省南京市鼓楼区', '南京师范', '江苏省[南京]市鼓楼区'],
  ['Delta University', 'delta', '[Delta] University'],
  ['浙江省', '江苏', '浙江省'],
  ['南京', '', '南京'],
])('in “%s”, “%s” marks %s', (text, query, expected) => {
  expect(shown(text, query)).toBe(expected);
});

test('the parts of a text are the text, whatever is looked for', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 10 }), (text, query) => {
    expect(markedParts(text, query).map((part) => part.text).join('')).toBe(text);
  }));
});
