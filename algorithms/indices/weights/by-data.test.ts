import { describe, expect, test } from 'vitest';
import { columnOf } from '../statistics.ts';
import type { IndexInput } from '../compute.ts';
import { entropyWeights } from './objective.ts';
import { weighByData, weightMethods, weightsBy } from './by-data.ts';

const node = (code: string, level: number, parent: string | undefined, weight = 1): IndexInput['nodes'][number] => ({ code, name: code, level, parent, weight, direction: 1 });
const columns = { a: [1, 2, 3, 4, 9], b: [5, 1, 4, 2, 3], c: [2, 2, 3, 1, 2], d: [7, 8, 1, 4, 2], e: [3, 9, 2, 6, 5] };
const input: IndexInput = {
  units: ['u', 'v', 'w', 'x', 'y'], columns: new Map(Object.entries(columns).map(([code, values]) => [code, columnOf(values)])),
  nodes: [node('a', 1, 'g', 9), node('b', 1, 'g'), node('c', 1, 'h'), node('d', 1, 'h'), node('e', 1, 'i', 7), node('g', 2, 'all'), node('h', 2, 'all', 5), node('i', 2, 'all'), node('all', 3, undefined)],
  choices: { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [0, 1] }, aggregate: { method: 'arithmetic' } },
};
const minmax = (values: number[]) => columnOf(values.map((value) => (value - Math.min(...values)) / (Math.max(...values) - Math.min(...values))));

describe('weights from the data, group by group', () => {
  test('are those of the method over the parts’ scores, from below: the dimensions are weighed by what their own new weights make of them', () => {
    const weighed = weighByData(input, 'entropy');
    if ('problem' in weighed) throw new Error(weighed.problem.code);
    const weightOf = new Map(weighed.nodes.map(({ code, weight }) => [code, weight]));
    const [ga, gb] = entropyWeights([minmax(columns.a), minmax(columns.b)])!;
    const [hc, hd] = entropyWeights([minmax(columns.c), minmax(columns.d)])!;
    expect([weightOf.get('a'), weightOf.get('b'), weightOf.get('c'), weightOf.get('d')]).toEqual([ga, gb, hc, hd]);
    expect(weightOf.get('e')).toBe(7); // alone in its group
    const mix = (p: number, of: number[], q: number, other: number[]) => minmax(of).map((value, i) => p * value + q * minmax(other)[i]!);
    const dimensions = entropyWeights([mix(ga!, columns.a, gb!, columns.b), mix(hc!, columns.c, hd!, columns.d), minmax(columns.e)])!;
    ['g', 'h', 'i'].forEach((code, i) => expect(weightOf.get(code)).toBeCloseTo(dimensions[i]!, 12));
  });
  test('add up to one in every group and do not hang on the weights given before, by every method', () => {
    for (const method of weightMethods) {
      const [one, other] = [weighByData(input, method), weighByData({ ...input, nodes: input.nodes.map((own) => ({ ...own, weight: 2 })) }, method)];
      if ('problem' in one || 'problem' in other) throw new Error(method);
      for (const parent of ['g', 'h', 'all']) expect(one.nodes.filter((own) => own.parent === parent).reduce((all, { weight }) => all + weight, 0), method).toBeCloseTo(1, 9);
      expect(other.nodes.filter(({ code }) => code !== 'e' && code !== 'all').map(({ weight }) => weight)).toEqual(one.nodes.filter(({ code }) => code !== 'e' && code !== 'all').map(({ weight }) => weight));
    }
  });
  test('are refused, with the group, where the data say nothing', () => {
    const same = columnOf([3, 3, 3, 3]);
    expect(weightsBy('equal', [same, same])).toEqual({ weights: [0.5, 0.5] });
    for (const method of ['entropy', 'critic', 'variation', 'pca'] as const) expect(weightsBy(method, [same, same]), method).toEqual({ problem: 'noVariance' });
    expect(weightsBy('pca', [columnOf([1, 2]), columnOf([2, 1])])).toEqual({ problem: 'fewUnits' });
    expect(weightsBy('variation', [columnOf([-1, 1, 0]), columnOf([1, 2, 3])])).toEqual({ problem: 'meanNotPositive' });
    expect(weighByData({ ...input, choices: { ...input.choices, normalise: { method: 'zscore', scale: [0, 1] } } }, 'entropy')).toEqual({ problem: { code: 'belowZero', node: 'g' } });
  });
});
