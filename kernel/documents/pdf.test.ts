import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grid, margins, paper, parts, typeArea } from './geometry.ts';
import { renderPdf } from './pdf.ts';
import { plainText, sampleKeyPoints, shortNotice } from './testing.ts';
import { inspect, linesOf, type Page } from './testing-poppler.ts';
import { inWorker } from './pool.ts';

const textArea = { top: typeArea.top, bottom: paper.height - margins.bottom, left: typeArea.left, right: paper.width - margins.right };
const inside = ({ words }: Page) => words.filter(({ top }) => top < textArea.bottom);
const keyPoints = await renderPdf(sampleKeyPoints());

test('paper is A4 and every face is embedded and can be copied as Chinese', () => {
  inspect(keyPoints, (pdf) => {
    expect(pdf.info()['Page size']).toContain('(A4)');
    for (const { width, height } of pdf.pages()) expect([Math.round(width), Math.round(height)]).toEqual([paper.width, paper.height]);
    expect(pdf.fonts().length).toBeGreaterThanOrEqual(5);
    for (const font of pdf.fonts()) expect(font).toMatchObject({ embedded: true, unicode: true });
    const text = pdf.texts().join('');
    for (const words of ['关于印发长三角地区教育更高质量一体化发展近期工作要点（2027年）的通知', '沪教委协〔2027〕1号', '一、高等教育协同创新', '（一）推进跨区域联合实验室建设', '1.责任分工。由轮值方牵头', '（1）时间安排。3月底前', '抄送：教育部办公厅']) {
      expect(text).toContain(words);
    }
  });
});

test('a full page has 22 lines of 28 characters, and they fill 156 × 225 mm between margins of 37, 35, 28 and 26 mm', async () => {
  inspect(await renderPdf(plainText(3_000)), (pdf) => {
    const lines = linesOf(inside(pdf.pages()[1]!));
    expect(lines).toHaveLength(grid.lines);
    for (const line of lines) {
      expect([...line.text]).toHaveLength(grid.characters);
      expect(Math.abs(line.left - textArea.left)).toBeLessThan(1);
      expect(Math.abs(line.right - textArea.right)).toBeLessThan(1);
    }
    const steps = lines.slice(1).map((line, i) => line.top - (lines[i]?.top ?? 0));
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 1);
    const ink = pdf.ink(2).filter(({ at }) => at < textArea.bottom + 2);
    expect(Math.abs(ink[0]!.at - textArea.top)).toBeLessThan(1);
    expect(Math.abs(ink.at(-1)!.at - textArea.bottom)).toBeLessThan(1);
    expect(Math.abs(Math.min(...ink.map(({ from }) => from)) - textArea.left)).toBeLessThan(1);
    expect(Math.abs(Math.max(...ink.map(({ to }) => to)) - textArea.right)).toBeLessThan(1);
  });
});

test('the letterhead begins 35 mm below the edge of the text, and the red rule is as wide as the text, 4 mm below the number', () => {
  inspect(keyPoints, (pdf) => {
    const ink = pdf.ink(1);
    expect(Math.abs(ink[0]!.at - (textArea.top + parts.letterhead))).toBeLessThan(1);
    const rule = ink.find(({ share }) => share > 0.7)!;
    expect(rule.from).toBeCloseTo(textArea.left, 0);
    expect(rule.to).toBeCloseTo(textArea.right, 0);
    const number = ink.filter(({ at }) => at < rule.at - 1).at(-1)!;
    expect(Math.abs(rule.at - number.at - parts.redRuleBelowNumber)).toBeLessThan(1);
  });
});

test('page numbers stand outside the text, 7 mm below it: odd ones at the right, even ones at the left, one character in', () => {
  inspect(keyPoints, (pdf) => {
    const pages = pdf.pages();
    expect(pages).toHaveLength(12);
    for (const [i, page] of pages.entries()) {
      const number = linesOf(page.words.filter(({ top }) => top > textArea.bottom));
      expect(number.map(({ text }) => text)).toEqual([`—${i + 1}—`]);
      const oneCharacter = 14 * (25.4 / 72);
      if (i % 2 === 0) expect(Math.abs(number[0]!.right - (textArea.right - oneCharacter))).toBeLessThan(1);
      else expect(Math.abs(number[0]!.left - (textArea.left + oneCharacter))).toBeLessThan(1);
    }
    const dash = pdf.ink(2).filter(({ at, from, share }) => at > textArea.bottom + 1 && share > 0.02 && from < textArea.left + 6);
    expect(Math.abs(dash[0]!.at - (textArea.bottom + parts.pageNumber))).toBeLessThan(1);
  });
});

