import { unitOfExpression, type FormulaSystem, type Indicator } from './check.ts';
import { namesIn } from './names.ts';
import { levelOfAggregate } from './evaluate.ts';
import type { Expression, Level } from './model.ts';
import { writeExpression } from './write.ts';

/** What a formula is put together from: an aggregate over what was reported below, or a number of the formula's own level. `key` is its text, the same for the same part. */
export type Part = { readonly key: string; readonly expression: Extract<Expression, { kind: 'aggregate' | 'name' }>; readonly unit: string; /** On which level the numbers were reported. */ readonly from: Level; /** The data elements in it of the present period. */ readonly elements: readonly string[] };

/** The parts of an indicator in the order in which its formula names them; of another indicator that it uses, that one's too. */
export function partsOf(system: FormulaSystem, name: string): Part[] {
  const found = new Map<string, Part>();
  const begun = new Set<string>();
  const add = (of: string): void => {
    const indicator = system.byName.get(of);
    if (indicator?.kind !== 'indicator' || begun.has(of)) return;
    begun.add(of);
    for (const part of directPartsOf(system, of)) {
      if (!found.has(part.key)) found.set(part.key, part);
      if (part.expression.kind === 'name' && part.expression.back === 0) add(part.expression.name);
    }
  };
  add(name);
  return [...found.values()];
}

/** Only what the indicator's own formula names: with these, and nothing else, its value is worked out. */
export function directPartsOf(system: FormulaSystem, name: string): Part[] {
  const indicator = system.byName.get(name);
  return indicator?.kind !== 'indicator' ? [] : outermost(indicator.formula).map((expression) => partFor(expression, indicator, system));
}

/** A system in which every part is computed like an indicator, under its key; one that is an indicator is there already. */
export function withParts(system: FormulaSystem, parts: readonly Part[]): FormulaSystem {
  const byName = new Map(system.byName);
  const own = parts.filter(({ key }) => !byName.has(key)).map(({ key, expression, unit }): Indicator => ({ kind: 'indicator', name: key, label: key, level: 'city', unit, formula: expression, source: key, about: {}, line: 0, column: 0 }));
  for (const part of own) byName.set(part.name, part);
  return { byName, order: [...system.order, ...own] };
}

/** The name of the element when a part is nothing but its sum. */
export function plainSum({ expression }: Part): string | undefined {
  if (expression.kind !== 'aggregate' || expression.name !== 'sum' || expression.where !== undefined || expression.skipping) return undefined;
  return expression.of.kind === 'name' && expression.of.back === 0 ? expression.of.name : undefined;
}

function partFor(expression: Part['expression'], { level }: Indicator, system: FormulaSystem): Part {
  return {
    key: writeExpression(expression), expression, unit: unitOfExpression(expression, level, system.byName).text, from: expression.kind === 'aggregate' ? levelOfAggregate(expression, system) : level,
    elements: [...new Set(namesIn(expression, true).flatMap(({ name, back }) => (back === 0 && system.byName.get(name)?.kind === 'data' ? [name] : [])))],
  };
}

function outermost(expression: Expression): Part['expression'][] {
  switch (expression.kind) {
    case 'number': case 'text': return [];
    case 'name': case 'aggregate': return [expression];
    case 'negative': case 'not': case 'convert': return outermost(expression.of);
    case 'operation': return [...outermost(expression.left), ...outermost(expression.right)];
    case 'if': return [expression.condition, expression.yes, expression.no].flatMap(outermost);
    case 'scalar': return expression.of.flatMap(outermost);
  }
}
