import { describe, expect, test } from 'vitest';
import { computeIndex } from '#algorithms/indices/compute.ts';
import { rankIntervals, usualUncertainty } from '#algorithms/indices/robustness/monte-carlo.ts';
import { seeded } from '#algorithms/indices/robustness/random.ts';
import { parseLines } from '#kernel/sheets/read.ts';
import { sayNotes } from '../notes.ts';
import { readChoices } from './options.ts';
import { printIndex, rankingOf } from './print.ts';
import { readTables } from './tables.ts';

const meta = 'code,name,level,parent,weight,direction\na,在园率,1,G,1,1\nb,班额,1,G,3,-1\nc,经费,1,H,1,1\nG,普及,2,I,1,1\nH,投入,2,I,1,1\nI,总指数,3,,,1\n';
const data = 'unit,a,b,c\n沪,1,10,5\n苏,2,20,\n浙,3,15,7\n';
const read = (dataText: string, metaText = meta) => readTables(parseLines(dataText), parseLines(metaText));
const problems = (dataText: string, metaText = meta) => { const tables = read(dataText, metaText); return 'units' in tables ? [] : tables.map(({ file, line, text }) => `${file}:${line} ${text.zh}`); };

describe('two tables', () => {
  test('become an index with every stage, aggregate, score and rank of every unit', () => {
    const tables = read(data);
    const choices = readChoices({ scale: '0,1' });
    if (!('units' in tables) || 'zh' in choices) throw new Error('refused');
    const computed = computeIndex({ ...tables, choices });
    if (!('result' in computed)) throw new Error('refused');
    const robustness = rankIntervals({ ...tables, choices }, usualUncertainty(choices), { runs: 50, random: seeded(1) });
    const printed = printIndex(tables, { choices, weighting: 'given' }, computed.result, robustness);
    expect(printed.units[1]).toEqual({
      unit: '苏', group: null, score: 0.125, rank: 3, rankInterval: [2, 3],
      normalised: { a: 0.5, b: 0, c: null }, aggregates: { G: 0.125, H: null, I: 0.125 }, ranks: { G: 3, H: null, I: 3 }, rankIntervals: { G: [3, 3], H: null, I: [2, 3] },
      stages: { raw: { a: 2, b: 20, c: null }, denominated: { a: 2, b: 20, c: null }, imputed: { a: 2, b: 20, c: null }, treated: { a: 2, b: 20, c: null } },
    });
    expect(printed.indicators.map(({ code, weightInWhole, missing }) => [code, weightInWhole, missing])).toEqual([['a', 0.125, 0], ['b', 0.375, 0], ['c', 0.5, 1]]);
    expect(printed.notes).toMatchObject([{ code: 'stillMissing', node: 'c', text: { zh: '指标“c”有 1 个单位缺失，这些单位按其余指标计算。' } }]);
    expect(rankingOf(tables, computed.result, robustness).split('\n')[0]).toMatch(/^ +1 \(1–\d\) +浙/);
  });

  test('name every mistake with its file and line', () => {
    expect(problems('unit,a,b,c\n沪,1,"1,000",5\n沪,一,2,3\n,1,2,3\n浙,1,2\n')).toEqual([
      'data:2 “b”列的“1,000”不是数字（缺失请留空）', 'data:3 单位“沪”重复', 'data:3 “a”列的“一”不是数字（缺失请留空）', 'data:4 没有填单位名称', 'data:5 这一行有 3 格，表头有 4 格',
    ]);
    expect(problems('unit,a,b,d\n沪,1,2,3\n')).toEqual(['data:1 指标“c”在数据中没有对应的列', 'data:1 “d”列不在指标表中']);
    expect(problems(data, meta.replace('a,在园率,1,G,1,1', 'a,在园率,1,G,重,2'))).toEqual(['meta:2 方向应为 1 或 -1，这里是“2”', 'meta:2 “weight”列的“重”不是数字（缺失请留空）']);
    expect(problems(data, meta.replace('a,在园率,1,G', 'a,在园率,1,X'))).toEqual(['meta:2 “a”的上级“X”不存在']);
    expect(problems(data, meta.replace('H,投入,2,I,1,1', 'H,投入,2,,1,1'))[0]).toMatch(/^meta:1 没有上级的节点不止一个（H、I）/);
    expect(problems(data, `${meta.trimEnd().replace('direction', 'direction,colour').replaceAll('\n', ',x\n')},x`)[0]).toBe('meta:1 不认识“colour”列');
  });

  test('take a group column, goalposts and a denominator', () => {
    const tables = readTables(parseLines('unit,group,a,people\nx,南,1,10\ny,南,,20\n'), parseLines('code,name,level,parent,weight,direction,low,high,denominator\na,a,1,G,1,1,0,1,people\nG,g,2,,1,1,,,\n'));
    expect(tables).toMatchObject({ groups: ['南', '南'], nodes: [{ goalposts: { low: 0, high: 1 }, denominator: 'people' }, {}] });
  });
});

describe('options', () => {
  test.each([
    [{ normalise: 'median' }, /--normalise median/], [{ scale: '0' }, /--scale 0/], [{ scale: '100,0' }, /--scale 100,0/], [{ normalise: 'rank', scale: '0,1' }, /不适用/],
    [{ aggregate: 'sum' }, /--aggregate sum/], [{ treat: 'trim' }, /--treat trim/], [{ impute: 'zero' }, /--impute zero/], [{ normalise: 'zscore', scale: '0,0' }, /--scale 0,0/],
  ] as const)('%o are refused', (options, words) => {
    const choices = readChoices(options);
    expect('zh' in choices ? choices.zh : '').toMatch(words);
  });
  test('that are left out are min–max on 0 to 100 and arithmetic means', () => {
    expect(readChoices({})).toEqual({ impute: 'none', treat: 'none', normalise: { method: 'minmax', scale: [0, 100] }, aggregate: { method: 'arithmetic' } });
    expect(readChoices({ aggregate: 'generalised:-2', impute: 'em', treat: 'log', normalise: 'zscore' })).toMatchObject({ aggregate: { method: 'generalised', power: -2 }, normalise: { scale: [0, 1] } });
  });
});

test('notes of many units are one sentence, of few one each', () => {
  const unknown = (units: string[]) => sayNotes([{ code: 'fewUnits' }, ...units.map((unit) => ({ code: 'nothingKnown' as const, unit }))]).map(({ zh }) => zh);
  expect(unknown(['甲', '乙']).slice(1)).toEqual(['“甲”没有任何可用数据，没有得分和名次。', '“乙”没有任何可用数据，没有得分和名次。']);
  expect(unknown(['甲', '乙', '丙', '丁']).slice(1)).toEqual(['4 个单位没有任何可用数据，没有得分和名次：甲、乙、丙、丁。']);
});
