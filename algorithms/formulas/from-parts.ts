import type { FormulaSystem } from './check.ts';
import { evaluate } from './evaluate.ts';
import type { Declaration, Expression } from './model.ts';
import { directPartsOf } from './parts.ts';
import { writeExpression } from './write.ts';

/**
 * The formulas over their parts instead of over forms: every aggregate and every look back is a number that is given under its key (`Part`).
 * With the published parts this is all that one needs to work an indicator out again.
 */
export function overParts(system: FormulaSystem): FormulaSystem {
  const byName = new Map<string, Declaration>(system.byName);
  const order = system.order.map((indicator) => {
    for (const { key, unit } of directPartsOf(system, indicator.name)) {
      // a number of the present that has a formula of its own is worked out by that
      if (system.byName.get(key)?.kind !== 'indicator') byName.set(key, { kind: 'data', name: key, label: key, level: indicator.level, unit, about: {}, line: 0, column: 0 });
    }
    const own = { ...indicator, formula: substituted(indicator.formula) };
    byName.set(own.name, own);
    return own;
  });
  return { byName, order };
}

/** The value of an indicator from given parts, in a system of `overParts`; `undefined` where it is missing. */
export function evaluateFromParts(over: FormulaSystem, name: string, part: (key: string) => number | undefined): number | undefined {
  return evaluate(over, name, '', { value: part, attribute: () => undefined, below: () => [] });
}

/** The keys that an indicator's value hangs on, through the indicators that it uses. */
export function keysBehind(over: FormulaSystem, name: string): ReadonlySet<string> {
  const [keys, begun] = [new Set<string>(), new Set<string>()];
  const follow = (of: string): void => {
    const found = over.byName.get(of);
    if (begun.has(of) || found === undefined) return;
    begun.add(of);
    if (found.kind === 'indicator') for (const own of namesOf(found.formula)) follow(own);
    else keys.add(of);
  };
  follow(name);
  return keys;
}

function substituted(expression: Expression): Expression {
  const given = (): Expression => ({ kind: 'name', name: writeExpression(expression), back: 0, line: expression.line, column: expression.column });
  switch (expression.kind) {
    case 'number': case 'text': return expression;
    case 'name': return expression.back === 0 ? expression : given();
    case 'aggregate': return given();
    case 'negative': case 'not': case 'convert': return { ...expression, of: substituted(expression.of) };
    case 'operation': return { ...expression, left: substituted(expression.left), right: substituted(expression.right) };
    case 'if': return { ...expression, condition: substituted(expression.condition), yes: substituted(expression.yes), no: substituted(expression.no) };
    case 'scalar': return { ...expression, of: expression.of.map(substituted) };
  }
}

function namesOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number': case 'text': case 'aggregate': return [];
    case 'name': return [expression.name];
    case 'negative': case 'not': case 'convert': return namesOf(expression.of);
    case 'operation': return [expression.left, expression.right].flatMap(namesOf);
    case 'if': return [expression.condition, expression.yes, expression.no].flatMap(namesOf);
    case 'scalar': return expression.of.flatMap(namesOf);
  }
}
