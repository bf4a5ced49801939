import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSystem, type FormulaSystem } from './check.ts';
import { evaluate, holds, type Source } from './evaluate.ts';
import { periodsOf } from './periods.ts';
import { isSameUnit, measureSame, readUnit } from './units.ts';

const base = `
attribute stage "学段" school
data pupils "在校生数" "人" school
data teachers "专任教师数" "人" school
data money "经费" "万元" school
data people "常住人口" "万人" district
`;

function good(text: string): FormulaSystem {
  const read = readSystem(base + text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.system;
}

function bad(text: string): string[] {
  const read = readSystem(base + text);
  return 'problems' in read ? read.problems.map(({ code, line, column }) => `${code} ${line}:${column}`) : [];
}

/** Two districts with schools; numbers by period, present first. */
const facts: Record<string, Record<string, (number | undefined)[]>> = {
  a1: { pupils: [100, 80], teachers: [10, 8], money: [5, 4] }, a2: { pupils: [300, 300], teachers: [20, 20], money: [undefined, 9] }, b1: { pupils: [0], teachers: [4], money: [1] },
  a: { people: [2] },
};
const source: Source = {
  value: (name, unit, back) => facts[unit]?.[name]?.[back],
  attribute: (_, unit) => (unit.endsWith('1') ? '小学' : '初中'),
  below: (unit, level) => (level === 'district' ? ['a', 'b'] : unit === 'r' ? ['a1', 'a2', 'b1'] : [`${unit}1`, `${unit}2`].filter((name) => name in facts)),
};
const value = (formula: string, unit: string, { level = 'district', measure = '' } = {}) => evaluate(good(`indicator x "x" "${measure}" ${level} = ${formula}`), 'x', unit, source);

describe('units', () => {
  test.each([['万元', '元', 10_000], ['百人', '人', 100], ['人/百人', '', 0.01], ['%', '', 0.01], ['万元/人', '元/人', 10_000], ['公顷', '平方米', 10_000], ['间/百人', '间/人', 0.01], ['亿元', '万元', 10_000]] as const)('%s is %s × %d', (a, b, factor) => {
    const [left, right] = [readUnit(a)!, readUnit(b)!];
    expect(measureSame(left, right)).toBe(true);
    expect(left.factor / right.factor).toBeCloseTo(factor, 9);
  });
  test('人 and 万人 measure the same but are not the same; 人 and 元 do not', () => {
    expect(isSameUnit(readUnit('人')!, readUnit('万人')!)).toBe(false);
    expect(measureSame(readUnit('人')!, readUnit('元')!)).toBe(false);
    expect(readUnit('人/')).toBeUndefined();
  });
});

describe('a formula', () => {
  test.each([
    ['sum(pupils) / sum(teachers)', '', 400 / 30], ['sum(teachers) / sum(pupils) in "人/百人"', '人/百人', 7.5], ['sum(money skipping missing) in "元"', '元', 50_000],
    ['mean(teachers / pupils by pupils)', '', 0.075], ['median(pupils)', '人', 200], ['percentile(pupils, 25)', '人', 150], ['min(pupils)', '人', 100], ['max(pupils)', '人', 300],
    ['count(money)', '个', 1], ['sum(pupils where stage = "小学")', '人', 100], ['sum(pupils where pupils > 150 "人" and not stage = "小学")', '人', 300],
    ['sum(pupils) / sum(pupils[-1]) - 1', '', 400 / 380 - 1], ['if sum(pupils) > 0 then sum(teachers) else 0', '人', 30], ['greatest(sum(pupils), 1000 "人") in "百人"', '百人', 10],
    ['ln(sum(pupils) / 1 "百人")', '', Math.log(4)], ['sum(pupils) / people in "人/百人"', '人/百人', 2], ['-abs(0 - sum(teachers)) + 2 * sum(teachers)', '人', 30], ['1 - 2 - 3', '', -4], ['8 / 4 / 2', '', 1],
    ['sum(money) ?? 0', '万元', 0], ['sum(pupils * 2) * 3 + sum(pupils)', '人', 2800],
  ] as const)('%s', (formula, measure, wanted) => {
    expect(value(formula, 'a', { measure })).toBeCloseTo(wanted, 9);
  });

  test('leaves missing what is missing, divided by zero, or a mean of nothing', () => {
    expect(value('sum(money)', 'a', { measure: '万元' })).toBeUndefined();
    expect(value('sum(teachers) / sum(pupils)', 'b')).toBeUndefined();
    expect(value('mean(pupils where stage = "高中")', 'a', { measure: '人' })).toBeUndefined();
    expect(value('sum(pupils) / people in "人/人"', 'b')).toBeUndefined();
    expect(value('if sum(money) > 0 then 1 else 2', 'a')).toBeUndefined();
    expect(value('if sum(pupils) > 0 or sum(money) > 0 then 1 else 2', 'a')).toBe(1);
  });

  test('uses other indicators, of its own level and of units below, and of earlier periods', () => {
    const system = good(`
indicator spread "差异" "" district = cv(load by pupils)
indicator load "生师比" "" school = pupils / teachers
indicator growth "变化" "" school = load - load[-1]
indicator whole "区域" "" region = mean(spread skipping missing)`);
    expect(system.order.map(({ name }) => name)).toEqual(['load', 'spread', 'growth', 'whole']);
    // 100 pupils at 10, 300 at 15: mean 13.75, weighted deviation √(¼·3.75² + ¾·1.25²)
    expect(evaluate(system, 'spread', 'a', source)).toBeCloseTo(Math.sqrt(0.25 * 3.75 ** 2 + 0.75 * 1.25 ** 2) / 13.75, 12);
    expect(evaluate(system, 'growth', 'a1', source)).toBeCloseTo(0, 12);
    expect(evaluate(system, 'whole', 'r', source)).toBeCloseTo(evaluate(system, 'spread', 'a', source)!, 12);
  });
});

describe('what is wrong is named with line and column', () => {
  test.each([
    ['a finer level', 'indicator x "x" "人" district = pupils', 'finerLevel 7:32'],
    ['a coarser level', 'indicator x "x" "万人" school = people', 'coarserLevel 7:31'],
    ['levels mixed in one sum', 'indicator x "x" "" region = sum(pupils * people)', 'mixedLevels 7:42'],
    ['an aggregate of nothing below', 'indicator x "x" "" school = sum(pupils)', 'nothingBelow 7:29'],
    ['units mixed', 'indicator x "x" "人" district = sum(pupils) + people', 'unitsDiffer 7:44'],
    ['a number without its unit', 'indicator x "x" "人" school = pupils + 1', 'unitsDiffer 7:37'],
    ['another unit than declared', 'indicator x "x" "元" school = pupils', 'declaredUnit 7:30'],
    ['a factor not converted', 'indicator x "x" "人/百人" school = teachers / pupils', 'declaredFactor 7:42'],
    ['what cannot be converted', 'indicator x "x" "元" school = pupils in "元"', 'cannotConvert 7:37'],
    ['a name not defined', 'indicator x "x" "" school = 教师 / pupils', 'unknownName 7:29'],
    ['a function not there', 'indicator x "x" "" district = avg(pupils)', 'unknownFunction 7:31'],
    ['a condition for a number', 'indicator x "x" "" school = pupils > 1 "人"', 'needsNumber 7:36'],
    ['a number for a condition', 'indicator x "x" "" school = if pupils then 1 else 2', 'needsCondition 7:32'],
    ['a text compared with a number', 'indicator x "x" "" school = if stage = 1 then 1 else 2', 'needsText 7:40'],
    ['a bracket left open', 'indicator x "x" "" district = sum(pupils', 'unexpected 7:41'],
    ['full-width signs', 'indicator x "x" "" school = （pupils）', 'badSign 7:29'],
    ['a percentile left out', 'indicator x "x" "人" district = percentile(pupils)', 'noPercent 7:32'],
    ['weights for a sum', 'indicator x "x" "人" district = sum(pupils by teachers)', 'notByThis 7:32'],
    ['a logarithm of people', 'indicator x "x" "" school = ln(pupils)', 'noUnitHere 7:29'],
    ['a name twice', 'data pupils "又" "人" school', 'sameName 7:6'],
    ['a level that is none', 'data x "x" "人" county', 'noLevel 7:16'],
    ['a name that is a function', 'data sum "x" "人" school', 'reserved 7:6'],
    ['a divisor that is always 0', 'indicator x "x" "人" school = pupils / (2 - 2 * 1)', 'zeroDivision 7:42'],
    ['names that differ by case only', 'data Pupils "又" "人" district', 'sameButCase 7:6'],
    ['names that differ by full width only', 'data ｐupils "又" "人" district', 'sameButCase 7:6'],
    ...['unit', 'City', 'party', 'region', 'district', 'school', 'value', '_'].map((name) => [`the platform’s own name ${name}`, `data ${name} "x" "人" district`, 'reservedName 7:6'] as const),
    ['half a period back', 'indicator x "x" "人" district = sum(pupils[-1.5])', 'badPeriod 7:44'],
    ['no period back', 'indicator x "x" "人" district = sum(pupils[-0])', 'badPeriod 7:44'],
    ['further back than anything is looked at', 'indicator x "x" "人" district = sum(pupils[-11])', 'badPeriod 7:44'],
    ['further back than anything through another indicator', 'indicator y "y" "人" district = sum(pupils[-6])\nindicator x "x" "人" district = y[-5]', 'tooFarBack 8:11'],
    ['a number beyond all numbers', `indicator x "x" "" district = ${'9'.repeat(400)}`, 'tooLarge 7:31'],
    ['a meaning twice', 'data x "x" "人" school meaning "一" meaning "二"', 'sameNote 7:35'],
    ['a standard that is a number', 'standard x "x" school = pupils', 'needsCondition 7:25'],
    ['a standard that applies to a number', 'standard x "x" school = pupils > 3 "人" where teachers', 'needsCondition 7:46'],
  ] as const)('%s', (_, text, wanted) => {
    expect(bad(text)).toEqual([wanted]);
  });

  test('what nobody would be asked for, or nothing is known of', () => {
    const read = readSystem(`${base}data a "a" "人" city\nattribute kind "办别" school\nattribute stage2 "学段" district\n`, { levels: ['district', 'school'], attributes: { school: ['stage'] } });
    expect('problems' in read && read.problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(['notCollected 7:6', 'unknownAttribute 8:11', 'unknownAttribute 9:11']);
  });

  test('a rule that would never be asked: of a level that has no form, or about units below, through whatever it uses', () => {
    const rules = (text: string) => { const read = readSystem(`${base}data d "d" "人" district\n${text}`, { levels: ['district', 'school'], attributes: { school: ['stage'] } }); return 'problems' in read ? read.problems.map(({ code, line, column, values }) => `${code} ${line}:${column} ${values['other'] ?? ''}`) : []; };
    expect(rules('rule r "r" city = sum(d) > 0 "人"')).toEqual(['ruleNowhere 8:6 ']);
    expect(rules('rule r "r" district = d >= sum(pupils)')).toEqual(['ruleBelow 8:6 pupils']);
    expect(rules('indicator all "all" "人" district = sum(pupils)\nrule r "r" district = d >= all')).toEqual(['ruleBelow 9:6 pupils']);
    expect(rules('rule r "r" school = stage <> "小学" or pupils > 0 "人"\nrule s "s" district = d > d[-1]')).toEqual([]);
  });

  test('a circle is refused with its path', () => {
    const read = readSystem('indicator a "a" "" city = b\nindicator b "b" "" city = c + 1\nindicator c "c" "" city = a * 2\n');
    expect('problems' in read && read.problems).toMatchObject([{ code: 'cycle', values: { path: 'a → b → c → a' } }]);
  });

  test('several mistakes are all found, and what follows a broken line is still read', () => {
    expect(bad('indicator a "a" "" school = (pupils\nindicator b "b" "" school = nothing\ndata c "c" "人" school oops')).toEqual(['unexpected 8:1', 'unknownName 8:29', 'unexpected 9:23']);
  });

  test('no text breaks the reader, however deep', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'data indicator sum(pupils)/+-*"人" school=if then else [-1] in \n#？'.split('')), maxLength: 200 }), (text) => { readSystem(base + text); }), { numRuns: 300 });
    for (const deep of ['('.repeat(5000), '-'.repeat(5000), 'not '.repeat(5000), `1${'+1'.repeat(4500)}`, 'if '.repeat(3000)]) expect(bad(`indicator x "x" "" school = ${deep}`)[0]).toMatch(/^tooDeep/);
  });
});

