import fc from 'fast-check';
import { expect, test } from 'vitest';
import { character, grid, line, margins, millimetre, paper, size, typeArea } from './geometry.ts';
import { letterhead, numberHeadings, officialDate, titleCharacters, titleLines, widthOf } from './layout.ts';
import { officialDocumentSchema, paragraphsOf } from './model.ts';
import { sampleKeyPoints } from './testing.ts';

test('the type area of 156 × 225 mm leaves 26 mm at the right and 35 mm at the foot, and holds the grid exactly', () => {
  expect(margins).toEqual({ top: 37, left: 28, right: 26, bottom: 35 });
  expect(paper.width - margins.left - margins.right).toBe(typeArea.width);
  expect(character * grid.characters).toBeCloseTo(typeArea.width * millimetre, 6);
  expect(size.three + line * (grid.lines - 1)).toBeCloseTo(typeArea.height * millimetre, 6);
});

test('headings are numbered 一、 （一） 1. （1）, each level anew below the one above', () => {
  const heading = (level: 1 | 2 | 3 | 4) => ({ kind: 'heading', level, text: '题' }) as const;
  const labels = numberHeadings([heading(1), heading(2), heading(3), heading(4), heading(4), heading(3), heading(2), heading(3), heading(1), heading(2), { kind: 'paragraph', text: '文' }, heading(2)])
    .flatMap((block) => (block.kind === 'heading' ? [block.label] : []));
  expect(labels).toEqual(['一、', '（一）', '1.', '（1）', '（2）', '2.', '（二）', '1.', '二、', '（一）', '（二）']);
  expect(numberHeadings(Array.from({ length: 21 }, () => heading(1))).map((block) => ('label' in block ? block.label : '')).slice(9)).toEqual(['十、', '十一、', '十二、', '十三、', '十四、', '十五、', '十六、', '十七、', '十八、', '十九、', '二十、', '二十一、']);
});

test('a title is divided at the ends of words into lines of like length; lines divided by hand stay', () => {
  expect(titleLines('关于召开年度会议的通知')).toEqual(['关于召开年度会议的通知']);
  expect(titleLines('关于印发长三角地区教育更高质量一体化发展近期工作要点（2027年）的通知')).toEqual(['关于印发长三角地区教育更高质量一体化', '发展近期工作要点（2027年）的通知']);
  expect(titleLines('上海市教育委员会\n江苏省教育厅\n关于年度会议的通知')).toEqual(['上海市教育委员会', '江苏省教育厅', '关于年度会议的通知']);
});

test('no character of a title is lost, and no line is wider than the text', () => {
  const words = fc.array(fc.constantFrom('关于', '印发', '长三角', '教育', '一体化', '（2027年）', '近期工作要点', '的', '通知', '“', '”', '、', 'AI'), { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(fc.property(words, (title) => {
    const lines = titleLines(title);
    expect(lines.join('')).toBe(title);
    for (const each of lines) expect(widthOf(each)).toBeLessThanOrEqual(titleCharacters);
  }));
});

test('dates are whole and without leading zeros', () => {
  expect(officialDate('2027-01-05')).toBe('2027年1月5日');
});

test('the letterhead has the names of all, or the first alone, and fits the width', () => {
  const document = sampleKeyPoints();
  expect(letterhead(document)).toMatchObject({ names: ['上海市教育委员会', '江苏省教育厅', '浙江省教育厅', '安徽省教育厅'], suffix: '文件' });
  expect(letterhead({ ...document, letterhead: 'host' }).names).toEqual(['上海市教育委员会']);
  expect(letterhead({ ...document, letterhead: 'names' }).suffix).toBe('');
  const long = letterhead({ letterhead: 'documents', authorities: [{ name: '长江三角洲区域教育一体化发展领导小组办公室' }] });
  expect(long.size * (widthOf(long.names[0]!) + 3)).toBeLessThanOrEqual(typeArea.width * millimetre + 0.001);
});

test('what comes from outside is bounded: unknown fields, rows that do not fit their table, line breaks in a name, a link that runs something', () => {
  const document = sampleKeyPoints();
  const refused = (changed: Record<string, unknown>) => expect(officialDocumentSchema.safeParse({ ...document, ...changed }).success).toBe(false);
  expect(officialDocumentSchema.safeParse(document).success).toBe(true);
  refused({ template: 'other.typ' });
  refused({ authorities: [] });
  refused({ authorities: Array.from({ length: 5 }, () => ({ name: '厅' })) });
  refused({ authorities: [{ name: '上海市\n教育委员会' }] });
  refused({ date: '2027年1月15日' });
  refused({ title: '题\u0000' });
  refused({ body: [{ kind: 'paragraph', text: '金额\u202e001' }] }); // would be read as 100
  refused({ imprint: { copies: Array.from({ length: 60 }, () => '一个名称比较长的抄送单位'), issuer: '办公室', issuedOn: '2027-01-18' } });
  refused({ body: [] });
  refused({ body: [{ kind: 'table', columns: [{ title: '甲', share: 1, align: 'left' }], rows: [['一', '二']] }] });
  refused({ body: [{ kind: 'html', text: '<b>' }] });
  refused({ verification: { url: 'javascript:alert(1)', hint: '核验' } });
});

test('text as people type it becomes a paragraph for each line that says something', () => {
  expect(paragraphsOf('第一段。\r\n\r\n 第二段\t续。\u2028\n')).toEqual([{ kind: 'paragraph', text: '第一段。' }, { kind: 'paragraph', text: '第二段 续。' }]);
});
