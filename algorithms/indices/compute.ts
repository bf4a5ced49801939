import { imputeByEm } from './em.ts';
import { imputeGroupMean, imputeGroupMedian, imputeLastValue, imputeMean, imputeMedian } from './impute.ts';
import { greyRelation, topsis, type Criterion } from './ideal.ts';
import { domainOf, isOutside, weightedMean, type Mean } from './means.ts';
import { needsVariance, normalise, type Normalisation } from './normalise.ts';
import { logTransform, untreated, winsorise, type Treatment } from './outliers.ts';
import { known, ranksDown, varies, type Column } from './statistics.ts';
import { childrenOf, groupsOf, indicatorsOf, rootOf, type IndexNode } from './system.ts';

export type Imputation = 'none' | 'mean' | 'median' | 'groupmean' | 'groupmedian' | 'last' | 'em';
export type Aggregation = Mean | { readonly method: 'topsis' | 'grey' };

export type Choices = {
  readonly impute: Imputation;
  readonly treat: 'none' | 'winsorise' | 'log';
  readonly normalise: Normalisation;
  readonly aggregate: Aggregation;
};

export type IndexInput = {
  readonly units: readonly string[];
  /** A column for every indicator and every denominator, by code. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Checked (`checkSystem`). */
  readonly nodes: readonly IndexNode[];
  /** The group of each unit, for imputation by group. */
  readonly groups?: readonly string[] | undefined;
  /** The same columns in earlier periods, oldest first, for imputation by the last value. */
  readonly panel?: readonly ReadonlyMap<string, Column>[] | undefined;
  readonly choices: Choices;
};

/** Why a choice cannot be carried out on these data. */
export type ComputeProblem =
  | { readonly code: 'noUnits' | 'noGroups' | 'noPanel' | 'emImpossible' | 'emUnsettled' | 'logGoalposts' }
  | { readonly code: 'noGoalposts' | 'noDenominator'; readonly node: string }
  | { readonly code: 'notPositive' | 'negative' | 'overflow'; readonly node: string; readonly unit: string };

/** What one must know to read the result; nothing is left out without one of these. */
export type Note =
  | { readonly code: 'allMissing' | 'noVariance' | 'stillOutside' | 'zeroDenominator' | 'stillMissing' | 'notCompared' | 'noFraction'; readonly node: string; readonly count?: number }
  | { readonly code: 'fewUnits' | 'unusedGoalposts' }
  | { readonly code: 'nothingKnown' | 'noScore'; readonly unit: string };

export type Stages = Readonly<Record<'raw' | 'denominated' | 'imputed' | 'treated' | 'normalised', ReadonlyMap<string, Column>>>;

export type IndexResult = {
  readonly stages: Stages;
  readonly treatments: ReadonlyMap<string, Treatment>;
  /** By group, from level 2 up to the whole. */
  readonly aggregates: ReadonlyMap<string, Column>;
  /** Of each aggregate: from the best down, equal values share the better rank. */
  readonly ranks: ReadonlyMap<string, Column>;
  readonly scores: Column;
  readonly notes: readonly Note[];
};

