import { chineseNumber, toChinese } from '#kernel/numerals.ts';

/** The levels at which a Chinese official document numbers its text, outermost first. */
export const levels = ['一、', '(一)', '1.', '①', '一是'] as const;
export type Level = (typeof levels)[number];

/** A number found at the beginning of a line or, for ①, after a mark that ends a clause. */
export type Marker = {
  readonly level: Level;
  readonly value: number;
  /** The number as it stands in the document. */
  readonly shown: string;
  /** How many characters it takes, with the space around it. */
  readonly length: number;
};

const numeral = '[一二三四五六七八九十]{1,3}';
const space = '[ \\t\\u3000\\u00a0]*';
const digits = '[0-9０-９]{1,2}';
const circled = '[\\u2460-\\u2473\\u3251-\\u325f\\u32b1-\\u32bf]';

const patterns: readonly { level: Level; pattern: RegExp; value: (shown: string) => number | undefined }[] = [
  // “三、四年级” is no third part
  { level: '一、', pattern: new RegExp(`^(${numeral})${space}、(?!${space}[一二三四五六七八九十百])`), value: chineseNumber },
  { level: '(一)', pattern: new RegExp(`^[(（]${space}(${numeral})${space}[)）]${space}[、.．]?`), value: chineseNumber },
  // “3.5万名教师” is no third item, nor is a date “2018.12”
  { level: '1.', pattern: new RegExp(`^(${digits})${space}(?:[.．](?!${space}[0-9０-９])|、(?!${space}[0-9０-９]))`), value: arabicNumber },
  { level: '①', pattern: new RegExp(`^(${circled})`), value: circledNumber },
  { level: '①', pattern: new RegExp(`^[(（]${space}(${digits})${space}[)）]`), value: arabicNumber },
  { level: '一是', pattern: new RegExp(`^(${numeral})是(?!否|不是)`), value: chineseNumber },
];

/** The number that `line` begins with, if it begins with one. `line` has no space before it. */
export function markerAt(line: string): Marker | undefined {
  for (const { level, pattern, value } of patterns) {
    const found = pattern.exec(line);
    const number = found?.[1] === undefined ? undefined : value(found[1]);
    if (found === null || number === undefined) continue;
    const rest = line.slice(found[0].length);
    return { level, value: number, shown: found[0].trim(), length: found[0].length + rest.length - rest.replace(new RegExp(`^${space}`), '').length };
  }
  return undefined;
}

/** How the number `value` is written at a level: for telling which one is missing. */
export function written(level: Level, value: number): string {
  const chinese = toChinese(value);
  switch (level) {
    case '一、': return `${chinese}、`;
    case '(一)': return `(${chinese})`;
    case '1.': return `${value}.`;
    case '①': return toCircled(value);
    case '一是': return `${chinese}是`;
  }
}

function arabicNumber(text: string): number | undefined {
  const value = Number(text.normalize('NFKC'));
  return value >= 1 ? value : undefined;
}

/** The three runs of circled numbers in Unicode: 1–20, 21–35, 36–50. */
const circledRuns = [
  { first: 1, from: 0x2460, to: 0x2473 },
  { first: 21, from: 0x3251, to: 0x325f },
  { first: 36, from: 0x32b1, to: 0x32bf },
] as const;

function circledNumber(text: string): number | undefined {
  const code = text.charCodeAt(0);
  const run = circledRuns.find(({ from, to }) => code >= from && code <= to);
  return run === undefined ? undefined : run.first + code - run.from;
}

export function toCircled(value: number): string {
  const run = circledRuns.findLast(({ first }) => value >= first);
  const code = run === undefined ? 0 : run.from + value - run.first;
  return run === undefined || code > run.to ? `(${value})` : String.fromCharCode(code);
}
