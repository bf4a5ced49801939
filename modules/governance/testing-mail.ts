/** What a mail says to a program that reads its calendar part (RFC 2045, 2047, 6047). */
export function simpleMail(mail: string): { to: string; subject: string; method: string; calendar: string } {
  const [head = ''] = mail.split('\r\n\r\n', 1);
  const header = (name: string) => new RegExp(`^${name}: ((?:.*\\r\\n[ \\t])*.*)`, 'mi').exec(head)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? '';
  const part = /^content-type: text\/calendar;(?:.*\r\n[ \t])*.*/im.exec(mail);
  if (part === null) return { to: header('To'), subject: words(header('Subject')), method: '', calendar: '' };
  const from = mail.indexOf('\r\n\r\n', part.index);
  const headers = mail.slice(mail.lastIndexOf('\r\n--', part.index), from);
  const body = mail.slice(from + 4, mail.indexOf('\r\n--', from));
  const encoding = /content-transfer-encoding: (\S+)/i.exec(headers)?.[1]?.toLowerCase();
  return { to: header('To'), subject: words(header('Subject')), method: /method=(\w+)/i.exec(part[0])?.[1] ?? '', calendar: decode(body, encoding) };
}

function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return quoted(body.replace(/=\r\n/g, ''));
  return Buffer.from(body, 'latin1').toString();
}

function quoted(text: string): string {
  return Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_sign, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString();
}

function words(header: string): string {
  return header.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, kind: string, text: string) => (kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quoted(text.replaceAll('_', ' '))));
}
