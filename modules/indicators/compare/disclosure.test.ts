import { describe, expect, test } from 'vitest';
import { readSystem } from '#algorithms/formulas/check.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { PartRow, ScoreRow, StoredNode } from '../store.ts';
import { publicResult } from './disclosure.ts';

const nodes: StoredNode[] = [
  { code: 'whole', name: '总', level: 3, parent: null, weight: 1, direction: 1, goalposts: null },
  ...['d', 'e'].map((code): StoredNode => ({ code, name: code, level: 2, parent: 'whole', weight: 1, direction: 1, goalposts: null })),
  ...['a', 'b', 'c', 'f'].map((code, i): StoredNode => ({ code, name: code, level: 1, parent: i < 2 ? 'd' : 'e', weight: 1, direction: 1, goalposts: null })),
];
const read = readSystem(`
data x "甲" "人" district
data y "乙" "人" district
data z "丙" "间" district
data w "丁" "人" district
data v "戊" "间" district
indicator a "a" "%" city = sum(x) / sum(y) in "%"
indicator b "b" "间/人" city = sum(z) / sum(y)
indicator c "c" "%" city = sum(w) / sum(y) in "%"
indicator f "f" "间/人" city = sum(v) / sum(y)
`);
if ('problems' in read) throw new Error(JSON.stringify(read.problems));
const formulas = read.system;
type Score = Omit<ScoreRow, 'runId'>;
const units: [string, PartRow['level'], PartyCode][] = [['320100', 'city', '32'], ['320200', 'city', '32'], ['320500', 'city', '32'], ['330100', 'city', '33'], ['330200', 'city', '33'], ['32', 'party', '32'], ['33', 'party', '33'], ['region', 'region', '32']];
const scores = (few: readonly string[]): Score[] => units.flatMap(([unit, level, party]) => nodes.map(({ code, level: at }): Score => ({ unit, unitName: unit, party, level, code, raw: at === 1 ? 1 : null, imputed: 1, treated: 1, value: 50, rank: 1, low: 1, high: 2, people: few.includes(`${unit}/${code}`) ? 7 : at === 1 ? 5000 : null })));
const parts = (few: readonly string[]): PartRow[] => units.flatMap(([unit, level, party]) => ['x', 'y', 'z', 'w', 'v'].map((name): PartRow => ({ unit, level, party, part: `sum(${name})`, value: 6, people: few.includes(`${unit}#${name}`) ? 6 : name === 'z' || name === 'v' ? null : 5000 })));
const made = (fewScores: readonly string[], fewParts: readonly string[] = []) => publicResult({ scores: scores(fewScores), parts: parts(fewParts), nodes, formulas });
const keptOf = (fewScores: readonly string[], fewParts: readonly string[] = []) => {
  const result = made(fewScores, fewParts);
  return { scores: result.scores.flatMap((score) => (score.suppressed === true ? [`${score.unit}/${score.code}`] : [])), parts: result.parts.flatMap(({ part, suppressed = [] }) => suppressed.map((unit) => `${unit}#${part}`)) };
};

describe('a published result', () => {
  test('keeps nothing back where there are no small groups, and never tells how many people there are', () => {
    expect(keptOf([])).toEqual({ scores: [], parts: [] });
    expect(JSON.stringify(made([]))).not.toContain('people');
  });

  test('keeps back a small group in every stage, beside it another indicator and another city, so that neither dimension nor party gives it away', () => {
    const { scores: kept } = keptOf(['320100/a']);
    expect(kept).toContain('320100/a');
    expect(kept).toContain('320100/b');
    expect(kept.filter((id) => id.endsWith('/a')).length).toBeGreaterThanOrEqual(2);
    expect(kept.some((id) => id.endsWith('/whole') || id.startsWith('region'))).toBe(false);
    const score = made(['320100/a']).scores.find(({ unit, code }) => unit === '320100' && code === 'a');
    expect(score).toMatchObject({ raw: null, imputed: null, treated: null, value: null, rank: null, suppressed: true });
  });

  test('keeps back the parts with which a kept-back indicator could be worked out, and a small part with the indicators that would give it away', () => {
    const { parts: behind, scores: with1 } = keptOf(['320100/a']);
    // of each kept-back indicator at least one part is kept back too
    const names: Record<string, string[]> = { a: ['x', 'y'], b: ['z', 'y'], c: ['w', 'y'], f: ['v', 'y'] };
    for (const id of with1.filter((own) => Object.hasOwn(names, own.split('/')[1]!))) expect(names[id.split('/')[1]!]!.some((name) => behind.includes(`${id.split('/')[0]}#sum(${name})`)), id).toBe(true);
    const small = keptOf([], ['330200#w']);
    expect(small.parts).toContain('330200#sum(w)');
    // its indicator, or the other part of it, and another city's: no equation holds only one unknown
    expect(small.scores.includes('330200/c') || small.parts.includes('330200#sum(y)')).toBe(true);
    expect(small.parts.filter((id) => id.endsWith('#sum(w)')).length).toBeGreaterThanOrEqual(2);
    expect(made([], ['330200#w']).parts.find(({ part }) => part === 'sum(w)')?.values['330200']).toBeNull();
  });
});
