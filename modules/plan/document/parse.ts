import type { Mechanism } from '#kernel/domain.ts';
import { refuse } from '#kernel/refusal.ts';
import { levels, markerAt, written, type Level, type Marker } from './numbering.ts';
import { proposeMechanisms } from './propose.ts';
import { documentRefusals } from './refusals.ts';
import { titleOf } from './title.ts';

export type PlanNode = {
  /** The numbers on the way to the node: part 一, area (二), platform 1., item ⑤ is `1.2.1.5`. Unique in the document. */
  readonly code: string;
  readonly kind: 'part' | 'area' | 'platform' | 'initiative' | 'safeguard';
  /** As written: 一、 (二) 1. ⑤ 一是; empty for the one safeguard that an area without numbered items is. */
  readonly number: string;
  readonly title: string;
  /** The node's own text, as written, without its number and without what is numbered below it. */
  readonly text: string;
  /** Where the node with everything below it stands in the source: characters from `start` up to `end`; `line` counts from 1. */
  readonly span: { readonly start: number; readonly end: number; readonly line: number };
  /** Proposed from the words, for a person to confirm. */
  readonly mechanisms: readonly Mechanism[];
  readonly children: readonly PlanNode[];
};

export type PlanDocument = {
  /** The document's own title, where it has one. */
  readonly title: string | undefined;
  /** What stands before the first part. */
  readonly preamble: string;
  readonly parts: readonly PlanNode[];
};

/** The longest document that is read, in characters. */
export const longestDocument = 300_000;

/**
 * Reads a Chinese official document, numbered 一、 (一) 1. ① 一是, as a plan: parts, areas, platforms, initiatives and safeguards.
 * What is numbered deeper than ①, or inside a sentence, stays text. Time is linear in the length of the document.
 * @throws Refusal with line and reason when a number is skipped or repeated, or nothing is numbered
 */
export function parsePlan(source: string): PlanDocument {
  if (source.length > longestDocument) throw refuse(documentRefusals.tooLong, { limit: longestDocument });
  if (source.trim() === '') throw refuse(documentRefusals.empty);
  const root = outline(source);
  const [first] = root.children;
  if (first === undefined) throw refuse(documentRefusals.noParts);
  const preamble = source.slice(0, first.start);
  return { title: documentTitle(preamble), preamble: preamble.trim(), parts: root.children.map((part) => nodeOf(source, part, [], false)) };
}

/** What is numbered, nested, before it is known what it is. */
type Entry = { readonly marker: Marker; readonly start: number; readonly textStart: number; readonly line: number; end: number; readonly children: Entry[] };

function outline(source: string): { children: Entry[] } {
  const root: { children: Entry[] } = { children: [] };
  const open: Entry[] = []; // the way from the part to where we are
  let line = 0;
  for (const { text, start } of linesOf(source)) {
    line += 1;
    const indent = text.length - text.trimStart().length;
    const found = markerAt(text.slice(indent));
    const marker = found !== undefined && isOneSentence(found, text) ? undefined : found;
    if (marker !== undefined) enter(root, open, { marker, start: start + indent, textStart: start + indent + marker.length, line, end: source.length, children: [] });
    for (const inline of inlineMarkers(text, marker === undefined ? indent : indent + marker.length)) {
      const at = start + inline.at;
      enterInline(open, { marker: inline.marker, start: at, textStart: at + inline.marker.length, line, end: source.length, children: [] });
    }
  }
  return root;
}

function* linesOf(source: string): Generator<{ text: string; start: number }> {
  for (const { 0: text, index } of source.matchAll(/[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|$)/g)) {
    if (text !== '' || index < source.length) yield { text, start: index };
  }
}

/** Puts a numbered line where it belongs, and checks that its number is the next one there. */
function enter(root: { children: Entry[] }, open: Entry[], entry: Entry): void {
  const { level, value, shown } = entry.marker;
  if (isProse(level, open)) return;
  const parent = open.findLast((other) => isAbove(other.marker.level, level));
  if (parent === undefined && level !== '一、') {
    if (level === '一是') return;
    throw refuse(documentRefusals.orphan, { line: entry.line, found: shown }, { details: { line: entry.line } });
  }
  const siblings = (parent ?? root).children;
  // one style of numbering a list: a “一是” between items 1. and 2. is a sentence
  const before = siblings.at(-1);
  if (before !== undefined && before.marker.level !== level && level === '一是') return;
  const expected = before !== undefined && before.marker.level === level ? before.marker.value + 1 : 1;
  if (value !== expected) {
    const kind = value < expected ? documentRefusals.repeated : documentRefusals.skipped;
    throw refuse(kind, { line: entry.line, found: shown, expected: written(level, expected) }, { details: { line: entry.line } });
  }
  attach(siblings, open, entry, parent);
}

