import { known, mean, sum, type Column } from '../statistics.ts';

/** Gini's coefficient over the units: mean absolute difference over twice the mean. `undefined` where the mean is not above zero. */
export function gini(column: Column): number | undefined {
  const sorted = known(column).sort();
  const center = mean(sorted);
  if (!(center > 0)) return undefined;
  let total = 0;
  sorted.forEach((value, i) => { total += (2 * (i + 1) - sorted.length - 1) * value; });
  return total / (sorted.length ** 2 * center);
}

export type GiniDecomposition = {
  readonly total: number;
  /** Differences within the groups. */
  readonly within: number;
  /** Net differences between the groups. */
  readonly between: number;
  /** Where groups overlap: the transvariation. total = within + between + overlap. */
  readonly overlap: number;
  readonly groups: readonly { readonly group: string; readonly gini: number }[];
  readonly pairs: readonly { readonly higher: string; readonly lower: string; readonly gini: number; /** 1: no overlap; 0: same mean. */ readonly distance: number }[];
};

/** Gini by subgroups after Dagum (1997, "A new approach to the decomposition of the Gini income inequality ratio"): Gw + Gnb + Gt = G. */
export function decomposeGini(column: Column, groupOf: readonly string[]): GiniDecomposition | undefined {
  const members = new Map<string, number[]>();
  column.forEach((value, i) => {
    const group = groupOf[i] ?? '';
    if (!Number.isNaN(value)) members.set(group, [...(members.get(group) ?? []), value]);
  });
  const groups = [...members].map(([group, list]) => {
    const values = Float64Array.from(list).sort();
    return { group, values, mean: sum(values) / values.length };
  });
  const total = gini(column);
  if (total === undefined || groups.some(({ mean: own }) => own <= 0)) return undefined;
  const all = groups.reduce((count, { values }) => count + values.length, 0);
  const whole = groups.reduce((money, { values }) => money + sum(values), 0);
  const shareOf = ({ values }: { values: Column }) => ({ people: values.length / all, value: sum(values) / whole });
  let [within, between, overlap] = [0, 0, 0];
  const pairs: { higher: string; lower: string; gini: number; distance: number }[] = [];
  groups.forEach((a, i) => {
    const own = shareOf(a);
    within += (gini(a.values) ?? 0) * own.people * own.value;
    for (const b of groups.slice(i + 1)) {
      const [higher, lower] = a.mean >= b.mean ? [a, b] : [b, a];
      const { up, down } = grossDifferences(higher.values, lower.values);
      const pair = (up + down) / (higher.mean + lower.mean);
      const distance = up + down === 0 ? 0 : (up - down) / (up + down);
      const [h, l] = [shareOf(higher), shareOf(lower)];
      const weight = h.people * l.value + l.people * h.value;
      between += pair * weight * distance;
      overlap += pair * weight * (1 - distance);
      pairs.push({ higher: higher.group, lower: lower.group, gini: pair, distance });
    }
  });
  return { total, within, between, overlap, groups: groups.map(({ group, values }) => ({ group, gini: gini(values) ?? 0 })), pairs };
}

/** Over all pairs of a unit of each: by how much the first is above (d) and below (p) the second, on average. */
function grossDifferences(higher: Column, lower: Column): { up: number; down: number } {
  let [up, down] = [0, 0];
  for (const a of higher) for (const b of lower) if (a > b) up += a - b; else down += b - a;
  const pairs = higher.length * lower.length;
  return { up: up / pairs, down: down / pairs };
}
