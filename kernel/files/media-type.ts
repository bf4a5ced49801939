/** What a file is, by its first bytes and never by its name; `undefined` for what the platform does not take. */
export function mediaTypeOf(head: Uint8Array): string | undefined {
  const signature = signatures.find(({ bytes, at = 0 }) => bytes.every((byte, i) => head[at + i] === byte));
  if (signature?.type === 'application/zip') return officeType(head) ?? 'application/zip';
  if (signature !== undefined) return signature.type;
  return isPlainText(head) ? 'text/plain; charset=utf-8' : undefined;
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const signatures: readonly { readonly type: string; readonly bytes: readonly number[]; readonly at?: number }[] = [
  { type: 'application/pdf', bytes: ascii('%PDF-') },
  { type: 'image/png', bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', bytes: ascii('GIF8') },
  { type: 'image/webp', bytes: ascii('WEBP'), at: 8 },
  { type: 'video/mp4', bytes: ascii('ftyp'), at: 4 },
  { type: 'application/zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { type: 'application/msword', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] }, // doc, xls, ppt, and WPS's own
];

const office: readonly { readonly folder: string; readonly type: string }[] = [
  { folder: 'word/', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  { folder: 'xl/', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  { folder: 'ppt/', type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation' },
];

/** An Office file is a zip that lists its kind of parts near the beginning. */
function officeType(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  return office.find(({ folder }) => text.includes(folder))?.type;
}

/** Text without control characters, in UTF-8, and no page that a browser would run. */
function isPlainText(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head, { stream: true }); // the last character may be cut off
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(text) && !/<(!doctype|html|script|svg|\?xml)/i.test(text);
}
