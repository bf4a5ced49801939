import { decomposeGini } from '#algorithms/indices/differences/gini.ts';
import { decomposeTheil } from '#algorithms/indices/differences/theil.ts';
import { betaConvergence, sigmaConvergence } from '#algorithms/indices/differences/variation.ts';
import { columnOf } from '#algorithms/indices/statistics.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import { correlations, effectiveWeights } from '#algorithms/indices/weights/effective.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { dimensionsOf, levelOf, wholeOf } from '../compare/rules.ts';
import { refusals } from '../refusals.ts';
import { loadRun, loadScores, loadSystem, nodesOf } from '../store.ts';
import { runTrend } from './trends.ts';

/** What stands behind a result: what each dimension weighs in fact, how they go together, how unequal the cities are within and between parties, and whether they draw together. */
export async function analyseRun(platform: Platform, actor: Actor, id: string) {
  const { run, system, scores } = await inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, id);
    return { run, system: await loadSystem(tx, run.systemId), scores: await loadScores(tx, id) };
  });
  if (system.nodes.length === 0) throw refuse(refusals.noIndex);
  if (run.finishedAt === null) throw refuse(refusals.notFinished);
  const whole = wholeOf(system.nodes);
  const nodes = nodesOf(system.nodes);
  const cities = [...new Map(scores.filter((score) => levelOf(score) === 'city').map((score) => [score.unit, score.party]))];
  const valueOf = new Map(scores.map((score) => [`${score.unit}/${score.code}`, score.value]));
  const columnFor = (code: string) => columnOf(cities.map(([unit]) => valueOf.get(`${unit}/${code}`)));
  const dimensions = dimensionsOf(system.nodes);
  const columns = dimensions.map(({ code }) => columnFor(code));
  const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);
  const total = columnFor(whole);
  const gini = decomposeGini(total, cities.map(([, party]) => party));
  const theil = decomposeTheil(cities.flatMap(([, party], i) => { const value = total[i] ?? Number.NaN; return Number.isNaN(value) ? [] : [{ value, population: 1, path: [party] }]; }));
  const effective = effectiveWeights(columns, total);
  return {
    dimensions: dimensions.map(({ code, name }, i) => ({ code, name, given: weightInWhole(nodes, code), effective: effective[i] ?? 0 })),
    correlations: correlations(columns).map((row) => row.map((value) => finite(value))),
    sensitivity: run.robustness?.sensitivity ?? null,
    gini: gini === undefined ? null : { total: gini.total, within: gini.within, between: gini.between, overlap: gini.overlap },
    theil: theil === undefined ? null : { T: theil.total.T, L: theil.total.L, between: 'between' in theil ? theil.between.T : null, within: 'within' in theil ? theil.within.T : null },
    convergence: await convergenceOf(platform, actor, id, whole),
  };
}

/** σ and β over the years of the whole, of the cities that are there in all of them. */
async function convergenceOf(platform: Platform, actor: Actor, id: string, whole: string) {
  const points = (await runTrend(platform, actor, id, { code: whole })).filter(({ unit }) => /^\d{6}$/.test(unit));
  const periods = [...new Set(points.map(({ period }) => period))];
  const found = new Map(points.map(({ period, unit, value }) => [`${period}/${unit}`, value]));
  const units = [...new Set(points.map(({ unit }) => unit))].filter((unit) => periods.every((period) => typeof found.get(`${period}/${unit}`) === 'number'));
  const columns = periods.map((period) => columnOf(units.map((unit) => found.get(`${period}/${unit}`))));
  const { coefficients, slope } = sigmaConvergence(columns);
  const [first, last] = [columns[0], columns.at(-1)];
  const years = Number(periods.at(-1)) - Number(periods[0]);
  const beta = first === undefined || last === undefined || !(years > 0) ? undefined : betaConvergence(first, last, years);
  return { periods, units: units.length, sigma: coefficients.map((value) => value ?? null), slope: Number.isFinite(slope) ? slope : null, beta: beta === undefined ? null : { beta: beta.beta, speed: beta.speed ?? null, halfLife: beta.halfLife ?? null, rSquared: beta.rSquared, standardError: Number.isFinite(beta.standardError) ? beta.standardError : null } };
}