/** “一是摸清底数,二是分步推进。”: all in one line, so a sentence and no list. */
function isOneSentence({ level, value }: Marker, line: string): boolean {
  return level === '一是' && line.includes(written(level, value + 1));
}

/** An item ① in the middle of a line counts only as the very next one: elsewhere it is a reference in a sentence. */
function enterInline(open: Entry[], entry: Entry): void {
  const parent = open.findLast((other) => isAbove(other.marker.level, '①'));
  if (parent === undefined || parent.marker.level !== '1.') return;
  const before = parent.children.at(-1);
  if (entry.marker.value === (before?.marker.value ?? 0) + 1) attach(parent.children, open, entry, parent);
}

function attach(siblings: Entry[], open: Entry[], entry: Entry, parent: Entry | undefined): void {
  while (open.length > 0 && open.at(-1) !== parent) {
    const closed = open.pop();
    if (closed !== undefined) closed.end = entry.start;
  }
  siblings.push(entry);
  open.push(entry);
}

/** “一是 … 二是 …” below an item ①, and everything below a “一是”, is part of its text. */
function isProse(level: Level, open: readonly Entry[]): boolean {
  const last = open.at(-1)?.marker.level;
  if (level === '一是') return last === '①';
  return last === '一是' && (level === '①' || (level === '1.' && !open.some((entry) => entry.marker.level === '1.')));
}

function isAbove(outer: Level, inner: Level): boolean {
  return levels.indexOf(outer) < levels.indexOf(inner);
}

const inlineItem = /[:：;；。]\s*(?=[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf])/g;

function inlineMarkers(text: string, from: number): { at: number; marker: Marker }[] {
  return [...text.slice(from).matchAll(inlineItem)].flatMap(({ 0: mark, index }) => {
    const at = from + index + mark.length;
    const marker = markerAt(text.slice(at, at + 8));
    return marker === undefined ? [] : [{ at, marker }];
  });
}

function nodeOf(source: string, entry: Entry, above: readonly number[], inSafeguards: boolean): PlanNode {
  const path = [...above, entry.marker.value];
  const end = trimmedEnd(source, entry.start, entry.end);
  const text = source.slice(entry.textStart, entry.children[0]?.start ?? end).trim();
  if (text === '') throw refuse(documentRefusals.untitled, { line: entry.line, found: entry.marker.shown }, { details: { line: entry.line } });
  const title = titleOf(text, entry.marker.level);
  const safeguards = inSafeguards || (path.length === 1 && /保障|措施/.test(title));
  const kind = kindOf(entry, safeguards);
  const span = { start: entry.start, end, line: entry.line };
  const children = entry.children.map((child) => nodeOf(source, child, path, safeguards));
  const node = { code: path.join('.'), kind, number: entry.marker.shown, title, text, span, mechanisms: isWorkedOn(kind) ? proposeMechanisms({ title, text, kind }) : [], children };
  return kind === 'area' && children.length === 0 ? { ...node, children: [soleItem(node, safeguards)] } : node;
}

function kindOf(entry: Entry, safeguards: boolean): PlanNode['kind'] {
  if (entry.marker.level === '一、') return 'part';
  if (entry.marker.level === '(一)') return 'area';
  if (entry.children.length > 0) return 'platform';
  return safeguards ? 'safeguard' : 'initiative';
}

function isWorkedOn(kind: PlanNode['kind']): boolean {
  return kind === 'initiative' || kind === 'safeguard';
}

/** An area in which nothing is numbered is itself the one thing to do. */
function soleItem(area: PlanNode, safeguards: boolean): PlanNode {
  const kind = safeguards ? 'safeguard' : 'initiative';
  const body = area.text.slice(area.title.length).trim() || area.text;
  return { ...area, code: `${area.code}.1`, kind, number: '', text: body, mechanisms: proposeMechanisms({ title: area.title, text: body, kind }), children: [] };
}

function trimmedEnd(source: string, start: number, end: number): number {
  return start + source.slice(start, end).trimEnd().length;
}

/** The first line, if it looks like a title: short, and no sentence. */
function documentTitle(preamble: string): string | undefined {
  const line = preamble.replace(/^\uFEFF/, '').trim().split(/[\r\n]+/, 1)[0]?.replace(/^#+\s*/, '').trim();
  if (line === undefined || line === '' || line.length > 80 || /[。;;::,,]$/.test(line) || line.includes('。')) return undefined;
  return line;
}
