import { z } from 'zod';

/** What is not printed, or makes the rest be printed as something else: control characters, line separators, changes of direction. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Words on one line. What is printed must be what was agreed on, so nothing in them may hide or turn around. */
export const words = (max: number) => z.string().trim().min(1).max(max).refine((text) => oneLine(text) === text, 'one line of plain text');
const day = z.iso.date();

const share = z.number().positive().max(100);
const tableSchema = z
  .strictObject({
    kind: z.literal('table'),
    caption: words(100).optional(),
    /** `share` is the column's part of the width, in any unit common to all columns. */
    columns: z.array(z.strictObject({ title: words(60), share, align: z.enum(['left', 'center', 'right']) })).min(1).max(12),
    rows: z.array(z.array(z.string().trim().max(2_000).refine((text) => oneLine(text) === text, 'one line of plain text'))).max(2_000),
  })
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), { message: 'each row has a cell for each column', path: ['rows'] });

const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paragraph'), text: words(20_000) }),
  /** Numbered by itself: 一、(一) 1. (1); `runIn` goes on in the same paragraph, in the face of the text. */
  z.strictObject({ kind: z.literal('heading'), level: z.literal([1, 2, 3, 4]), text: words(200), runIn: words(20_000).optional() }),
  /** Items of equal rank, each a paragraph after a 破折号. */
  z.strictObject({ kind: z.literal('list'), items: z.array(words(2_000)).min(1).max(200) }),
  tableSchema,
]);
export type Block = z.infer<typeof blockSchema>;
export type TableBlock = z.infer<typeof tableSchema>;

const blocks = z.array(blockSchema).max(5_000);

/**
 * An official document (公文) of one authority or of up to four together (联合行文), as GB/T 9704-2012 names its parts.
 * All of it is plain text (oneLine makes it so): whatever characters it has are printed as they are. Dates are 'YYYY-MM-DD'.
 */
export const officialDocumentSchema = z.strictObject({
  /** 份号, 密级和保密期限, 紧急程度 (7.2.1–7.2.3): the upper left corner. */
  copyNumber: z.string().regex(/^\d{6}$/).optional(),
  secrecy: words(20).optional(),
  urgency: z.enum(['特急', '加急']).optional(),
  /** 发文机关, the one in charge first (7.2.4): in the letterhead and as signatories. `signedOn`: the day on which it signed, where that is to be shown. */
  authorities: z.array(z.strictObject({ name: words(30), signedOn: day.optional() })).min(1).max(4),
  /** 发文机关标志: the names with 文件 at their side, the names alone, or the first authority alone with 文件. */
  letterhead: z.enum(['documents', 'names', 'host']),
  /** 发文字号, such as 沪教委协〔2027〕1号 (7.2.5). */
  number: words(60),
  /** 签发人 (7.2.6), only on what goes to a higher authority; the number then stands at the left. */
  signers: z.array(words(20)).max(4),
  /** 标题 (7.3.1); a '\n' divides it by hand, otherwise it is divided at words into lines of like length. */
  title: z.string().trim().min(1).max(200).refine((text) => text.split('\n').every((line) => oneLine(line) === line), 'plain text'),
  /** 主送机关 (7.3.2). */
  addressees: z.array(words(100)).max(60),
  body: blocks.min(1),
  /** 附件 (7.3.4, 7.3.7): named below the text, each on pages of its own. */
  attachments: z.array(z.strictObject({ title: words(120), body: blocks.min(1) })).max(50),
  /** 成文日期 (7.3.5): for several authorities the day on which the last of them signed. */
  date: day,
  /** Whether room is left for the authorities' seals (7.3.5.1) or not (7.3.5.2). */
  seals: z.enum(['space', 'none']),
  /** 附注 (7.3.6), printed in parentheses. */
  note: words(200).optional(),
  /** 版记 (7.4). */
  imprint: z
    .strictObject({ copies: z.array(words(100)).max(60), issuer: words(60), issuedOn: day })
    .refine(({ copies }) => copies.join('').length <= 600, { message: 'the 版记 is a part of one page', path: ['copies'] })
    .optional(),
  /** Where whoever holds the paper can check it: printed as a code and as an address above the 版记. */
  verification: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(500), hint: words(100) }).optional(),
});
export type OfficialDocument = z.infer<typeof officialDocumentSchema>;

/** Text of whatever origin as words on one line: what is not printed becomes a space. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(unprintable, ' ').trim();
}

/** Text as people type it, in paragraphs: one for each line that says something. */
export function paragraphsOf(text: string): Block[] {
  return text.split(/[\r\n\u2028\u2029]+/).map(oneLine).filter((part) => part !== '').map((part) => ({ kind: 'paragraph', text: part }));
}
