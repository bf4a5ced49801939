import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '#kernel/refusal.ts';
import { chineseNumber, toChinese } from '#kernel/numerals.ts';
import { toCircled } from './numbering.ts';
import { parsePlan, type PlanNode } from './parse.ts';
import { readDocument } from './read.ts';

const realPlan = readFileSync(new URL('./fixtures/three-year-action-plan.txt', import.meta.url), 'utf8');
const nodes = (list: readonly PlanNode[]): PlanNode[] => list.flatMap((node) => [node, ...nodes(node.children)]);
const codes = (source: string) => nodes(parsePlan(source).parts).map((node) => node.code);
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('the three-year action plan', () => {
  const { parts } = parsePlan(realPlan);
  const all = nodes(parts);
  const children = (code: string) => all.find((node) => node.code === code)?.children ?? [];

  test('has 5 key projects, 5 platforms with 7, 5, 4, 5 and 8 items, and 7 safeguards', () => {
    expect(parts.map((part) => part.title)).toEqual(['重点协作领域', '保障措施']);
    expect(children('1.1').map((node) => node.kind)).toEqual(Array(5).fill('initiative'));
    expect(children('1.2').map((node) => [node.kind, node.children.length])).toEqual([['platform', 7], ['platform', 5], ['platform', 4], ['platform', 5], ['platform', 8]]);
    expect(all.filter((node) => node.kind === 'initiative')).toHaveLength(34);
    expect(all.filter((node) => node.kind === 'safeguard').map((node) => node.code)).toEqual(['2.1.1', '2.2.1', '2.2.2', '2.2.3', '2.3.1', '2.3.2', '2.3.3']);
  });
  test('codes are unique, and every span gives back the words it came from', () => {
    expect(new Set(all.map((node) => node.code)).size).toBe(all.length);
    for (const { span, text } of all) expect(realPlan.slice(span.start, span.end)).toContain(text);
  });
  test('titles are what an officer would say', () => {
    const title = (code: string) => all.find((node) => node.code === code)?.title;
    expect(title('1.1.1')).toBe('探索建立长三角跨区域联合实验室,形成需求导向的联合共管机制');
    expect(title('1.2.1.1')).toBe('加强学生交流,进一步扩展“高校交换生计划”');
    expect(title('1.2.4.5')).toBe('打造挂职干部学习成长交流汇报平台');
    expect(title('2.2.1')).toBe('成立长三角教育一体化发展领导小组');
    for (const { title: each } of all) expect(each.length).toBeLessThanOrEqual(60);
  });
  test('each item is proposed the mechanisms of the domain', () => {
    const proposed = Object.fromEntries(all.filter((node) => node.mechanisms.length > 0).map((node) => [node.code, node.mechanisms.toSorted().join(' ')]));
    // DOMAIN: which initiatives run on which mechanism
    expect(proposed).toEqual({
      '1.1.1': 'alliances funds', '1.1.2': 'consultation', '1.1.3': 'alliances layout', '1.1.4': 'exchange', '1.1.5': 'indicators',
      '1.2.1.1': 'exchange gatherings', '1.2.1.2': 'alliances', '1.2.1.3': 'alliances', '1.2.1.4': 'contests market', '1.2.1.5': 'pools', '1.2.1.6': 'resources', '1.2.1.7': 'resources',
      '1.2.2.1': 'gatherings', '1.2.2.2': 'contests resources', '1.2.2.3': 'classroom resources', '1.2.2.4': 'pools', '1.2.2.5': 'consultation',
      '1.2.3.1': 'resources', '1.2.3.2': 'exchange', '1.2.3.3': 'layout', '1.2.3.4': 'contests',
      '1.2.4.1': 'exchange', '1.2.4.2': 'exchange', '1.2.4.3': 'exchange', '1.2.4.4': 'pools', '1.2.4.5': 'exchange',
      '1.2.5.1': 'resources', '1.2.5.2': 'exchange', '1.2.5.3': 'exchange', '1.2.5.4': 'pools', '1.2.5.5': 'pools', '1.2.5.6': 'gatherings resources', '1.2.5.7': 'market', '1.2.5.8': 'contests',
      '2.1.1': 'plan', '2.2.1': 'governance', '2.2.2': 'funds', '2.2.3': 'governance', '2.3.1': 'governance plan', '2.3.2': 'publications', '2.3.3': 'publications',
    });
  });
  test('is the same tree in full-width and half-width forms, with and without spaces, in any encoding', () => {
    const shape = (source: string) => nodes(parsePlan(source).parts).map(({ code, kind }) => `${code} ${kind}`);
    const expected = shape(realPlan);
    const wide = realPlan.replace(/^\((.)\)/gm, '（$1）').replace(/^([1-9])\./gm, (_, d: string) => `${String.fromCharCode(d.charCodeAt(0) + 0xfee0)}．`);
    expect(shape(wide)).toEqual(expected);
    expect(shape(realPlan.replace(/^\((.)\)/gm, '( $1 ) ').replace(/^([1-9])\./gm, '  $1 . ').replace(/^(.)、/gm, '\u3000\u3000$1 、 '))).toEqual(expected);
    expect(shape(realPlan.replace(/^([1-9])\./gm, '$1、').replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(shape(readDocument(Buffer.from(`\ufeff${realPlan}`, 'utf16le')))).toEqual(expected);
    expect(shape(readDocument(Buffer.from(`\ufeff${realPlan}`)))).toEqual(expected);
  });
});

describe('numbers that are none', () => {
  const within = (line: string) => codes(`一、领域\n(一)项目\n1.甲事。\n${line}\n2.乙事。`);
  test.each(['3.5万名教师参加培训。', '三、四年级学生同样适用。', '2027.3 之前完成。', '一是摸清底数,二是分步推进。', '见第3.条,又依托2.⑤平台。'])('%s stays text', (line) => {
    expect(within(line)).toEqual(['1', '1.1', '1.1.1', '1.1.2']);
  });
  test('“一是 … 二是” below an item stays in its text', () => {
    const [part] = parsePlan('一、领域\n(一)项目\n1.平台:\n①甲事。\n一是先做。\n二是后做。\n②乙事。').parts;
    expect(part?.children[0]?.children[0]?.children.map((node) => node.text)).toEqual(['甲事。\n一是先做。\n二是后做。', '乙事。']);
  });
  test('items ① that follow each other in one paragraph are items', () => {
    expect(codes('一、领域\n(一)项目\n1.平台:①甲事;②乙事,参照①;③丙事。')).toEqual(['1', '1.1', '1.1.1', '1.1.1.1', '1.1.1.2', '1.1.1.3']);
  });
});

describe('a document that cannot be right is refused with line and reason', () => {
  test.each([
    ['一、甲\n(一)子\n三、丙', 3, 'plan-document/skipped', '二、'],
    ['一、甲\n(一)子\n(一)丑', 3, 'plan-document/repeated', '(二)'],
    ['一、甲\n(一)子\n1.事\n3.事', 4, 'plan-document/skipped', '2.'],
    ['一、甲\n(一)子\n1.平台:\n①甲\n③丙', 5, 'plan-document/skipped', '②'],
    ['一、甲\n(一)子\n一是甲\n三是丙', 4, 'plan-document/skipped', '二是'],
    ['前言\n(一)子', 2, 'plan-document/orphan', '(一)'],
    ['二、甲', 1, 'plan-document/skipped', '一、'],
    ['一、甲\n(一)\n1.事', 2, 'plan-document/untitled', '(一)'],
  ])('%j', (source, line, code, word) => {
    const refusal = refusalOf(() => parsePlan(source));
    expect(refusal.kind.code).toBe(code);
    expect(refusal.text.zh).toContain(`第 ${line} 行`);
    expect(refusal.details['line']).toBe(line);
    expect(refusal.text.zh).toContain(word);
  });
  test('dropping any one numbered line of the real plan but the last of its list is noticed at the next', () => {
    const lines = realPlan.split('\n');
    const refused = lines.map((_, i) => lines.toSpliced(i, 1).join('\n')).filter((source) => {
      try {
        parsePlan(source);
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        return true;
      }
    });
    expect(refused.length).toBeGreaterThanOrEqual(34);
  });
  test('repeating any one numbered line is refused', () => {
    const lines = realPlan.split('\n');
    for (const [i, line] of lines.entries()) {
      if (!/^(.、|\(.\)|\d\.|[\u2460-\u2473]|[一二三]是)/.test(line)) continue;
      expect(refusalOf(() => parsePlan(lines.toSpliced(i, 0, line).join('\n'))).kind.status).toBe(422);
    }
  });
});

describe('rubbish', () => {
  const rubbish = fc.array(fc.constantFrom('一、', '二、', '(一)', '（二）', '1.', '２．', '①', '②', '一是', '二是', '甲', '。', ':', '\n', '\r\n', ' ', '\u3000', '\ud800', '\0'), { maxLength: 60 }).map((parts) => parts.join(''));
  test('is refused or read, never a crash, and what is read has true spans', () => {
    fc.assert(
      fc.property(fc.oneof(rubbish, fc.string({ unit: 'binary' })), (source) => {
        try {
          const all = nodes(parsePlan(source).parts);
          for (const { span, children } of all) {
            for (const [i, child] of children.entries()) {
              expect(child.span.start).toBeGreaterThanOrEqual(span.start);
              expect(child.span.end).toBeLessThanOrEqual(span.end);
              const next = children[i + 1];
              if (next !== undefined) expect(child.span.end).toBeLessThanOrEqual(next.span.start);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 2000 },
    );
  });
  test('bytes of any kind are refused or read', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        expect(typeof readDocument(bytes)).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }));
  });
  test('a long document takes time in proportion', () => {
    const source = `一、甲\n(一)子\n${Array.from({ length: 9000 }, (_, i) => `文字${i}:;。①`).join('\n')}`;
    expect(parsePlan(source).parts).toHaveLength(1);
    expect(refusalOf(() => parsePlan('甲'.repeat(300_001))).kind.status).toBe(413);
  });
});

describe('a well-formed document comes back as it was made', () => {
  const words = fc.stringMatching(/^[甲乙丙丁戊己庚辛]{2,12}$/);
  const item = fc.record({ words, items: fc.array(words, { maxLength: 25 }) });
  const area = fc.record({ words, items: fc.array(item, { minLength: 1, maxLength: 12 }) });
  const part = fc.record({ words, areas: fc.array(area, { minLength: 1, maxLength: 4 }) });
  test('for any tree', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (made) => {
        const source = made.map((p, i) => `${toChinese(i + 1)}、${p.words}\n${p.areas.map((a, j) => `（${toChinese(j + 1)}）${a.words}\n${a.items.map((x, k) => `${k + 1}.${x.words}${x.items.length > 0 ? ':' : '。'}\n${x.items.map((y, l) => `${toCircled(l + 1)}${y}。\n`).join('')}`).join('')}`).join('')}`).join('');
        const read = parsePlan(source).parts.map((p) => ({ words: p.title, areas: p.children.map((a) => ({ words: a.title, items: a.children.map((x) => ({ words: x.title, items: x.children.map((y) => y.title) })) })) }));
        expect(read).toEqual(made);
      }),
      { numRuns: 100 },
    );
  });
  test('Chinese numbers from 1 to 99', () => {
    for (let value = 1; value <= 99; value++) expect(chineseNumber(toChinese(value))).toBe(value);
    expect(chineseNumber('十十')).toBeUndefined();
    expect(chineseNumber('二三')).toBeUndefined();
  });
});
