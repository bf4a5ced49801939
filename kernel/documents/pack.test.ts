import { expect, test } from 'vitest';
import { packSchema, renderPack, type Pack } from './pack.ts';
import { renderPdf } from './pdf.ts';
import { sampleKeyPoints, shortNotice } from './testing.ts';
import { inspect } from './testing-poppler.ts';

const draft = await renderPdf(sampleKeyPoints());
const notice = await renderPdf(shortNotice());

const pack: Pack = packSchema.parse({
  title: '长三角教育一体化发展领导小组年度会议', subtitle: '会议材料', date: '2027-04-12',
  items: [
    { number: '一', title: '审议《近期工作要点（2027年）》', presenter: '上海市教育委员会', papers: [{ title: '起草情况说明', text: '各位领导：\n# 现将 *起草* 情况说明如下，经费 $100，邮箱 a@b.cn。' }, { title: '要点送审稿', pdf: draft }] },
    { number: '二', title: '听取联合实验室建设进展情况汇报', papers: [{ title: '会议通知', text: '见附件。', pdf: notice }, { title: '损坏的材料', pdf: new TextEncoder().encode('%PDF-1.7 not really') }] },
    { number: '三', title: '其他事项', papers: [] },
  ],
});
const printed = await renderPack(pack);

test('a pack has a cover, contents, and every page of its papers as it was', () => {
  inspect(printed, (pdf) => {
    const texts = pdf.texts();
    expect(texts[0]).toBe('长三角教育一体化发展领导小组年度会议会议材料2027年4月12日');
    expect(texts[1]).toContain('目录');
    const drafted = inspect(draft, (reader) => reader.texts());
    const from = texts.findIndex((text) => text.includes('沪教委协〔2027〕1号'));
    for (const [i, text] of drafted.entries()) expect(texts[from + i]).toContain(text.slice(0, 40));
    for (const font of pdf.fonts()) expect(font.embedded).toBe(true);
  });
});

test('the contents name the page on which each item and paper begins', () => {
  inspect(printed, (pdf) => {
    const texts = pdf.texts();
    const contents = texts[1]!;
    const page = (words: string) => Number(new RegExp(`${words}·*(\\d+)`).exec(contents.replaceAll('《', '').replaceAll('》', ''))?.[1]);
    const begins = (words: string) => texts.findIndex((text, i) => i > 1 && text.includes(words)) + 1;
    expect(page('一审议近期工作要点（2027年）')).toBe(begins('一审议'));
    expect(page('起草情况说明')).toBe(begins('起草情况说明各位领导'));
    expect(page('要点送审稿')).toBe(begins('沪教委协〔2027〕1号'));
    expect(page('二听取联合实验室建设进展情况汇报')).toBe(begins('二听取'));
    expect(page('会议通知')).toBe(begins('会议通知见附件。'));
    expect(page('损坏的材料')).toBe(begins('损坏的材料'));
    expect(page('三其他事项')).toBe(texts.length);
    for (const [i, text] of texts.entries()) if (i > 0) expect(text).toContain(`—${i + 1}—`);
  });
});

test('a paper that cannot be read has a page that says so, and the pack is made all the same', () => {
  inspect(printed, (pdf) => expect(pdf.texts().some((text) => text.includes('损坏的材料（此材料的文件无法读取，请向会议秘书处索取。）'))).toBe(true));
});

test('the words of a pack are printed as they are', () => {
  inspect(printed, (pdf) => expect(pdf.texts().join('')).toContain('#现将*起草*情况说明如下，经费$100，邮箱a@b.cn。'));
});

test('a pack in a pack, and one without any item, are packs', async () => {
  const again = await renderPack({ ...pack, items: [{ number: '一', title: '上次会议材料', papers: [{ title: '材料', pdf: printed }] }] });
  const pages = (pdf: Uint8Array) => inspect(pdf, (reader) => Number(reader.info()['Pages']));
  expect(pages(again)).toBe(pages(printed) + 3);
  expect(pages(await renderPack({ ...pack, items: [] }))).toBe(2);
});

/** A grey picture of 8 × 8 points. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=', 'base64');

test('a picture has a page of its own, and one that is damaged a page that says so', async () => {
  const made = await renderPack({ ...pack, items: [{ number: '一', title: '选址', papers: [{ title: '选址示意图', picture: { kind: 'png', content: png } }, { title: '坏图', picture: { kind: 'jpg', content: new Uint8Array([255, 216, 255, 0]) } }] }] });
  inspect(made, (pdf) => {
    expect(Number(pdf.info()['Pages'])).toBe(5); // cover, contents, the item, the picture, what cannot be read
    expect(pdf.texts()[1]).toContain('选址示意图');
    expect(pdf.texts().some((text) => text.includes('坏图（此材料的文件无法读取，请向会议秘书处索取。）'))).toBe(true);
  });
});
