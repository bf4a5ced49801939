import { expect, test } from 'vitest';
import { keptIn } from './kept.ts';

function aStorage(): Storage {
  const own = new Map<string, string>();
  return { get length() { return own.size; }, key: (i) => [...own.keys()][i] ?? null, getItem: (key) => own.get(key) ?? null, setItem: (key, value) => void own.set(key, value), removeItem: (key) => void own.delete(key), clear: () => own.clear() };
}
const day = 86_400_000;

test('what is kept of one person is not given to another on the same machine', () => {
  const kept = keptIn(() => store, () => 0);
  const store = aStorage();
  kept.keep('a', 'form.1', { n: 1 });
  expect([kept.load('a', 'form.1'), kept.load('b', 'form.1'), kept.load('', 'form.1')]).toEqual([{ n: 1 }, undefined, undefined]);
});

test('it is gone when the person signs out, and only theirs', () => {
  const store = aStorage();
  const kept = keptIn(() => store, () => 0);
  for (const [who, name] of [['a', 'form.1'], ['a', 'form.2'], ['ab', 'form.1']] as const) kept.keep(who, name, name);
  store.setItem('delta.language', 'en');
  kept.forgetAll('a');
  expect([kept.load('a', 'form.1'), kept.load('a', 'form.2'), kept.load('ab', 'form.1'), store.getItem('delta.language')]).toEqual([undefined, undefined, 'form.1', 'en']);
});

test('it is bounded: in number, the oldest going first, in length, and in time', () => {
  const store = aStorage();
  let now = 0;
  const kept = keptIn(() => store, () => now);
  for (let i = 0; i < 60; i += 1) kept.keep('a', `form.${i}`, (now += 1));
  expect([store.length, kept.load('a', 'form.9'), kept.load('a', 'form.10')]).toEqual([50, undefined, 11]);
  kept.keep('b', 'long', 'x'.repeat(300_000));
  expect(kept.load('b', 'long')).toBeUndefined();
  now += 15 * day;
  expect([kept.load('a', 'form.59'), store.getItem('delta.kept.a.form.59')]).toEqual([undefined, null]);
});

test('without storage, or with something else in it, nothing fails', () => {
  const none = keptIn(() => { throw new Error('switched off'); }, () => 0);
  none.keep('a', 'x', 1);
  none.forgetAll('a');
  expect(none.load('a', 'x')).toBeUndefined();
  const store = aStorage();
  store.setItem('delta.kept.a.x', 'not what was written');
  expect(keptIn(() => store, () => 0).load('a', 'x')).toBeUndefined();
});
