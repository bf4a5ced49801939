import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSystem } from './check.ts';
import { partsIn, withName, withNewPart, withoutPart, withPart, writePart } from './edit.ts';

const text = `# 说明：不属于任何一项
attribute stage "学段" school
data pupils "在校生数" "人" school meaning "按学籍" period "学年初" # 备注
data teachers "专任教师数" "人" school

indicator load "生师比" "" school = pupils
  / teachers target "不高于 18"
standard small "小规模" school = pupils < 50 "人" or (stage = "教学点") where stage <> "高中" source "办法"
rule order "教师不多于学生" school = teachers <= pupils
`;

describe('the declarations of a text', () => {
  test('are found with what each says', () => {
    expect(partsIn(text).map(({ start: _, end: _end, formulaAt: _at, ...part }) => part)).toEqual([
      { kind: 'attribute', name: 'stage', label: '学段', unit: '', level: 'school', formula: '', applies: '', about: {} },
      { kind: 'data', name: 'pupils', label: '在校生数', unit: '人', level: 'school', formula: '', applies: '', about: { meaning: '按学籍', period: '学年初' } },
      { kind: 'data', name: 'teachers', label: '专任教师数', unit: '人', level: 'school', formula: '', applies: '', about: {} },
      { kind: 'indicator', name: 'load', label: '生师比', unit: '', level: 'school', formula: 'pupils\n  / teachers', applies: '', about: { target: '不高于 18' } },
      { kind: 'standard', name: 'small', label: '小规模', unit: '', level: 'school', formula: 'pupils < 50 "人" or (stage = "教学点")', applies: 'stage <> "高中"', about: { source: '办法' } },
      { kind: 'rule', name: 'order', label: '教师不多于学生', unit: '', level: 'school', formula: 'teachers <= pupils', applies: '', about: {} },
    ]);
  });

  test('are changed one at a time, and everything else stays as it stands, remarks too', () => {
    const [, pupils, , load] = partsIn(text);
    expect(withPart(text, pupils!, { ...pupils!, label: '学生"数"', about: {} })).toBe(text.replace('data pupils "在校生数" "人" school meaning "按学籍" period "学年初"', 'data pupils "学生”数”" "人" school'));
    expect(withoutPart(text, load!)).toBe(text.replace('indicator load "生师比" "" school = pupils\n  / teachers target "不高于 18"\n', ''));
    expect(withNewPart(text, { ...pupils!, name: 'more' })).toContain('data teachers "专任教师数" "人" school\ndata more "在校生数" "人" school meaning');
    expect(withNewPart('', { ...pupils!, about: {} })).toBe('data pupils "在校生数" "人" school\n');
  });

  test('take a new name wherever they are used, and nothing that only looks like it', () => {
    const renamed = withName(text.replace('在校生数', 'pupils 在校生数'), 'pupils', '学生');
    expect(renamed).toContain('data 学生 "pupils 在校生数"');
    expect(renamed).toContain('= 学生\n  / teachers');
    expect('system' in readSystem(renamed)).toBe(true);
  });

  test('while they are typed, are what can be understood of them', () => {
    expect(partsIn('data').map(({ name, level }) => [name, level])).toEqual([['', undefined]]);
    expect(partsIn('indicator x "甲" "%" city = sum(\ndata y').map(({ name, formula, unit }) => [name, formula, unit])).toEqual([['x', 'sum(', '%'], ['y', '', '']]);
  });

  test('written again and read again are the same, whatever the text', () => {
    const word = fc.constantFrom('data', 'indicator', 'rule', 'standard', 'attribute', 'x', 'y', 'city', 'district', '=', '(', ')', '"甲"', '"人"', 'where', 'meaning', 'source', '+', '5', '\n', '# r\n', '？');
    fc.assert(fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const given = words.join(' ');
      for (const part of partsIn(given)) {
        if (part.name === '' || part.level === undefined || /[#？]/.test(given)) continue;
        const { start: _, end: _end, formulaAt: _at, ...own } = part;
        const [again] = partsIn(writePart(own));
        expect({ kind: again?.kind, name: again?.name, level: again?.level, about: again?.about }).toEqual({ kind: own.kind, name: own.name, level: own.level, about: own.about });
      }
    }), { numRuns: 300 });
  });

  test('of a text that is right, written one by one, say the same', () => {
    const again = partsIn(text).map(writePart).join('\n');
    const said = (own: string) => { const read = readSystem(own); return 'system' in read ? [...read.system.byName.values()].map(({ line: _, column: _column, ...rest }) => JSON.stringify(rest, (key, value: unknown) => (key === 'line' || key === 'column' ? undefined : value))) : read.problems; };
    expect(said(again)).toEqual(said(text.replace('pupils\n  / teachers', 'pupils / teachers')).map((own) => String(own)));
  });
});
