import type { Messages } from '#kernel/text.ts';

/** In what respects versions say something. */
export const factWords = {
  title: { zh: '体系名称', en: 'title' }, sources: { zh: '依据', en: 'sources' },
  impute: { zh: '缺失值', en: 'missing values' }, treat: { zh: '异常值', en: 'outliers' }, normalise: { zh: '标准化', en: 'normalisation' }, aggregate: { zh: '合成', en: 'aggregation' }, coverage: { zh: '发布所需填报覆盖面', en: 'coverage asked for' },
  name: { zh: '结构中的名称', en: 'name in the tree' }, rank: { zh: '在结构中的层次', en: 'depth in the tree' }, parent: { zh: '上级', en: 'belongs to' }, weight: { zh: '权重', en: 'weight' }, direction: { zh: '方向', en: 'direction' }, goalposts: { zh: '下限—上限', en: 'goalposts' },
  kind: { zh: '类别', en: 'kind' }, label: { zh: '名称', en: 'name' }, level: { zh: '层级', en: 'level' }, unit: { zh: '计量单位', en: 'unit' }, formula: { zh: '算法', en: 'formula' }, applies: { zh: '适用于', en: 'applies where' },
  meaning: { zh: '含义', en: 'meaning' }, source: { zh: '来源', en: 'source' }, period: { zh: '统计时期', en: 'period' }, target: { zh: '目标', en: 'target' },
} as const satisfies Messages;

export type FactField = keyof typeof factWords;
// the keys of an object literal are its type's
export const factFields = Object.keys(factWords) as FactField[];

export const declarationKinds = { attribute: { zh: '单位属性', en: 'attribute' }, data: { zh: '数据项', en: 'data element' }, indicator: { zh: '指标', en: 'indicator' }, standard: { zh: '达标标准', en: 'standard' }, rule: { zh: '审核规则', en: 'rule' } } as const satisfies Messages;

export const directions = { 1: { zh: '越高越好', en: 'more is better' }, [-1]: { zh: '越低越好', en: 'less is better' } } as const satisfies Messages;
