import { expect, test } from 'vitest';
import type { PublishedContent } from '../store.ts';
import { idOf, jsonStatOf, sdmxJsonOf } from './open-data.ts';
import { sdmxMessage } from './sdmx-message.testing.ts';

const score = (unit: string, code: string, more: object) => ({ unit, unitName: unit, party: '32' as const, level: 'city' as const, code, raw: null, imputed: null, treated: null, value: null, rank: null, low: null, high: null, ...more });
const nodes = [{ code: 'w', name: '总', level: 2, parent: null, weight: 1, direction: 1 as const, goalposts: null }, { code: '在园.率', name: '在园率', level: 1, parent: 'w', weight: 2, direction: -1 as const, goalposts: { low: 0, high: 10 } }];
const content = {
  title: '指数', period: '2026', system: { code: 's', number: 1, title: '体系', sources: ['某框架'], formulas: '', nodes, choices: { impute: 'none', treat: 'none', normalise: { method: 'goalposts', scale: [0, 100] }, aggregate: { method: 'arithmetic' } } },
  run: { snapshot: 'a', result: 'b'.repeat(64), facts: 3, finishedAt: '2027-01-01T00:00:00Z', robustness: { runs: 10, seed: 1, meanShift: 0, excluded: 0, weightSpread: 0.25 }, notes: [] },
  scores: [score('320100', 'w', { value: 40, rank: 1, low: 1, high: 2 }), score('320100', '在园.率', { raw: 6, value: 40, rank: 1, low: 1, high: 2 }), score('320200', 'w', { value: 20, rank: 2, low: 1, high: 2 }), score('320200', '在园.率', { suppressed: true })],
} as unknown as PublishedContent;
const indicators = [{ code: '在园.率', name: '在园率', parent: 'w', direction: -1, goalposts: { low: 0, high: 10 }, weightInWhole: 1, unit: '%', formula: { zh: '在园除以适龄', en: 'attending by age' }, source: 'a / b', parts: [] }];
const address = 'https://delta.example/indices/1';

test('an identifier that SDMX does not allow is written by its code points, and no two become the same', () => {
  expect([idOf('preschool_rate'), idOf('a.b'), idOf('在')]).toEqual(['preschool_rate', 'a$2e$b', '$5728$']);
  expect(idOf('a$2e$b')).not.toBe(idOf('a.b'));
});

test('SDMX-JSON is a message of the format, with the value behind each score, the rank’s interval, and how each indicator is made', () => {
  const { data } = sdmxMessage.parse(JSON.parse(JSON.stringify(sdmxJsonOf(content, indicators, address))));
  expect(data.dataSets[0]!.observations).toEqual({ '0:0:0': [40, null, 1, 1, 2, 0], '0:0:1': [40, 6, 1, 1, 2, 0], '0:1:0': [20, null, 2, 1, 2, 0], '0:1:1': [null, null, null, null, null, 1] });
  expect(data.dataSets[0]!.dimensionGroupAttributes['::1']).toEqual(['%', '-1', 2, 0, 10, 'a / b']);
});

test('JSON-stat has the same numbers under units, nodes and measures, the tree of the nodes, and C where one is kept back', () => {
  const cube = jsonStatOf(content, indicators, address);
  expect([cube.size, cube.value.length]).toEqual([[1, 2, 2, 5], 20]);
  expect(cube.value.slice(0, 10)).toEqual([40, null, 1, 1, 2, 40, 6, 1, 1, 2]);
  expect(cube.status).toEqual({ 15: 'c', 16: 'c', 17: 'c', 18: 'c', 19: 'c' });
  expect(cube.dimension.indicator.category).toMatchObject({ child: { w: ['在园.率'] }, note: { '在园.率': ['在园除以适龄（%）', 'attending by age'] } });
});
