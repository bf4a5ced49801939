import type { Choices } from './compute.ts';

/** One unit's values, by code; a missing one is not there. */
export type HandRow = { readonly unit: string; readonly group: string; readonly values: Readonly<Record<string, number>> };
export type HandNode = { readonly code: string; readonly level: number; readonly parent: string | undefined; readonly weight: number; readonly direction: 1 | -1; readonly goalposts?: { readonly low: number; readonly high: number } | undefined };

type Cells = Record<string, number | undefined>;

/**
 * An index worked out slowly, unit by unit and from the definitions alone; nothing of it is shared with what it checks. EM is left to its own tests.
 * @returns of every unit its normalised values, aggregates, and rank in the whole; `undefined` is missing
 */
export function indexByHand(rows: readonly HandRow[], nodes: readonly HandNode[], choices: Choices, earlier: readonly HandRow[] = []): Map<string, { readonly normalised: Cells; readonly aggregates: Cells; readonly rank: number | undefined }> {
  const leaves = nodes.filter((node) => node.level === 1);
  const normalised = new Map(rows.map(({ unit }): [string, Cells] => [unit, {}]));
  for (const leaf of leaves) {
    const raw = rows.map((row) => row.values[leaf.code]);
    const filled = raw.map((value, i) => value ?? fillIn(raw, rows, i, choices.impute, earlier.find((row) => row.unit === rows[i]?.unit)?.values[leaf.code]));
    const scores = onOneScale(treated(filled, choices.treat), leaf, choices.normalise);
    rows.forEach(({ unit }, i) => { (normalised.get(unit) ?? {})[leaf.code] = scores[i]; });
  }
  const scores = new Map([...normalised].map(([unit, cells]): [string, Cells] => [unit, { ...cells }]));
  for (const node of nodes.filter(({ level }) => level > 1).toSorted((a, b) => a.level - b.level)) {
    const parts = nodes.filter(({ parent }) => parent === node.code);
    for (const { unit } of rows) (scores.get(unit) ?? {})[node.code] = together(parts, (code, of) => scores.get(of)?.[code], unit, rows.map((row) => row.unit), choices.aggregate);
  }
  const whole = nodes.find(({ level, parent }) => level > 1 && parent === undefined)?.code ?? '';
  return new Map(rows.map(({ unit }) => {
    const own = scores.get(unit) ?? {};
    const score = own[whole];
    const rank = score === undefined ? undefined : 1 + rows.filter((other) => (scores.get(other.unit)?.[whole] ?? -Infinity) > score + 1e-12).length;
    return [unit, { normalised: normalised.get(unit) ?? {}, aggregates: Object.fromEntries(nodes.filter(({ level }) => level > 1).map(({ code }) => [code, own[code]])), rank }];
  }));
}

const there = (values: readonly (number | undefined)[]) => values.filter((value): value is number => value !== undefined);
const average = (values: readonly number[]) => (values.length === 0 ? undefined : values.reduce((all, value) => all + value, 0) / values.length);
function middle(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

function fillIn(raw: readonly (number | undefined)[], rows: readonly HandRow[], at: number, by: Choices['impute'], before: number | undefined): number | undefined {
  const group = there(raw.filter((_, i) => rows[i]?.group === rows[at]?.group));
  return { none: undefined, mean: average(there(raw)), median: middle(there(raw)), groupmean: average(group), groupmedian: middle(group), last: before, em: undefined }[by];
}

/** Skewness and excess kurtosis by the formulas of Excel's help on SKEW and KURT. */
export function shapeByHand(values: readonly number[]): { readonly skew: number; readonly peak: number } {
  const n = values.length;
  const center = average(values) ?? Number.NaN;
  const s = Math.sqrt(values.reduce((all, value) => all + (value - center) ** 2, 0) / (n - 1));
  const power = (k: number) => values.reduce((all, value) => all + ((value - center) / s) ** k, 0);
  return { skew: (n / ((n - 1) * (n - 2))) * power(3), peak: ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * power(4) - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3)) };
}

function treated(values: readonly (number | undefined)[], by: Choices['treat']): (number | undefined)[] {
  const unusual = (own: readonly (number | undefined)[]) => { const known = there(own); if (known.length < 4) return false; const { skew, peak } = shapeByHand(known); return Math.abs(skew) >= 2 && peak >= 3.5; };
  if (by === 'none' || !unusual(values)) return [...values];
  if (by === 'log') { const [low, high] = [Math.min(...there(values)), Math.max(...there(values))]; return values.map((value) => (value === undefined ? undefined : Math.log(value - low + 0.01 * (high - low)))); }
  let current = [...values];
  const pulled = new Set<number>();
  while (unusual(current) && pulled.size < 5) {
    const up = shapeByHand(there(current)).skew >= 0;
    const far = up ? Math.max(...there(current)) : Math.min(...there(current));
    const rest = there(current).filter((value) => value !== far);
    const to = up ? Math.max(...rest) : Math.min(...rest);
    current = current.map((value, i) => { if (value !== far) return value; pulled.add(i); return to; });
  }
  return current;
}

