import { describe, expect, test } from 'vitest';
import type { PartyCode } from '#kernel/domain.ts';
import type { ScoreRow, StoredNode } from '../store.ts';
import { publicScores } from './disclosure.ts';

const nodes: StoredNode[] = [
  { code: 'whole', name: '总', level: 3, parent: null, weight: 1, direction: 1, goalposts: null },
  ...['d', 'e'].map((code): StoredNode => ({ code, name: code, level: 2, parent: 'whole', weight: 1, direction: 1, goalposts: null })),
  ...['a', 'b', 'c', 'f'].map((code, i): StoredNode => ({ code, name: code, level: 1, parent: i < 2 ? 'd' : 'e', weight: 1, direction: 1, goalposts: null })),
];
type Score = Omit<ScoreRow, 'runId'>;
const units: [string, Score['level'], PartyCode][] = [['320100', 'city', '32'], ['320200', 'city', '32'], ['320500', 'city', '32'], ['330100', 'city', '33'], ['330200', 'city', '33'], ['32', 'party', '32'], ['33', 'party', '33'], ['region', 'region', '32']];
const scores = (few: readonly string[]): Score[] => units.flatMap(([unit, level, party]) => nodes.map(({ code, level: at }): Score => ({ unit, unitName: unit, party, level, code, raw: at === 1 ? 1 : null, imputed: 1, treated: 1, value: 50, rank: 1, low: 1, high: 2, people: few.includes(`${unit}/${code}`) ? 7 : at === 1 ? 5000 : null })));
const keptOf = (few: readonly string[]) => publicScores(scores(few), nodes).flatMap((score) => (score.suppressed === true ? [`${score.unit}/${score.code}`] : [])).toSorted();

describe('a published result', () => {
  test('keeps nothing back where there are no small groups, and never tells how many people there are', () => {
    expect(keptOf([])).toEqual([]);
    expect(publicScores(scores([]), nodes).some((score) => 'people' in score)).toBe(false);
  });
  test('keeps back a small group in every stage, beside it another indicator and another city, so that neither dimension nor party gives it away', () => {
    const kept = keptOf(['320100/a']);
    expect(kept).toContain('320100/a');
    expect(kept).toContain('320100/b');
    expect(kept.filter((id) => id.endsWith('/a')).length).toBeGreaterThanOrEqual(2);
    expect(kept.some((id) => id.endsWith('/whole') || id.startsWith('region'))).toBe(false);
    const score = publicScores(scores(['320100/a']), nodes).find(({ unit, code }) => unit === '320100' && code === 'a');
    expect(score).toMatchObject({ raw: null, imputed: null, treated: null, value: null, rank: null, suppressed: true });
  });
});