test('rules hold, are broken, or cannot be judged; both-or-neither, either-or and tolerances are conditions like others', () => {
  const system = good(`
rule enough "教师不多于学生" school = teachers <= pupils
rule both "经费与学生同时填或同时不填" school = present(money) = present(pupils)
rule either "经费与学生填一项" school = present(money) <> present(pupils)
rule close "与上期相差不超过 30 人" school = abs(pupils - pupils[-1]) <= 30 "人"`);
  expect(['a1', 'a2', 'b1'].map((unit) => holds(system, 'enough', unit, source))).toEqual([true, true, false]);
  expect(['a1', 'a2', 'b1'].map((unit) => holds(system, 'both', unit, source))).toEqual([true, false, true]);
  expect(['a1', 'a2', 'b1'].map((unit) => holds(system, 'either', unit, source))).toEqual([false, true, false]);
  expect(['a1', 'a2', 'b1'].map((unit) => holds(system, 'close', unit, source))).toEqual([true, true, undefined]);
  expect(bad('rule r "r" school = pupils + teachers')).toEqual(['needsCondition 7:28']);
});

test('what one must know of a number stands after it; names of these words are names as before', () => {
  const system = good(`
data source "来源数" "人" school meaning "按学籍" period "学年初" source "教育事业统计"
indicator load "生师比" "" school = pupils / teachers target "不高于 18" meaning "负担"
indicator twice "两倍" "人" school = 2 * source source "本系统"`);
  expect(['source', 'load', 'twice', 'pupils'].map((name) => system.byName.get(name)?.about)).toEqual([{ meaning: '按学籍', period: '学年初', source: '教育事业统计' }, { target: '不高于 18', meaning: '负担' }, { source: '本系统' }, {}]);
  expect(system.order.map(({ source }) => source)).toEqual(['pupils / teachers', '2 * source']);
});

