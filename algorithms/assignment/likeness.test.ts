import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likenessesOf, type Bag } from './likeness.ts';

const bag = (words: string): Bag => new Map(words.split(' ').filter((word) => word !== '').map((word) => [word, 1]));
const bags = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.integer({ min: 1, max: 9 })).map((words): Bag => new Map(Object.entries(words))), { minLength: 1, maxLength: 6 });

/** The measure as it is written in books, pair by pair. */
function plainly(items: readonly Bag[], reviewers: readonly Bag[]): number[][] {
  const all = [...items, ...reviewers];
  const vector = (text: Bag) => new Map([...text].map(([word, said]) => [word, (1 + Math.log1p(said)) * Math.log((all.length + 1) / all.filter((one) => one.has(word)).length)]));
  const length = (text: Map<string, number>) => Math.hypot(...text.values());
  return items.map((item) => reviewers.map((reviewer) => {
    const [one, other] = [vector(item), vector(reviewer)];
    const product = [...one].reduce((sum, [word, weight]) => sum + weight * (other.get(word) ?? 0), 0);
    return product === 0 ? 0 : product / length(one) / length(other);
  }));
}

describe('how like two texts are', () => {
  test('is the cosine of their words by rarity, as when it is computed pair by pair', () => {
    fc.assert(fc.property(bags, bags, (items, reviewers) => {
      const of = likenessesOf(items, reviewers);
      const expected = plainly(items, reviewers);
      for (const i of items.keys()) for (const [j, value] of of(i).entries()) expect(value).toBeCloseTo(expected[i]?.[j] ?? Number.NaN, 9);
    }));
  });

  test('lies between nothing in common and the same words', () => {
    fc.assert(fc.property(bags, bags, (items, reviewers) => {
      const of = likenessesOf(items, reviewers);
      for (const i of items.keys()) for (const value of of(i)) { expect(value).toBeGreaterThanOrEqual(0); expect(value).toBeLessThanOrEqual(1 + 1e-9); }
    }));
    const of = likenessesOf([bag('量子 计算')], [bag('量子 计算'), bag('音乐 教学'), bag('')]);
    expect([...of(0)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 0, 0]);
  });

  test('goes by what few say, not by what all say', () => {
    const [, near = 0, far = 0] = likenessesOf([bag('教育 研究 语料库')], [bag('教育 研究 体操'), bag('教育 语料库 翻译'), bag('教育 研究 田径')])(0);
    expect(near).toBeGreaterThan(far * 1.5);
  });
});
