import { describe, expect, test } from 'vitest';
import { choiceProblem } from './choices.ts';
import { computeIndex, type Choices } from './compute.ts';
import { rankIntervals, usualUncertainty } from './robustness/monte-carlo.ts';
import { seeded } from './robustness/random.ts';
import { rankSensitivity } from './robustness/sensitivity.ts';
import { columnOf } from './statistics.ts';
import { checkSystem, type IndexNode } from './system.ts';
import { indexByHand, type HandRow } from './testing.ts';

const node = (code: string, level: number, parent: string | undefined, more: Partial<IndexNode> = {}): IndexNode => ({ code, name: code, level, parent, weight: 1, direction: 1, ...more });
/** Four levels; a weight of zero, a direction down, a column that leans far out. */
const nodes: IndexNode[] = [
  node('a', 1, 'd1', { weight: 3, goalposts: { low: 0, high: 50 } }), node('b', 1, 'd1', { direction: -1, goalposts: { low: 1, high: 9 } }), node('c', 1, 'd2', { weight: 2, goalposts: { low: -5, high: 5 } }), node('idle', 1, 'd2', { weight: 0, goalposts: { low: 0, high: 1 } }), node('far', 1, 'd3', { goalposts: { low: 0, high: 100 } }), node('flat', 1, 'd3', { goalposts: { low: 0, high: 10 } }),
  node('d1', 2, 'e1', { weight: 2 }), node('d2', 2, 'e1'), node('d3', 2, 'e2'), node('e1', 3, 'whole', { weight: 5 }), node('e2', 3, 'whole', { weight: 4 }), node('whole', 4, undefined),
];
const units = ['沪', '宁', '锡', '苏', '杭', '甬', '温', '合', '芜', '蚌'];
const groups = ['31', '32', '32', '32', '33', '33', '33', '34', '34', '34'];
const cells: Record<string, (number | undefined)[]> = {
  a: [12, 30, undefined, 41, 41, 8, 22, 17, 3, 29], b: [2, 4, 8, 1.5, undefined, 6, 6, 3, 7, 5], c: [-4, 3, 1, 0, 2, -1, 4, undefined, 0.5, -2], idle: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8],
  far: [4, 5, 6, 5, 4, 6, 5, 7, 900, 5], flat: [6, 6, 6, 6, 6, 6, 6, 6, 6, 6],
};
const before: Record<string, number> = { a: 19, b: 2.5, c: 1 };
const panel = [new Map(Object.keys(cells).map((code) => [code, columnOf(units.map(() => before[code]))]))];
const columns = new Map(Object.entries(cells).map(([code, values]) => [code, columnOf(values)]));
const rows = units.map((unit, i): HandRow => ({ unit, group: groups[i]!, values: Object.fromEntries(Object.entries(cells).flatMap(([code, values]) => (values[i] === undefined ? [] : [[code, values[i]]]))) }));
const earlier = units.map((unit, i): HandRow => ({ unit, group: groups[i]!, values: before }));

const scales = [[0, 100], [1, 100], [-10, 10]] as const;
const normalisations: Choices['normalise'][] = [...(['minmax', 'goalposts'] as const).flatMap((method) => scales.map((scale) => ({ method, scale }))), { method: 'percentile', scale: [1, 100] }, { method: 'leader', scale: [0, 100] }, { method: 'fraction', scale: [1, 100] }, { method: 'zscore', scale: [0, 1] }, { method: 'zscore', scale: [100, 10] }, { method: 'rank' }];
const means: Choices['aggregate'][] = [...(['arithmetic', 'geometric', 'harmonic', 'topsis', 'grey'] as const).map((method) => ({ method })), ...[-3, 0.5, 2].map((power) => ({ method: 'generalised' as const, power }))];
const imputations: Choices['impute'][] = ['none', 'mean', 'median', 'groupmean', 'groupmedian', 'last', 'em'];
const all: Choices[] = imputations.flatMap((impute) => (['none', 'winsorise', 'log'] as const).flatMap((treat) => normalisations.flatMap((normalise) => means.filter(({ method }) => impute !== 'em' || method === 'arithmetic' || method === 'topsis').map((aggregate): Choices => ({ impute, treat, normalise, aggregate }))))); // EM takes its time: twice each
const said = ({ impute, treat, normalise, aggregate }: Choices) => JSON.stringify([impute, treat, normalise, aggregate]);

