import { offsetAt, type Standing } from '#algorithms/formulas/edit.ts';
import type { DraftProblem } from '../versions/problems.ts';

/** What is wrong within one declaration. */
export function problemsIn(text: string, { start, end }: Standing, problems: readonly DraftProblem[]): DraftProblem[] {
  return problems.filter(({ line, column = 1 }) => {
    if (line === undefined) return false;
    const at = offsetAt(text, { line, column });
    return at >= start && at <= end;
  });
}

/** A name that nothing has yet. */
export function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  const known = new Set(taken.map((own) => own.name.toLowerCase()));
  let number = 1;
  while (known.has(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}
