import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { indicatorsCheck } from './indicators-check.ts';
import { indicatorsCompute } from './indicators-compute.ts';

const folder = mkdtempSync(join(tmpdir(), 'delta-indicators-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [dataFile, metaFile, formulaFile] = ['data.csv', 'meta.csv', 'x.indicators'].map((name) => join(folder, name));

/** What a command prints and ends with. */
async function run(command: () => Promise<number>): Promise<{ code: number | string; out: string; errors: string[] }> {
  let [out, err] = ['', ''];
  const spies = [vi.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true; }), vi.spyOn(process.stderr, 'write').mockImplementation((text) => { err += String(text); return true; })];
  try {
    const code = await command().catch((error: unknown) => (error as Error).message);
    return { code, out, errors: err.split('\n').filter((line) => line !== '').map((line) => line.replaceAll(`${folder}/`, '')) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const meta = 'code,name,level,parent,weight,direction\nw,总,2,,1,1\na,甲,1,w,1,1\nb,乙,1,w,1,-1\n';
const data = 'unit,a,b\n沪,1,2\n苏,2,3\n浙,3,1\n';
function compute(dataText: string | Uint8Array, metaText: string | Uint8Array, ...options: string[]) {
  writeFileSync(dataFile!, dataText);
  writeFileSync(metaFile!, metaText);
  return run(() => indicatorsCompute(['--data', dataFile!, '--meta', metaFile!, ...options]));
}
const ranking = ({ out }: { out: string }) => out.trim().split('\n').map((line) => line.trim().split(/\s+/).join(' '));
/** 乙 and 浙, as a computer in an office saves them. */
const inGbk = (text: string): Buffer => Buffer.concat([...text].map((letter) => { const bytes = ({ 总: [0xd7, 0xdc], 甲: [0xbc, 0xd7], 乙: [0xd2, 0xd2], 沪: [0xbb, 0xa6], 苏: [0xcb, 0xd5], 浙: [0xd5, 0xe3], 人: [0xc8, 0xcb] } as Record<string, number[]>)[letter]; return bytes === undefined ? Buffer.from(letter) : Buffer.from(bytes); }));

describe('delta indicators compute', () => {
  const right = [/^1 \(1–\d\) 浙 100\.0000$/, /^2 \([12]–3\) 沪 25\.0000$/, /^2 \([12]–3\) 苏 25\.0000$/].map((line) => expect.stringMatching(line) as string);
  test.each([
    ['as it should be', data, meta], ['with a mark at the beginning and the line ends of Windows', `\ufeff${data.replaceAll('\n', '\r\n')}`, `\ufeff${meta.replaceAll('\n', '\r\n')}`],
    ['in GBK, as an office saves it', inGbk(data), inGbk(meta)], ['by tabs', data.replaceAll(',', '\t'), meta.replaceAll(',', '\t')],
    ['with commas and quotes in names', data.replace('浙', '"浙"'), meta.replace('甲', '"甲，""一"",二"')], ['with weights that do not add up to one', data, meta.replaceAll('w,1', 'w,30')],
  ])('takes files %s', async (_, dataText, metaText) => {
    const result = await compute(dataText, metaText);
    expect([result.code, result.errors, ranking(result)]).toEqual([0, [], right]);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, string, string]>([
    ['a code twice', data, `${meta}a,丙,1,w,1,1\n`, 'meta.csv:5: 代码“a”重复'], ['a direction of 0', data, meta.replace('w,1,-1', 'w,1,0'), 'meta.csv:4: 方向应为 1 或 -1，这里是“0”'],
    ['a parent that is not there', data, meta.replace('乙,1,w', '乙,1,x'), 'meta.csv:4: “b”的上级“x”不存在'], ['a parent two levels up', data, meta.replace('总,2', '总,3'), 'meta.csv:3: “a”的上级“w”不在紧邻的上一层'],
    ['an indicator without a parent', data, meta.replace('乙,1,w', '乙,1,'), 'meta.csv:4: 指标“b”没有填上级'], ['weights of nothing but zero', data, meta.replaceAll('w,1,', 'w,0,'), 'meta.csv:2: “w”的下级权重全部为 0'],
    ['a weight below zero', data, meta.replace('乙,1,w,1', '乙,1,w,-1'), 'meta.csv:4: “b”的权重应为不小于 0 的数'], ['a column that is not known', data, meta.replaceAll('\n', ',x\n'), 'meta.csv:1: 不认识“x”列'],
    ['no column for an indicator', data.replaceAll(/,\d\n/g, '\n').replace(',b', ''), meta, 'data.csv:1: 指标“b”在数据中没有对应的列'], ['a column of no indicator', data.replaceAll(/(\d|b)\n/g, '$1,9\n').replace('b,9', 'b,c'), meta, 'data.csv:1: “c”列不在指标表中'],
    ['a unit twice', data.replace('苏', '沪'), meta, 'data.csv:3: 单位“沪”重复'], ['thousands with commas', data.replace('苏,2', '苏,"1,234"'), meta, 'data.csv:3: “a”列的“1,234”不是数字（缺失请留空）'],
    ['a number that cannot be reckoned with', data.replace('苏,2', '苏,1e308'), meta, 'data.csv:3: “a”列的“1e308”不是数字（缺失请留空）'], ['a row that is too short', data.replace('苏,2,3', '苏,2'), meta, 'data.csv:3: 这一行有 2 格，表头有 3 格'],
    ['a level left out', data, `${meta.replace('w,总,2,,1,1', 'w,总,4,,1,1\nv,中,2,w,1,1')}`.replaceAll('1,w,', '1,v,'), 'meta.csv:3: “v”的上级“w”不在紧邻的上一层'], ['two wholes', data, `${meta}v,另,2,,1,1\nc,丙,1,v,1,1\n`, 'meta.csv:1: 没有上级的节点不止一个（w、v），无法得出一个总分'],
    ['a whole without parts', data, `${meta}u,中,2,w,1,1\n`, 'meta.csv:5: “u”的上级“w”不在紧邻的上一层'], ['no whole', data, meta.replace('w,总,2,,1,1\n', ''), 'meta.csv:2: “a”的上级“w”不存在'], ['a circle', data, meta.replace('w,总,2,,', 'w,总,2,w,'), 'meta.csv:2: “w”的上级“w”不在紧邻的上一层'],
    ['a weight that is left out', data, meta.replace('乙,1,w,1', '乙,1,w,'), 'meta.csv:4: “weight”列的“”不是数字（缺失请留空）'], ['a level in words', data, meta.replace('乙,1', '乙,一'), 'meta.csv:4: “level”列的“一”不是数字（缺失请留空）'], ['a level of zero', data, meta.replace('乙,1', '乙,0'), 'meta.csv:4: “b”的层级应为 1、2、3……'], ['half a level', data, meta.replace('乙,1', '乙,1.5'), 'meta.csv:4: “b”的层级应为 1、2、3……'],
    ['a group that less is better of', data, meta.replace('w,总,2,,1,1', 'w,总,2,,1,-1'), 'meta.csv:2: “w”在第 2 层或以上，方向只能是 1'], ['a direction in words', data, meta.replace('w,1,-1', 'w,1,负向'), 'meta.csv:4: 方向应为 1 或 -1，这里是“负向”'], ['a code that is a column of the data', data.replace('a,b', 'a,group'), meta.replace('b,乙', 'group,乙'), 'meta.csv:4: “group”是数据表的固定列名，不能作代码'],
    ['goalposts the wrong way round', data, meta.replaceAll('\n', ',,\n').replace('direction,,', 'direction,low,high').replace('w,1,1,,', 'w,1,1,5,5'), 'meta.csv:3: “a”的下限应小于上限'], ['one goalpost', data, meta.replaceAll('\n', ',,\n').replace('direction,,', 'direction,low,high').replace('w,1,1,,', 'w,1,1,5,'), 'meta.csv:3: low 和 high 应同时填写'],
    ...['NaN', 'Infinity', '-', '１２', '12人', '5%', '1 234', '0x1f', '1,2', '--1', '1e', '#DIV/0!', 'null', '∞'].map((cell) => [`“${cell}” for a number`, data.replace('苏,2', `苏,"${cell}"`), meta, `data.csv:3: “a”列的“${cell}”不是数字（缺失请留空）`] satisfies [string, string, string, string]),
    ['a number so small that nothing is left of it', data.replace('苏,2', '苏,1e-400'), meta, 'data.csv:3: “a”列的“1e-400”不是数字（缺失请留空）'], ['a unit without a name', data.replace('苏,', ' ,'), meta, 'data.csv:3: 没有填单位名称'], ['a unit without a group', 'unit,group,a,b\n沪,x,1,2\n苏,,2,3\n', meta, 'data.csv:3: “苏”没有填所属的组（group）'], ['a line left out in the middle', data.replace('苏', '\n苏'), meta, 'data.csv:3: 没有填单位名称'],
    ['a row that is too long', data.replace('苏,2,3', '苏,2,3,4'), meta, 'data.csv:3: 这一行有 4 格，表头有 3 格'], ['no column for the units', data.replace('unit', 'city'), meta, 'data.csv:1: 缺少“unit”列'], ['a column twice', data.replace('a,b', 'a,a'), meta, 'data.csv:1: “a”列重复'], ['a column without a head', data.replace('a,b', 'a,b,').replaceAll(/(\d)\n/g, '$1,9\n'), meta, 'data.csv:1: “”列不在指标表中'],
    ['the line after a line break in quotes', data.replace('沪', '"沪\n（申）"').replace('苏,2', '苏,二'), meta, 'data.csv:4: “a”列的“二”不是数字（缺失请留空）'], ['a mistake in the meta after a line break in quotes', data, meta.replace('甲', '"甲\n一"').replace('w,1,-1', 'w,1,0'), 'meta.csv:5: 方向应为 1 或 -1，这里是“0”'], ['a quotation that never ends', data.replace('苏', '"苏'), meta, 'data.csv:1: 第 3 行的引号没有结束，其后的内容无法辨认。'],
    ['a table of indicators with nothing in it', data, 'code,name,level,parent,weight,direction\n', 'meta.csv:1: 没有任何指标'], ['a table of indicators without a column', data, meta.replaceAll(/,[^,]*\n/g, '\n'), 'meta.csv:1: 缺少“direction”列'],
    ['nothing', '', meta, 'data.csv:1: 表格里没有内容。'], ['no rows', 'unit,a,b\n', meta, '没有任何地区或学校可计算'], ['what is no sheet', new Uint8Array([0, 1, 2, 255]), meta, 'data.csv:1: 无法识别这个文件，请上传 .xlsx'],
  ])('refuses %s, with the place', async (_, dataText, metaText, problem) => {
    const { code, errors, out } = await compute(dataText, metaText);
    expect([code, out]).toEqual([1, '']);
    expect(errors.some((line) => line.startsWith(`${problem} `)), errors.join('\n')).toBe(true);
  });

  test('refuses what is asked and cannot be done: goalposts that are not there, groups that are not there, a mean of zeros, an option twice', async () => {
    expect(await compute(data, meta, '--normalise', 'goalposts')).toMatchObject({ code: 1, errors: [expect.stringMatching(/^指标“a”没有上下限（low、high）/)] });
    expect(await compute(data, meta, '--impute', 'groupmean')).toMatchObject({ code: 1, errors: [expect.stringMatching(/^按组插补需要数据中有 group 列/)] });
    expect((await compute(data, meta, '--aggregate', 'geometric')).errors[0]).toMatch(/^“沪”的“a”不大于 0/);
    for (const [scale, ...more] of [['100,0'], ['1,1'], ['0'], ['0,1,2'], ['a,b'], ['0,1e300'], ['0,0', '--normalise', 'zscore'], ['0,1', '--normalise', 'rank']]) expect((await compute(data, meta, '--scale', scale!, ...more)).code, scale).toMatch(/^--scale/); // oxlint-disable-line no-await-in-loop -- one spied stream
    expect((await compute(data, meta, '--aggregate', 'generalised:1000')).code).toMatch(/^--aggregate generalised:1000/);
    const posts = 'code,name,level,parent,weight,direction,low,high\nw,总,2,,1,1,,\na,甲,1,w,1,1,0,5\nb,乙,1,w,1,-1,0,9\n';
    expect(await compute(data, posts, '--normalise', 'goalposts', '--treat', 'log')).toMatchObject({ code: 1, errors: [expect.stringMatching(/^取对数后的值不能与原单位的上下限/)] });
    expect((await compute(data.replace('沪,1', '沪,-1'), posts, '--normalise', 'zscore', '--aggregate', 'generalised:2')).errors[0]).toMatch(/^“.”的“.”小于 0，无法求幂平均/);
    expect((await compute(data, meta, '--weights', 'guess')).code).toMatch(/^--weights guess：应为 given \| equal \| entropy/);
    expect(await compute(data, meta, '--weights', 'entropy', '--normalise', 'zscore')).toMatchObject({ code: 1, errors: [expect.stringMatching(/^“w”的下级有小于 0 的得分，不能用熵权法/)] });
    expect((await compute(data, meta, '--impute', 'mean', '--impute', 'median')).code).toMatch(/^--impute：只能写一次/);
    expect((await compute(data, meta, '--normalise', 'softmax')).code).toMatch(/minmax \| zscore/);
  });

  test('says whatever takes no part: all missing, all the same, one unit, goalposts that nobody asked for', async () => {
    const missing = await compute('unit,a,b\n沪,,\n苏,,\n', meta);
    expect([missing.code, ranking(missing), missing.errors.length]).toEqual([0, ['— 沪 —', '— 苏 —'], 4]);
    expect((await compute('unit,a,b\n沪,1,2\n苏,1,3\n', meta)).errors).toEqual([expect.stringMatching(/^指标“a”各单位取值相同，无法比较高低，未参与计算/)]);
    expect((await compute('unit,a,b\n沪,1,2\n', meta)).errors.length).toBe(4);
    const comparing = await compute('unit,a,b\n沪,1,2\n苏,,3\n浙,3,1\n皖,2,2\n', meta, '--aggregate', 'topsis');
    expect([ranking(comparing).at(-1), comparing.errors.map((line) => line.slice(0, 6))]).toEqual(['— 苏 —', ['指标“a”有', '“苏”有缺失']]);
    expect((await compute('unit,a,b\n沪,-1,2\n苏,2,3\n', meta, '--normalise', 'fraction')).errors.map((line) => line.slice(0, 5))).toEqual(['指标“a”', '指标“b”', '“沪”没有', '“苏”没有']);
    // without indicators that weigh anything nothing is lost: their notes say that they are the same for all
    expect((await compute('unit,a,b\n沪,1,2\n苏,1,3\n', meta.replace('甲,1,w,1', '甲,1,w,0'))).errors.length).toBe(1);
    expect((await compute(data, 'code,name,level,parent,weight,direction,low,high\nw,总,2,,1,1,,\na,甲,1,w,1,1,0,5\nb,乙,1,w,1,-1,0,9\n')).errors).toEqual([expect.stringMatching(/^指标的上下限（low、high）没有用到/)]);
  });
});

describe('delta indicators check', () => {
  const check = (text: string | Uint8Array) => { writeFileSync(formulaFile!, text); return run(() => indicatorsCheck([formulaFile!])); };
  const good = 'data a "甲" "人" district\nindicator b "乙" "人" city = sum(a)\n';
  test.each([['as it should be', good], ['with a mark and the line ends of Windows', `\ufeff${good.replaceAll('\n', '\r\n')}`], ['with the line ends of old Macs', `# x\r${good.replaceAll('\n', '\r')}`], ['in GBK', inGbk(good)]])('reads a file %s', async (_, text) => {
    const { code, out, errors } = await check(text);
    expect([code, errors]).toEqual([0, []]);
    expect(out).toContain('1 项数据、1 项指标');
  });
  test('says every mistake with line and column', async () => {
    const { errors } = await check(`\ufeffdata a "甲" "人" 县\n${good}indicator c "丙" "元" city = sum(a)\nindicator d "丁" "人" city = sum(b)\r\nindicator e "戊" "人" city = e\n`);
    expect(errors.map((line) => line.split(': ')[0])).toEqual(['x.indicators:1:16', 'x.indicators:4:28', 'x.indicators:5:28', 'x.indicators:6:11']);
    expect(errors[1]).toMatch(/: 算出的单位是 人，与声明的 元 不符/);
  });
  test('does not call an empty file right', async () => {
    expect(await check('# nothing\n')).toMatchObject({ code: 1, errors: [expect.stringMatching(/^x.indicators:1:1: 没有任何数据项或指标/)] });
  });
});
