import { aboutFields, aggregates, isLevel, mostPeriodsBack, scalars, type About, type AboutField, type Aggregate, type Declaration, type Expression, type Operator, type Problem, type ProblemCode, type Scalar } from './model.ts';
import { tokenize, type Place, type Token } from './tokens.ts';

const kinds = 'attribute / data / indicator / standard / rule';

/** More would be a mistake, or an attack on the stack of whoever reads the formula. */
const deepest = 60;
const longest = 2_000;

class Stop extends Error {}

/**
 * Reads a system file: attributes, data elements, indicators and standards with their formulas, and rules, in any order; after each what one must know of it, as `meaning "…"`.
 * Every declaration that cannot be read gives one problem, and reading goes on with the next.
 */
export function parseSystem(text: string): { readonly declarations: readonly Declaration[]; readonly problems: readonly Problem[] } {
  const lines = text.split(/\r?\n/);
  const tokens = tokenize(text);
  const declarations: Declaration[] = [];
  const problems: Problem[] = [];
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at] ?? tokens.at(-1) ?? { kind: 'end', text: '', line: 1, column: 1 };
  const next = (): Token => { const token = peek(); if (token.kind !== 'end') at += 1; return token; };
  const fail = (code: ProblemCode, place: Place, values: Record<string, string> = {}): never => { problems.push({ code, line: place.line, column: place.column, values }); throw new Stop(); };
  const expected = (wanted: string): never => { const token = peek(); return token.kind === 'bad' ? fail('badSign', token, { found: token.text }) : fail('unexpected', token, { found: token.kind === 'end' ? '' : token.text, wanted }); };
  const is = (text: string) => { const token = peek(); return (token.kind === 'sign' || token.kind === 'word') && token.text === text; };
  const take = (text: string) => { if (!is(text)) expected(`“${text}”`); return next(); };
  const takeKind = (kind: Token['kind'], wanted: string) => { if (peek().kind !== kind) expected(wanted); return next(); };
  const isDeclaration = () => is('attribute') || is('data') || is('indicator') || is('rule') || is('standard');

  while (peek().kind !== 'end') {
    try {
      declarations.push(declaration());
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      depth = 0;
      while (peek().kind !== 'end' && !isDeclaration()) next();
    }
  }
  return { declarations, problems };

  function declaration(): Declaration {
    if (!isDeclaration()) expected(kinds);
    const begin = next();
    const kind = begin.text;
    const name = takeKind('name', 'a name');
    if (isFunction(name.text)) fail('reserved', name, { name: name.text });
    const label = takeKind('string', '"…"').text;
    const unit = kind === 'data' || kind === 'indicator' ? takeKind('string', '"unit"').text : '';
    const level = takeKind('name', 'region / party / city / district / school');
    const place = { line: name.line, column: name.column };
    if (!isLevel(level.text)) return fail('noLevel', level, { found: level.text });
    const common = { ...place, name: name.text, label, level: level.text };
    if (kind === 'attribute') return ended({ ...common, kind: 'attribute', about: about() });
    if (kind === 'data') return ended({ ...common, kind: 'data', unit, about: about() });
    take('=');
    const from = peek();
    const start = at;
    const formula = expression();
    const applies = kind === 'standard' && is('where') ? (next(), expression()) : undefined;
    if (at - start > longest) fail('tooDeep', from);
    if (kind === 'rule') return ended({ ...common, kind: 'rule', formula, about: about() });
    const source = sourceBetween(from, peek());
    if (kind === 'indicator') return ended({ ...common, kind: 'indicator', unit, formula, source, about: about() });
    const { line, column } = from;
    const truth = (value: number): Expression => ({ kind: 'number', line, column, value, unit: undefined });
    return ended({ ...common, kind: 'indicator', unit, formula: { kind: 'if', line, column, condition: formula, yes: truth(1), no: truth(0) }, standard: { condition: formula, applies }, source, about: about() });
  }

  /** `meaning "…" source "…" period "…" target "…"`, each once, in any order. */
  function about(): About {
    const said: Partial<Record<AboutField, string>> = {};
    for (;;) {
      const field = aboutFields.find((name) => peek().kind === 'name' && peek().text === name);
      if (field === undefined) return said;
      const place = next();
      if (said[field] !== undefined) fail('sameNote', place, { name: field });
      said[field] = takeKind('string', '"…"').text;
    }
  }

  function ended<T>(read: T): T {
    if (peek().kind !== 'end' && !isDeclaration()) expected(kinds);
    return read;
  }

  function sourceBetween(from: Token, to: Token): string {
    const part = lines.slice(from.line - 1, to.line);
    return part.map((line, i) => (i === part.length - 1 ? line.slice(0, to.column - 1) : line)).map((line, i) => (i === 0 ? line.slice(from.column - 1) : line)).map((line) => line.replace(/#.*$/, '').trim()).filter((line) => line !== '').join(' ');
  }

  function expression(): Expression {
    depth += 1;
    if (depth > deepest) fail('tooDeep', peek());
    const read = is('if') ? condition() : binary(0);
    depth -= 1;
    return read;
  }

  function condition(): Expression {
    const { line, column } = take('if');
    const test = expression();
    take('then');
    const yes = expression();
    take('else');
    return { kind: 'if', line, column, condition: test, yes, no: expression() };
  }

  /** From the loosest to the tightest; a comparison stands once. */
  function binary(rank: number): Expression {
    const ranks: readonly (readonly Operator[])[] = [['or'], ['and'], ['=', '<>', '<', '<=', '>', '>='], ['??'], ['+', '-'], ['*', '/']];
    const own = ranks[rank];
    if (own === undefined) return unary();
    if (rank === 2 && is('not')) {
      const { line, column } = next();
      depth += 1;
      if (depth > deepest) fail('tooDeep', peek());
      const of = binary(2);
      depth -= 1;
      return { kind: 'not', line, column, of };
    }
    let left = binary(rank + 1);
    for (let operator = own.find(is); operator !== undefined; operator = rank === 2 ? undefined : own.find(is)) {
      const { line, column } = next();
      left = { kind: 'operation', line, column, operator, left, right: binary(rank + 1) };
    }
    // looser than arithmetic: teachers / pupils in "人/百人" converts the quotient
    while (own.includes('??') && is('in')) {
      const { line, column } = next();
      left = { kind: 'convert', line, column, of: left, unit: takeKind('string', '"unit"').text };
    }
    return left;
  }

  function unary(): Expression {
    if (is('-')) {
      const { line, column } = next();
      depth += 1;
      if (depth > deepest) fail('tooDeep', peek());
      const of = unary();
      depth -= 1;
      return { kind: 'negative', line, column, of };
    }
    return primary();
  }

  function primary(): Expression {
    const token = peek();
    const { line, column } = token;
    if (token.kind === 'number') {
      next();
      if (!Number.isFinite(Number(token.text))) fail('tooLarge', token);
      const unit = peek().kind === 'string' ? next().text : undefined;
      return { kind: 'number', line, column, value: Number(token.text), unit };
    }
    if (token.kind === 'string') return { kind: 'text', line, column, value: next().text };
    if (is('(')) {
      next();
      const inner = expression();
      take(')');
      return inner;
    }
    if (token.kind !== 'name') expected('a number, a name or “(”');
    next();
    return is('(') ? call(token) : { kind: 'name', line, column, name: token.text, back: periodsBack() };
  }

  function periodsBack(): number {
    if (!is('[')) return 0;
    next();
    take('-');
    const token = takeKind('number', '1, 2, 3 …');
    const back = Number(token.text);
    if (!Number.isInteger(back) || back < 1 || back > mostPeriodsBack) fail('badPeriod', token, { found: token.text, most: String(mostPeriodsBack) });
    take(']');
    return back;
  }

  function call(token: Token): Expression {
    const { line, column, text } = token;
    if (!isFunction(text)) fail('unknownFunction', token, { name: text, known: [...aggregates, ...scalars].join(', ') });
    take('(');
    const first = expression();
    if (isScalar(text)) {
      const of = [first];
      while (is(',')) { next(); of.push(expression()); }
      take(')');
      if ((text === 'least' || text === 'greatest') === (of.length === 1) || (of.length > 1 && text !== 'least' && text !== 'greatest')) fail('arguments', token, { name: text });
      return { kind: 'scalar', line, column, name: text, of };
    }
    if (!isAggregate(text)) return fail('unknownFunction', token, { name: text, known: '' });
    let percent: number | undefined;
    if (is(',')) { next(); percent = Number(takeKind('number', '0 … 100').text); }
    if (text === 'percentile' ? percent === undefined : percent !== undefined) fail('noPercent', token, { name: text });
    if (percent !== undefined && percent > 100) fail('percentRange', token);
    const part = (word: 'by' | 'where') => { if (!is(word)) return undefined; next(); return expression(); };
    const by = part('by');
    const where = part('where');
    const skipping = is('skipping');
    if (skipping) { next(); take('missing'); }
    take(')');
    return { kind: 'aggregate', line, column, name: text, of: first, percent, by, where, skipping };
  }
}

function isAggregate(text: string): text is Aggregate {
  return (aggregates as readonly string[]).includes(text);
}

function isScalar(text: string): text is Scalar {
  return (scalars as readonly string[]).includes(text);
}

function isFunction(text: string): boolean {
  return isAggregate(text) || isScalar(text);
}
