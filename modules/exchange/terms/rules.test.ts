import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceOf, hasTwice, numbersFromPosts, sumsOf } from './rules.ts';

const levels: Record<string, string> = { leading: '校级领导', division: '处级' };

describe('the terms of a scheme', () => {
  test('are drafted from the posts wanted and offered: who wants one sends, who offers takes, level by level', () => {
    const posts = [
      { party: '34', kind: 'wanted', level: 'division', count: 3 }, { party: '31', kind: 'offered', level: 'division', count: 2 }, { party: '34', kind: 'wanted', level: 'leading', count: 1 },
      { party: '31', kind: 'offered', level: 'division', count: 1 }, { party: '31', kind: 'wanted', level: 'division', count: 4 },
    ] as const;
    expect(numbersFromPosts(posts, (level) => levels[level] ?? level)).toEqual([
      { party: '31', category: '处级', sends: 4, takes: 3 }, { party: '34', category: '处级', sends: 3, takes: 0 }, { party: '34', category: '校级领导', sends: 1, takes: 0 },
    ]);
  });

  test('are summed by party while they are typed: a row without a party or a number counts for nothing', () => {
    expect(balanceOf([{ party: '32', sends: 3, takes: 1 }, { party: '31', sends: 2 }, { sends: 9, takes: 9 }, { party: '32', sends: null, takes: 4 }])).toEqual([{ party: '31', sends: 2, takes: 0 }, { party: '32', sends: 3, takes: 5 }]);
  });

  test('lose and invent no post on the way, and have one row a party and level', () => {
    const post = fc.record({ party: fc.constantFrom('31', '32', '33', '34'), kind: fc.constantFrom('wanted', 'offered'), level: fc.constantFrom('leading', 'division'), count: fc.integer({ min: 1, max: 50 }) });
    fc.assert(fc.property(fc.array(post, { maxLength: 30 }), (posts) => {
      const numbers = numbersFromPosts(posts, (level) => level);
      const total = (kind: string) => posts.filter((one) => one.kind === kind).reduce((sum, { count }) => sum + count, 0);
      const sums = sumsOf(numbers);
      expect([sums.reduce((sum, { sends }) => sum + sends, 0), sums.reduce((sum, { takes }) => sum + takes, 0)]).toEqual([total('wanted'), total('offered')]);
      expect(hasTwice(numbers)).toBe(false);
    }), { numRuns: 100 });
  });
});
