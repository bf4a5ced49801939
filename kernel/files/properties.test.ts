import { strToU8, unzipSync, zipSync, strFromU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { canLoseProperties, extensionOf, withoutProperties } from './properties.ts';

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const docx = zipSync({
  '_rels/.rels': strToU8('<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://x/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>'),
  'docProps/core.xml': strToU8('<cp:coreProperties><dc:creator>许海涛</dc:creator><cp:lastModifiedBy>许海涛</cp:lastModifiedBy></cp:coreProperties>'), 'docProps/app.xml': strToU8('<Properties><Company>南京师范大学</Company></Properties>'), 'docProps/thumbnail.jpeg': new Uint8Array([1]),
  'word/document.xml': strToU8('<w:document><w:ins w:id="1" w:author="许海涛" w:date="2027-01-01"><w:t>正文</w:t></w:ins></w:document>'), 'word/comments.xml': strToU8('<w:comment w:author="许海涛" w:initials="XHT"/>'),
});

describe('a file without what it says of itself', () => {
  test('an Office file keeps its text and names nobody', () => {
    const parts = unzipSync(withoutProperties(word, docx)!);
    expect(Object.keys(parts)).not.toContain('docProps/thumbnail.jpeg');
    const whole = Object.values(parts).map((part) => strFromU8(part)).join('\n');
    expect(whole).toContain('正文');
    expect(whole).not.toMatch(/许海涛|XHT|南京师范大学|thumbnail/);
  });

  test('a picture loses comments and where it was taken, and keeps its points', () => {
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1, 0, 8, ...strToU8('Exif..'), 0xff, 0xfe, 0, 5, ...strToU8('xht'), 0xff, 0xdb, 0, 3, 9, 0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9]);
    expect([...withoutProperties('image/jpeg', jpeg)!]).toEqual([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xdb, 0, 3, 9, 0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9]);
    const chunk = (name: string, data: number[]) => [0, 0, 0, data.length, ...strToU8(name), ...data, 0, 0, 0, 0];
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...chunk('IHDR', [1]), ...chunk('tEXt', [...strToU8('Author')]), ...chunk('IEND', [])]);
    expect(strFromU8(withoutProperties('image/png', png)!, true)).not.toContain('Author');
  });

  test('what is damaged, or of a kind that cannot be cleaned, is not handed on', () => {
    expect(withoutProperties(word, strToU8('PK no zip'))).toBeUndefined();
    expect(withoutProperties('image/png', new Uint8Array([0x89, 1, 2, 3, 4, 5, 6, 7, 0, 0, 9, 9, 1, 1, 1, 1]))).toBeUndefined();
    expect(withoutProperties('video/mp4', new Uint8Array(9))).toBeUndefined();
    expect(['video/mp4', 'application/zip', 'application/msword'].map(canLoseProperties)).toEqual([false, false, false]);
    expect(extensionOf(word)).toBe('docx');
  });
});
