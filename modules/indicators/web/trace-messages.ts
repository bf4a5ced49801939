import type { Messages } from '#kernel/text.ts';

/** Words of the page that follows one number back to what it was made from. */
export const messages = {
  trace: { zh: '这个数怎么来的', en: 'How this number was made' }, traceOf: { zh: '{unit}：{name}', en: '{unit}: {name}' },
  step_parts: { zh: '汇总填报数据', en: 'What was reported, added up' }, step_formula: { zh: '按公式计算', en: 'By the formula' }, step_imputed: { zh: '插补缺失', en: 'Missing values filled in' }, step_treated: { zh: '处理异常值', en: 'Outliers treated' }, step_normalised: { zh: '标准化为得分', en: 'Made a score' }, step_weight: { zh: '计入总分', en: 'Counted into the whole' },
  part: { zh: '数据项', en: 'Data' }, value: { zh: '数值', en: 'Value' }, noParts: { zh: '数据项由所属方掌握，四方同意发布后按地区公开汇总数。', en: 'The data belong to the party; once published, their totals are open.' }, oldParts: { zh: '本结果发布时还没有公布数据项。', en: 'When this was published, data elements were not yet.' },
  unit: { zh: '（{unit}）', en: ' ({unit})' }, keptBack: { zh: '“*”为人数较少而不公布的，或为防止推算而一并不公布的。', en: '“*” is kept back: few people stand behind it, or it would give such a number away.' },
  linear: { zh: '（{raw} − {low}）÷（{high} − {low}）× {size}{base}，限于 {worst}—{best} 分', en: '({raw} − {low}) ÷ ({high} − {low}) × {size}{base}, within {worst} and {best} points' }, byMethod: { zh: '在各市之间按“{method}”标准化。', en: 'Normalised between the cities by {method}.' },
  rank: { zh: '名次', en: 'Rank' }, wholeGroup: { zh: '同组各项齐全的才有得分。', en: 'There is a score only where no part is missing.' },
  counted: { zh: '占总分 {weight}，得 {points} 分。', en: '{weight} of the whole: {points} points.' }, weighs: { zh: '占总分 {weight}。', en: '{weight} of the whole.' },
  madeOf: { zh: '由下列得分合成（{method}）', en: 'Made of these scores ({method})' }, share: { zh: '权重', en: 'Weight' }, missingShared: { zh: '缺失的不计，其权重按比例分给其余各项。', en: 'What is missing does not count; its weight goes to the others in proportion.' }, name: { zh: '名称', en: 'Name' }, score: { zh: '得分', en: 'Score' }, points: { zh: '折合', en: 'Points' },
  forms: { zh: '填报表', en: 'The forms' }, formsNote: { zh: '表中是各表现在的数；本次计算用的是 {date} 时已审定的数，以数据摘要为准。', en: 'These are the forms as they stand; computed was what had been approved by {date}, see the digest of the facts.' }, place: { zh: '填报单位', en: 'Unit' }, state: { zh: '状态', en: 'State' }, noForms: { zh: '这些填报表属于另一方，按规定只有所属方能看。', en: 'These forms belong to another party, and only that party sees them.' },
  formsStay: { zh: '各单位的填报表由所属方保管，不公开；公开的是按地区汇总的数据项。用它们和公式可以重新算出这个数。', en: 'The forms stay with their party; open are the totals by place. From these and the formula anybody can work this number out again.' },
  notThere: { zh: '这一地区没有这个数。', en: 'There is no such number for this place.' }, showTrace: { zh: '{unit}“{name}”{value}：怎么来的', en: '{unit}, {name}, {value}: how it was made' },
} as const satisfies Messages;
