import { describe, expect, test } from 'vitest';
import { csvText } from './csv.ts';
import { parseCsv, parseLines, readLines, readSheet } from './read.ts';
import { writeWorkbook } from './write.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const refusal = async (work: Promise<unknown>) => work.then(() => 'read', (error: { text: { zh: string } }) => error.text.zh);

describe('a sheet of commas', () => {
  test('knows on which line each row begins, after line breaks in quotes as well, whichever the line ends', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const { rows, lines } = parseLines(['a,b', '1,"first', 'second ""quoted""', 'third"', '', '2,3', ''].join(end));
      expect(rows, JSON.stringify(end)).toEqual([['a', 'b'], ['1', `first${end}second "quoted"${end}third`], [''], ['2', '3']]);
      expect(lines, JSON.stringify(end)).toEqual([1, 2, 5, 6]);
    }
  });
  test('is taken by tabs or semicolons too, whatever stands in quotes in its head', () => {
    expect(parseCsv('"a, or b"\tc\n1\t2')).toEqual([['a, or b', 'c'], ['1', '2']]);
    expect(parseCsv('a;b\n1,5;2')).toEqual([['a', 'b'], ['1,5', '2']]);
    expect(parseCsv('alone\n1')).toEqual([['alone'], ['1']]);
  });
  test('with a quotation that never ends is refused with its line: the rest would be lost in one cell', async () => {
    expect(await refusal(readSheet(bytes('a,b\n1,2\n3,"4\n5,6\n'), 10))).toBe('第 3 行的引号没有结束，其后的内容无法辨认。');
  });
  test('comes back as it was written, with commas, quotes and line breaks in its cells', async () => {
    const rows = [['unit', 'a'], ['沪，"申"', '1'], ['苏\n州', '2,5'], ['', '3']];
    expect(await readSheet(bytes(csvText(rows)), 10)).toEqual(rows);
  });
  test('of a mark and nothing is empty; of too many rows, refused', async () => {
    expect(await refusal(readSheet(bytes('\ufeff\n \n'), 10))).toBe('表格里没有内容。');
    expect(await refusal(readSheet(bytes('a\n1\n2\n'), 1))).toBe('表格超过 1 行，请拆分后上传。');
  });
});

test('a workbook counts its rows as the spreadsheet shows them, an empty one among them', async () => {
  const workbook = await writeWorkbook([{ name: 's', columns: [{ label: 'a' }, { label: 'b', kind: 'number' }], rows: [['x', 1.5], [null, null], ['=1/0', -2]] }]);
  expect(await readLines(workbook, 10)).toEqual({ rows: [['a', 'b'], ['x', '1.5'], ['', ''], ['=1/0', '-2']], lines: [1, 2, 3, 4] });
});