test('a standard is 1 where it is met, 0 where it is not, and missing where that cannot be said', () => {
  const system = good('standard small "小班" school = pupils <= 200 "人" where stage = "小学"');
  expect(['a1', 'a2'].map((unit) => evaluate(system, 'small', unit, source))).toEqual([1, 0]);
  expect(evaluate(good('standard rich "有钱" school = money > 1 "万元"'), 'rich', 'a2', source)).toBeUndefined();
});

test('how far back a system looks is counted through all that it uses; one that looks at its own past, as far as anything does', () => {
  expect(periodsOf(good('indicator y "y" "人" school = pupils[-2]\nindicator x "x" "人" school = y[-3] + pupils[-1]'))).toBe(5);
  expect(periodsOf(good('indicator x "x" "人" school = x[-1] ?? pupils'))).toBe(10);
  expect(periodsOf(good(''))).toBe(0);
  // each uses the next twice: as many paths as there are subsets
  expect(periodsOf(good(Array.from({ length: 60 }, (_, i) => `indicator n${i} "n" "人" school = ${i === 59 ? 'pupils[-1]' : `n${i + 1} + n${i + 1}`}`).join('\n')))).toBe(1);
});

test('an indicator that many others name twice is computed once', () => {
  const doubled = Array.from({ length: 40 }, (_, i) => `indicator x${i + 1} "x" "人" school = x${i} + x${i}`).join('\n');
  expect(evaluate(good(`indicator x0 "x" "人" school = teachers\n${doubled}\nindicator x "x" "人" school = x40`), 'x', 'a1', source)).toBe(10 * 2 ** 40);
});
