import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { inflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { renderDocx } from './docx.ts';
import { margins, millimetre, paper, typeArea } from './geometry.ts';
import type { OfficialDocument } from './model.ts';
import { qrPng } from './qr-png.ts';
import { sampleKeyPoints, shortNotice } from './testing.ts';

type Parts = Readonly<Record<string, string>>;
async function partsOf(document: OfficialDocument): Promise<Parts> {
  return Object.fromEntries(Object.entries(unzipSync(await renderDocx(document))).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const unescape = (xml: string) => xml.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
/** The text of each paragraph. */
const paragraphs = (xml = '') => [...xml.matchAll(/<w:p>.*?<\/w:p>|<w:p [^>]*>.*?<\/w:p>/gs)].map(([paragraph]) => [...paragraph.matchAll(/<w:t(?: [^>]*)?>(.*?)<\/w:t>/gs)].map(([, text = '']) => unescape(text)).join(''));
const millimetresOf = (xml: string, attribute: string) => Number(new RegExp(`w:${attribute}="(\\d+)"`).exec(xml)?.[1]) / 20 / millimetre;

const parts = await partsOf(sampleKeyPoints());
const body = parts['word/document.xml'] ?? '';

test('the paper, its margins and the grid of 22 lines are the standard’s', () => {
  const [size = ''] = /<w:pgSz [^>]*>/.exec(body) ?? [];
  expect([millimetresOf(size, 'w'), millimetresOf(size, 'h')].map(Math.round)).toEqual([paper.width, paper.height]);
  const [margin = ''] = /<w:pgMar [^>]*>/.exec(body) ?? [];
  for (const side of ['top', 'right', 'bottom', 'left'] as const) expect(millimetresOf(margin, side)).toBeCloseTo(margins[side], 1);
  const pitch = Number(/<w:docGrid [^>]*w:linePitch="(\d+)"/.exec(body)?.[1]) / 20;
  expect(Math.floor((typeArea.height * millimetre) / pitch)).toBe(22);
  // 28 characters of 16 pt, each closer to the next, stand on a line, and there is no room for a 29th
  const closer = Number(/<w:rPrDefault>.*?<w:spacing w:val="(-\d+)"/s.exec(parts['word/styles.xml'] ?? '')?.[1]) / 20;
  expect(Math.floor((typeArea.width * millimetre) / (16 + closer))).toBe(28);
});

test('the standard’s faces are named, each with what may stand for it', () => {
  for (const face of ['方正小标宋简体', '仿宋_GB2312', '楷体_GB2312', '黑体']) {
    expect(body).toContain(`w:eastAsia="${face}"`);
    expect(parts['word/fontTable.xml']).toMatch(new RegExp(`<w:font w:name="${face}"><w:altName w:val="[^"]+"/>`));
  }
  expect(parts['word/footer1.xml']).toContain('w:eastAsia="宋体"');
});

test('it says what the PDF says, in the same order', () => {
  const texts = paragraphs(body).filter((text) => text !== '');
  const at = (text: string) => texts.findIndex((paragraph) => paragraph.startsWith(text));
  const order = ['上海市教育委员会', '沪教委协〔2027〕1号', '各市（区、县）教育局', '一、高等教育协同创新', '（一）推进跨区域联合实验室建设', '1.责任分工。由轮值方牵头', '（1）时间安排。', '五、组织实施', '——加强组织领导', '附件：1. 任务分解表', '2. 年度评估办法', '附件1', '序号', '附件2', '抄送：教育部办公厅', '上海市教育委员会办公室'];
  const places = order.map(at);
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(texts).toContain('2027年1月15日');
});

test('page numbers go to the outer edge: odd pages right, even pages left', () => {
  expect(parts['word/settings.xml']).toContain('<w:evenAndOddHeaders/>');
  const footer = (kind: string) => {
    const id = new RegExp(`<w:footerReference w:type="${kind}" r:id="(\\w+)"`).exec(body)?.[1];
    const target = new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`).exec(parts['word/_rels/document.xml.rels'] ?? '')?.[1];
    return parts[`word/${target}`] ?? '';
  };
  expect(footer('default')).toContain('<w:jc w:val="right"/>');
  expect(footer('even')).toContain('<w:jc w:val="left"/>');
  for (const kind of ['default', 'even']) expect(footer(kind)).toContain('PAGE');
});

test('whatever characters a text has, it is there as itself', async () => {
  const text = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '#', '\\', '教', 'a', '{', '}', ']]>', '&lt;', '</w:t>'), minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(text, text, async (title, paragraph) => {
    const { 'word/document.xml': xml } = await partsOf(shortNotice({ title, body: [{ kind: 'paragraph', text: paragraph }], note: title }));
    const texts = paragraphs(xml);
    expect(texts).toContain(paragraph);
    expect(texts).toContain(`（${title}）`);
  }), { numRuns: 30 });
});

test('the code in the DOCX is the same as in the PDF, as a picture that any reader opens', () => {
  const url = 'https://delta.example.cn/verify?d=1';
  const png = qrPng(url, 8);
  const { size, data } = encode(url, { ecc: 'M', border: 0 });
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(size * 8);
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const stride = size + 1; // 8 pixels a module, one bit a pixel: a byte a module
  const dark = data.map((_, y) => Array.from({ length: size }, (__, x) => rows[y * 8 * stride + 1 + x] === 0));
  expect(dark).toEqual(data);
});
