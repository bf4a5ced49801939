import type { ChoiceProblem } from '#algorithms/indices/choices.ts';
import type { Choices } from '#algorithms/indices/compute.ts';
import type { WeightMethod } from '#algorithms/indices/weights/by-data.ts';
import { bothLanguages, type Messages, type Text } from '#kernel/text.ts';
import { sayComputeProblem } from '../notes.ts';

/** How an index is made, and the share of those asked that must be approved in every city before it is published; left out, all of them. */
export type SystemChoices = Choices & { readonly leastCoverage?: number | undefined };

/** The names of the choices, as the pages offer them. */
export const choiceWords = {
  impute: {
    none: { zh: '不插补，按其余指标计算', en: 'none: computed from the other indicators' }, mean: { zh: '各市均值', en: 'the mean of the cities' }, median: { zh: '各市中位数', en: 'the median of the cities' },
    groupmean: { zh: '本省（市）各市均值', en: 'the mean of the party’s cities' }, groupmedian: { zh: '本省（市）各市中位数', en: 'the median of the party’s cities' }, last: { zh: '本市最近一期的值（至多往前三年）', en: 'the city’s latest earlier value, at most three years back' }, em: { zh: '期望最大化（EM）', en: 'expectation–maximisation (EM)' },
  },
  treat: { none: { zh: '不处理', en: 'none' }, winsorise: { zh: '缩尾（偏度达到 2 且峰度达到 3.5 的，至多五个值）', en: 'winsorised where skewness is 2 and kurtosis 3.5 or more, at most five values' }, log: { zh: '取对数（偏度达到 2 且峰度达到 3.5 的）', en: 'logarithms where skewness is 2 and kurtosis 3.5 or more' } },
  normalise: {
    goalposts: { zh: '上下限', en: 'goalposts' }, minmax: { zh: '最小—最大', en: 'min–max' }, zscore: { zh: 'z 分数', en: 'z-scores' }, rank: { zh: '名次', en: 'ranks' }, percentile: { zh: '百分位', en: 'percentile ranks' }, leader: { zh: '与领先者的距离', en: 'distance to the leader' }, fraction: { zh: '占最大值之比', en: 'fraction of the largest' },
  },
  aggregate: {
    arithmetic: { zh: '加权算术平均', en: 'weighted arithmetic mean' }, geometric: { zh: '加权几何平均', en: 'weighted geometric mean' }, harmonic: { zh: '加权调和平均', en: 'weighted harmonic mean' }, generalised: { zh: '加权幂平均', en: 'weighted mean of powers' }, topsis: { zh: 'TOPSIS（与最优、最劣的距离）', en: 'TOPSIS (distance to best and worst)' }, grey: { zh: '灰色关联', en: 'grey relation' },
  },
} as const satisfies Record<keyof Choices, Messages>;

/** The ways to weights, as they are offered. */
export const weightMethodWords = {
  equal: { zh: '等权', en: 'equal' }, entropy: { zh: '熵权法', en: 'entropy' }, critic: { zh: 'CRITIC', en: 'CRITIC' }, variation: { zh: '变异系数法', en: 'coefficient of variation' }, pca: { zh: '主成分分析', en: 'principal components' },
} satisfies Record<WeightMethod, Text>;

const range = { zh: '（{low} 至 {high}）', en: ' ({low} to {high})' };
const moments = { zh: '（均值 {low}，标准差 {high}）', en: ' (mean {low}, deviation {high})' };
const exponent = { zh: '（幂次 {power}）', en: ' (power {power})' };
const coverage = { zh: '填报覆盖面：每个市至少 {least} 的填报单位已审定，否则须写明理由才能发布。', en: ' Coverage: at least {least} of the units asked are approved in every city, or it is published only with a reason.' };
const sentence = { zh: '缺失值：{impute}。异常值：{treat}。标准化：{normalise}。合成：{aggregate}。', en: 'Missing values: {impute}. Outliers: {treat}. Normalisation: {normalise}. Aggregation: {aggregate}.' };

/** How an index is made of its indicators, in words. */
export function sayChoices({ impute, treat, normalise, aggregate, leastCoverage }: SystemChoices): Text {
  return joined(bothLanguages(sentence, { impute: choiceWords.impute[impute], treat: choiceWords.treat[treat], normalise: sayNormalisation(normalise), aggregate: sayAggregation(aggregate) }), bothLanguages(coverage, { least: sayCoverage({ leastCoverage }) }));
}

/** The share of those asked that must be approved, as it was chosen. */
export function sayCoverage({ leastCoverage = 1 }: Pick<SystemChoices, 'leastCoverage'>): string {
  return `${Math.round(leastCoverage * 1000) / 10}%`;
}

/** A normalisation with its scale. */
export function sayNormalisation(normalise: Choices['normalise']): Text {
  const scale = 'scale' in normalise ? bothLanguages(normalise.method === 'zscore' ? moments : range, { low: normalise.scale[0], high: normalise.scale[1] }) : undefined;
  return joined(choiceWords.normalise[normalise.method], scale);
}

/** A way of making one score of several. */
export function sayAggregation(aggregate: Choices['aggregate']): Text {
  return joined(choiceWords.aggregate[aggregate.method], aggregate.method === 'generalised' ? bothLanguages(exponent, { power: aggregate.power }) : undefined);
}

function joined(name: Text, more: Text | undefined): Text {
  return more === undefined ? name : { zh: name.zh + more.zh, en: name.en + more.en };
}

const problemWords = {
  badScale: { zh: '标准化区间应由低到高（z 分数为均值和大于 0 的标准差），数值在 -10 亿到 10 亿之间', en: 'a scale goes from low to high (of z-scores: mean, and deviation above 0), between −1e9 and 1e9' },
  badPower: { zh: '幂平均的幂次应在 -20 到 20 之间', en: 'the power of a mean lies between −20 and 20' },
  mayNotBePositive: { zh: '几何、调和平均和幂次不大于 0 的幂平均只能用于大于 0 的得分；请把标准化区间的下端定在 0 以上（如 1 到 100），且不用 z 分数', en: 'geometric and harmonic means, and those of powers up to 0, are for scores above 0; let the scale begin above 0 (such as 1 to 100), and take no z-scores' },
  mayBeNegative: { zh: '幂平均不能用于小于 0 的得分；请把标准化区间的下端定在 0 及以上，且不用 z 分数', en: 'means of powers are not for scores below 0; let the scale begin at 0 or above, and take no z-scores' },
  tooFewForEm: { zh: 'EM 插补要求单位数多于指标数：最多 {units} 个市，却有 {indicators} 项指标', en: 'EM needs more units than indicators: there are at most {units} cities, and {indicators} indicators' },
} satisfies Messages;

/** Why choices cannot be carried out whatever the data will be, in words. */
export function sayChoiceProblem(problem: ChoiceProblem): Text {
  if (problem.code === 'noGoalposts' || problem.code === 'logGoalposts') return sayComputeProblem(problem);
  return bothLanguages(problemWords[problem.code], { ...problem });
}
