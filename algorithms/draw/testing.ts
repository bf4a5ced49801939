import type { Bound, DrawRequest } from './request.ts';

/** Numbers in [0, 1) that a seed determines (mulberry32): for tests and benchmarks, never for a draw. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const census = {
  sex: { 女: 0.5, 男: 0.5 },
  age: { '16–29': 0.2, '30–44': 0.27, '45–59': 0.28, '60+': 0.25 },
  region: { 上海: 0.11, 江苏: 0.36, 浙江: 0.27, 安徽: 0.26 },
  education: { 初中: 0.3, 高中: 0.35, 大学: 0.35 },
  home: { 城市: 0.55, 县城: 0.25, 乡村: 0.2 },
} as const;

/**
 * A request like those that citizens' assemblies make: five categories with 16 values, volunteers who differ from the census (more of the
 * educated, of the old, of the city), and quotas within one seat of the census's share.
 */
export function aRequestLikeAnAssemblys({ people, seats, seed, slack = 1 }: { people: number; seats: number; seed: number; slack?: number }): DrawRequest {
  const random = seededNumbers(seed);
  const pick = (shares: Readonly<Record<string, number>>, power: number) => {
    const entries = Object.entries(shares).map(([value, share], i, all) => [value, share * Math.exp((power * i) / all.length)] as const);
    let point = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return entries.find(([, weight]) => (point -= weight) < 0)?.[0] ?? entries[0]?.[0] ?? '';
  };
  const powers = { sex: 0.2, age: 1.2, region: -0.5, education: 2, home: -1.5 };
  const categories = Object.keys(census) as (keyof typeof census)[];
  const bounds: Bound[] = categories.flatMap((category) => Object.entries(census[category]).map(([value, share]) => ({
    category, value, min: Math.max(0, Math.floor(share * seats) - slack + 1), max: Math.ceil(share * seats) + slack - 1,
  })));
  return {
    people: Array.from({ length: people }, (_, i) => ({ id: `p${String(i + 1).padStart(4, '0')}`, values: Object.fromEntries(categories.map((category) => [category, pick(census[category], powers[category])])) })),
    bounds, seats,
  };
}
