import { isAbove, mostPeriodsBack, reservedNames, type Collected, type Declaration, type Expression, type Level, type Problem, type ProblemCode } from './model.ts';
import { divide, isSameUnit, measureSame, multiply, one, readUnit, type Unit } from './units.ts';
import { namesIn, namesOf } from './names.ts';
import { parseSystem } from './parse.ts';
import { reaches } from './periods.ts';
import type { Place } from './tokens.ts';

export { namesIn };

/** A system whose every formula is well typed and that has no circle; `order` computes each indicator after those it needs. */
export type FormulaSystem = { readonly byName: ReadonlyMap<string, Declaration>; readonly order: readonly Indicator[] };

export type Indicator = Extract<Declaration, { kind: 'indicator' }>;

/** What an expression is: a number in a unit, a yes or no, or a text. A zero fits every unit. */
type Type = { readonly kind: 'number'; readonly unit: Unit; readonly anyUnit: boolean } | { readonly kind: 'condition' } | { readonly kind: 'text' };

/** Reads and checks a system file; all problems in the order of their places. With `collected` also what nobody would be asked for is a problem. */
export function readSystem(text: string, collected?: Collected): { readonly system: FormulaSystem } | { readonly problems: readonly Problem[] } {
  const { declarations, problems: unread } = parseSystem(text);
  const { byName, problems } = checkDeclarations(declarations);
  if (collected !== undefined) problems.push(...declarations.flatMap((declaration) => notCollected(declaration, collected)));
  for (const declaration of declarations) {
    if (declaration.kind === 'indicator') problems.push(...checkIndicator(declaration, byName));
    if (declaration.kind === 'rule' && collected !== undefined) problems.push(...neverAsked(declaration, collected, byName));
    if (declaration.kind === 'rule') problems.push(...problemsOf(() => { if (typeOf(declaration.formula, declaration.level, byName).kind !== 'condition') stop('needsCondition', declaration.formula); }));
  }
  const { order, cycle } = orderOf(byName);
  if (cycle !== undefined) problems.push(cycle);
  else problems.push(...tooFarBack(byName));
  const all = [...unread, ...problems].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return all.length > 0 ? { problems: all } : { system: { byName, order } };
}

/** A snapshot's tables do not tell names apart by the case of their letters. */
function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function checkDeclarations(declarations: readonly Declaration[]): { byName: Map<string, Declaration>; problems: Problem[] } {
  const byName = new Map<string, Declaration>();
  const known = new Map<string, Declaration>();
  const problems: Problem[] = [];
  for (const declaration of declarations) {
    const { name, line, column } = declaration;
    const first = known.get(sameName(name));
    if (first !== undefined) problems.push({ code: first.name === name ? 'sameName' : 'sameButCase', line, column, values: { name, other: first.name, line: String(first.line) } });
    else known.set(sameName(name), declaration);
    if (!byName.has(name)) byName.set(name, declaration);
    if (reservedNames.includes(sameName(name))) problems.push({ code: 'reservedName', line, column, values: { name } });
    if (declaration.kind !== 'attribute' && declaration.kind !== 'rule' && readUnit(declaration.unit) === undefined) problems.push({ code: 'badUnit', line, column, values: { unit: declaration.unit } });
  }
  return { byName, problems };
}

function notCollected({ kind, name, level, line, column }: Declaration, { levels, attributes }: Collected): Problem[] {
  if (kind === 'data' && !levels.includes(level)) return [{ code: 'notCollected', line, column, values: { name, level, levels: levels.join(', ') } }];
  const known = attributes[level] ?? [];
  return kind === 'attribute' && !known.includes(name) ? [{ code: 'unknownAttribute', line, column, values: { name, level, known: Object.entries(attributes).flatMap(([of, names]) => names.map((own) => `${own} (${of})`)).join(', ') } }] : [];
}

/** A rule is asked of one unit's form: one of a level that has none, or that looks at units below, would never fire. */
function neverAsked({ name, level, formula, line, column }: Extract<Declaration, { kind: 'rule' }>, { levels }: Collected, byName: ReadonlyMap<string, Declaration>): Problem[] {
  if (!levels.includes(level)) return [{ code: 'ruleNowhere', line, column, values: { name, level, levels: levels.join(', ') } }];
  const seen = new Set<string>();
  const elsewhere = (names: ReturnType<typeof namesIn>): string | undefined => {
    for (const used of names) {
      const found = byName.get(used.name);
      if (found === undefined || seen.has(used.name)) continue;
      seen.add(used.name);
      const other = found.level !== level ? used.name : found.kind === 'indicator' ? elsewhere(namesOf(found)) : undefined;
      if (other !== undefined) return other;
    }
    return undefined;
  };
  const other = elsewhere(namesIn(formula, true));
  return other === undefined ? [] : [{ code: 'ruleBelow', line, column, values: { name, other } }];
}

