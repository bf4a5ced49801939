import {
  AlignmentType, BorderStyle, Document, DocumentGridType, Footer, HeightRule, ImageRun, LineRuleType, PageNumber, Packer, Paragraph, RelativeVerticalPosition, Tab, Table, TableAnchorType, TableRow,
  TabStopType, TextRun, WidthType, type IParagraphOptions,
} from 'docx';
import { character, grid, margins, millimetre, paper, parts, size, typeArea } from './geometry.ts';
import { characters, docxBlocks, indented, noBorders, plainCell, run, standardFaces, twips } from './docx-blocks.ts';
import { finishDocx } from './docx-finish.ts';
import { letterhead, officialDate, titleLines, widthOf } from './layout.ts';
import type { OfficialDocument } from './model.ts';
import { qrPng } from './qr-png.ts';

const red = 'D7000F';
const mm = (length: number) => twips(length * millimetre);
/** Word sets lines in the middle of the grid's rows, so 22 rows make the height (5.2.3), rounded down: a twentieth of a point too much and there are 21. */
const row = Math.floor((typeArea.height * millimetre * 20) / grid.lines);
/**
 * 28 characters of 16 pt are a little wider than 156 mm: each stands closer to the next by this much. Said of the type and not by the
 * grid of the page ("linesAndChars"), which LibreOffice sets 21 characters wide.
 */
const closer = Math.floor((character - size.three) * 20);

/**
 * The document as a DOCX that names the standard's own faces, on the same paper and grid as the PDF.
 * What Word cannot do by itself: the 版记 lies at the foot of the page where the document ends, be it even or odd.
 */
export async function makeDocx(document: OfficialDocument): Promise<Uint8Array> {
  const file = new Document({
    title: document.title.replaceAll('\n', ''),
    creator: document.authorities.map(({ name }) => name).join('、'),
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: { run: { font: standardFaces.fang, size: size.three * 2, characterSpacing: closer, language: { value: 'zh-CN', eastAsia: 'zh-CN' } } },
        ...Object.fromEntries((['heading1', 'heading2', 'heading3', 'heading4'] as const).map((name, i) => [name, { run: { font: standardFaces[i === 0 ? 'hei' : i === 1 ? 'kai' : 'fang'], size: size.three * 2, bold: false, italics: false, color: '000000' } }])),
      },
    },
    sections: [{
      properties: {
        page: {
          size: { width: mm(paper.width), height: mm(paper.height) },
          margin: { top: mm(margins.top), right: mm(margins.right), bottom: mm(margins.bottom), left: mm(margins.left), header: mm(15), footer: mm(margins.bottom - parts.pageNumber - 3) },
        },
        grid: { type: DocumentGridType.LINES, linePitch: row },
      },
      footers: { default: pageNumber(AlignmentType.RIGHT), even: pageNumber(AlignmentType.LEFT) },
      children: [...head(document), ...main(document), ...foot(document)],
    }],
  });
  return finishDocx(new Uint8Array(await Packer.toBuffer(file)));
}

/** 7.5: one character in from the outer edge. */
function pageNumber(alignment: typeof AlignmentType.LEFT | typeof AlignmentType.RIGHT): Footer {
  const one = twips(size.four);
  return new Footer({ children: [new Paragraph({
    alignment, ...exactly(size.four * 1.2), indent: alignment === AlignmentType.RIGHT ? { right: one } : { left: one },
    children: [new TextRun({ font: standardFaces.song, size: size.four * 2, children: ['— ', PageNumber.CURRENT, ' —'] })],
  })] });
}

/** What does not stand on the grid: lines of a height of their own. */
const exactly = (points: number) => ({ spacing: { line: twips(points), lineRule: LineRuleType.EXACT } });
const centred = { alignment: AlignmentType.CENTER } as const;
const empty = () => new Paragraph({});
const width = characters(grid.characters);

