import type { FormulaSystem } from './check.ts';
import type { Declaration, Expression, Level } from './model.ts';
import { columnOf, known, quantile } from '../indices/statistics.ts';
import { weightedVariationCoefficient } from '../indices/differences/variation.ts';
import { one, readUnit, type Unit } from './units.ts';

/** Where a formula finds its numbers; `back` counts periods before the present. */
export type Source = {
  readonly value: (name: string, unit: string, back: number) => number | undefined;
  readonly attribute: (name: string, unit: string, back: number) => string | undefined;
  /** The units of a level within a unit. */
  readonly below: (unit: string, level: Level) => readonly string[];
};

type Value = number | string | boolean | undefined;

/**
 * The value of an indicator for one unit; `undefined` where it is missing. What is missing stays missing through every operation;
 * a division by zero, a logarithm of what is not above zero and a mean of nothing are missing. `??` and `skipping missing` are the only ways out.
 */
export function evaluate(system: FormulaSystem, name: string, unit: string, source: Source, back = 0): number | undefined {
  const found = system.byName.get(name);
  if (found?.kind !== 'indicator') throw new RangeError(`${name} is no indicator`);
  const value = valueOf(found.formula, { system, source, back, deepest: 30, known: new Map() }, unit);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Whether a rule holds for a unit; `undefined` where what it needs is missing. */
export function holds(system: FormulaSystem, name: string, unit: string, source: Source): boolean | undefined {
  const found = system.byName.get(name);
  if (found?.kind !== 'rule') throw new RangeError(`${name} is no rule`);
  const value = valueOf(found.formula, { system, source, back: 0, deepest: 30, known: new Map() }, unit);
  return typeof value === 'boolean' ? value : undefined;
}

type Run = { readonly system: FormulaSystem; readonly source: Source; readonly back: number; /** How many periods back an indicator that looks at its own past is followed. */ readonly deepest: number; /** What other indicators came to: named often, computed once. */ readonly known: Map<string, Value> };

function valueOf(expression: Expression, run: Run, unit: string): Value {
  const of = (part: Expression) => valueOf(part, run, unit);
  const number = (part: Expression) => { const value = of(part); return typeof value === 'number' ? value : undefined; };
  switch (expression.kind) {
    case 'number': case 'text': return expression.value;
    case 'name': return named(expression, run, unit);
    case 'negative': { const value = number(expression.of); return value === undefined ? undefined : -value; }
    case 'not': { const value = of(expression.of); return typeof value === 'boolean' ? !value : undefined; }
    case 'convert': {
      const value = number(expression.of);
      return value === undefined ? undefined : (value * unitOf(expression.of, run.system).factor) / (readUnit(expression.unit) ?? one).factor;
    }
    case 'if': {
      const condition = of(expression.condition);
      return condition === undefined ? undefined : of(condition === true ? expression.yes : expression.no);
    }
    case 'scalar': {
      if (expression.name === 'present') return number(expression.of[0] ?? expression) !== undefined;
      const values = expression.of.map(number);
      if (values.includes(undefined)) return undefined;
      const all = values.filter((value) => value !== undefined);
      switch (expression.name) {
        case 'abs': return Math.abs(all[0] ?? 0);
        case 'ln': return (all[0] ?? 0) > 0 ? Math.log((all[0] ?? 0) * unitOf(expression.of[0] ?? expression, run.system).factor) : undefined;
        case 'least': return Math.min(...all);
        case 'greatest': return Math.max(...all);
      }
    }
    // falls through is impossible: every scalar returns
    case 'operation': return operate(expression, of);
    case 'aggregate': return aggregate(expression, run, unit);
  }
}

function named({ name, back }: Extract<Expression, { kind: 'name' }>, run: Run, unit: string): Value {
  const found = run.system.byName.get(name);
  const ago = run.back + back;
  if (found === undefined) return undefined;
  if (found.kind === 'attribute') return run.source.attribute(name, unit, ago);
  if (found.kind === 'data') return run.source.value(name, unit, ago);
  if (ago > run.deepest) return undefined;
  const key = `${name}/${unit}/${ago}`;
  if (!run.known.has(key)) run.known.set(key, valueOf(found.formula, { ...run, back: ago }, unit));
  return run.known.get(key);
}

function operate({ operator, left, right }: Extract<Expression, { kind: 'operation' }>, of: (part: Expression) => Value): Value {
  const a = of(left);
  if (operator === '??') return a ?? of(right);
  // what is already decided does not need what is missing
  if (operator === 'and' && a === false) return false;
  if (operator === 'or' && a === true) return true;
  const b = of(right);
  if (operator === 'and') return b === false ? false : a === undefined || b === undefined ? undefined : a && b;
  if (operator === 'or') return b === true ? true : a === undefined || b === undefined ? undefined : a || b;
  if (a === undefined || b === undefined) return undefined;
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return b === 0 ? undefined : a / b;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
  }
}

