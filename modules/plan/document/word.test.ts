import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { Refusal } from '#kernel/refusal.ts';
import { parsePlan } from './parse.ts';
import { readDocument } from './read.ts';

const docx = (parts: Record<string, string>) => zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
const paragraph = (text: string, properties = '') => `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${text.slice(0, 3)}</w:t></w:r><w:r><w:t>${text.slice(3)}</w:t></w:r></w:p>`;
const numbered = (depth: number) => `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="7"/></w:numPr>`;
const numbering = `<w:numbering><w:abstractNum w:abstractNumId="3">${[['chineseCountingThousand', '%1、'], ['chineseCountingThousand', '（%2）'], ['decimal', '%3.'], ['decimalEnclosedCircleChinese', '%4']]
  .map(([format, text], i) => `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`).join('')}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>`;

test('a Word document with typed numbers is read paragraph by paragraph', () => {
  const body = ['一、重点领域', '(一)重点项目', '1.高等教育领域:建立联合实验室。', '2.职业教育 &amp; 培训。'].map((text) => paragraph(text)).join('');
  const [part] = parsePlan(readDocument(docx({ 'word/document.xml': `<w:document><w:body>${body}</w:body></w:document>` }))).parts;
  expect(part?.children[0]?.children.map((node) => node.title)).toEqual(['建立联合实验室', '职业教育 & 培训']);
});

test('numbers that Word adds by itself are read as they are shown', () => {
  const body = [paragraph('重点领域', numbered(0)), paragraph('重点项目', numbered(1)), paragraph('创新平台:', numbered(2)), paragraph('学生交流。', numbered(3)), paragraph('学科联盟。', numbered(3)), paragraph('其他项目', numbered(1)), paragraph('师资培训。', '<w:pStyle w:val="Item"/>'), paragraph('保障措施', numbered(0)), paragraph('规划引领', numbered(1))].join('');
  const styles = `<w:styles><w:style w:type="paragraph" w:styleId="Item"><w:pPr>${numbered(2)}</w:pPr></w:style></w:styles>`;
  const text = readDocument(docx({ 'word/document.xml': body, 'word/numbering.xml': numbering, 'word/styles.xml': styles }));
  expect(text.split('\n')).toEqual(['一、重点领域', '（一）重点项目', '1.创新平台:', '①学生交流。', '②学科联盟。', '（二）其他项目', '1.师资培训。', '二、保障措施', '（一）规划引领']);
  expect(parsePlan(text).parts).toHaveLength(2);
});

test.each([
  ['a zip that is no document', docx({ 'a.txt': 'x' })],
  ['a damaged one', docx({ 'word/document.xml': paragraph('一、甲') }).slice(0, 60)],
  ['an old Word file', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
  ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
])('%s is refused with a reason', (_, bytes) => {
  expect(() => readDocument(bytes)).toThrow(Refusal);
});

test('a document that unpacks to far more than a plan is refused before it is unpacked', () => {
  expect(() => readDocument(docx({ 'word/document.xml': ' '.repeat(21_000_000) }))).toThrow(Refusal);
});
