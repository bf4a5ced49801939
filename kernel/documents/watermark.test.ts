import { expect, test } from 'vitest';
import { shortNotice } from './testing.ts';
import { inspect } from './testing-poppler.ts';
import { renderPdf } from './pdf.ts';
import { renderWatermarked } from './watermark.ts';

const original = await renderPdf(shortNotice());

test('a copy has every page at its size with the reader’s words on it, and nothing of the original’s properties', async () => {
  const copy = (await renderWatermarked({ pdf: original, title: '材料 1', words: '# 许海涛 2027-03-15 10:00' }))!;
  const before = inspect(original, (pdf) => ({ texts: pdf.texts(), pages: pdf.pages(), info: pdf.info(), title: pdf.info()['Title'] }));
  expect(before.title).toBeTruthy();
  inspect(copy, (pdf) => {
    const texts = pdf.texts();
    expect(texts).toHaveLength(before.texts.length);
    for (const text of texts) expect(text).toContain('#许海涛2027-03-1510:00');
    expect(Buffer.from(copy).includes(Buffer.from(before.title!)) || Buffer.from(copy).toString('utf16le').includes(before.title!)).toBe(false);
    pdf.pages().forEach(({ width, height }, i) => { expect(width).toBeCloseTo(before.pages[i]!.width, 0); expect(height).toBeCloseTo(before.pages[i]!.height, 0); });
    const info = pdf.info();
    expect(info['Title'] ?? '材料 1').toBe('材料 1');
    for (const [name, value] of Object.entries(info)) if (['Title', 'Author', 'Subject', 'Keywords', 'CreationDate', 'ModDate'].includes(name)) expect(value, name).not.toBe(before.info[name]);
  });
});

test('of a PDF that cannot be read there is no copy', async () => {
  expect(await renderWatermarked({ pdf: new TextEncoder().encode('%PDF-1.7 not really'), title: '材料', words: '许' })).toBeUndefined();
});
