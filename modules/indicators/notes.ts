import type { ComputeProblem, Note } from '#algorithms/indices/compute.ts';
import type { WeightProblem } from '#algorithms/indices/weights/by-data.ts';
import type { SystemProblem } from '#algorithms/indices/system.ts';
import { bothLanguages, type Messages, type Text } from '#kernel/text.ts';

const systemWords = {
  sameCode: { zh: '代码“{node}”重复', en: 'the code “{node}” stands there twice' },
  noParent: { zh: '指标“{node}”没有填上级', en: 'the indicator “{node}” has no parent' },
  unknownParent: { zh: '“{node}”的上级“{other}”不存在', en: 'the parent “{other}” of “{node}” is not there' },
  parentLevel: { zh: '“{node}”的上级“{other}”不在紧邻的上一层', en: 'the parent “{other}” of “{node}” is not on the level just above it' },
  groupDirection: { zh: '“{node}”在第 2 层或以上，方向只能是 1', en: '“{node}” is on level 2 or above: its direction can only be 1' },
  noChildren: { zh: '“{node}”下面没有任何指标', en: 'nothing stands below “{node}”' },
  weightless: { zh: '“{node}”的下级权重全部为 0', en: 'everything below “{node}” weighs nothing' },
  badLevel: { zh: '“{node}”的层级应为 1、2、3……', en: 'the level of “{node}” must be 1, 2, 3 …' },
  badWeight: { zh: '“{node}”的权重应为不小于 0 的数', en: 'the weight of “{node}” must be a number not below 0' },
  badGoalposts: { zh: '“{node}”的下限应小于上限', en: 'the low goalpost of “{node}” must be below the high one' },
  noRoot: { zh: '没有总指数：最上一层应有且只有一个没有上级的节点', en: 'there is no whole: exactly one node at the top must have no parent' },
  severalRoots: { zh: '没有上级的节点不止一个（{nodes}），无法得出一个总分', en: 'several nodes have no parent ({nodes}), so there is no single score' },
  empty: { zh: '没有任何指标', en: 'there are no indicators' },
} satisfies Messages;

const computeWords = {
  noUnits: { zh: '没有任何地区或学校可计算', en: 'there is no unit to compute' },
  noGroups: { zh: '按组插补需要数据中有 group 列', en: 'imputing by group needs a column “group” in the data' },
  noPanel: { zh: '按上期值插补需要以前各期的数据', en: 'imputing by the last value needs earlier periods' },
  emImpossible: { zh: 'EM 插补无法进行：单位数应多于指标数，且各指标之间不能完全线性相关', en: 'EM cannot impute: it needs more units than indicators, none of them a linear combination of others' },
  emUnsettled: { zh: 'EM 插补没有收敛：各指标高度相关或缺失过多，插补值不可靠，请改用其他插补方法', en: 'EM did not converge: the indicators are too closely related, or too much is missing; its values cannot be relied on, choose another imputation' },
  noGoalposts: { zh: '指标“{node}”没有上下限（low、high）', en: 'the indicator “{node}” has no goalposts (low, high)' },
  noDenominator: { zh: '指标“{node}”的分母不在数据中', en: 'the denominator of “{node}” is not in the data' },
  notPositive: { zh: '“{unit}”的“{node}”不大于 0，无法求几何或调和平均；请把标准化区间定在 0 以上，如 --scale 1,100', en: '“{node}” of “{unit}” is not above 0, so it has no geometric or harmonic mean; choose a scale above 0, such as --scale 1,100' },
  overflow: { zh: '“{unit}”的“{node}”超出可计算的范围：各单位取值几乎相同，或数值过大', en: '“{node}” of “{unit}” cannot be reckoned with: the values hardly differ, or are too large' },
  negative: { zh: '“{unit}”的“{node}”小于 0，无法求幂平均；请把标准化区间定在 0 及以上', en: '“{node}” of “{unit}” is below 0, so it has no mean of powers; choose a scale from 0 on' },
  logGoalposts: { zh: '取对数后的值不能与原单位的上下限（goalposts）相比；请另选标准化方法，或不取对数', en: 'logarithms cannot be measured against goalposts in the original unit; choose another normalisation, or no logarithms' },
} satisfies Messages;

const weightWords = {
  noVariance: { zh: '“{node}”的下级各单位取值相同或缺失，由数据得不出权重', en: 'what stands below “{node}” hardly varies or is missing, so the data give no weights' },
  belowZero: { zh: '“{node}”的下级有小于 0 的得分，不能用熵权法；请换标准化方法或区间', en: 'below “{node}” there are scores under zero, which have no entropy; choose another normalisation or scale' },
  meanNotPositive: { zh: '“{node}”的下级有均值不大于 0 的，不能用变异系数法；请换标准化方法或区间', en: 'below “{node}” a mean is not above zero, so there is no coefficient of variation; choose another normalisation or scale' },
  fewUnits: { zh: '“{node}”的下级不少于单位数，不能用主成分分析', en: 'below “{node}” there are at least as many parts as units: too many for principal components' },
} satisfies Messages;

