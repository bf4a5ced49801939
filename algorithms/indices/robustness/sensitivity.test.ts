import { describe, expect, test } from 'vitest';
import type { Choices, IndexInput } from '../compute.ts';
import { columnOf } from '../statistics.ts';
import type { IndexNode } from '../system.ts';
import { seeded } from './random.ts';
import { rankSensitivity } from './sensitivity.ts';

const choices: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [1, 100] }, aggregate: { method: 'arithmetic' } };
const nodes: IndexNode[] = [{ code: 'w', name: '', level: 2, parent: undefined, weight: 1, direction: 1 }, ...['a', 'b', 'c'].map((code): IndexNode => ({ code, name: '', level: 1, parent: 'w', weight: 1, direction: 1 }))];
const draw = seeded(5);
const input: IndexInput = { units: Array.from({ length: 12 }, (_, i) => String(i)), columns: new Map(['a', 'b', 'c'].map((code) => [code, columnOf(Array.from({ length: 12 }, () => draw() ** 3 * 100))])), nodes, choices };
const none = { impute: ['none'], treat: ['none'], normalise: [choices.normalise], aggregate: [{ method: 'arithmetic' }], weightSpread: 0 } as const;
const of = (uncertainty: Parameters<typeof rankSensitivity>[1]) => { const { factors, variance } = rankSensitivity(input, uncertainty, { samples: 256, random: seeded(1) }); return { variance, total: Object.fromEntries(factors.map(({ factor, total }) => [factor, total.value])) }; };

describe('which choice moves the ranks', () => {
  test('none where nothing is open', () => expect(of(none)).toMatchObject({ variance: 0, total: { weights: 0, normalise: 0 } }));
  test('the one that is open alone explains all', () => {
    const weights = of({ ...none, weightSpread: 0.8 });
    expect(weights.total['weights']).toBeGreaterThan(0.8);
    expect(weights.total['normalise']).toBe(0);
    const means = of({ ...none, normalise: [choices.normalise, { method: 'percentile', scale: [1, 100] }] });
    expect(means.total['normalise']).toBeGreaterThan(0.8);
    expect(means.total['weights']).toBe(0);
  });
});
