export type Score = { readonly item: string; readonly judge: string; readonly score: number };

export type Adjusted = {
  /** What each item's scores come to without correction: their mean. */
  readonly raw: ReadonlyMap<string, number>;
  /** The same with the judges' severity taken out; `undefined` when the judges cannot be compared. */
  readonly adjusted: ReadonlyMap<string, number> | undefined;
  /** By how much each judge scores above (+) or below (−) the others on the same items; they add up to 0. */
  readonly severity: ReadonlyMap<string, number> | undefined;
  /** Sets of items whose judges never met on an item with those of another set: more than one, and nothing can be corrected. */
  readonly parts: readonly (readonly string[])[];
};

/**
 * Corrects for judges who are strict or mild: each score is taken as item + judge, and both are fitted by least squares (an additive two-way
 * model). Scores of judges compare only where they have judged the same items, directly or through others: where the graph of judges and
 * items falls apart, there is no correction. Standard scores by judge would be wrong here: a judge with few items may just have had good ones.
 */
export function adjustForSeverity(scores: readonly Score[]): Adjusted {
  const byItem = Map.groupBy(scores, ({ item }) => item);
  const byJudge = Map.groupBy(scores, ({ judge }) => judge);
  const raw = new Map([...byItem].map(([item, given]) => [item, mean(given.map(({ score }) => score))]));
  const parts = connectedParts(byItem, byJudge);
  if (parts.length !== 1) return { raw, adjusted: undefined, severity: undefined, parts };
  const severity = fitSeverity(byItem, byJudge, raw);
  const adjusted = new Map([...byItem].map(([item, given]) => [item, mean(given.map(({ score, judge }) => score - (severity.get(judge) ?? 0)))]));
  return { raw, adjusted, severity, parts };
}

/**
 * The judges' part of the least-squares fit: with the items' part eliminated it solves L s = b, where L is a Laplacian over judges who share
 * items. Conjugate gradients, in at most as many steps as there are judges; the constant that L cannot see is set so that the sum is 0.
 */
function fitSeverity(byItem: ReadonlyMap<string, readonly Score[]>, byJudge: ReadonlyMap<string, readonly Score[]>, raw: ReadonlyMap<string, number>): Map<string, number> {
  const judges = [...byJudge.keys()];
  const indexOf = new Map(judges.map((judge, i) => [judge, i]));
  const panels = [...byItem.values()].map((given) => given.map(({ judge }) => indexOf.get(judge) ?? 0));
  const laplacian = (s: Float64Array): Float64Array => {
    const result = new Float64Array(judges.length);
    for (const panel of panels) {
      const middle = mean(panel.map((j) => s[j] ?? 0));
      for (const j of panel) result[j] = (result[j] ?? 0) + (s[j] ?? 0) - middle;
    }
    return result;
  };
  const right = Float64Array.from(judges, (judge) => (byJudge.get(judge) ?? []).reduce((sum, { item, score }) => sum + score - (raw.get(item) ?? 0), 0));
  const solution = conjugateGradients(laplacian, right);
  const middle = mean([...solution]);
  return new Map(judges.map((judge, i) => [judge, (solution[i] ?? 0) - middle]));
}

function conjugateGradients(apply: (vector: Float64Array) => Float64Array, right: Float64Array): Float64Array {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  const solution = new Float64Array(right.length);
  const rest = right.slice();
  const direction = right.slice();
  let size = dot(rest, rest);
  const enough = size * 1e-26;
  for (let step = 0; step < 2 * right.length + 10 && size > enough && size > 0; step += 1) {
    const image = apply(direction);
    const curvature = dot(direction, image);
    if (curvature <= 0) break;
    const length = size / curvature;
    for (let i = 0; i < right.length; i += 1) {
      solution[i] = (solution[i] ?? 0) + length * (direction[i] ?? 0);
      rest[i] = (rest[i] ?? 0) - length * (image[i] ?? 0);
    }
    const next = dot(rest, rest);
    for (let i = 0; i < right.length; i += 1) direction[i] = (rest[i] ?? 0) + (next / size) * (direction[i] ?? 0);
    size = next;
  }
  return solution;
}

function connectedParts(byItem: ReadonlyMap<string, readonly Score[]>, byJudge: ReadonlyMap<string, readonly Score[]>): string[][] {
  const seen = new Set<string>();
  const judgesSeen = new Set<string>();
  const parts: string[][] = [];
  for (const start of byItem.keys()) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const item of part) {
      for (const { judge } of byItem.get(item) ?? []) {
        if (judgesSeen.has(judge)) continue;
        judgesSeen.add(judge);
        for (const { item: other } of byJudge.get(judge) ?? []) if (!seen.has(other)) { seen.add(other); part.push(other); }
      }
    }
    parts.push(part);
  }
  return parts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
