import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { standardFaces } from './docx-blocks.ts';

/** What a word processor takes where a machine lacks the face itself: another name of the same face first, then one that all have. */
const alternatives: Readonly<Record<string, string>> = {
  [standardFaces.fang]: '仿宋,FangSong,华文仿宋,STFangsong',
  [standardFaces.kai]: '楷体,KaiTi,华文楷体,STKaiti',
  [standardFaces.hei]: 'SimHei,微软雅黑',
  [standardFaces.title]: '方正小标宋_GBK,FZXiaoBiaoSong-B05S,宋体',
  [standardFaces.song]: 'SimSun',
};

/**
 * What the library that writes DOCX has no words for (ECMA-376): the font table with each face's alternatives (17.8.3); no space added
 * between Chinese and digits (17.3.1.2); lines of an exact height stand off the grid (17.3.1.32), which Word does by itself and others do not.
 */
export function finishDocx(docx: Uint8Array): Uint8Array {
  const parts = unzipSync(docx);
  const change = (name: string, by: (xml: string) => string) => {
    const part = parts[name];
    if (part !== undefined) parts[name] = strToU8(by(strFromU8(part)));
  };
  for (const name of Object.keys(parts)) {
    if (/^word\/(document|footer\d+)\.xml$/.test(name)) change(name, (xml) => xml.replace(/<w:spacing [^>]*w:lineRule="exact"[^>]*\/>/g, '<w:snapToGrid w:val="0"/>$&'));
  }
  change('word/styles.xml', (xml) => xml.replace('<w:pPrDefault/>', '<w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault>'));
  parts['word/fontTable.xml'] = strToU8(fontTable);
  return zipSync(parts, { level: 6 });
}

const fonts = Object.entries(alternatives).map(([name, others]) => `<w:font w:name="${name}"><w:altName w:val="${others}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>`);
const fontTable = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${fonts.join('')}</w:fonts>`;
