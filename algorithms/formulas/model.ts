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

/** Names that the tables of a computation have for themselves, beside those of the levels. */
export const ownNames: readonly string[] = ['unit', '_'];
/** A formula looks at most so many periods back. */
export const furthestBack = 10;
/** A name is at most so long. */
export const longestName = 100;

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

export type Declaration = Place & { readonly name: string; readonly label: string; readonly level: Level } & (
  | { readonly kind: 'attribute' }
  | { readonly kind: 'data'; readonly unit: string }
  /** What must hold for a form: one of its unit's own conditions. */
  | { readonly kind: 'rule'; readonly formula: Expression }
  | { readonly kind: 'indicator'; readonly unit: string; readonly formula: Expression; readonly source: string }
);

export type Problem = Place & { readonly code: ProblemCode; readonly values: Readonly<Record<string, string>> };

export type ProblemCode =
  | 'unexpected' | 'badSign' | 'badNumber' | 'badBack' | 'tooFarBack' | 'longName' | 'sameButCase' | 'zeroDivision' | 'noLevel' | 'badUnit' | 'sameName' | 'unknownName' | 'unknownFunction' | 'reserved'
  | 'finerLevel' | 'coarserLevel' | 'mixedLevels' | 'nothingBelow'
  | 'unitsDiffer' | 'cannotConvert' | 'declaredUnit' | 'declaredFactor' | 'needsNumber' | 'needsCondition' | 'needsText' | 'noUnitHere'
  | 'percentRange' | 'noPercent' | 'notByThis' | 'arguments' | 'cycle' | 'tooDeep';
