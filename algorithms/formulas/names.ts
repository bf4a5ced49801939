import type { Declaration, Expression } from './model.ts';
import type { Place } from './tokens.ts';

/** The names in an expression, with those inside aggregates of its own or without. */
export function namesIn(expression: Expression, inside: boolean): { name: string; back: number; place: Place }[] {
  const of = (...parts: (Expression | undefined)[]) => parts.flatMap((part) => (part === undefined ? [] : namesIn(part, inside)));
  switch (expression.kind) {
    case 'number': case 'text': return [];
    case 'name': return [{ name: expression.name, back: expression.back, place: expression }];
    case 'negative': case 'not': case 'convert': return of(expression.of);
    case 'operation': return of(expression.left, expression.right);
    case 'if': return of(expression.condition, expression.yes, expression.no);
    case 'scalar': return of(...expression.of);
    case 'aggregate': return inside ? of(expression.of, expression.by, expression.where) : [];
  }
}

/** Everything that an indicator names, with to whom it applies. */
export function namesOf({ formula, standard }: Extract<Declaration, { kind: 'indicator' }>): ReturnType<typeof namesIn> {
  return [formula, ...(standard?.applies === undefined ? [] : [standard.applies])].flatMap((part) => namesIn(part, true));
}