/** 版头 (7.2). */
function head(document: OfficialDocument): (Paragraph | Table)[] {
  const corner = [document.copyNumber && run(document.copyNumber, 'fang'), document.secrecy && run(document.secrecy, 'hei'), document.urgency && run(document.urgency, 'hei')].filter((part) => part instanceof TextRun);
  const { names, suffix, size: points } = letterhead(document);
  const look = { size: Math.round(points * 2), color: red } as const;
  const line = exactly(points * 1.36);
  const nameWidth = twips(points * Math.max(...names.map(widthOf)) + 2);
  const suffixWidth = suffix === '' ? 0 : twips(points * 2.8);
  const marks = new Table({
    alignment: AlignmentType.CENTER, borders: noBorders, width: { size: nameWidth + suffixWidth, type: WidthType.DXA }, columnWidths: suffix === '' ? [nameWidth] : [nameWidth, suffixWidth],
    margins: { left: 0, right: 0 },
    rows: [new TableRow({ children: [
      plainCell(names.map((name) => new Paragraph({ ...line, alignment: names.length > 1 ? AlignmentType.DISTRIBUTE : AlignmentType.CENTER, children: [run(name, 'title', look)] })), nameWidth),
      ...(suffix === '' ? [] : [plainCell([new Paragraph({ ...line, ...centred, children: [run(suffix, 'title', look)] })], suffixWidth)]),
    ] })],
  });
  const above = parts.letterhead * millimetre - corner.length * (row / 20);
  const rule = { bottom: { style: BorderStyle.SINGLE, size: 12, color: red, space: Math.round(parts.redRuleBelowNumber * millimetre) } } as const;
  return [
    ...corner.map((part) => new Paragraph({ children: [part] })),
    new Paragraph(exactly(above)),
    marks,
    ...Array.from({ length: parts.linesAboveNumber }, empty),
    ...(document.signers.length === 0
      ? [new Paragraph({ ...centred, border: rule, children: [run(document.number, 'fang')] })]
      : signerLines(document, rule)),
    ...Array.from({ length: parts.linesAboveTitle }, empty),
  ];
}

/** 7.2.6: two names a line under each other, as wide as the longest, the number on the last line. */
function signerLines({ number, signers }: OfficialDocument, rule: NonNullable<IParagraphOptions['border']>): Paragraph[] {
  const lines = [signers.slice(0, 2), signers.slice(2)].filter((line) => line.length > 0);
  const widest = Math.max(...signers.map(widthOf));
  const names = (line: readonly string[]) => line.map((name) => name + '　'.repeat(Math.max(0, widest - widthOf(name)))).join('　').trimEnd();
  const column = characters(grid.characters - 1 - 4 - Math.min(2, signers.length) * (widest + 1) + 1);
  return lines.map((line, i) => new Paragraph({
    indent: { left: characters(1) }, tabStops: [{ type: TabStopType.LEFT, position: column }],
    ...(i === lines.length - 1 ? { border: rule } : {}),
    children: [run(i === lines.length - 1 ? number : '', 'fang'), new TextRun({ children: [new Tab()] }), run(i === 0 ? '签发人：' : '　　　　', 'fang'), run(names(line), 'kai')],
  }));
}

/** 主体 (7.3). */
function main(document: OfficialDocument): (Paragraph | Table)[] {
  const { attachments } = document;
  const several = attachments.length > 1;
  return [
    ...title(document.title),
    empty(),
    ...(document.addressees.length > 0 ? [new Paragraph({ children: [run(`${document.addressees.join('，')}：`, 'fang')] })] : []),
    // the last of the text stays with the signatures, but text that is one block begins on the first page (7.3.3)
    ...docxBlocks(document.body, document.body.length > 1 ? { keepNext: true } : {}),
    ...(attachments.length > 0 ? [new Paragraph({ keepNext: true })] : []),
    ...attachments.map(({ title: name }, i) => {
      const hanging = several ? 4.5 : 3;
      return new Paragraph({
        keepNext: true, indent: { left: characters(2 + hanging), hanging: characters(i === 0 ? hanging : 1.5) },
        children: [run(`${i === 0 ? '附件：' : ''}${several ? `${i + 1}. ` : ''}${name}`, 'fang')],
      });
    }),
    ...(document.seals === 'space' ? seals(document) : [new Paragraph({ keepNext: true }), ...signatures(document)]),
    ...(document.note === undefined ? [] : [indented([run(`（${document.note}）`, 'fang')])]),
    ...attachments.flatMap(({ title: name, body }, i) => [
      new Paragraph({ pageBreakBefore: true, children: [run(`附件${several ? i + 1 : ''}`, 'hei')] }),
      empty(), ...title(name), empty(), ...docxBlocks(body),
    ]),
  ];
}

function title(text: string): Paragraph[] {
  return titleLines(text).map((line) => new Paragraph({ ...centred, ...exactly(size.two * 1.6), keepNext: true, children: [run(line, 'title', { size: size.two * 2 })] }));
}

