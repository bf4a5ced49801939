import { offsetAt, type Standing } from '#algorithms/formulas/edit.ts';
import type { DraftProblem } from '../versions/problems.ts';

/** What is wrong within one declaration. */
export function problemsIn(text: string, part: Standing, problems: readonly DraftProblem[]): DraftProblem[] {
  return problems.filter((problem) => partOf(text, [part], problem) !== undefined);
}

/** The declaration that a problem stands in. */
export function partOf(text: string, parts: readonly Standing[], { line, column = 1 }: DraftProblem): Standing | undefined {
  if (line === undefined) return undefined;
  const at = offsetAt(text, { line, column });
  return parts.find(({ start, end }) => at >= start && at <= end);
}

/** A name that nothing has yet. */
export function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  const known = new Set(taken.map((own) => own.name.toLowerCase()));
  let number = 1;
  while (known.has(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}
