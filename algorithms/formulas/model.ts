import type { Place } from './tokens.ts';

/** Where something is counted or computed, from the whole down to the school. */
export const levels = ['region', 'party', 'city', 'district', 'school'] as const;
export type Level = (typeof levels)[number];

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}

/** Whether `a` is made of several `b`. */
export function isAbove(a: Level, b: Level): boolean {
  return levels.indexOf(a) < levels.indexOf(b);
}

export type Aggregate = 'sum' | 'mean' | 'min' | 'max' | 'median' | 'percentile' | 'count' | 'cv';
export type Scalar = 'abs' | 'ln' | 'least' | 'greatest' | 'present';
export const aggregates: readonly Aggregate[] = ['sum', 'mean', 'min', 'max', 'median', 'percentile', 'count', 'cv'];
export const scalars: readonly Scalar[] = ['abs', 'ln', 'least', 'greatest', 'present'];

export type Operator = '+' | '-' | '*' | '/' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | '??';

export type Expression = Place & (
  | { readonly kind: 'number'; readonly value: number; readonly unit: string | undefined }
  | { readonly kind: 'text'; readonly value: string }
  /** `back` periods before the present one. */
  | { readonly kind: 'name'; readonly name: string; readonly back: number }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'negative' | 'not'; readonly of: Expression }
  | { readonly kind: 'convert'; readonly of: Expression; readonly unit: string }
  | { readonly kind: 'if'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'scalar'; readonly name: Scalar; readonly of: readonly Expression[] }
  /** Over the units below. Without `skipping missing` one missing value makes the whole missing. */
  | { readonly kind: 'aggregate'; readonly name: Aggregate; readonly of: Expression; readonly percent: number | undefined; readonly by: Expression | undefined; readonly where: Expression | undefined; readonly skipping: boolean }
);

/** What one must know of a number beside how it is computed; each where it was said. */
export const aboutFields = ['meaning', 'source', 'period', 'target'] as const;
export type AboutField = (typeof aboutFields)[number];
export type About = Readonly<Partial<Record<AboutField, string>>>;

/** What a unit is judged by: the condition, and to whom it applies; to everybody where nothing is said. */
export type Standard = { readonly condition: Expression; readonly applies: Expression | undefined };

/** The names of columns that every table of a level has: no attribute and no number may be called so. */
export const reservedNames: readonly string[] = ['unit', 'element', 'value', '_', ...levels];

/** Formulas look at most so many periods back, through whatever they use. */
export const mostPeriodsBack = 10;

export type Declaration = Place & { readonly name: string; readonly label: string; readonly level: Level; readonly about: About } & (
  | { readonly kind: 'attribute' }
  | { readonly kind: 'data'; readonly unit: string }
  /** What must hold for a form: one of its unit's own conditions. */
  | { readonly kind: 'rule'; readonly formula: Expression }
  /** `source`: the formula as it is written. One that is a standard is 1 where its condition holds and 0 where it does not. */
  | { readonly kind: 'indicator'; readonly unit: string; readonly formula: Expression; readonly source: string; readonly standard?: Standard }
);

/** What a system collects: numbers of these levels, and these attributes; declared otherwise, nobody would be asked for it. */
export type Collected = { readonly levels: readonly Level[]; readonly attributes: Readonly<Partial<Record<Level, readonly string[]>>> };

export type Problem = Place & { readonly code: ProblemCode; readonly values: Readonly<Record<string, string>> };

export type ProblemCode =
  | 'unexpected' | 'badSign' | 'noLevel' | 'badUnit' | 'sameName' | 'unknownName' | 'unknownFunction' | 'reserved'
  | 'finerLevel' | 'coarserLevel' | 'mixedLevels' | 'nothingBelow'
  | 'unitsDiffer' | 'cannotConvert' | 'declaredUnit' | 'declaredFactor' | 'needsNumber' | 'needsCondition' | 'needsText' | 'noUnitHere'
  | 'percentRange' | 'noPercent' | 'notByThis' | 'arguments' | 'cycle' | 'tooDeep'
  | 'sameButCase' | 'zeroDivision' | 'reservedName' | 'badPeriod' | 'tooFarBack' | 'tooLarge' | 'sameNote' | 'notCollected' | 'ruleNowhere' | 'ruleBelow' | 'unknownAttribute';