/** Indicators that use others so that their numbers lie further back than anything is looked at. */
function tooFarBack(byName: ReadonlyMap<string, Declaration>): Problem[] {
  return [...reaches(byName)].flatMap(([name, { periods, endless }]): Problem[] => {
    const { line, column } = byName.get(name) ?? { line: 1, column: 1 };
    return !endless && periods > mostPeriodsBack ? [{ code: 'tooFarBack', line, column, values: { name, periods: String(periods), most: String(mostPeriodsBack) } }] : [];
  });
}

class Stop extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

function stop(code: ProblemCode, { line, column }: Place, values: Record<string, string> = {}): never {
  throw new Stop({ code, line, column, values });
}

function checkIndicator(indicator: Indicator, byName: ReadonlyMap<string, Declaration>): Problem[] {
  return problemsOf(() => {
    const type = typeOf(indicator.formula, indicator.level, byName);
    const applies = indicator.standard?.applies;
    if (applies !== undefined && typeOf(applies, indicator.level, byName).kind !== 'condition') stop('needsCondition', applies);
    if (type.kind !== 'number') stop('needsNumber', indicator.formula);
    const declared = readUnit(indicator.unit) ?? one;
    if (type.kind === 'number' && !type.anyUnit) {
      if (!measureSame(type.unit, declared)) stop('declaredUnit', indicator.formula, { found: said(type.unit), declared: said(declared) });
      if (!isSameUnit(type.unit, declared)) stop('declaredFactor', indicator.formula, { found: said(type.unit), declared: said(declared) });
    }
  });
}

function problemsOf(check: () => void): Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof Stop) return [error.problem];
    throw error;
  }
}

function typeOf(expression: Expression, level: Level, names: ReadonlyMap<string, Declaration>): Type {
  const type = (part: Expression, at: Level = level) => typeOf(part, at, names);
  const number = (part: Expression, at: Level = level) => { const own = type(part, at); return own.kind === 'number' ? own : stop('needsNumber', part); };
  const condition = (part: Expression, at: Level = level) => { if (type(part, at).kind !== 'condition') stop('needsCondition', part); };
  switch (expression.kind) {
    case 'number': {
      const unit = readUnit(expression.unit ?? '');
      if (unit === undefined) return stop('badUnit', expression, { unit: expression.unit ?? '' });
      return { kind: 'number', unit, anyUnit: expression.value === 0 && expression.unit === undefined };
    }
    case 'text': return { kind: 'text' };
    case 'name': return nameType(expression, level, names);
    case 'negative': return number(expression.of);
    case 'not': { condition(expression.of); return { kind: 'condition' }; }
    case 'convert': {
      const from = number(expression.of);
      const to = readUnit(expression.unit);
      if (to === undefined) return stop('badUnit', expression, { unit: expression.unit });
      if (!from.anyUnit && !measureSame(from.unit, to)) stop('cannotConvert', expression, { found: said(from.unit), wanted: said(to) });
      return { kind: 'number', unit: to, anyUnit: false };
    }
    case 'if': {
      condition(expression.condition);
      return sameUnit(number(expression.yes), number(expression.no), expression);
    }
    case 'scalar': {
      if (expression.name === 'present') { const [of] = expression.of; if (of !== undefined) number(of); return { kind: 'condition' }; }
      const parts = expression.of.map((part) => number(part));
      const [first = { kind: 'number', unit: one, anyUnit: true } as const, ...rest] = parts;
      if (expression.name === 'ln') { if (!first.anyUnit && first.unit.powers.size > 0) stop('noUnitHere', expression, { found: said(first.unit) }); return { kind: 'number', unit: one, anyUnit: false }; }
      return rest.reduce((all, part) => sameUnit(all, part, expression), first);
    }
    case 'operation': return operationType(expression, { type, number, condition });
    case 'aggregate': {
      const below = levelBelow(expression, level, names);
      const own = number(expression.of, below);
      if (expression.by !== undefined) {
        if (expression.name !== 'mean' && expression.name !== 'cv') stop('notByThis', expression, { name: expression.name });
        number(expression.by, below);
      }
      if (expression.where !== undefined) condition(expression.where, below);
      if (expression.name === 'count') return { kind: 'number', unit: { text: '个', powers: new Map([['个', 1]]), factor: 1 }, anyUnit: false };
      return expression.name === 'cv' ? { kind: 'number', unit: one, anyUnit: false } : own;
    }
  }
}

