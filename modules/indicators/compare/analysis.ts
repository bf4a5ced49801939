import { decomposeGini } from '#algorithms/indices/differences/gini.ts';
import { decomposeTheil } from '#algorithms/indices/differences/theil.ts';
import { betaConvergence, sigmaConvergence } from '#algorithms/indices/differences/variation.ts';
import { columnOf } from '#algorithms/indices/statistics.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import { correlations, effectiveWeights } from '#algorithms/indices/weights/effective.ts';
import type { Sensitivity } from '#algorithms/indices/robustness/sensitivity.ts';
import { dimensionsOf, levelOf, treeOf, wholeOf, type ShownNode, type ShownScore } from './rules.ts';

type YearPoint = { readonly period: string; readonly unit: string; readonly value: number | null };
type Result = { readonly nodes: readonly ShownNode[]; readonly scores: readonly ShownScore[]; readonly sensitivity: Sensitivity | null; /** The whole, year by year. */ readonly years: readonly YearPoint[] };

/** What each dimension weighs in fact, how they go together, how unequal the cities are within and between parties, and whether they draw together. */
export function analyse({ nodes, scores, sensitivity, years }: Result) {
  const tree = treeOf(nodes);
  const cities = [...new Map(scores.filter((score) => levelOf(score) === 'city').map((score) => [score.unit, score.party]))];
  const valueOf = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score.value]));
  const columnFor = (code: string) => columnOf(cities.map(([unit]) => valueOf.get(`${unit}/${code}`)));
  const dimensions = dimensionsOf(nodes);
  const columns = dimensions.map(({ code }) => columnFor(code));
  const total = columnFor(wholeOf(nodes));
  const gini = decomposeGini(total, cities.map(([, party]) => party));
  const theil = decomposeTheil(cities.flatMap(([, party], i) => { const value = total[i] ?? Number.NaN; return Number.isNaN(value) ? [] : [{ value, population: 1, path: [party] }]; }));
  const effective = effectiveWeights(columns, total);
  return {
    dimensions: dimensions.map(({ code, name }, i) => ({ code, name, given: weightInWhole(tree, code), effective: effective[i] ?? 0 })),
    correlations: correlations(columns).map((row) => row.map((value) => finite(value))),
    sensitivity,
    gini: gini === undefined ? null : { total: gini.total, within: gini.within, between: gini.between, overlap: gini.overlap },
    theil: theil === undefined ? null : { T: theil.total.T, L: theil.total.L, between: 'between' in theil ? theil.between.T : null, within: 'within' in theil ? theil.within.T : null },
    convergence: convergenceOf(years),
  };
}

/** σ and β over the years of the whole, of the cities that are there in all of them. */
function convergenceOf(years: readonly YearPoint[]) {
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
