import type { Text } from '#kernel/text.ts';
import type { Fact } from './facts.ts';
import { factWords, type FactField } from './words.ts';

/** What one version says and the other does not, or says otherwise; `field` is `whole` for what came in or went out as a whole. */
export type Difference = { readonly of: Fact['of']; readonly code: string; readonly name: string; readonly field: FactField | 'whole'; readonly before: Text | null; readonly after: Text | null };

/** What a version changes of another, in the order of the newer; what went out stands last. */
export function differencesOf(before: readonly Fact[], after: readonly Fact[]): Difference[] {
  const [old, now] = [grouped(before), grouped(after)];
  const changed = [...now].flatMap(([key, own]): Difference[] => {
    const was = old.get(key);
    return was === undefined ? [whole(own, 'after')] : between(was, own);
  });
  return [...changed, ...[...old].flatMap(([key, own]) => (now.has(key) ? [] : [whole(own, 'before')]))];
}

/** All that is said of one thing, in one text. */
export function sayFacts(facts: readonly Fact[]): Text {
  return { zh: facts.map(({ field, text }) => `${factWords[field].zh}：${text.zh}`).join('；'), en: facts.map(({ field, text }) => `${factWords[field].en}: ${text.en}`).join('; ') };
}

function between(was: readonly Fact[], own: readonly Fact[]): Difference[] {
  const fields = [...new Set([...own, ...was].map(({ field }) => field))];
  return fields.flatMap((field): Difference[] => {
    const [a, b] = [was.find((fact) => fact.field === field), own.find((fact) => fact.field === field)];
    const either = b ?? a;
    return either === undefined || a?.said === b?.said ? [] : [{ of: either.of, code: either.code, name: own[0]?.name ?? either.name, field, before: a?.text ?? null, after: b?.text ?? null }];
  });
}

function whole(facts: readonly Fact[], side: 'before' | 'after'): Difference {
  const [{ of, code, name } = { of: 'system' as const, code: '', name: '' }] = facts;
  const text = sayFacts(facts);
  return { of, code, name, field: 'whole', before: side === 'before' ? text : null, after: side === 'after' ? text : null };
}

function grouped(facts: readonly Fact[]): Map<string, Fact[]> {
  return Map.groupBy(facts, ({ of, code }) => `${of}/${code}`);
}
