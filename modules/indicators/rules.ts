import { holds, type Source } from '#algorithms/formulas/evaluate.ts';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { namesIn } from '#algorithms/formulas/names.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { bothLanguages, fill, type Language, type Text } from '#kernel/text.ts';
import { findingWords } from './messages.ts';
import { distanceFrom, farFrom, type Spread } from './spread.ts';

export type Entries = Readonly<Record<string, number>>;

/** Something about a form that a person must look at. An error is corrected; a doubt is corrected, or explained. */
export type Finding = { readonly element: string; readonly kind: keyof typeof findingWords; readonly severity: 'error' | 'doubt'; readonly text: Text; /** The worse, the higher. */ readonly weight: number };

/** Units that only come whole. */
const countable = new Set(['人', '名', '所', '个', '间', '件', '册', '台', '班']);

export function isCountable(unit: string): boolean {
  return countable.has(unit);
}

/** Beyond this many times up or down from the year before, a number is asked about: a unit mixed up (万人 for 人) is ten thousand times. */
const mostTimes = 3;
/** A unit mixed up is ten thousand times: within this factor of it. */
const unitTimes = { times: 10_000, within: 4 };
/** Zero or nothing where there was a number goes before every jump that can be measured. */
const goneWeight = 1e5;
/** By so much, on logarithms, a number changes from one year to the next without more: a tenth. */
const usualChange = Math.log(1.1);
/** A unit's own range is known from so many years on. */
const yearsOfRange = 3;

/** Everything about a form's numbers that must be corrected or explained, the worst first. A number that is missing and never was there is no finding: missing is not zero. */
export function checkForm(system: FormulaSystem, level: 'district' | 'school', entries: Entries, { past, spreads, attributes }: { /** The years before, the newest first. */ past: readonly Entries[]; spreads: ReadonlyMap<string, Spread>; /** What the directory knows of the unit. */ attributes: Readonly<Record<string, string>> }): Finding[] {
  const findings: Finding[] = [];
  const looks = spreads.size;
  const source: Source = { value: (name, _, back) => (back === 0 ? entries : past[back - 1])?.[name], attribute: (name) => attributes[name], below: () => [] };
  for (const [name, declaration] of system.byName) {
    if (declaration.level !== level) continue;
    if (declaration.kind === 'rule' && holds(system, name, 'form', source) === false) {
      // the first name that was filled in carries the mark
      const element = namesIn(declaration.formula, true).find((used) => used.name in entries)?.name ?? namesIn(declaration.formula, true)[0]?.name ?? name;
      findings.push({ element, kind: 'broken', severity: 'error', weight: 1e6, text: bothLanguages(findingWords.broken, { rule: declaration.label }) });
    }
    const value = entries[name];
    if (declaration.kind !== 'data') continue;
    const before = past.flatMap((year) => year[name] ?? []);
    if (value === undefined) {
      findings.push(...goneSince(name, before));
      continue;
    }
    if (value < 0) findings.push({ element: name, kind: 'negative', severity: 'error', weight: 1e6, text: findingWords.negative });
    else if (isCountable(declaration.unit) && !Number.isInteger(value)) findings.push({ element: name, kind: 'fraction', severity: 'error', weight: 1e6, text: findingWords.fraction });
    findings.push(...doubtsOf({ element: name, unit: declaration.unit, value, past: before, spread: spreads.get(name), looks }));
  }
  return findings.toSorted((a, b) => b.weight - a.weight);
}

/** Whoever reported a number above zero last year has one to report, or a reason why not. */
function goneSince(element: string, [previous = 0]: readonly number[]): Finding[] {
  return previous > 0 ? [{ element, kind: 'gone', severity: 'doubt', weight: goneWeight, text: bothLanguages(findingWords.gone, { previous }) }] : [];
}

