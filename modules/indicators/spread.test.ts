import { describe, expect, test } from 'vitest';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { distanceFrom, farFrom, spreadOf } from './spread.ts';

const others = [900, 1000, 1100, 950, 1050, 980, 1020, 1010, 940, 1060];

describe('how far a number is from the others', () => {
  test('is not moved by one wild neighbour, and of few others nothing is said', () => {
    expect(Math.abs(distanceFrom(1000, spreadOf([...others, 1e9])!))).toBeLessThan(1);
    expect(spreadOf(others.slice(1))).toBeUndefined();
    expect(spreadOf([...others.slice(1), 0, 0])).toBeUndefined();
  });

  test('is 0.6745 · (x − median) / MAD on logarithms: Iglewicz & Hoaglin’s modified z-score', () => {
    // logarithms 0 … 10: median 5, MAD 3
    expect(distanceFrom(Math.exp(9), spreadOf(Array.from({ length: 11 }, (_, i) => Math.exp(i)))!)).toBeCloseTo((0.6745 * 4) / 3, 4);
  });

  test('is told by the plain z-score where more than half are equal, and a twentieth more or less is never far', () => {
    const equal = spreadOf(Array.from({ length: 40 }, () => 10))!;
    expect(equal).toMatchObject({ robust: false, scale: 0.05 });
    expect(distanceFrom(10.4, equal)).toBeLessThan(1);
    expect(distanceFrom(1000, equal)).toBeGreaterThan(farFrom(equal, 30));
    // one school in ten has two rooms where the others have one: nothing to ask about
    const rooms = spreadOf(Array.from({ length: 40 }, (_, i) => (i % 10 === 0 ? 2 : 1)))!;
    expect(distanceFrom(2, rooms)).toBeLessThan(farFrom(rooms, 30));
    expect(distanceFrom(1_000_000, rooms)).toBeGreaterThan(farFrom(rooms, 30));
  });
});

describe('beyond which a number is asked about', () => {
  test.each([10, 16, 50, 500])('by chance at most about one form of a hundred, with thirty numbers each and %d others to compare with', (count) => {
    const random = seeded(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const [groups, forms, numbers] = [100, 60, 30];
    let asked = 0;
    for (let group = 0; group < groups; group += 1) {
      const spreads = Array.from({ length: numbers }, () => spreadOf(Array.from({ length: count }, () => Math.exp(6 + normal())))!);
      for (let form = 0; form < forms; form += 1) if (spreads.some((spread) => Math.abs(distanceFrom(Math.exp(6 + normal()), spread)) > farFrom(spread, numbers))) asked += 1;
    }
    expect(asked / (groups * forms)).toBeLessThan(0.02);
  });

  test('falls as the others become more, and is never less than 3.5', () => {
    const limits = [10, 30, 100, 500].map((count) => farFrom({ count, center: 0, scale: 1, robust: true }, 30));
    expect(limits).toEqual(limits.toSorted((a, b) => b - a));
    expect(farFrom({ count: 500, center: 0, scale: 1, robust: true }, 1)).toBe(3.5);
    expect(limits[3]).toBeLessThan(3.8);
  });
});