test('the 版记 lies at the foot of the last page, which is an even one, its last rule on the edge of the text', () => {
  inspect(keyPoints, (pdf) => {
    const pages = pdf.pages();
    expect(pages.length % 2).toBe(0);
    expect(pdf.texts().findIndex((text) => text.includes('抄送：'))).toBe(pages.length - 1);
    const rules = pdf.ink(pages.length).filter(({ share }) => share > 0.7);
    expect(Math.abs(rules.at(-1)!.at - textArea.bottom)).toBeLessThan(0.5);
  });
});

test('wherever the text ends, the 版记 comes on an even page; a blank page before it has no number, nor has its own', async () => {
  const seen = new Set<string>();
  for (let characters = 200; characters <= 1_500; characters += 87) {
    const texts = inspect(await renderPdf(plainText(characters)), (pdf) => pdf.texts());
    const last = texts.length - 1;
    expect(texts.length % 2).toBe(0);
    expect(texts[last]).toContain('抄送：');
    const blank = texts.findIndex((text) => !/\p{Script=Han}/u.test(text));
    seen.add(blank < 0 ? 'no blank page' : 'a blank page');
    for (const [i, text] of texts.entries()) {
      if (blank >= 0 && i >= blank) expect(text).not.toMatch(/—\d+—/);
      else expect(text).toContain(`—${i + 1}—`);
    }
  }
  expect(seen).toEqual(new Set(['no blank page', 'a blank page']));
});

test('the first page shows some of the text, and signatures never stand on a page without text', async () => {
  for (const seals of ['space', 'none'] as const) {
    for (let characters = 60; characters <= 900; characters += 84) {
      const texts = inspect(await renderPdf({ ...plainText(characters), seals }), (pdf) => pdf.texts());
      expect(texts[0]).toMatch(/各有关单位：三省一市/);
      const signed = texts.findIndex((text) => text.includes('安徽省教育厅2027年1月15日') || text.includes('2027年1月15日'));
      const beforeSignature = texts[signed]!.split('上海市教育委员会')[0]!.replace(/^.*各有关单位：/, '');
      expect(beforeSignature, `${characters} characters, seals: ${seals}`).toMatch(/\p{Script=Han}/u);
    }
  }
});

test('one line stays empty between the text and the names of those who signed', async () => {
  inspect(await renderPdf(plainText(220)), (pdf) => {
    const lines = linesOf(pdf.pages()[1]!.words);
    const signed = lines.findIndex(({ text }) => text === '上海市教育委员会');
    const step = lines[1]!.top - lines[0]!.top;
    expect((lines[signed]!.top - lines[signed - 1]!.top) / step).toBeCloseTo(2, 1);
    expect((lines[signed + 1]!.top - lines[signed]!.top) / step).toBeCloseTo(1, 1);
    // 7.3.5.2: the date begins two characters to the right of the names, and two characters stay free at the right of the longest
    expect((lines[signed + 4]!.left - lines[signed]!.left) / (typeArea.width / grid.characters)).toBeCloseTo(2, 1);
    expect(lines[signed + 4]!.text).toBe('2027年1月15日');
  });
});

test('a table that goes over pages repeats its head, and no row is cut in two', () => {
  inspect(keyPoints, (pdf) => {
    const texts = pdf.texts();
    expect(texts.filter((text) => text.includes('序号任务牵头目标完成时限'))).toHaveLength(3);
    for (let row = 1; row <= 44; row += 1) expect(texts.filter((text) => text.includes(`${row * 20}人次`)).length).toBeGreaterThan(0);
  });
});

test('it declares itself PDF/A-2u, in Chinese', () => {
  const source = Buffer.from(keyPoints).toString('latin1');
  expect(source).toMatch(/pdfaid:part>2</);
  expect(source).toMatch(/pdfaid:conformance>U</);
  expect(source).toContain('/Lang (zh-CN)');
});

test('the same document gives the same bytes', async () => {
  expect(Buffer.from(await renderPdf(sampleKeyPoints())).equals(Buffer.from(keyPoints))).toBe(true);
});

test('documents asked for at once are each their own', async () => {
  const numbers = Array.from({ length: 12 }, (_, i) => `沪教委协〔2027〕${i + 1}号`);
  const printed = await Promise.all(numbers.map((number) => renderPdf(shortNotice({ number }))));
  for (const [i, pdf] of printed.entries()) expect(inspect(pdf, (reader) => reader.texts()[0])).toContain(numbers[i]);
});

test('the days on which the authorities signed stand beside their names', async () => {
  const authorities = ['上海市教育委员会', '安徽省教育厅'].map((name, i) => ({ name, signedOn: `2027-01-1${i}` }));
  const [text = ''] = inspect(await renderPdf(shortNotice({ authorities })), (reader) => reader.texts());
  expect(text).toMatch(/上海市教育委员会2027年1月10日安徽省教育厅2027年1月11日2027年1月15日/);
});