/** How unusual a number is: against its own past, and against the others. */
function doubtsOf({ element, unit, value, past, spread, looks }: { element: string; unit: string; value: number; past: readonly number[]; spread: Spread | undefined; looks: number }): Finding[] {
  const doubt = (kind: 'unit' | 'jump' | 'zero' | 'range' | 'outlier' | 'far', weight: number, values: Readonly<Record<string, string | number>>): Finding[] => [{ element, kind, severity: 'doubt', weight, text: bothLanguages(findingWords[kind], values) }];
  const [previous] = past;
  const usual = previous ?? (spread === undefined ? undefined : Math.exp(spread.center));
  if (usual !== undefined && usual > 0 && value > 0) {
    const size = Math.max(value / usual, usual / value);
    if (size >= unitTimes.times / unitTimes.within && size <= unitTimes.times * unitTimes.within) {
      const base = previous === undefined ? { zh: '其他单位的中位数', en: 'the median of the others' } : { zh: '上期', en: 'what it was' };
      const words = (language: Language) => fill(findingWords.unit[language], { base: base[language], previous: said(usual), times: said(size), unit });
      return [{ element, kind: 'unit', severity: 'doubt', weight: size, text: { zh: words('zh'), en: words('en') } }];
    }
  }
  if (previous !== undefined && previous > 0 && value === 0) return doubt('zero', goneWeight, { previous });
  if (previous !== undefined && previous > 0 && value > 0) {
    const size = Math.max(value / previous, previous / value);
    if (size > mostTimes) return doubt('jump', size, { previous, times: Number((value / previous).toPrecision(3)) });
    const [low, high] = [Math.min(...past), Math.max(...past)];
    const room = Math.max(high - low, 0.1 * high);
    if (past.length >= yearsOfRange && (value < low - room || value > high + room)) return doubt('range', Math.max(value / high, low / value), { low, high });
  }
  if (spread === undefined || value <= 0) return [];
  const z = distanceFrom(value, spread);
  // as far off as it was before, and about the same: what was explained then is not asked again
  if (previous !== undefined && previous > 0 && Math.abs(Math.log(value / previous)) < usualChange) return [];
  return Math.abs(z) > farFrom(spread, looks) ? doubt(spread.robust ? 'outlier' : 'far', Math.abs(z), { z: z.toFixed(1) }) : [];
}

const said = (value: number) => String(Number(value.toPrecision(3)));

/** The findings that are neither corrected nor explained. */
export function openFindings(findings: readonly Finding[], reasons: Readonly<Record<string, string>>): Finding[] {
  return findings.filter(({ element, severity }) => severity === 'error' || (reasons[element] ?? '') === '');
}

/** Whether a step of a form is this officer's: a district verifies schools and does not check itself; checking is for the city; what the party approved the party alone sends back. */
export function stepOf(transition: string, { level, state }: { readonly level: 'district' | 'school'; readonly state: string }, actor: Actor): 'fits' | 'cityOnly' | 'districtOnly' | 'notASchool' | 'partyOnly' {
  if (transition === 'verify') {
    if (level !== 'school') return 'notASchool';
    return actor.role === 'division_officer' ? 'fits' : 'districtOnly';
  }
  if (actor.role !== 'division_officer') return 'fits';
  const city = isCity(actor.division);
  if (transition === 'check' && !city) return 'cityOnly';
  if (transition === 'return' && state === 'approved') return 'partyOnly';
  // a district sends its schools' forms back, not its own
  return transition === 'return' && !city && level === 'district' ? 'cityOnly' : 'fits';
}

/** The step by which an officer passes on what has come from below; `null` for who has none. */
export function mayPassOn(actor: Actor): 'verify' | 'check' | 'approve' | null {
  if (actor.role === 'party_officer') return 'approve';
  if (actor.role !== 'division_officer') return null;
  return isCity(actor.division) ? 'check' : 'verify';
}

function isCity(division: string | undefined): boolean {
  return division?.endsWith('00') === true;
}
