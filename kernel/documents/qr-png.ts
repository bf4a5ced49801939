import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** A QR code as a black and white PNG, `scale` pixels a module, for where an SVG cannot stand (DOCX). */
export function qrPng(text: string, scale = 8): Buffer {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const side = size * scale;
  const stride = Math.ceil(side / 8);
  const rows = Buffer.alloc((stride + 1) * side); // each row after a byte that says: not filtered
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const dark = data[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? false;
      const at = y * (stride + 1) + 1 + (x >> 3);
      if (!dark) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1; // one bit a pixel, grey
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