/** 7.3.5.2: the names below each other, two characters free at the right of the longest line, the date two characters further in. */
function signatures({ authorities, date }: OfficialDocument): Paragraph[] {
  const names = authorities.map(({ name, signedOn }) => `${name}${signedOn === undefined ? '' : `　${officialDate(signedOn)}`}`);
  const widest = Math.max(...names.map(widthOf), widthOf(officialDate(date)) + 2);
  const left = grid.characters - 2 - widest;
  const line = (text: string, at: number, keepNext: boolean) => new Paragraph({ indent: { left: characters(at) }, keepNext, keepLines: true, children: [run(text, 'fang')] });
  return [...names.map((name) => line(name, left, true)), line(officialDate(date), left + 2, false)];
}

/** 7.3.5.1: two authorities a row, the name a little below the middle of its seal, the date below the last. */
function seals({ authorities, date }: OfficialDocument): (Paragraph | Table)[] {
  const height = mm(parts.seal + 2);
  const last = authorities.length - 1;
  const half = Math.round(width / 2);
  const cells = authorities.map(({ name, signedOn }, i) => {
    const below = i === last ? officialDate(date) : signedOn && officialDate(signedOn);
    return plainCell([name, ...(below === undefined ? [] : [below])].map((text) => new Paragraph({ ...centred, children: [run(text, 'fang')] })), half);
  });
  if (cells.length % 2 === 1) cells.splice(last, 0, plainCell([empty()], half));
  const rows = Array.from({ length: cells.length / 2 }, (_, i) => new TableRow({ cantSplit: true, height: { value: height, rule: HeightRule.EXACT }, children: cells.slice(i * 2, i * 2 + 2) }));
  return [new Table({ borders: noBorders, width: { size: width, type: WidthType.DXA }, columnWidths: [half, half], rows }), empty()];
}

/** Where it can be checked, and the 版记 (7.4): a table that stands on the lower edge of the text (LibreOffice before 7.6 sets it where the text ends). */
function foot({ imprint, verification }: OfficialDocument): (Paragraph | Table)[] {
  const code = verification === undefined ? [] : [
    new Paragraph({ children: [new ImageRun({ type: 'png', data: qrPng(verification.url), transformation: { width: 76, height: 76 }, altText: { name: 'verify', title: verification.hint, description: verification.url } })] }),
    new Paragraph({ ...exactly(15), children: [run(verification.hint, 'fang', { size: 20 })] }),
    new Paragraph({ ...exactly(20), children: [run(verification.url, 'fang', { size: 20 })] }),
  ];
  if (imprint === undefined) return code;
  const one = twips(size.four);
  const small = { size: size.four * 2 } as const;
  const rule = (length: number) => ({ style: BorderStyle.SINGLE, size: Math.round(length * millimetre * 8), color: '000000' });
  const line = (children: readonly TextRun[], more: IParagraphOptions, rules: { top: number; bottom: number }) => new TableRow({ cantSplit: true, children: [
    plainCell([new Paragraph({ ...exactly(size.four * 1.7), ...more, children })], width, { top: rule(rules.top), bottom: rule(rules.bottom) }),
  ] });
  const copies = imprint.copies.length === 0 ? [] : [
    line([run(`抄送：${imprint.copies.join('，')}。`, 'fang', small)], { indent: { left: one * 4, right: one, hanging: one * 3 } }, { top: parts.thickRule, bottom: parts.thinRule }),
  ];
  const issued = line(
    [run(imprint.issuer, 'fang', small), new TextRun({ children: [new Tab()] }), run(`${officialDate(imprint.issuedOn)}印发`, 'fang', small)],
    { indent: { left: one, right: one }, tabStops: [{ type: TabStopType.RIGHT, position: width - one }] },
    { top: copies.length > 0 ? parts.thinRule : parts.thickRule, bottom: parts.thickRule },
  );
  const table = new Table({
    borders: noBorders, margins: { left: 0, right: 0 }, width: { size: width, type: WidthType.DXA }, columnWidths: [width], rows: [...copies, issued],
    float: { horizontalAnchor: TableAnchorType.MARGIN, verticalAnchor: TableAnchorType.MARGIN, relativeVerticalPosition: RelativeVerticalPosition.BOTTOM },
  });
  return [...code, table, new Paragraph(exactly(1))];
}