const unknown: { readonly value: number | undefined; readonly weight: number | undefined } = { value: undefined, weight: undefined };

function aggregate(expression: Extract<Expression, { kind: 'aggregate' }>, run: Run, unit: string): number | undefined {
  const level = levelOfAggregate(expression, run.system);
  const number = (part: Expression, below: string) => { const value = valueOf(part, run, below); return typeof value === 'number' ? value : undefined; };
  const rows = run.source.below(unit, level).flatMap((below) => {
    const { where } = expression;
    const counts = where === undefined || valueOf(where, run, below);
    // whether it belongs to those meant is not known: then the whole is not either
    if (counts === undefined) return expression.skipping ? [] : [unknown];
    if (counts !== true) return [];
    return [{ value: number(expression.of, below), weight: expression.by === undefined ? 1 : number(expression.by, below) }];
  });
  if (expression.name === 'count') return rows.includes(unknown) ? undefined : rows.filter(({ value }) => value !== undefined).length;
  const complete = rows.filter(({ value, weight }) => value !== undefined && weight !== undefined);
  if (complete.length === 0 || (complete.length < rows.length && !expression.skipping)) return undefined;
  const values = columnOf(complete.map(({ value }) => value));
  const weights = columnOf(complete.map(({ weight }) => weight));
  const sum = (column: Float64Array) => column.reduce((all, value) => all + value, 0);
  switch (expression.name) {
    case 'sum': return sum(values);
    case 'mean': { const all = sum(weights); return all > 0 ? sum(values.map((value, i) => value * (weights[i] ?? 0))) / all : undefined; }
    case 'min': return Math.min(...values);
    case 'max': return Math.max(...values);
    case 'median': return quantile(values, 0.5);
    case 'percentile': return quantile(known(values), (expression.percent ?? 50) / 100);
    case 'cv': return weightedVariationCoefficient(values, weights);
  }
}

/** The level over whose units an aggregate of a checked formula runs. */
export function levelOfAggregate(expression: Extract<Expression, { kind: 'aggregate' }>, { byName }: FormulaSystem): Level {
  const first = firstName(expression.of) ?? firstName(expression.by) ?? firstName(expression.where);
  const found = first === undefined ? undefined : byName.get(first);
  if (found === undefined) throw new RangeError('a formula that was not checked');
  return found.level;
}

function firstName(expression: Expression | undefined): string | undefined {
  if (expression === undefined) return undefined;
  switch (expression.kind) {
    case 'name': return expression.name;
    case 'number': case 'text': case 'aggregate': return undefined;
    case 'negative': case 'not': case 'convert': return firstName(expression.of);
    case 'operation': return firstName(expression.left) ?? firstName(expression.right);
    case 'if': return firstName(expression.condition) ?? firstName(expression.yes) ?? firstName(expression.no);
    case 'scalar': return expression.of.map(firstName).find((name) => name !== undefined);
  }
}

/** The unit of a number in a checked formula; only its factor matters here. */
export function unitOf(expression: Expression, system: FormulaSystem): Unit {
  const found = (declaration: Declaration | undefined) => (declaration === undefined || declaration.kind === 'attribute' || declaration.kind === 'rule' ? one : (readUnit(declaration.unit) ?? one));
  const times = (a: Unit, b: Unit, power: 1 | -1): Unit => ({ ...one, factor: a.factor * b.factor ** power });
  switch (expression.kind) {
    case 'number': return readUnit(expression.unit ?? '') ?? one;
    case 'name': return found(system.byName.get(expression.name));
    case 'negative': return unitOf(expression.of, system);
    case 'convert': return readUnit(expression.unit) ?? one;
    case 'if': return unitOf(isZero(expression.yes) ? expression.no : expression.yes, system);
    case 'scalar': { const measured = expression.of.find((part) => !isZero(part)); return expression.name === 'ln' || expression.name === 'present' || measured === undefined ? one : unitOf(measured, system); }
    case 'aggregate': return expression.name === 'count' || expression.name === 'cv' ? one : unitOf(expression.of, system);
    case 'operation':
      if (expression.operator === '*') return times(unitOf(expression.left, system), unitOf(expression.right, system), 1);
      if (expression.operator === '/') return times(unitOf(expression.left, system), unitOf(expression.right, system), -1);
      return unitOf(isZero(expression.left) ? expression.right : expression.left, system);
    case 'text': case 'not': return one;
  }
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value === 0 && expression.unit === undefined;
}