test('whatever characters a text has, they are printed as themselves', async () => {
  const markup = fc.constantFrom('#', '*', '_', '\\', '$', '`', '<', '>', '@', '[', ']', '{', '}', '"', "'", '~', '-', '=', '/', '+', '&', '%', '^', '|', '#let x = 1', '$x^2$', '*粗*', '_斜_', '= 标题', '- 项', '/ 词: 义', '#image("official.typ")', '#include "grid.typ"', '#read("/etc/passwd")', '@ref', '<label>', '\\u{41}', 'https://a.cn/?b=1', '教育', 'a1');
  const text = fc.array(markup, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('').trim()).filter((value) => value !== '');
  await fc.assert(fc.asyncProperty(text, text, text, async (title, paragraph, cell) => {
    const pdf = await renderPdf(shortNotice({
      title, imprint: undefined,
      authorities: [{ name: '上海市教育委员会' }],
      body: [{ kind: 'paragraph', text: paragraph }, { kind: 'heading', level: 2, text: paragraph }, { kind: 'list', items: [paragraph] }, { kind: 'table', columns: [{ title: '栏', share: 1, align: 'left' }], rows: [[cell]] }],
      attachments: [{ title: paragraph, body: [{ kind: 'paragraph', text: cell }] }],
    }));
    const printed = inspect(pdf, (reader) => reader.texts().join('').replace(/—\d+—|\u200b/g, '')); // in a cell, U+200B where a long word may break
    for (const words of [title, paragraph, cell, `（一）${paragraph}`, `——${paragraph}`]) expect(printed).toContain(words.replace(/\s+/g, ''));
  }), { numRuns: 25 });
});

test('nothing runs off the page: long addresses break, and so do table rows as high as a page', async () => {
  const long = 'https://delta.example.cn/' + 'a1b2c3d4e5'.repeat(20);
  const pdf = await renderPdf(shortNotice({
    number: '沪教委协〔2027〕123456789012345678号',
    addressees: Array.from({ length: 40 }, (_, i) => `第${i + 1}个主送单位`),
    body: [
      { kind: 'paragraph', text: long },
      { kind: 'heading', level: 1, text: '很长的标题'.repeat(30) },
      { kind: 'table', columns: Array.from({ length: 12 }, (_, i) => ({ title: `第${i + 1}栏的名称较长`, share: 1, align: 'left' as const })), rows: [Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? `${i}号单元格内容。`.repeat(60) : long))] },
    ],
    attachments: Array.from({ length: 12 }, (_, i) => ({ title: `名称很长以至于一行排不下需要回行的第${i + 1}个附件的名称`, body: [{ kind: 'paragraph' as const, text: '文。' }] })),
    imprint: { copies: Array.from({ length: 30 }, (_, i) => `第${i + 1}个抄送单位`), issuer: '上海市教育委员会办公室', issuedOn: '2027-01-18' },
  }));
  inspect(pdf, (reader) => {
    const characters = { '内': 0, '题': 0, '送': 0 };
    for (const { words } of reader.pages()) for (const word of words) {
      expect(word.right, word.text).toBeLessThan(textArea.right + 1);
      expect(word.left, word.text).toBeGreaterThan(textArea.left - 1);
      if (!/^(—|\d+)$/.test(word.text)) expect(word.bottom, word.text).toBeLessThan(textArea.bottom + 1.5);
      for (const char of word.text) if (char in characters) characters[char as keyof typeof characters] += 1;
    }
    expect(characters).toMatchObject({ '内': 6 * 60, '题': 30 });
    expect(characters['送']).toBeGreaterThanOrEqual(40 + 30);
    expect(reader.texts().join('').replace(/—\d+—/g, '')).toContain(long);
  });
});

test('a character that no face has does not keep the rest from being printed', async () => {
  const pdf = await renderPdf(shortNotice({ body: [{ kind: 'paragraph', text: '前文\ufdd0后文。' }] }));
  inspect(pdf, (reader) => expect(reader.texts().join('')).toMatch(/前文.*后文。/));
});

test('a file given to a template is only ever one of its own folder’s files', async () => {
  for (const name of ['../official.typ', '/etc/passwd', 'a/b.pdf', '..', 'x.typ', '']) {
    await expect(inWorker({ kind: 'typst', template: 'official', data: '{}', files: { [name]: new Uint8Array() } })).rejects.toThrow(/file name/);
  }
});

test('a template that fails says why, and the next document is printed all the same', async () => {
  await expect(inWorker({ kind: 'typst', template: 'official', data: '{"geometry":{}}', files: {} })).rejects.toThrow(/official\.typ/);
  expect((await renderPdf(shortNotice())).length).toBeGreaterThan(10_000);
});
