import { correlation, columnOf } from '#algorithms/indices/statistics.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Bounds } from './scale.ts';
import { obstacleDegrees } from '#algorithms/indices/differences/coupling.ts';
import { indicatorsOf, weightInWhole, type IndexNode } from '#algorithms/indices/system.ts';

/** A node and a score as a result shows them; those of results published before there were other levels name none and are cities'. */
export type ShownNode = { readonly code: string; readonly name: string; readonly level: number; readonly parent: string | null; readonly weight: number; readonly direction: 1 | -1; readonly goalposts: { readonly low: number; readonly high: number } | null };
export type ShownScore = {
  readonly unit: string; readonly unitName: string; readonly party: PartyCode; readonly level?: 'district' | 'city' | 'party' | 'region' | undefined; readonly code: string;
  readonly raw: number | null; readonly imputed: number | null; readonly treated: number | null; readonly value: number | null; readonly rank: number | null; readonly low: number | null; readonly high: number | null; readonly suppressed?: boolean | undefined;
};

export const levelOf = ({ level = 'city' }: Pick<ShownScore, 'level'>) => level;
export const wholeOf = (nodes: readonly ShownNode[]): string => nodes.find(({ parent }) => parent === null)?.code ?? '';
export const dimensionsOf = (nodes: readonly ShownNode[]): ShownNode[] => nodes.filter(({ level }) => level === 2);

/** A shown tree as the algorithms take it. */
export function treeOf(nodes: readonly ShownNode[]): IndexNode[] {
  return nodes.map(({ parent, goalposts, ...node }) => ({ ...node, parent: parent ?? undefined, goalposts: goalposts ?? undefined }));
}

export type Ranked = { readonly unit: string; readonly unitName: string; readonly party: PartyCode; readonly rank: number; readonly value: number; readonly low: number; readonly high: number };

/** The cities by one node, best first; a rank without its interval is none. */
export function rankedOf(scores: readonly ShownScore[], code: string): Ranked[] {
  return scores
    .flatMap((score): Ranked[] => (score.code === code && levelOf(score) === 'city' && score.rank !== null && score.value !== null && score.low !== null && score.high !== null ? [{ unit: score.unit, unitName: score.unitName, party: score.party, rank: score.rank, value: score.value, low: score.low, high: score.high }] : []))
    .toSorted((a, b) => a.rank - b.rank || (a.unit < b.unit ? -1 : 1));
}

/** What one unit has, by node. */
export function scoresOf(scores: readonly ShownScore[], unit: string): ReadonlyMap<string, ShownScore> {
  return new Map(scores.filter((score) => score.unit === unit).map((score) => [score.code, score]));
}

export type Contribution = { readonly code: string; readonly name: string; /** Points of the whole. */ readonly points: number };

/**
 * What each indicator adds to the difference of two units' wholes: weight in the whole × difference of the normalised values. With weighted arithmetic means and
 * nothing missing they add up to the difference; what is left (other means, missing values whose weight went to their siblings) is `rest`.
 */
export function contributions(nodes: readonly ShownNode[], own: ReadonlyMap<string, ShownScore>, other: ReadonlyMap<string, ShownScore>): { readonly parts: Contribution[]; readonly rest: number | undefined; readonly difference: number | undefined } {
  const tree = treeOf(nodes);
  const parts = nodes.filter(({ level }) => level === 1).flatMap(({ code, name }): Contribution[] => {
    const [a, b] = [own.get(code)?.value, other.get(code)?.value];
    return a === null || a === undefined || b === null || b === undefined ? [] : [{ code, name, points: weightInWhole(tree, code) * (a - b) }];
  });
  const whole = wholeOf(nodes);
  const [a, b] = [own.get(whole)?.value, other.get(whole)?.value];
  const difference = a === null || a === undefined || b === null || b === undefined ? undefined : a - b;
  return { parts: parts.toSorted((x, y) => Math.abs(y.points) - Math.abs(x.points)), difference, rest: difference === undefined ? undefined : difference - parts.reduce((all, { points }) => all + points, 0) };
}

