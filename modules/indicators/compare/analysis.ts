import { couplingCommon, couplingCorrected } from '#algorithms/indices/differences/coupling.ts';
import { decomposeGini } from '#algorithms/indices/differences/gini.ts';
import { decomposeTheil } from '#algorithms/indices/differences/theil.ts';
import { betaConvergence, sigmaConvergence, variationCoefficient } from '#algorithms/indices/differences/variation.ts';
import { comparesUnits, type Choices } from '#algorithms/indices/compute.ts';
import { columnOf, type Column } from '#algorithms/indices/statistics.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import { correlations, effectiveWeights } from '#algorithms/indices/weights/effective.ts';
import type { Sensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import { normalisedBounds } from './scale.ts';
import { dimensionsOf, levelOf, treeOf, wholeOf, type ShownNode, type ShownScore } from './rules.ts';

type YearPoint = { readonly period: string; readonly unit: string; readonly raw: number | null; readonly value: number | null };
type Result = { readonly nodes: readonly ShownNode[]; readonly scores: readonly ShownScore[]; readonly sensitivity: Sensitivity | null; readonly choices: Pick<Choices, 'normalise' | 'aggregate'>; /** The node whose differences are asked for. */ readonly of: string; /** That node, year by year. */ readonly years: readonly YearPoint[] };

/**
 * What each dimension weighs in fact, how they go together and how well they are matched; and of one node — the whole, a dimension by its score, an indicator by its
 * own value — how unequal the cities are within and between parties, and whether they draw together.
 */
export function analyse({ nodes, scores, sensitivity, choices, of, years }: Result) {
  const tree = treeOf(nodes);
  const cities = [...new Map(scores.filter((score) => levelOf(score) === 'city').map((score) => [score.unit, score.party]))];
  const isIndicator = nodes.some(({ code, level }) => code === of && level === 1);
  const valueOf = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score.value]));
  const rawOf = new Map(scores.filter(({ code }) => code === of).map((score) => [score.unit, score.raw]));
  const columnFor = (code: string) => columnOf(cities.map(([unit]) => valueOf.get(`${unit}/${code}`)));
  const dimensions = dimensionsOf(nodes);
  const columns = dimensions.map(({ code }) => columnFor(code));
  const total = columnFor(wholeOf(nodes));
  const looked = isIndicator ? columnOf(cities.map(([unit]) => rawOf.get(unit))) : columnFor(of);
  const gini = decomposeGini(looked, cities.map(([, party]) => party));
  const theil = decomposeTheil(cities.flatMap(([, party], i) => { const value = looked[i] ?? Number.NaN; return Number.isNaN(value) ? [] : [{ value, population: 1, path: [party] }]; }));
  const effective = effectiveWeights(columns, total);
  return {
    dimensions: dimensions.map(({ code, name }, i) => ({ code, name, given: weightInWhole(tree, code), effective: effective[i] ?? 0 })),
    correlations: correlations(columns).map((row) => row.map((value) => finite(value))),
    sensitivity,
    of, variation: variationCoefficient(looked) ?? null, coupling: couplingOf(cities, columns, dimensions.map(({ code }) => weightInWhole(tree, code)), choices),
    gini: gini === undefined ? null : { total: gini.total, within: gini.within, between: gini.between, overlap: gini.overlap, groups: gini.groups, pairs: gini.pairs },
    theil: theil === undefined ? null : { total: theil.total, between: 'between' in theil ? theil.between : null, within: 'within' in theil ? theil.within : null },
    convergence: convergenceOf(years.map(({ raw, value, ...point }) => ({ ...point, value: isIndicator ? raw : value }))),
  };
}

/** How well the dimensions are matched in each city that has them all, by both forms; null where scores have no lowest and best, or there is one dimension. */
function couplingOf(cities: readonly (readonly [string, string])[], columns: readonly Column[], weights: readonly number[], { normalise, aggregate }: Pick<Choices, 'normalise' | 'aggregate'>) {
  const bounds = comparesUnits(aggregate) ? { least: 0, most: 1 } : normalisedBounds(normalise, cities.length);
  if (bounds === undefined || columns.length < 2) return null;
  return cities.flatMap(([unit], i) => {
    const levels = columns.map((column) => ((column[i] ?? Number.NaN) - bounds.least) / (bounds.most - bounds.least));
    return levels.every((level) => level >= 0 && level <= 1) ? [{ unit, common: couplingCommon(levels, weights), corrected: couplingCorrected(levels, weights) }] : [];
  });
}

/** σ and β over the years, of the cities that are there in all of them. */
function convergenceOf(years: readonly Omit<YearPoint, 'raw'>[]) {
  const points = years.filter(({ unit }) => /^\d{6}$/.test(unit));
  const periods = [...new Set(points.map(({ period }) => period))];
  const found = new Map(points.map(({ period, unit, value }) => [`${period}/${unit}`, value]));
  const units = [...new Set(points.map(({ unit }) => unit))].filter((unit) => periods.every((period) => typeof found.get(`${period}/${unit}`) === 'number'));
  const columns = periods.map((period) => columnOf(units.map((unit) => found.get(`${period}/${unit}`))));
  const { coefficients, slope } = sigmaConvergence(columns);
  const [first, last] = [columns[0], columns.at(-1)];
  const span = Number(periods.at(-1)) - Number(periods[0]);
  const beta = first === undefined || last === undefined || !(span > 0) ? undefined : betaConvergence(first, last, span);
  return { periods, units: units.length, sigma: coefficients.map((value) => value ?? null), slope: finite(slope), beta: beta === undefined ? null : { beta: beta.beta, speed: beta.speed ?? null, halfLife: beta.halfLife ?? null, rSquared: beta.rSquared, standardError: finite(beta.standardError) } };
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);
