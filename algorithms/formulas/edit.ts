import { aboutFields, isLevel, type About, type Level } from './model.ts';
import { keywords, tokenize, type Token } from './tokens.ts';

export const partKinds = ['attribute', 'data', 'indicator', 'standard', 'rule'] as const;
export type PartKind = (typeof partKinds)[number];

/** A declaration as it is written, also while it is not right yet; `formula` and `applies` as they stand there. */
export type Part = { readonly kind: PartKind; readonly name: string; readonly label: string; readonly unit: string; readonly level: Level | undefined; readonly formula: string; readonly applies: string; readonly about: About };

/** Where a declaration stands in the text, and where its formula begins; in characters from 0. */
export type Standing = Part & { readonly start: number; readonly end: number; readonly formulaAt: number };

/** The declarations of a text in their order. What is between them, remarks above all, is not theirs; what cannot be understood of one is empty. */
export function partsIn(text: string): Standing[] {
  const offset = offsets(text);
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'end');
  const starts = tokens.flatMap((token, i) => (isKind(token) ? [i] : []));
  return starts.map((from, i) => standing(text, tokens.slice(from, starts[i + 1] ?? tokens.length), offset));
}

/** A declaration as the language writes it. */
export function writePart({ kind, name, label, unit, level, formula, applies, about }: Part): string {
  return [
    kind, name, quoted(label), ...(kind === 'data' || kind === 'indicator' ? [quoted(unit)] : []), ...(level === undefined ? [] : [level]),
    ...(hasFormula(kind) ? ['=', formula.trim()] : []), ...(kind === 'standard' && applies.trim() !== '' ? ['where', applies.trim()] : []),
    ...aboutFields.flatMap((field) => { const said = about[field]?.trim() ?? ''; return said === '' ? [] : [field, quoted(said)]; }),
  ].join(' ');
}

export function hasFormula(kind: PartKind): boolean {
  return kind === 'indicator' || kind === 'standard' || kind === 'rule';
}

/** The text with one declaration written anew; everything else stays as it stands. */
export function withPart(text: string, { start, end }: Standing, part: Part): string {
  return text.slice(0, start) + writePart(part) + text.slice(end);
}

/** The text without one declaration, and without the line that it leaves empty. */
export function withoutPart(text: string, { start, end }: Standing): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return before === '' || before.endsWith('\n') ? before + after.replace(/^[ \t]*\n/, '') : before + after;
}

/** The text with one more declaration, after the last of its kind. */
export function withNewPart(text: string, part: Part): string {
  const last = partsIn(text).findLast(({ kind }) => kind === part.kind);
  if (last === undefined) return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${writePart(part)}\n`;
  return `${text.slice(0, last.end)}\n${writePart(part)}${text.slice(last.end)}`;
}

/** The text with two declarations in each other's place. */
export function withSwapped(text: string, a: Standing, b: Standing): string {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  return text.slice(0, first.start) + text.slice(second.start, second.end) + text.slice(first.end, second.start) + text.slice(first.start, first.end) + text.slice(second.end);
}

/** The text with a name changed wherever it stands. */
export function withName(text: string, from: string, to: string): string {
  const offset = offsets(text);
  return tokenize(text).toReversed().reduce((all, token) => {
    if (token.kind !== 'name' || token.text !== from) return all;
    const at = offset(token);
    return all.slice(0, at) + to + all.slice(at + from.length);
  }, text);
}

/** Whether a text can be a name. */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text) && !(keywords as readonly string[]).includes(text);
}

function standing(text: string, tokens: readonly Token[], offset: (token: Token) => number): Standing {
  const [first] = tokens;
  const last = tokens.at(-1);
  const kind = partKinds.find((own) => own === first?.text) ?? 'data';
  const end = (token: Token | undefined) => (token === undefined ? 0 : offset(token) + (token.kind === 'string' ? token.text.length + 2 : token.text.length));
  const equals = tokens.findIndex((token, i) => token.kind === 'sign' && token.text === '=' && i > 0);
  const head = tokens.slice(1, equals < 0 ? tokens.length : equals);
  const noted = hasFormula(kind) ? tokens.slice(equals < 0 ? tokens.length : equals + 1) : head;
  const { about, rest } = takeNotes(noted);
  const strings = (hasFormula(kind) ? head : rest).flatMap((token) => (token.kind === 'string' ? [token.text] : []));
  const names = (hasFormula(kind) ? head : rest).flatMap((token) => (token.kind === 'name' ? [token.text] : []));
  const level = names.findLast(isLevel);
  const body = hasFormula(kind) ? rest : [];
  const where = kind === 'standard' ? outermost(body, 'where') : -1;
  const between = (part: readonly Token[]) => { const [begin] = part; return begin === undefined ? '' : text.slice(offset(begin), end(part.at(-1))); };
  const formula = where < 0 ? body : body.slice(0, where);
  return {
    kind, name: names[0] === undefined || (names.length === 1 && isLevel(names[0])) ? '' : names[0], label: strings[0] ?? '', unit: kind === 'data' || kind === 'indicator' ? (strings[1] ?? '') : '', level,
    formula: between(formula), applies: where < 0 ? '' : between(body.slice(where + 1)), about,
    start: first === undefined ? 0 : offset(first), end: end(last), formulaAt: formula[0] === undefined ? end(last) : offset(formula[0]),
  };
}

/** What is said about a declaration stands at its end. */
function takeNotes(tokens: readonly Token[]): { about: About; rest: readonly Token[] } {
  const about: Record<string, string> = {};
  let rest = tokens;
  for (;;) {
    const [word, said] = rest.slice(-2);
    const field = aboutFields.find((name) => word?.kind === 'name' && word.text === name);
    if (field === undefined || said?.kind !== 'string') return { about, rest };
    about[field] = said.text;
    rest = rest.slice(0, -2);
  }
}

function outermost(tokens: readonly Token[], word: string): number {
  let depth = 0;
  return tokens.findIndex(({ kind, text }) => {
    if (kind === 'sign') depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    return kind === 'word' && text === word && depth === 0;
  });
}

function isKind({ kind, text }: Token): boolean {
  return kind === 'word' && (partKinds as readonly string[]).includes(text);
}

/** Strings have no quotation marks and no line ends in the language. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '”').replaceAll(/\s*[\r\n]+\s*/g, ' ').trim()}"`;
}

function offsets(text: string): (token: Token) => number {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return ({ line, column }) => (lines[line - 1] ?? 0) + column - 1;
}

/** Where a line and column stand, in characters from 0. */
export function offsetAt(text: string, place: { readonly line: number; readonly column: number }): number {
  return text.split('\n').slice(0, place.line - 1).reduce((all, own) => all + own.length + 1, 0) + place.column - 1;
}
