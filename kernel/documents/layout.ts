import { toChinese } from '#kernel/numerals.ts';
import { character, grid, millimetre, size, typeArea } from './geometry.ts';
import type { Block, OfficialDocument, TableBlock } from './model.ts';

/** A block as it is printed: headings with their numbers. */
export type NumberedBlock = Exclude<Block, { kind: 'heading' }> | (Extract<Block, { kind: 'heading' }> & { readonly label: string });

/** Numbers the headings as 7.3.3 has it: 一、 (一) 1. (1), each level anew below the one above it. */
export function numberHeadings(blocks: readonly Block[]): NumberedBlock[] {
  const counts = [0, 0, 0, 0];
  return blocks.map((block) => {
    if (block.kind !== 'heading') return block;
    const count = (counts[block.level - 1] ?? 0) + 1;
    counts.splice(block.level - 1, 5 - block.level, count, ...Array.from({ length: 4 - block.level }, () => 0));
    return { ...block, label: headingLabel(block.level, count) };
  });
}

function headingLabel(level: 1 | 2 | 3 | 4, count: number): string {
  const chinese = count < 100 ? toChinese(count) : String(count);
  return { 1: `${chinese}、`, 2: `（${chinese}）`, 3: `${count}.`, 4: `（${count}）` }[level];
}

/** How many characters of 二号 a line of the title holds. */
export const titleCharacters = Math.floor((typeArea.width * millimetre) / size.two);

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * The lines of a title (7.3.1: meaning whole at the line's end, lines alike in length). As many lines as it needs,
 * divided at the ends of words where the lines come out most alike; lines divided by hand stay.
 */
export function titleLines(title: string): string[] {
  return title.split('\n').map((line) => line.trim()).filter((line) => line !== '').flatMap((line) => balanced(line, Math.ceil(titleWidth(line) / titleCharacters)));
}

function balanced(text: string, count: number): string[] {
  if (count <= 1) return [text];
  const target = titleWidth(text) / count;
  let taken = '';
  let best: { head: string; distance: number } | undefined;
  for (const { segment } of words.segment(text)) {
    if (taken !== '' && !/^[\p{Pe}\p{Pf}、，。；：]/u.test(segment) && !/[\p{Ps}\p{Pi}]$/u.test(taken)) {
      const distance = Math.abs(titleWidth(taken) - target);
      if (titleWidth(taken) <= titleCharacters && (best === undefined || distance < best.distance)) best = { head: taken, distance };
    }
    taken += segment;
  }
  const head = best?.head ?? text.slice(0, Math.ceil(text.length / count));
  const rest = text.slice(head.length).trim();
  return [head.trim(), ...balanced(rest, Math.max(count - 1, Math.ceil(titleWidth(rest) / titleCharacters)))];
}

/** In characters: what is not full-width counts half; in the heavy face of titles (`narrow`) it is wider. */
export function widthOf(text: string, narrow = 0.5): number {
  return [...text].reduce((sum, char) => sum + (/[ -~]/.test(char) ? narrow : 1), 0);
}

const titleWidth = (text: string) => widthOf(text, 0.65);

/** Latin in the table's type, in parts of its size, at its widest. */
const latin = 0.7;

/** The blocks as the templates set them: headings numbered, tables made to fit. */
export function blocksToPrint(blocks: readonly Block[]) {
  return numberHeadings(blocks).map((block) => (block.kind === 'table' ? tableToPrint(block) : block));
}

/** A row stays on one page unless it is as high as a good part of it; an address that is wider than its column gets places where it may break. */
function tableToPrint(table: TableBlock) {
  const total = table.columns.reduce((sum, { share }) => sum + share, 0);
  // in characters of the table's type, with the cell's margins off
  const room = table.columns.map(({ share }) => Math.max(1, ((typeArea.width * millimetre * share) / total - 8) / size.smallFour));
  const fitting = (text: string, column: number) => text.replace(new RegExp(`[!-~]{${Math.max(1, Math.floor((room[column] ?? 1) / latin))}}(?=[!-~])`, 'g'), '$&\u200b');
  return {
    ...table,
    columns: table.columns.map((column, i) => ({ ...column, title: fitting(column.title, i) })),
    rows: table.rows.map((row) => ({ whole: row.every((cell, i) => widthOf(cell, latin) / (room[i] ?? 1) < 20), cells: row.map(fitting) })),
  };
}

/** 2027年1月15日 (7.3.5.4: whole, no leading zeros). */
export function officialDate(date: string): string {
  const { year, month, day } = Temporal.PlainDate.from(date);
  return `${year}年${month}月${day}日`;
}

/** 发文机关标志 (7.2.4): whose names, with 文件 or without, and the size in points that fills the width within what looks right for so many names. */
export function letterhead({ letterhead: form, authorities }: Pick<OfficialDocument, 'letterhead' | 'authorities'>): { names: string[]; suffix: string; size: number } {
  const names = (form === 'host' ? authorities.slice(0, 1) : authorities).map(({ name }) => name);
  const suffix = form === 'names' ? '' : '文件';
  const longest = Math.max(...names.map(widthOf));
  const widest = (typeArea.width * millimetre) / (longest + (suffix === '' ? 0 : widthOf(suffix) + 1));
  return { names, suffix, size: Math.min(widest, names.length > 2 ? 30 : names.length > 1 ? 38 : 46) };
}

/** What lengths of the grid the templates need, in points. */
export const gridPoints = { character, tracking: character - size.three - 0.004, characters: grid.characters } as const;