function operationType(expression: Extract<Expression, { kind: 'operation' }>, { type, number, condition }: { type: (part: Expression) => Type; number: (part: Expression) => Extract<Type, { kind: 'number' }>; condition: (part: Expression) => void }): Type {
  const { operator, left, right } = expression;
  switch (operator) {
    case 'and': case 'or': condition(left); condition(right); return { kind: 'condition' };
    case '*': case '/': {
      const [a, b] = [number(left), number(right)];
      if (operator === '/' && constantOf(right) === 0) stop('zeroDivision', right);
      return { kind: 'number', unit: operator === '*' ? multiply(a.unit, b.unit) : divide(a.unit, b.unit), anyUnit: false };
    }
    case '+': case '-': case '??': return sameUnit(number(left), number(right), expression);
    case '=': case '<>': {
      const [a, b] = [type(left), type(right)];
      if (a.kind === 'text' || b.kind === 'text') { if (a.kind !== b.kind) stop('needsText', a.kind === 'text' ? right : left); return { kind: 'condition' }; }
      if (a.kind === 'condition' && b.kind === 'condition') return { kind: 'condition' };
      sameUnit(number(left), number(right), expression);
      return { kind: 'condition' };
    }
    default: sameUnit(number(left), number(right), expression); return { kind: 'condition' };
  }
}

/** The value of an expression in which nothing is named; `undefined` of any other. */
function constantOf(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'convert') return constantOf(expression.of) === 0 ? 0 : undefined;
  if (expression.kind === 'negative') { const value = constantOf(expression.of); return value === undefined ? undefined : -value; }
  if (expression.kind !== 'operation') return undefined;
  const [a, b] = [constantOf(expression.left), constantOf(expression.right)];
  if (expression.operator === '*' && (a === 0 || b === 0)) return 0;
  if (a === undefined || b === undefined) return undefined;
  switch (expression.operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default: return undefined;
  }
}

function sameUnit(a: Extract<Type, { kind: 'number' }>, b: Extract<Type, { kind: 'number' }>, place: Place): Extract<Type, { kind: 'number' }> {
  if (a.anyUnit) return b;
  if (!b.anyUnit && !isSameUnit(a.unit, b.unit)) stop('unitsDiffer', place, { left: said(a.unit), right: said(b.unit) });
  return a;
}

function nameType(expression: Extract<Expression, { kind: 'name' }>, level: Level, names: ReadonlyMap<string, Declaration>): Type {
  const { name } = expression;
  const found = names.get(name);
  if (found === undefined) return stop('unknownName', expression, { name });
  if (isAbove(level, found.level)) stop('finerLevel', expression, { name, label: found.label, own: found.level, level });
  if (isAbove(found.level, level)) stop('coarserLevel', expression, { name, label: found.label, own: found.level, level });
  if (found.kind === 'attribute') return { kind: 'text' };
  if (found.kind === 'rule') return stop('unknownName', expression, { name });
  return { kind: 'number', unit: readUnit(found.unit) ?? one, anyUnit: false };
}

/** The one level of what an aggregate names directly; it must lie below the formula's own. */
function levelBelow(expression: Extract<Expression, { kind: 'aggregate' }>, level: Level, names: ReadonlyMap<string, Declaration>): Level {
  const found = [expression.of, expression.by, expression.where].flatMap((part) => (part === undefined ? [] : namesIn(part, false)));
  let below: Level | undefined;
  for (const { name, place } of found) {
    const declaration = names.get(name);
    if (declaration === undefined) return stop('unknownName', place, { name });
    if (below !== undefined && below !== declaration.level) stop('mixedLevels', place, { name, own: declaration.level, other: below });
    below = declaration.level;
  }
  if (below === undefined || !isAbove(level, below)) return stop('nothingBelow', expression, { name: expression.name, level });
  return below;
}

/** The unit of a checked expression that stands on a level. */
export function unitOfExpression(expression: Expression, level: Level, names: ReadonlyMap<string, Declaration>): Unit {
  const type = typeOf(expression, level, names);
  return type.kind === 'number' ? type.unit : one;
}

/** Indicators after those they need. An indicator may look at its own earlier periods, but not at the present one, on whatever way. */
function orderOf(byName: ReadonlyMap<string, Declaration>): { order: Indicator[]; cycle: Problem | undefined } {
  const order: Indicator[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  let cycle: Problem | undefined;
  const visit = (indicator: Indicator): void => {
    if (done.has(indicator.name) || cycle !== undefined) return;
    const begun = path.indexOf(indicator.name);
    if (begun >= 0) {
      cycle = { code: 'cycle', line: indicator.line, column: indicator.column, values: { path: [...path.slice(begun), indicator.name].join(' → ') } };
      return;
    }
    path.push(indicator.name);
    for (const { name, back } of namesOf(indicator)) {
      const needed = byName.get(name);
      if (needed?.kind === 'indicator' && back === 0) visit(needed);
    }
    path.pop();
    if (!done.has(indicator.name)) order.push(indicator);
    done.add(indicator.name);
  };
  for (const declaration of byName.values()) if (declaration.kind === 'indicator') visit(declaration);
  return { order, cycle };
}

function said(unit: Unit): string {
  return unit.text === '' ? '1' : unit.text;
}
