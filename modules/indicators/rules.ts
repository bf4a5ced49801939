import { holds, type Source } from '#algorithms/formulas/evaluate.ts';
import { namesIn, type FormulaSystem } from '#algorithms/formulas/check.ts';
import { columnOf, median } from '#algorithms/indices/statistics.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import { findingWords } from './messages.ts';

export type Entries = Readonly<Record<string, number>>;

/** Something about a form that a person must look at. An error is corrected; a doubt is corrected, or explained. */
export type Finding = { readonly element: string; readonly kind: keyof typeof findingWords; readonly severity: 'error' | 'doubt'; readonly text: Text; /** The worse, the higher. */ readonly weight: number };

/** Units that only come whole. */
const countable = new Set(['人', '名', '所', '个', '间', '件', '册', '台', '班']);

/** Beyond this many times up or down from the year before, a number is asked about: a unit mixed up (万人 for 人) is ten thousand times. */
const mostTimes = 3;
/** Iglewicz & Hoaglin (1993): a modified z-score above 3.5 in size is a potential outlier. */
const mostRobustZ = 3.5;

/** Everything about a form's numbers that must be corrected or explained, the worst first. A number that is missing is no finding: missing is not zero. */
export function checkForm(system: FormulaSystem, entries: Entries, { previous, peers }: { previous: Entries; peers: readonly Entries[] }): Finding[] {
  const findings: Finding[] = [];
  const source: Source = { value: (name, _, back) => (back === 0 ? entries : back === 1 ? previous : {})[name], attribute: () => undefined, below: () => [] };
  for (const [name, declaration] of system.byName) {
    if (declaration.kind === 'rule' && holds(system, name, 'form', source) === false) {
      // the first name that was filled in carries the mark
      const element = namesIn(declaration.formula, true).find((used) => used.name in entries)?.name ?? namesIn(declaration.formula, true)[0]?.name ?? name;
      findings.push({ element, kind: 'broken', severity: 'error', weight: 1e6, text: bothLanguages(findingWords.broken, { rule: declaration.label }) });
    }
    const value = entries[name];
    if (declaration.kind !== 'data' || value === undefined) continue;
    if (value < 0) findings.push({ element: name, kind: 'negative', severity: 'error', weight: 1e6, text: findingWords.negative });
    else if (countable.has(declaration.unit) && !Number.isInteger(value)) findings.push({ element: name, kind: 'fraction', severity: 'error', weight: 1e6, text: findingWords.fraction });
    findings.push(...doubtsOf(name, value, previous[name], peers.flatMap((peer) => { const other = peer[name]; return other === undefined ? [] : [other]; })));
  }
  return findings.toSorted((a, b) => b.weight - a.weight);
}

/** How unusual a number is: against its own past, else against the others. */
function doubtsOf(element: string, value: number, previous: number | undefined, others: readonly number[]): Finding[] {
  if (previous !== undefined && previous > 0 && value > 0) {
    const times = value / previous;
    const size = Math.max(times, 1 / times);
    return size > mostTimes ? [{ element, kind: 'jump', severity: 'doubt', weight: size, text: bothLanguages(findingWords.jump, { previous, times: Number(times.toPrecision(3)) }) }] : [];
  }
  const z = robustZ(value, others);
  return z !== undefined && Math.abs(z) > mostRobustZ ? [{ element, kind: 'outlier', severity: 'doubt', weight: Math.abs(z), text: bothLanguages(findingWords.outlier, { z: z.toFixed(1) }) }] : [];
}

/**
 * The modified z-score on logarithms, 0.6745 · (x − median) / MAD: districts differ in size by tens, not by units.
 * `undefined` of fewer than eight others, or where they do not differ.
 */
export function robustZ(value: number, others: readonly number[]): number | undefined {
  const logs = others.filter((other) => other > 0).map(Math.log);
  if (logs.length < 8 || value <= 0) return undefined;
  const center = median(columnOf(logs));
  const spread = median(columnOf(logs.map((log) => Math.abs(log - center))));
  return spread > 0 ? (0.6745 * (Math.log(value) - center)) / spread : undefined;
}

/** The findings that are neither corrected nor explained. */
export function openFindings(findings: readonly Finding[], reasons: Readonly<Record<string, string>>): Finding[] {
  return findings.filter(({ element, severity }) => severity === 'error' || (reasons[element] ?? '') === '');
}
