import { describe, expect, test } from 'vitest';
import { readFiles } from './read.ts';

const quotas = [['category', 'value', 'min', 'max'], ['sex', '女', '1', '2'], ['sex', '男', '1', '2']];
const said = (pool: string[][], limits: string[][] = quotas) => readFiles(pool, limits).mistakes.map(({ file, line, zh }) => `${file}:${line} ${zh}`);

describe('the files of a draw', () => {
  test('are read as public sortition tools write them, with columns that no quota names left alone', () => {
    const { people, bounds, mistakes } = readFiles([['ID', 'sex', 'phone'], ['a', '女', '1'], ['b', '男', '2']], [['feature', 'name', 'min', 'max', 'min_flex', 'max_flex'], ['sex', '女', '1', '2', '0', '3'], ['sex', '男', '0', '1', '', '']]);
    expect(mistakes).toEqual([]);
    expect(people).toEqual([{ id: 'a', values: { sex: '女' } }, { id: 'b', values: { sex: '男' } }]);
    expect(bounds).toEqual([{ category: 'sex', value: '女', min: 1, max: 2, minFlex: 0, maxFlex: 3 }, { category: 'sex', value: '男', min: 0, max: 1 }]);
  });

  test('name each mistake with its line', () => {
    expect(said([['id', 'sex'], ['a', '女'], ['a', '男'], ['b', ''], ['c', '不详'], ['', '女'], ['d'], ['', '']])).toEqual([
      'pool:3 编号“a”与第 2 行重复', 'pool:4 “b”没有填写“sex”，不属于任何一类', 'pool:5 “c”的“sex”为“不详”，名额表中没有这一取值', 'pool:6 编号(id)为空', 'pool:7 应有 2 格，现有 1 格',
    ]);
    expect(said([['name', 'sex']])).toEqual(['pool:1 缺少列：id']);
    expect(said([['id', 'sex', 'sex']])).toEqual(['pool:1 列名重复：sex']);
    expect(said([['id', 'sex']], [['category', 'value', 'min', 'max', 'min_flex', 'max_flex'], ['sex', '女', '2', '1', '', ''], ['sex', '男', '1', 'x', '', ''], ['age', '老', '1', '2', '', ''], ['sex', '男', '-1', '2', '', ''], ['', '男', '1', '2', '', ''], ['id', 'a', '0', '1', '', ''], ['sex', '中', '1', '2', '2', '2']])).toEqual([
      'quotas:2 下限 2 大于上限 1', 'quotas:3 “max”应为非负整数，现为“x”', 'quotas:4 人员名单中没有“age”这一列', 'quotas:5 “sex=男”与第 3 行重复', 'quotas:6 类别或取值为空', 'quotas:7 人员名单中没有“id”这一列', 'quotas:8 弹性范围应包含下限和上限',
    ]);
  });

  test('of 100,000 rows with 3 broken ones: just those are named', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [`p${i}`, i % 2 === 0 ? '女' : '男']);
    rows[10] = ['p9', '女'];
    rows[50_000] = ['p50000', ''];
    rows[99_999] = ['p99999'];
    const { people, mistakes } = readFiles([['id', 'sex'], ...rows], quotas);
    expect(people).toHaveLength(99_997);
    expect(mistakes.map(({ line }) => line)).toEqual([12, 50_002, 100_001]);
  });
});
