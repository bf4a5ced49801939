/**
 * The measures of GB/T 9704-2012 《党政机关公文格式》, the clause beside each. Lengths in millimetres, type sizes in points.
 * Everything that lays out an official document (the PDF's template, the DOCX) takes them from here.
 */

/** 5.1: A4. */
export const paper = { width: 210, height: 297 } as const;

/** 5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; right and bottom follow. */
export const typeArea = { top: 37, left: 28, width: 156, height: 225 } as const;
export const margins = {
  top: typeArea.top,
  left: typeArea.left,
  right: paper.width - typeArea.left - typeArea.width,
  bottom: paper.height - typeArea.top - typeArea.height,
} as const;

/** 5.2.3: 22 lines a page, 28 characters a line, filling the type area. */
export const grid = { lines: 22, characters: 28 } as const;

/** Chinese type sizes in points: 二号, 三号, 四号, 小四. */
export const size = { two: 22, three: 16, four: 14, smallFour: 12 } as const;

export const millimetre = 72 / 25.4;

/** 3.1: one 字, the width that a character takes on the grid, in points. */
export const character = (typeArea.width * millimetre) / grid.characters;

/**
 * 3.2: one 行 is a character's height and the space to the next, in points. The standard says 7/8 of 三号 for the space;
 * with 22 characters and 21 spaces exactly in 225 mm it is 0.85 of 16 pt.
 */
export const line = (typeArea.height * millimetre - size.three) / (grid.lines - 1);

/** The distances and rules of the parts, by clause. */
export const parts = {
  /** 7.2.4: 发文机关标志, its upper edge below that of the type area. */
  letterhead: 35,
  /** 7.2.5: 发文字号, lines left empty above it. */
  linesAboveNumber: 2,
  /** 7.2.7: the red rule below the number; its thickness is ours. */
  redRuleBelowNumber: 4,
  redRule: 0.5,
  /** 7.3.1: 标题, lines left empty between the rule and it. */
  linesAboveTitle: 2,
  /** 7.4.1: 版记, first and last rule, and those between. */
  thickRule: 0.35,
  thinRule: 0.25,
  /** 7.5: the dashes beside the page number, below the type area. */
  pageNumber: 7,
  /** A seal of a provincial department is 42 mm across (国发〔1999〕25号); 7.3.5.1: seals neither touch nor cross. */
  seal: 42,
} as const;