/** An index from raw values to ranks, every stage kept (OECD/JRC Handbook on Constructing Composite Indicators, 2008). */
export function computeIndex(input: IndexInput): { readonly result: IndexResult } | { readonly problem: ComputeProblem } {
  const problem = findProblem(input);
  if (problem !== undefined) return { problem };
  const { units, nodes, choices } = input;
  const notes: Note[] = [];
  const indicators = indicatorsOf(nodes);
  const raw = eachOf(indicators, ({ code }) => column(input.columns, code));
  const denominated = eachOf(indicators, (node) => denominate(node, input.columns, notes));
  for (const { code } of indicators) if (known(column(denominated, code)).length === 0) notes.push({ code: 'allMissing', node: code });
  const imputed = impute(denominated, input, notes);
  if (typeof imputed === 'string') return { problem: { code: imputed } };
  const treatments = new Map(indicators.map(({ code }) => [code, treat(column(imputed, code), choices.treat)]));
  for (const [code, { within }] of treatments) if (choices.treat !== 'none' && !within) notes.push({ code: 'stillOutside', node: code });
  const treated = new Map([...treatments].map(([code, treatment]) => [code, treatment.column]));
  const normalised = eachOf(indicators, ({ code, direction, goalposts }) => normalise(column(treated, code), direction, choices.normalise, goalposts));
  for (const [code, values] of normalised) {
    const infinite = values.findIndex(isInfinite);
    if (infinite >= 0) return { problem: { code: 'overflow', node: code, unit: units[infinite] ?? '' } };
  }
  for (const { code } of indicators) {
    const values = column(treated, code);
    if (known(values).length === 0) continue;
    if (needsVariance(choices.normalise) && !varies(values)) notes.push({ code: 'noVariance', node: code });
    else if (known(column(normalised, code)).length === 0) notes.push({ code: 'noFraction', node: code });
  }
  if (choices.normalise.method !== 'goalposts' && indicators.some(({ goalposts }) => goalposts !== undefined)) notes.push({ code: 'unusedGoalposts' });
  if (units.length < indicators.length) notes.push({ code: 'fewUnits' });
  const aggregated = aggregate(nodes, normalised, units, choices.aggregate);
  if ('problem' in aggregated) return aggregated;
  const scores = column(aggregated.aggregates, rootOf(nodes).code);
  units.forEach((unit, i) => { if (Number.isNaN(scores[i])) notes.push({ code: indicators.every(({ code }) => Number.isNaN(normalised.get(code)?.[i])) ? 'nothingKnown' : 'noScore', unit }); });
  const ranks = new Map([...aggregated.aggregates].map(([code, values]) => [code, ranksDown(values)]));
  return { result: { stages: { raw, denominated, imputed, treated, normalised }, treatments, aggregates: aggregated.aggregates, ranks, scores, notes } };
}

/** The aggregates of every group, from level 2 up. TOPSIS and grey relation compare all indicators of a group at once; a unit with one missing has none. */
export function aggregate(nodes: readonly IndexNode[], normalised: ReadonlyMap<string, Column>, units: readonly string[], aggregation: Aggregation): { readonly aggregates: ReadonlyMap<string, Column> } | { readonly problem: ComputeProblem } {
  const values = new Map(normalised);
  const aggregates = new Map<string, Column>();
  for (const { code } of groupsOf(nodes)) {
    const children = childrenOf(nodes, code);
    const columns = children.map((child) => column(values, child.code));
    const weights = children.map((child) => child.weight);
    let own = new Float64Array(units.length);
    if (comparesUnits(aggregation)) own = compareWithBest(columns, weights, aggregation.method);
    else {
      const domain = domainOf(aggregation);
      for (let unit = 0; unit < units.length; unit += 1) {
        const parts = columns.map((values) => values[unit] ?? Number.NaN);
        // what weighs nothing takes no part
        const outside = parts.findIndex((value, i) => isOutside(value, domain) && weights[i] !== 0);
        if (outside >= 0) return { problem: { code: domain === 'positive' ? 'notPositive' : 'negative', node: children[outside]?.code ?? code, unit: units[unit] ?? '' } };
        own[unit] = weightedMean(parts, weights, aggregation);
      }
    }
    const infinite = own.findIndex(isInfinite);
    if (infinite >= 0) return { problem: { code: 'overflow', node: code, unit: units[infinite] ?? '' } };
    values.set(code, own);
    aggregates.set(code, own);
  }
  return { aggregates };
}

