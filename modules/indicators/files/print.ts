import type { Choices, IndexResult } from '#algorithms/indices/compute.ts';
import type { Robustness } from '#algorithms/indices/robustness/monte-carlo.ts';
import { correlation, known, type Column } from '#algorithms/indices/statistics.ts';
import { childrenOf, groupsOf, indicatorsOf, rootOf, weightInWhole } from '#algorithms/indices/system.ts';
import { effectiveWeights } from '#algorithms/indices/weights/effective.ts';
import type { WeightMethod } from '#algorithms/indices/weights/by-data.ts';
import { sayNote } from '../notes.ts';
import type { Tables } from './tables.ts';

type Numbers = Record<string, number | null>;

/** A result as `delta indicators compute --json` prints it. A number that does not exist is null, never zero. */
export function printIndex({ units, nodes, groups }: Tables, { choices, weighting }: { choices: Choices; weighting: 'given' | WeightMethod }, result: IndexResult, robustness: Robustness) {
  const intervals = new Map([...robustness.byNode].map(([code, of]) => [code, new Map(of.map((interval) => [interval.unit, interval]))]));
  const between = (code: string, unit: string) => { const own = intervals.get(code)?.get(unit); return own === undefined ? null : [own.low, own.high]; };
  const indicators = indicatorsOf(nodes);
  const aggregates = groupsOf(nodes);
  const root = rootOf(nodes);
  const effective = new Map(aggregates.flatMap(({ code }) => {
    const children = childrenOf(nodes, code);
    const weights = effectiveWeights(children.map((child) => valuesOf(result, child.code)), valuesOf(result, code));
    return children.map((child, i): [string, number] => [child.code, weights[i] ?? 0]);
  }));
  const weights = ({ code, weight, parent }: { code: string; weight: number; parent: string | undefined }) => ({
    weight, weightInWhole: weightInWhole(nodes, code), effectiveWeight: parent === undefined ? 1 : (effective.get(code) ?? 0), correlationWithWhole: numberOrNull(correlation(valuesOf(result, code), result.scores)),
  });
  return {
    choices,
    weighting,
    ties: 'min' as const,
    whole: root.code,
    robustness: { runs: robustness.runs, meanShift: robustness.meanShift, excluded: robustness.excluded },
    indicators: indicators.map((node) => {
      const raw = result.stages.raw.get(node.code) ?? new Float64Array();
      const treatment = result.treatments.get(node.code);
      return {
        code: node.code, name: node.name, parent: node.parent ?? null, direction: node.direction, ...weights(node), missing: raw.length - known(raw).length,
        treatment: treatment === undefined ? null : {
          method: treatment.method, units: treatment.units.map((i) => units[i] ?? ''), within: treatment.within,
          before: { skewness: numberOrNull(treatment.before.skewness), kurtosis: numberOrNull(treatment.before.kurtosis) },
          after: { skewness: numberOrNull(treatment.after.skewness), kurtosis: numberOrNull(treatment.after.kurtosis) },
        },
      };
    }),
    aggregates: aggregates.map((node) => ({ code: node.code, name: node.name, level: node.level, parent: node.parent ?? null, ...weights(node) })),
    units: units.map((unit, i) => ({
      unit,
      group: groups?.[i] ?? null,
      score: numberOrNull(result.scores[i]),
      rank: numberOrNull(result.ranks.get(root.code)?.[i]),
      rankInterval: between(root.code, unit),
      normalised: at(result.stages.normalised, i),
      aggregates: at(result.aggregates, i),
      ranks: at(result.ranks, i),
      rankIntervals: Object.fromEntries(aggregates.map(({ code }) => [code, between(code, unit)])),
      stages: { raw: at(result.stages.raw, i), denominated: at(result.stages.denominated, i), imputed: at(result.stages.imputed, i), treated: at(result.stages.treated, i) },
    })),
    notes: result.notes.map((note) => ({ ...note, text: sayNote(note) })),
  };
}

/** The ranking for a person to read: rank, interval, unit, score; a rank is never without its interval. */
export function rankingOf({ units }: Tables, { scores }: IndexResult, { intervals }: Robustness): string {
  const width = Math.max(4, ...units.map((unit) => unit.length));
  const of = new Map(intervals.map((interval) => [interval.unit, interval]));
  const lines = units
    .map((unit, i) => ({ unit, score: scores[i] ?? Number.NaN, own: of.get(unit) }))
    .toSorted((a, b) => (a.own?.rank ?? Infinity) - (b.own?.rank ?? Infinity) || 0)
    .map(({ unit, score, own }) => `${(own === undefined ? '—' : `${own.rank} (${own.low}–${own.high})`).padStart(12)}  ${unit.padEnd(width)}  ${Number.isNaN(score) ? '—' : score.toFixed(4)}`);
  return `${lines.join('\n')}\n`;
}

function at(columns: ReadonlyMap<string, Column>, unit: number): Numbers {
  return Object.fromEntries([...columns].map(([code, values]) => [code, numberOrNull(values[unit])]));
}

function valuesOf({ stages, aggregates }: IndexResult, code: string): Column {
  return aggregates.get(code) ?? stages.normalised.get(code) ?? new Float64Array();
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
