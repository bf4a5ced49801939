import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createPrinter } from './compiler.ts';
import { faces, loadFonts, unpackWoff } from './faces.ts';
import { officialData } from './pdf.ts';
import { shortNotice } from './testing.ts';
import { inspect } from './testing-poppler.ts';

const woffFolder = join(dirname(createRequire(import.meta.url).resolve('@fontsource/lxgw-wenkai/package.json')), 'files');
const folder = mkdtempSync(join(tmpdir(), 'delta-fonts-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('each face comes under a free licence with the platform', () => {
  expect(faces(undefined)).toMatchObject({ fang: { families: ['LXGW WenKai'] }, hei: { families: ['Noto Sans S Chinese'] }, title: { families: ['Noto Serif SC'] } });
  for (const font of loadFonts(undefined)) expect([0x0001_0000, 0x4f54_544f]).toContain(font.readUInt32BE(0)); // TrueType, or OpenType with CFF
});

test('a font out of a WOFF has the tables, in place and whole, that its checksums say', () => {
  const font = unpackWoff(readFileSync(join(woffFolder, 'lxgw-wenkai-latin-300-normal.woff')));
  const count = font.readUInt16BE(4);
  expect(count).toBeGreaterThan(8);
  for (let i = 0; i < count; i += 1) {
    const entry = font.subarray(12 + 16 * i, 28 + 16 * i);
    const [tag, checksum, offset, length] = [entry.toString('latin1', 0, 4), entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
    if (tag === 'head') continue; // its own checksum is left out of its sum
    let sum = 0;
    for (let at = offset; at < offset + length; at += 4) sum = (sum + font.readUInt32BE(at)) >>> 0;
    expect(sum, tag).toBe(checksum);
  }
  expect(() => unpackWoff(Buffer.from('wOF2 and the rest'))).toThrow('no WOFF');
});

test('where a machine has the standard’s own faces, DELTA_FONTS makes them be used', () => {
  const own = unpackWoff(readFileSync(join(woffFolder, 'lxgw-wenkai-latin-700-normal.woff'))); // stands for 仿宋_GB2312: nothing else is set in it
  renameFamily(own, 'FangSong');
  writeFileSync(join(folder, 'simfang.ttf'), own);
  writeFileSync(join(folder, 'readme.txt'), 'no font');
  const fontsOf = () => inspect(createPrinter().print({ template: 'official', data: officialData(shortNotice()), files: {} }), (pdf) => pdf.fonts().map(({ name }) => name.replace(/^.*\+/, '')).toSorted());
  const before = fontsOf();
  vi.stubEnv('DELTA_FONTS', folder);
  const after = fontsOf();
  expect(before).toContain('LXGWWenKai-Light');
  expect(before).not.toContain('LXGWWenKai-Bold');
  expect(after).toContain('LXGWWenKai-Bold');
  expect(after).not.toContain('LXGWWenKai-Light');
  expect(after).toContain('NotoSerifSC-Bold'); // what the folder has not stays as it was
});

/** Gives a TrueType font another family, shorter than its own. */
function renameFamily(font: Buffer, family: string): void {
  const count = font.readUInt16BE(4);
  const entry = Array.from({ length: count }, (_, i) => font.subarray(12 + 16 * i, 28 + 16 * i)).find((each) => each.toString('latin1', 0, 4) === 'name')!;
  const table = font.subarray(entry.readUInt32BE(8));
  const strings = table.readUInt16BE(4);
  for (let i = 0; i < table.readUInt16BE(2); i += 1) {
    const record = table.subarray(6 + 12 * i, 18 + 12 * i);
    if (![1, 16].includes(record.readUInt16BE(6))) continue;
    const name = record.readUInt16BE(0) === 1 ? Buffer.from(family, 'latin1') : Buffer.from(family, 'utf16le').swap16();
    const length = Math.min(name.length, record.readUInt16BE(8));
    name.copy(table, strings + record.readUInt16BE(10), 0, length);
    record.writeUInt16BE(length, 8);
  }
}
