import type { Criterion, Rubric } from './presets.ts';

/** What a reviewer gives one criterion. */
export type Answer = { readonly score?: number | undefined; readonly comment?: string | undefined };
export type Answers = Readonly<Record<string, Answer>>;

export type Missing = { readonly criterion: Criterion; readonly what: 'score' | 'comment' };

/** What a sheet still lacks before it may be submitted: scores, and the comments that the rubric asks for where a score is low or high. */
export function missingOf({ criteria }: Rubric, answers: Answers): Missing[] {
  return criteria.flatMap((criterion): Missing[] => {
    const { score, comment = '' } = answers[criterion.id] ?? {};
    if (score === undefined) return [{ criterion, what: 'score' }];
    return asksForComment(criterion, score) && comment.trim() === '' ? [{ criterion, what: 'comment' }] : [];
  });
}

/** Whether such a score must be explained. */
export function asksForComment({ commentBelow, commentAbove }: Criterion, score: number): boolean {
  return (commentBelow !== undefined && score < commentBelow) || (commentAbove !== undefined && score > commentAbove);
}

/** The first answer that the rubric's scales do not know; `undefined` when all fit. */
export function beyondScale({ criteria }: Rubric, answers: Answers): Criterion | 'unknown' | undefined {
  for (const [id, { score }] of Object.entries(answers)) {
    const criterion = criteria.find((one) => one.id === id);
    if (criterion === undefined) return 'unknown';
    if (score !== undefined && !(Number.isInteger(score) && score >= 0 && score <= criterion.most)) return criterion;
  }
  return undefined;
}

/** The weighted total, 0 to 100; `undefined` while a score is missing. */
export function totalOf({ criteria }: Rubric, answers: Answers): number | undefined {
  let sum = 0;
  for (const { id, weight, most } of criteria) {
    const score = answers[id]?.score;
    if (score === undefined) return undefined;
    sum += (weight * score) / most;
  }
  return (100 * sum) / weightOf(criteria);
}

export function weightOf(criteria: readonly Criterion[]): number {
  return criteria.reduce((sum, { weight }) => sum + weight, 0);
}

export type Standing = { readonly mean: number; readonly spread: number; readonly below: readonly Criterion[]; readonly passes: boolean };

/** Where an item stands by all its sheets: mean and spread (highest less lowest) of the totals, the thresholds that it misses, and whether it passes by the rubric. */
export function standingOf(rubric: Rubric, sheets: readonly { readonly answers: Answers; readonly total: number }[]): Standing | undefined {
  if (sheets.length === 0) return undefined;
  const totals = sheets.map(({ total }) => total);
  const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
  const below = rubric.criteria.filter(({ id, threshold }) => threshold !== undefined && sheets.reduce((sum, { answers }) => sum + (answers[id]?.score ?? 0), 0) / sheets.length < threshold);
  return { mean, spread: Math.max(...totals) - Math.min(...totals), below, passes: below.length === 0 && (rubric.passAt === undefined || mean >= rubric.passAt) };
}

/** What is wrong with a rubric, in both languages; `undefined` when it is sound. */
export function rubricProblem({ criteria }: Pick<Rubric, 'criteria'>): { zh: string; en: string } | undefined {
  if (criteria.length === 0) return { zh: '至少要有一项', en: 'it has no criterion' };
  const ids = new Set(criteria.map(({ id }) => id));
  if (ids.size !== criteria.length) return { zh: '有重复的代码', en: 'two criteria have the same code' };
  for (const { name, most, weight, commentBelow, commentAbove, threshold } of criteria) {
    if (weight <= 0) return { zh: `“${name}”的权重应大于 0`, en: `the weight of "${name}" is not positive` };
    if ([commentBelow, commentAbove, threshold].some((bound) => bound !== undefined && (bound < 0 || bound > most))) return { zh: `“${name}”的界限超出满分`, en: `a bound of "${name}" lies outside its scale` };
    if (commentBelow !== undefined && commentAbove !== undefined && commentBelow > commentAbove) return { zh: `“${name}”须说明的下限高于上限`, en: `the bounds of "${name}" are the wrong way round` };
  }
  return undefined;
}

/** What reviewers of an anonymous review call an item, and everybody else when they speak with them. */
export function itemCode(number: number): string {
  return `A${String(number).padStart(3, '0')}`;
}

/** Of an item, and of a reviewer, at most so many keywords of so many characters. */
export const [mostKeywords, longestKeyword] = [10, 30];

/** Whether what somebody declared, in their own words, names this item: one of its persons, or its title. */
export function declaredAgainst(about: string, { title, persons }: { readonly title: string; readonly persons: readonly string[] }): boolean {
  const said = about.replace(/\s+/g, '');
  return [title, ...persons].map((name) => name.replace(/\s+/g, '')).some((name) => name.length >= 2 && said.includes(name));
}

/** Chances that a pair may be held to: powers of a half, so that halving an assignment of so many rounds gives them exactly. */
export const pairCaps = [0.5, 0.25, 0.125] as const;
