import { AlignmentType, BorderStyle, HeadingLevel, LineRuleType, Paragraph, Table, TableCell, TableRow, TextRun, VerticalAlign, WidthType, type IParagraphOptions, type IRunOptions, type ITableCellBorders } from 'docx';
import { character, size } from './geometry.ts';
import type { FaceName } from './faces.ts';
import { numberHeadings } from './layout.ts';
import type { Block, TableBlock } from './model.ts';

/** The faces as the standard names them: whoever opens the file has them, or sees what fontTable.xml names in their place. */
export const standardFaces: Readonly<Record<FaceName, string>> = { fang: '仿宋_GB2312', kai: '楷体_GB2312', hei: '黑体', title: '方正小标宋简体', song: '宋体' };

/** DOCX measures lengths in twentieths of a point, and type in half points. */
export const twips = (points: number) => Math.round(points * 20);
/** A width in characters of the grid. */
export const characters = (count: number) => twips(character * count);

export function run(text: string, face: FaceName, more: Omit<IRunOptions, 'text' | 'font'> = {}): TextRun {
  return new TextRun({ text, font: standardFaces[face], ...more });
}

/** A paragraph of the text: two characters in at its beginning. */
export function indented(children: readonly TextRun[], more: IParagraphOptions = {}): Paragraph {
  return new Paragraph({ alignment: AlignmentType.BOTH, indent: { firstLine: characters(2), firstLineChars: 200 }, children, ...more });
}

const faceOf = { 1: 'hei', 2: 'kai', 3: 'fang', 4: 'fang' } as const;
const styleOf = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3, 4: HeadingLevel.HEADING_4 } as const;

/** The blocks as paragraphs and tables; `last` is said of the last one, where it is a paragraph. */
export function docxBlocks(blocks: readonly Block[], last: IParagraphOptions = {}): (Paragraph | Table)[] {
  return numberHeadings(blocks).flatMap((block, at): (Paragraph | Table)[] => {
    const more = at === blocks.length - 1 ? last : {};
    switch (block.kind) {
      case 'paragraph': return [indented([run(block.text, 'fang')], more)];
      case 'list': return block.items.map((item, i) => indented([run(`——${item}`, 'fang')], i === block.items.length - 1 ? more : {}));
      case 'table': return table(block);
      case 'heading': {
        const words = run(block.label + block.text, faceOf[block.level]);
        if (block.runIn !== undefined) return [indented([words, run(block.runIn, 'fang')], more)];
        return [indented([words], { heading: styleOf[block.level], keepNext: true })];
      }
    }
  });
}

const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT } as const;

function table({ caption, columns, rows }: TableBlock): (Paragraph | Table)[] {
  const total = columns.reduce((sum, column) => sum + column.share, 0);
  const widths = columns.map(({ share }) => Math.round((characters(28) * share) / total));
  const cell = (text: string, column: number, face: FaceName, alignment: (typeof alignments)[keyof typeof alignments]) => new TableCell({
    width: { size: widths[column] ?? 0, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    children: [new Paragraph({ alignment, spacing: { line: twips(size.smallFour * 1.4), lineRule: LineRuleType.EXACT }, children: [run(text, face, { size: size.smallFour * 2 })] })],
  });
  return [
    ...(caption === undefined ? [] : [new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [run(caption, 'hei')] })]),
    new Table({
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      columnWidths: widths,
      rows: [
        new TableRow({ tableHeader: true, cantSplit: true, children: columns.map(({ title }, i) => cell(title, i, 'hei', AlignmentType.CENTER)) }),
        ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map((text, i) => cell(text, i, 'fang', alignments[columns[i]?.align ?? 'left'])) })),
      ],
    }),
  ];
}

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
/** A table that only puts things side by side. */
export const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none } as const;

export function plainCell(children: readonly Paragraph[], width: number, rules: Pick<ITableCellBorders, 'top' | 'bottom'> = {}): TableCell {
  return new TableCell({ children, width: { size: width, type: WidthType.DXA }, verticalAlign: VerticalAlign.CENTER, borders: { top: none, bottom: none, left: none, right: none, ...rules } });
}