describe('every choice of imputation, treatment, normalisation and aggregation', () => {
  test('is refused beforehand, or computed to the numbers that a slow implementation from the definitions gives', () => {
    expect(checkSystem(nodes)).toEqual([]);
    const counts = { refused: 0, computed: 0 };
    for (const choices of all) {
      if (choiceProblem(choices, nodes, units.length) !== undefined) { counts.refused += 1; continue; }
      counts.computed += 1;
      const computed = computeIndex({ units, columns, nodes, groups, panel, choices });
      if ('problem' in computed) throw new Error(`${said(choices)}: ${computed.problem.code}`);
      const { stages, aggregates, ranks } = computed.result;
      // what EM fills in has its own tests; from there on the same
      const given = choices.impute === 'em' ? units.map((unit, i): HandRow => ({ unit, group: groups[i]!, values: Object.fromEntries([...stages.imputed].map(([code, column]) => [code, column[i]!])) })) : rows;
      const wanted = indexByHand(given, nodes, choices, earlier);
      const same = (found: number | undefined, value: number | undefined, what: string) => { if (value === undefined ? !Number.isNaN(found) : !(Math.abs(found! - value) <= 1e-9 * Math.max(1, Math.abs(value)))) throw new Error(`${said(choices)} ${what}: ${found}, by hand ${value}`); };
      units.forEach((unit, i) => {
        const own = wanted.get(unit)!;
        for (const [code, column] of stages.normalised) same(column[i], own.normalised[code], `${unit} ${code}`);
        for (const [code, column] of aggregates) same(column[i], own.aggregates[code], `${unit} ${code}`);
        same(ranks.get('whole')?.[i], own.rank, `rank of ${unit}`);
      });
    }
    expect(counts.computed).toBeGreaterThan(1000);
    expect(counts.refused).toBeGreaterThan(500);
    expect(counts.computed + counts.refused).toBe(3 * 12 * (6 * 8 + 2));
  });

  test('has an interval for every rank, and says which choice moves the ranks', () => {
    // every option once with the usual ones of the others
    const usual: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [1, 100] }, aggregate: { method: 'arithmetic' } };
    const some: Choices[] = [...imputations.map((impute) => ({ ...usual, impute })), ...(['winsorise', 'log'] as const).map((treat) => ({ ...usual, treat })), ...normalisations.map((normalise) => ({ ...usual, normalise })), ...means.map((aggregate) => ({ ...usual, aggregate }))];
    for (const choices of some) {
      const input = { units, columns, nodes, groups, panel, choices };
      const computed = computeIndex(input);
      const { intervals } = rankIntervals(input, usualUncertainty(choices), { runs: 40, random: seeded(3) });
      const ranked = 'result' in computed ? [...computed.result.scores].filter((score) => !Number.isNaN(score)).length : 0;
      expect(intervals.length, said(choices)).toBe(ranked);
      for (const { factors } of [rankSensitivity(input, usualUncertainty(choices), { samples: 8, random: seeded(3) })]) expect(factors.every(({ first, total }) => [first, total].every(({ value, low, high }) => low <= value && value <= high)), said(choices)).toBe(true);
    }
  });

  test('is refused where no data could carry it', () => {
    const usual: Choices = { impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [1, 100] }, aggregate: { method: 'arithmetic' } };
    const problem = (more: Partial<Choices>, own = nodes) => choiceProblem({ ...usual, ...more }, own, units.length)?.code;
    expect(problem({})).toBeUndefined();
    expect(problem({ normalise: { method: 'goalposts', scale: [0, 1] } }, nodes.map(({ goalposts: _, ...rest }) => rest))).toBe('noGoalposts');
    expect(problem({ treat: 'log', normalise: { method: 'goalposts', scale: [0, 1] } })).toBe('logGoalposts');
    expect(problem({ aggregate: { method: 'geometric' }, normalise: { method: 'minmax', scale: [0, 1] } })).toBe('mayNotBePositive');
    expect(problem({ aggregate: { method: 'harmonic' }, normalise: { method: 'zscore', scale: [100, 1] } })).toBe('mayNotBePositive');
    expect(problem({ aggregate: { method: 'generalised', power: 2 }, normalise: { method: 'minmax', scale: [-1, 1] } })).toBe('mayBeNegative');
    expect(problem({ aggregate: { method: 'generalised', power: 21 } })).toBe('badPower');
    for (const scale of [[1, 1], [2, 1], [0, Number.NaN], [0, Infinity], [0, 1e10], [0, 1e-10]] as const) expect(problem({ normalise: { method: 'minmax', scale } }), String(scale)).toBe('badScale');
    expect(problem({ normalise: { method: 'zscore', scale: [0, 0] } })).toBe('badScale');
    expect(choiceProblem({ ...usual, impute: 'em' }, nodes, 6)).toEqual({ code: 'tooFewForEm', units: 6, indicators: 6 });
  });
});
