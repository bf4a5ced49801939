import type { Expression } from './model.ts';

/** An expression as the language writes it, with brackets around everything that has parts: read again it is the same. */
export function writeExpression(expression: Expression): string {
  const inner = writeExpression;
  switch (expression.kind) {
    case 'number': return `${plain(expression.value)}${expression.unit === undefined ? '' : ` "${expression.unit}"`}`;
    case 'text': return `"${expression.value}"`;
    case 'name': return `${expression.name}${expression.back === 0 ? '' : `[-${expression.back}]`}`;
    case 'negative': return `(-${inner(expression.of)})`;
    case 'not': return `(not ${inner(expression.of)})`;
    case 'convert': return `(${inner(expression.of)} in "${expression.unit}")`;
    case 'if': return `(if ${inner(expression.condition)} then ${inner(expression.yes)} else ${inner(expression.no)})`;
    case 'scalar': return `${expression.name}(${expression.of.map(inner).join(', ')})`;
    case 'operation': return `(${inner(expression.left)} ${expression.operator} ${inner(expression.right)})`;
    case 'aggregate': return `${expression.name}(${inner(expression.of)}${expression.percent === undefined ? '' : `, ${plain(expression.percent)}`}${expression.by === undefined ? '' : ` by ${inner(expression.by)}`}${expression.where === undefined ? '' : ` where ${inner(expression.where)}`}${expression.skipping ? ' skipping missing' : ''})`;
  }
}

/** Numbers have no exponent in the language. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