/** What holds a unit back: of each indicator its distance to the best by its weight in the whole, as a share of all distances (障碍度); NaN where it is not known, `undefined` where nothing is lacking or the scores have no best. */
export function obstaclesOf(nodes: readonly ShownNode[], own: ReadonlyMap<string, Pick<ShownScore, 'value'>>, bounds: Bounds | undefined): ReadonlyMap<string, number> | undefined {
  if (bounds === undefined) return undefined;
  const { least, most } = bounds;
  const tree = treeOf(nodes);
  const codes = indicatorsOf(tree).map(({ code }) => code);
  const degrees = obstacleDegrees(codes.map((code) => ((own.get(code)?.value ?? Number.NaN) - least) / (most - least)), codes.map((code) => weightInWhole(tree, code)));
  return degrees === undefined ? undefined : new Map(codes.map((code, i) => [code, degrees[i] ?? Number.NaN]));
}

export type Peer = { readonly unit: string; readonly unitName: string; readonly party: PartyCode; /** Root mean square difference over the dimensions, in points. */ readonly distance: number };

/** The cities most like a unit, by their dimensions; those of which a dimension is not known are left out. */
export function peersOf(scores: readonly ShownScore[], nodes: readonly ShownNode[], unit: string, count: number): Peer[] {
  const dimensions = dimensionsOf(nodes).map(({ code }) => code);
  const byUnit = Map.groupBy(scores.filter((score) => levelOf(score) === 'city' && dimensions.includes(score.code)), (score) => score.unit);
  const profile = (of: readonly ShownScore[]) => dimensions.map((code) => of.find((score) => score.code === code)?.value ?? Number.NaN);
  const own = profile(scores.filter((score) => score.unit === unit));
  return [...byUnit].flatMap(([other, of]): Peer[] => {
    const [first] = of;
    const values = profile(of);
    const distance = Math.sqrt(values.reduce((all, value, i) => all + (value - (own[i] ?? Number.NaN)) ** 2, 0) / dimensions.length);
    return other === unit || first === undefined || Number.isNaN(distance) ? [] : [{ unit: other, unitName: first.unitName, party: first.party, distance }];
  }).toSorted((a, b) => a.distance - b.distance || (a.unit < b.unit ? -1 : 1)).slice(0, count);
}

export type Pair = { readonly unit: string; readonly unitName: string; readonly party: PartyCode; readonly x: number; readonly y: number };

/** The cities of which both are known, and how far the two go together (Pearson); `undefined` of fewer than three, or where one does not vary. */
export function pairsOf(scores: readonly ShownScore[], x: string, y: string): { readonly pairs: Pair[]; readonly correlation: number | undefined } {
  const cities = scores.filter((score) => levelOf(score) === 'city');
  const valueOf = (score: ShownScore) => score.raw ?? score.value;
  const other = new Map(cities.filter(({ code }) => code === y).map((score) => [score.unit, valueOf(score)]));
  const pairs = cities.filter(({ code }) => code === x).flatMap((score): Pair[] => {
    const [a, b] = [valueOf(score), other.get(score.unit)];
    return a === null || b === null || b === undefined ? [] : [{ unit: score.unit, unitName: score.unitName, party: score.party, x: a, y: b }];
  });
  const found = pairs.length < 3 ? Number.NaN : correlation(columnOf(pairs.map((pair) => pair.x)), columnOf(pairs.map((pair) => pair.y)));
  return { pairs, correlation: Number.isNaN(found) ? undefined : found };
}

/** Marks of an axis: round numbers that hold all values. */
export function ticksOf(least: number, most: number, about = 5): number[] {
  if (!(most > least)) return [Math.floor(least), Math.ceil(least) === Math.floor(least) ? Math.floor(least) + 1 : Math.ceil(least)];
  const rough = (most - least) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