function onOneScale(values: readonly (number | undefined)[], { direction, goalposts }: HandNode, normalise: Choices['normalise']): (number | undefined)[] {
  const known = there(values);
  const each = (score: (value: number) => number) => values.map((value) => (value === undefined ? undefined : score(value)));
  const [low, high] = 'scale' in normalise ? normalise.scale : [0, 0];
  const onto = (share: number) => low + share * (high - low);
  if (normalise.method === 'goalposts') return each((value) => { const { low: from, high: to } = goalposts ?? { low: 0, high: 1 }; const share = Math.min(1, Math.max(0, (value - from) / (to - from))); return onto(direction === 1 ? share : 1 - share); });
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (normalise.method === 'fraction') return direction === -1 || !(most > 0) || least < 0 ? values.map(() => undefined) : each((value) => onto(value / most));
  if (known.length === 0 || least === most) return values.map(() => undefined);
  const worse = (value: number) => known.filter((other) => (direction === 1 ? other < value : other > value)).length;
  switch (normalise.method) {
    case 'minmax': case 'leader': return each((value) => onto(direction === 1 ? (value - least) / (most - least) : (most - value) / (most - least)));
    case 'zscore': { const center = average(known) ?? 0; const spread = Math.sqrt(known.reduce((all, value) => all + (value - center) ** 2, 0) / (known.length - 1)); return each((value) => low + (direction * high * (value - center)) / spread); }
    case 'rank': return each((value) => 1 + worse(value));
    case 'percentile': return each((value) => onto(worse(value) / (known.length - 1)));
  }
}

function together(parts: readonly HandNode[], scoreOf: (code: string, unit: string) => number | undefined, unit: string, units: readonly string[], mean: Choices['aggregate']): number | undefined {
  if (mean.method === 'topsis' || mean.method === 'grey') return nearness(parts.filter(({ code }) => units.some((of) => scoreOf(code, of) !== undefined)), scoreOf, unit, units, mean.method);
  const own = parts.flatMap(({ code, weight }) => { const score = scoreOf(code, unit); return score === undefined || weight === 0 ? [] : [{ score, weight }]; });
  const total = own.reduce((all, { weight }) => all + weight, 0);
  if (total === 0) return undefined;
  const power = mean.method === 'generalised' ? mean.power : { arithmetic: 1, geometric: 0, harmonic: -1 }[mean.method];
  if (power === 0) return own.reduce((all, { score, weight }) => all * score ** (weight / total), 1);
  return own.reduce((all, { score, weight }) => all + (weight / total) * score ** power, 0) ** (1 / power);
}

function nearness(parts: readonly HandNode[], scoreOf: (code: string, unit: string) => number | undefined, unit: string, units: readonly string[], by: 'topsis' | 'grey'): number | undefined {
  if (parts.length === 0 || parts.some(({ code }) => scoreOf(code, unit) === undefined)) return undefined;
  const total = parts.reduce((all, { weight }) => all + weight, 0);
  const column = (code: string) => there(units.map((of) => scoreOf(code, of)));
  if (by === 'topsis') {
    const distance = (to: (...values: number[]) => number) => Math.sqrt(parts.reduce((all, { code, weight }) => { const length = Math.hypot(...column(code)); const at = (score: number) => (length === 0 ? 0 : (score / length) * (weight / total)); return all + (at(scoreOf(code, unit) ?? 0) - to(...column(code).map(at))) ** 2; }, 0));
    const [toBest, toWorst] = [distance(Math.max), distance(Math.min)];
    return toBest + toWorst === 0 ? 1 : toWorst / (toBest + toWorst);
  }
  const away = (code: string, of: string) => { const own = column(code); const range = Math.max(...own) - Math.min(...own); const score = scoreOf(code, of); return score === undefined ? undefined : range === 0 ? 0 : (Math.max(...own) - score) / range; };
  const all = there(parts.flatMap(({ code }) => units.map((of) => away(code, of))));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return parts.reduce((sum, { code, weight }) => sum + (weight / total) * (most === 0 ? 1 : (least + 0.5 * most) / ((away(code, unit) ?? 0) + 0.5 * most)), 0);
}
