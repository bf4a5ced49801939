import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderPdf } from '#kernel/documents/pdf.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { partyCodes } from '#kernel/domain.ts';
import type { Content, ContentPoint } from './content.ts';
import { officialDocument } from './print.ts';

const aPoint = (over: Partial<ContentPoint> = {}): ContentPoint => ({
  clause: 'a', code: '1.1.1', heading: '扩大交换生规模', text: '9月底前派出首批学生。\n年底前总结。', aim: { measure: '交换生', target: 1200, unit: '人' }, deliverable: '派出名单', lead: '32', partners: ['33', '34'], dueOn: '2027-09-30',
  milestone: { id: 'm', title: '派出首批学生', dueOn: '2027-09-30' }, ...over,
});
const aContent = (over: Partial<Content> = {}): Content => ({
  kind: 'delta/key-points/1', title: '2027年工作要点', number: '长三角教要〔2027〕1号', year: 2027, edition: 1, amends: null, plan: { title: '三年行动计划', sha256: '00' }, preamble: '为落实计划。', points: [aPoint()],
  attachments: [{ name: '名额表.xlsx', sha256: 'ab'.repeat(32) }], ...over,
});
const signing = { signedOn: { '31': '2027-03-02', '32': '2027-03-01', '33': '2027-03-05', '34': '2027-03-03' }, verifyUrl: 'https://delta.example.cn/verify?d=7f3b' } as const;

test('signed, it is issued by the four, the party that prepared it first, on the day on which the last of them signed, with a code that leads to its verification', () => {
  const { authorities, date, title, verification, attachments, imprint } = officialDocument(aContent(), { party: '33', signing, day: '2027-06-01' });
  expect(authorities).toEqual([{ name: '浙江省教育厅', signedOn: '2027-03-05' }, { name: '上海市教育委员会', signedOn: '2027-03-02' }, { name: '江苏省教育厅', signedOn: '2027-03-01' }, { name: '安徽省教育厅', signedOn: '2027-03-03' }]);
  expect([date, title, verification?.url, attachments.map((attachment) => attachment.title), imprint?.issuedOn]).toEqual(['2027-03-05', '2027年工作要点', 'https://delta.example.cn/verify?d=7f3b', ['任务分解与时间安排', '名额表.xlsx'], '2027-03-05']);
});

test('until then it says that it is a draft, and leads nowhere', () => {
  const { authorities, date, title, verification } = officialDocument(aContent(), { party: '33', signing: undefined, day: '2027-02-01' });
  expect([date, title, verification, authorities.some(({ signedOn }) => signedOn !== undefined)]).toEqual(['2027-02-01', '2027年工作要点（草案）', undefined, false]);
});

test('whatever the four agreed to can be printed: the model takes every text', () => {
  const words = (maxLength: number) => fc.string({ unit: fc.constantFrom('教', '育', '，', ' ', 'a', '3', '#', '\\', '“', '\t', '\n'), minLength: 1, maxLength }).filter((text) => text.trim() !== '');
  const line = (maxLength: number) => fc.string({ unit: fc.constantFrom('教', '育', '，', 'a', '3', '#', '\\', '“'), minLength: 1, maxLength });
  const point = fc.record({
    clause: fc.uuid(), code: line(10), heading: line(200), text: fc.oneof(fc.constant(''), words(300)), aim: fc.option(fc.record({ measure: line(60), target: fc.integer({ min: 1, max: 1e9 }), unit: line(20) })), deliverable: fc.option(words(200)),
    lead: fc.option(fc.constantFrom(...partyCodes)), partners: fc.subarray([...partyCodes]), dueOn: fc.option(fc.constant('2027-09-30')), milestone: fc.option(fc.record({ id: fc.uuid(), title: line(200), dueOn: fc.constant('2027-09-30') })),
  });
  fc.assert(fc.property(fc.array(point, { maxLength: 4 }), fc.oneof(fc.constant(''), words(300)), line(150), line(255), (points, preamble, title, name) => {
    officialDocument(aContent({ points, preamble, title, attachments: [{ name, sha256: '00' }], amends: { number: '1号', sha256: '00', reason: preamble === '' ? '调整' : preamble } }), { party: '31', signing, day: '2027-06-01' });
  }), { numRuns: 60 });
});

test('the printed pages carry the points as text that can be copied', async () => {
  const pdf = await renderPdf(officialDocument(aContent(), { party: '33', signing, day: '2027-06-01' }));
  const text = inspect(pdf, (reader) => reader.texts()).map((page) => page.replace(/—\d+—/, '')).join('');
  for (const said of ['浙江省教育厅', '长三角教要〔2027〕1号', '一、扩大交换生规模', '量化目标：交换生1,200人', '完成时限：2027年9月30日', '任务分解与时间安排', '名额表.xlsx']) expect(text).toContain(said);
});