/** Why the data give no weights, in words. */
export function sayWeightProblem({ code, node }: { readonly code: WeightProblem; readonly node: string }): Text {
  return bothLanguages(weightWords[code], { node });
}

const noteWords = {
  allMissing: { zh: '指标“{node}”全部缺失，未参与计算，其权重按比例分给同组其他指标。', en: 'The indicator “{node}” is missing everywhere; it takes no part, and its weight goes to its siblings in proportion.' },
  noVariance: { zh: '指标“{node}”各单位取值相同，无法比较高低，未参与计算，其权重按比例分给同组其他指标。', en: 'The indicator “{node}” is the same for all units and cannot tell them apart; it takes no part, and its weight goes to its siblings in proportion.' },
  stillOutside: { zh: '指标“{node}”处理后偏度和峰度仍超出限值（2 与 3.5）。', en: 'The indicator “{node}” is still beyond the limits of skewness and kurtosis (2 and 3.5) after treatment.' },
  zeroDenominator: { zh: '指标“{node}”有 {count} 个单位分母为 0，按缺失处理。', en: 'The indicator “{node}” has a denominator of 0 for {count} units; these values count as missing.' },
  stillMissing: { zh: '指标“{node}”有 {count} 个单位缺失，这些单位按其余指标计算。', en: 'The indicator “{node}” is missing for {count} units, which are computed from their other indicators.' },
  notCompared: { zh: '指标“{node}”有 {count} 个单位缺失；TOPSIS 和灰色关联要求同组各项齐全，这些单位在该组没有得分。', en: 'The indicator “{node}” is missing for {count} units; TOPSIS and grey relation need every part of a group, so these units have no score in it.' },
  noFraction: { zh: '指标“{node}”方向为负、最大值不大于 0 或有负值，不能按占最大值之比标准化，未参与计算。', en: 'The indicator “{node}” cannot be a fraction of its largest value (direction −1, largest value not above 0, or one below 0); it takes no part.' },
  fewUnits: { zh: '单位数少于指标数：客观赋权和主成分在此不适用，名次不稳定。', en: 'There are fewer units than indicators: weights from the data do not apply here, and the ranks are unstable.' },
  unusedGoalposts: { zh: '指标的上下限（low、high）没有用到：标准化方法不是上下限（goalposts）。', en: 'The goalposts (low, high) were not used: the normalisation is another one.' },
  nothingKnown: { zh: '“{unit}”没有任何可用数据，没有得分和名次。', en: 'Nothing is known of “{unit}”; it has no score and no rank.' },
  noScore: { zh: '“{unit}”有缺失，没有总分和名次。', en: '“{unit}” lacks values that the comparison needs; it has no score and no rank.' },
} satisfies Messages;

/** Why a system cannot be honoured, in words. */
export function sayProblem(problem: SystemProblem): Text {
  return bothLanguages(systemWords[problem.code], 'nodes' in problem ? { nodes: problem.nodes.join('、') } : { ...problem });
}

/** Why these choices cannot be carried out on these data, in words. */
export function sayComputeProblem(problem: ComputeProblem): Text {
  return bothLanguages(computeWords[problem.code], { ...problem });
}

const manyWords = {
  nothingKnown: { zh: '{count} 个单位没有任何可用数据，没有得分和名次：{names}。', en: 'Nothing is known of {count} units, which have no score and no rank: {names}.' },
  allMissing: { zh: '{count} 项指标全部缺失，未参与计算，其权重按比例分给同组其他指标：{names}。', en: '{count} indicators are missing everywhere; they take no part, and their weight goes to their siblings in proportion: {names}.' },
} satisfies Messages;
/** So many of a kind are said in one sentence. */
const many = 4;

/** The notes in words; what holds of many units or indicators in one sentence. */
export function sayNotes(notes: readonly Note[]): Text[] {
  const said = notes.filter(({ code }) => code !== 'nothingKnown' && code !== 'allMissing').map(sayNote);
  const together = (['allMissing', 'nothingKnown'] as const).flatMap((code): Text[] => {
    const own = notes.filter((note) => note.code === code);
    if (own.length < many) return own.map(sayNote);
    const names = own.map((note) => ('unit' in note ? note.unit : 'node' in note ? note.node : ''));
    return [bothLanguages(manyWords[code], { count: own.length, names: { zh: names.join('、'), en: names.join(', ') } })];
  });
  return [...said, ...together];
}

/** What one must know to read a result, in words. */
export function sayNote(note: Note): Text {
  return bothLanguages(noteWords[note.code], { ...note });
}