const isInfinite = (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY;

/** Whether a group's score says how near a unit comes to the best of those it is compared with, and so hangs on who they are. */
export function comparesUnits(aggregation: Aggregation): aggregation is { readonly method: 'topsis' | 'grey' } {
  return aggregation.method === 'topsis' || aggregation.method === 'grey';
}

/** A part without any value — no variance, all missing — compares nobody and is left out of the comparison; its note says so. */
function compareWithBest(columns: readonly Column[], weights: readonly number[], method: 'topsis' | 'grey'): Float64Array<ArrayBuffer> {
  const criteria = columns.flatMap((values, i): Criterion[] => (known(values).length === 0 ? [] : [{ column: values, weight: weights[i] ?? 0, direction: 1 }]));
  if (criteria.length === 0) return new Float64Array(columns[0]?.length ?? 0).fill(Number.NaN);
  return Float64Array.from(method === 'topsis' ? topsis(criteria) : greyRelation(criteria));
}

function findProblem({ units, columns, nodes, groups, panel, choices }: IndexInput): ComputeProblem | undefined {
  if (units.length === 0) return { code: 'noUnits' };
  if (choices.impute.startsWith('group') && groups === undefined) return { code: 'noGroups' };
  if (choices.impute === 'last' && panel === undefined) return { code: 'noPanel' };
  if (choices.treat === 'log' && choices.normalise.method === 'goalposts') return { code: 'logGoalposts' };
  for (const { code, goalposts, denominator } of indicatorsOf(nodes)) {
    if (choices.normalise.method === 'goalposts' && goalposts === undefined) return { code: 'noGoalposts', node: code };
    if (denominator !== undefined && !columns.has(denominator)) return { code: 'noDenominator', node: code };
  }
  return undefined;
}

/** Divided by another column; a denominator of zero has no quotient, and is said. */
function denominate({ code, denominator }: IndexNode, columns: ReadonlyMap<string, Column>, notes: Note[]): Column {
  const own = column(columns, code);
  if (denominator === undefined) return own;
  const by = column(columns, denominator);
  const zeros = by.filter((value) => value === 0).length;
  if (zeros > 0) notes.push({ code: 'zeroDenominator', node: code, count: zeros });
  return own.map((value, i) => (by[i] === 0 ? Number.NaN : value / (by[i] ?? Number.NaN)));
}

/** Of whom nothing is known, others say nothing either: such a unit gets no values that are made of theirs, and so takes no place in the ranking. */
function impute(columns: ReadonlyMap<string, Column>, { units, choices, groups = [], panel = [] }: IndexInput, notes: Note[]): ReadonlyMap<string, Column> | EmProblem {
  const each = (of: ReadonlyMap<string, Column>, fill: (column: Column, code: string) => Column) => new Map([...of].map(([code, values]) => [code, fill(values, code)]));
  const all = [...columns.values()];
  const there = [...units.keys()].filter((unit) => choices.impute === 'last' || all.some((values) => !Number.isNaN(values[unit])));
  const some = there.length === units.length ? columns : each(columns, (values) => Float64Array.from(there, (unit) => values[unit] ?? Number.NaN));
  const groupOf = there.map((unit) => groups[unit] ?? '');
  const imputed = choices.impute === 'em' ? byEm(some) : each(some, (values, code) => {
    switch (choices.impute) {
      case 'mean': return imputeMean(values);
      case 'median': return imputeMedian(values);
      case 'groupmean': return imputeGroupMean(values, groupOf);
      case 'groupmedian': return imputeGroupMedian(values, groupOf);
      case 'last': return imputeLastValue(values, panel.flatMap((earlier) => { const found = earlier.get(code); return found === undefined ? [] : [found]; }));
      default: return values;
    }
  });
  if (typeof imputed === 'string') return imputed;
  const filled = there.length === units.length ? imputed : each(imputed, (values) => { const own = new Float64Array(units.length).fill(Number.NaN); there.forEach((unit, place) => { own[unit] = values[place] ?? Number.NaN; }); return own; });
  for (const [code, values] of filled) {
    const missing = values.length - known(values).length;
    if (missing > 0 && missing < values.length) notes.push({ code: comparesUnits(choices.aggregate) ? 'notCompared' : 'stillMissing', node: code, count: missing });
  }
  return filled;
}

type EmProblem = 'emImpossible' | 'emUnsettled';

/**
 * Columns that are all missing have nothing to give and nothing to learn from; in one without variance what is missing is as the rest.
 * Values that still move after the last step are not given out as an estimate.
 */
function byEm(columns: ReadonlyMap<string, Column>): ReadonlyMap<string, Column> | EmProblem {
  const there = [...columns].filter(([, values]) => known(values).length > 0);
  if (there.every(([, values]) => known(values).length === values.length)) return columns;
  const used = there.filter(([, values]) => varies(values));
  const em = used.every(([, values]) => known(values).length === values.length) ? { columns: used.map(([, values]) => values), converged: true } : imputeByEm(used.map(([, values]) => values));
  if (em === undefined) return 'emImpossible';
  if (!em.converged) return 'emUnsettled';
  return new Map([...columns].map(([code, values]) => [code, em.columns[used.findIndex(([other]) => other === code)] ?? imputeMean(values)]));
}

function treat(values: Column, method: Choices['treat']): Treatment {
  switch (method) {
    case 'winsorise': return winsorise(values);
    case 'log': return logTransform(values);
    case 'none': return untreated(values);
  }
}

function eachOf(nodes: readonly IndexNode[], make: (node: IndexNode) => Column): ReadonlyMap<string, Column> {
  return new Map(nodes.map((node) => [node.code, make(node)]));
}

function column(columns: ReadonlyMap<string, Column>, code: string): Column {
  const found = columns.get(code);
  if (found === undefined) throw new RangeError(`no column ${code}`);
  return found;
}

