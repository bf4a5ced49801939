import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** The typefaces that the standard names: 仿宋, 楷体, 黑体, 小标宋, and 宋体 for the page numbers. */
export type FaceName = 'fang' | 'kai' | 'hei' | 'title' | 'song';
/** Families in order of preference, and the weight in which they stand for the face. */
export type Face = { readonly families: readonly string[]; readonly weight: number };

type FaceSource = { readonly free: { readonly family: string; readonly weight: number; readonly file: string }; readonly own: readonly string[] };

/** For each face the one under a free licence that comes with the platform, and the names under which a machine may have the standard's own. See docs/decisions/0015. */
const sources: Readonly<Record<FaceName, FaceSource>> = {
  fang: { free: { family: 'LXGW WenKai', weight: 300, file: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-300-normal.woff' }, own: ['FangSong_GB2312', '仿宋_GB2312', 'FangSong', '仿宋', 'STFangsong', '华文仿宋', 'FZFangSong-Z02S', '方正仿宋_GBK'] },
  kai: { free: { family: 'LXGW WenKai', weight: 400, file: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff' }, own: ['KaiTi_GB2312', '楷体_GB2312', 'KaiTi', '楷体', 'STKaiti', '华文楷体', 'FZKai-Z03S', '方正楷体_GBK'] },
  hei: { free: { family: 'Noto Sans S Chinese', weight: 500, file: '@embedpdf/fonts-sc/fonts/NotoSansHans-Medium.otf' }, own: ['SimHei', '黑体', 'STHeiti', '华文黑体', 'FZHei-B01S', '方正黑体_GBK'] },
  title: { free: { family: 'Noto Serif SC', weight: 700, file: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf' }, own: ['FZXiaoBiaoSong-B05S', 'FZXiaoBiaoSong-B05', '方正小标宋简体', '方正小标宋_GBK'] },
  song: { free: { family: 'Noto Serif SC', weight: 400, file: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf' }, own: ['SimSun', '宋体', 'STSong', '华文宋体', 'FZShuSong-Z01S'] },
};

/** Whether this installation uses the standard's own faces: a folder that holds them, named in DELTA_FONTS. */
export const ownFontsFolder = (): string | undefined => process.env['DELTA_FONTS'] || undefined;

/** Which families the templates ask for, by face. The free one comes last, so that a machine without the standard's own prints all the same. */
export function faces(folder = ownFontsFolder()): Readonly<Record<FaceName, Face>> {
  const face = ({ free, own }: FaceSource): Face => ({ families: folder === undefined ? [free.family] : [...own, free.family], weight: free.weight });
  return { fang: face(sources.fang), kai: face(sources.kai), hei: face(sources.hei), title: face(sources.title), song: face(sources.song) };
}

/** The font files themselves, as the compiler reads them. */
export function loadFonts(folder = ownFontsFolder()): Buffer[] {
  const require = createRequire(import.meta.url);
  const root = require.resolve('@embedpdf/fonts-sc').replace(/@embedpdf.*$/, '');
  const free = Object.values(sources).map(({ free: { file } }) => readFont(join(root, file)));
  if (folder === undefined) return free;
  return [...readdirSync(folder).filter((name) => /\.(ttf|otf|ttc)$/i.test(name)).map((name) => readFileSync(join(folder, name))), ...free];
}

function readFont(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.woff') ? unpackWoff(bytes) : bytes;
}

/** A WOFF 1.0 file (W3C, 2012) as the TrueType or OpenType font inside: the same tables, inflated, behind another directory. */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('no WOFF file');
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(12 + 16 * count);
  const power = 2 ** Math.floor(Math.log2(count));
  header.writeUInt32BE(woff.readUInt32BE(4), 0); // the flavour: TrueType or CFF outlines
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((count - power) * 16, 10);
  const tables: Buffer[] = [];
  let position = header.length;
  for (let i = 0; i < count; i += 1) {
    const entry = woff.subarray(44 + 20 * i, 64 + 20 * i);
    const [offset, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
    const stored = woff.subarray(offset, offset + packed);
    entry.copy(header, 12 + 16 * i, 0, 4); // tag
    entry.copy(header, 16 + 16 * i, 16, 20); // checksum
    header.writeUInt32BE(position, 20 + 16 * i);
    header.writeUInt32BE(length, 24 + 16 * i);
    const padded = length + ((4 - (length % 4)) % 4);
    tables.push(packed < length ? inflateSync(stored) : stored, Buffer.alloc(padded - length));
    position += padded;
  }
  return Buffer.concat([header, ...tables]);
}
