import type { Expression, Operator, Problem, ProblemCode } from '#algorithms/formulas/model.ts';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import { levelOfAggregate } from '#algorithms/formulas/evaluate.ts';
import { bothLanguages, fill, type Language, type Text } from '#kernel/text.ts';

export const levelNames = {
  region: { zh: '区域', en: 'region' }, party: { zh: '省（市）', en: 'party' }, city: { zh: '市', en: 'city' }, district: { zh: '县（市、区）', en: 'district' }, school: { zh: '学校', en: 'school' },
} as const satisfies Record<string, Text>;

const problemWords: Readonly<Record<ProblemCode, Text>> = {
  unexpected: { zh: '此处应为 {wanted}，却是“{found}”', en: '{wanted} expected here, not “{found}”' },
  badSign: { zh: '不认识的字符“{found}”（请用半角符号）', en: 'the sign “{found}” is not known (use half-width signs)' },
  zeroDivision: { zh: '除数恒为 0', en: 'this divisor is always 0' },
  noLevel: { zh: '“{found}”不是层级：region、party、city、district、school', en: '“{found}” is no level: region, party, city, district, school' },
  badUnit: { zh: '看不懂单位“{unit}”', en: 'the unit “{unit}” cannot be read' },
  sameName: { zh: '“{name}”已在第 {line} 行定义', en: '“{name}” is defined on line {line} already' },
  unknownName: { zh: '没有定义“{name}”', en: '“{name}” is not defined' },
  unknownFunction: { zh: '没有函数“{name}”；可用：{known}', en: 'there is no function “{name}”; there are: {known}' },
  reserved: { zh: '“{name}”是函数名，不能用作名称', en: '“{name}” is a function and cannot be a name' },
  finerLevel: { zh: '“{name}”（{label}）按 {own} 填报，{level} 层的公式要先用 sum()、mean() 等汇总', en: '“{name}” ({label}) is counted by {own}; a formula for a {level} must take its sum(), mean() or the like' },
  coarserLevel: { zh: '“{name}”（{label}）属于 {own} 层，不能用于 {level} 层的公式', en: '“{name}” ({label}) belongs to a {own} and cannot stand in a formula for a {level}' },
  mixedLevels: { zh: '同一汇总中“{name}”在 {own} 层，其他在 {other} 层', en: 'in one aggregate “{name}” is of level {own}, the others of {other}' },
  nothingBelow: { zh: '{name}() 里没有比 {level} 更低一层的数据', en: '{name}() names nothing below {level}' },
  unitsDiffer: { zh: '单位不同：{left} 与 {right}；请用 in "…" 换算', en: 'units differ: {left} and {right}; convert with in "…"' },
  cannotConvert: { zh: '{found} 不能换算成 {wanted}', en: '{found} cannot be converted into {wanted}' },
  declaredUnit: { zh: '算出的单位是 {found}，与声明的 {declared} 不符', en: 'the formula gives {found}, not the declared {declared}' },
  declaredFactor: { zh: '算出的单位是 {found}，声明的是 {declared}；请在公式末尾写 in "{declared}"', en: 'the formula gives {found}, declared is {declared}; end it with in "{declared}"' },
  needsNumber: { zh: '此处应为数值', en: 'a number is needed here' },
  needsCondition: { zh: '此处应为条件（真或假）', en: 'a condition is needed here' },
  needsText: { zh: '文字只能与文字比较', en: 'a text can only be compared with a text' },
  noUnitHere: { zh: 'ln() 只用于没有单位的数，这里是 {found}', en: 'ln() is for numbers without a unit; this one is in {found}' },
  percentRange: { zh: '百分位应在 0 到 100 之间', en: 'a percentile is between 0 and 100' },
  noPercent: { zh: '{name}() 的百分位写得不对：percentile(x, 90) 要写，其他不写', en: '{name}(): only percentile(x, 90) takes a percentage, and must' },
  notByThis: { zh: '{name}() 不能加权；by 只用于 mean 和 cv', en: '{name}() takes no weights; “by” is for mean and cv' },
  arguments: { zh: '{name}() 的参数个数不对', en: '{name}() takes another number of arguments' },
  cycle: { zh: '公式循环引用：{path}', en: 'the formulas go round in a circle: {path}' },
  sameButCase: { zh: '“{name}”与第 {line} 行的“{other}”只差大小写，计算时分不开，请换一个名称', en: '“{name}” differs from “{other}” on line {line} only by the case of its letters, which computations cannot tell apart; choose another name' },
  reservedName: { zh: '“{name}”是系统自用的名称，请换一个', en: '“{name}” is a name that the platform uses itself; choose another' },
  badPeriod: { zh: '往前的期数应为 1 到 {most} 的整数，不能是 {found}', en: 'periods back are whole numbers from 1 to {most}, not {found}' },
  tooFarBack: { zh: '“{name}”经所用的各项指标共往前看 {periods} 期，至多 {most} 期', en: '“{name}” looks {periods} periods back through the indicators that it uses; {most} at most' },
  tooLarge: { zh: '这个数太大', en: 'this number is too large' },
  sameNote: { zh: '“{name}”写了两次', en: '“{name}” stands there twice' },
  notCollected: { zh: '“{name}”声明在 {level} 层，但填报只到 {levels}，没有人会填它', en: '“{name}” is declared for a {level}, but only {levels} report; nobody would be asked for it' },
  ruleNowhere: { zh: '规则“{name}”声明在 {level} 层，但填报只到 {levels}，不会起作用', en: 'the rule “{name}” is for a {level}, but only {levels} report; it would never be asked' },
  ruleBelow: { zh: '规则“{name}”用到下一层的“{other}”，而规则只核对一份表，不会起作用', en: 'the rule “{name}” looks at “{other}” of the level below, but a rule is asked of one form; it would never fire' },
  unknownAttribute: { zh: '填报单位没有属性“{name}”（{level} 层）；已有：{known}', en: 'there is no attribute “{name}” of a {level}; there are: {known}' },
  tooDeep: { zh: '公式嵌套过深或过长', en: 'the formula is nested too deeply or too long' },
};

/** What is wrong with a formula, in words. */
export function sayFormulaProblem({ code, values }: Problem): Text {
  return bothLanguages(problemWords[code], values);
}

const operators: Readonly<Record<Operator, Text>> = {
  '+': { zh: '{a} + {b}', en: '{a} + {b}' }, '-': { zh: '{a} − {b}', en: '{a} − {b}' }, '*': { zh: '{a} × {b}', en: '{a} × {b}' }, '/': { zh: '{a} ÷ {b}', en: '{a} ÷ {b}' },
  '=': { zh: '{a}等于{b}', en: '{a} is {b}' }, '<>': { zh: '{a}不等于{b}', en: '{a} is not {b}' }, '<': { zh: '{a}小于{b}', en: '{a} is below {b}' }, '<=': { zh: '{a}不大于{b}', en: '{a} is at most {b}' },
  '>': { zh: '{a}大于{b}', en: '{a} is above {b}' }, '>=': { zh: '{a}不小于{b}', en: '{a} is at least {b}' }, and: { zh: '{a}且{b}', en: '{a} and {b}' }, or: { zh: '{a}或{b}', en: '{a} or {b}' },
  '??': { zh: '{a}（缺失时按{b}计）', en: '{a} ({b} where missing)' },
};

const aggregateWords = {
  sum: { zh: '各{level}{what}之和', en: 'the sum of {what} over each {level}' }, mean: { zh: '各{level}{what}的平均值', en: 'the mean of {what} over each {level}' },
  min: { zh: '各{level}{what}的最小值', en: 'the smallest {what} of any {level}' }, max: { zh: '各{level}{what}的最大值', en: 'the largest {what} of any {level}' },
  median: { zh: '各{level}{what}的中位数', en: 'the median of {what} over each {level}' }, percentile: { zh: '各{level}{what}的第 {percent} 百分位数', en: 'percentile {percent} of {what} over each {level}' },
  count: { zh: '有{what}的{level}个数', en: 'the number of {level}s that have {what}' }, cv: { zh: '各{level}{what}的差异系数', en: 'the coefficient of variation of {what} between each {level}' },
} as const;

/** A formula as one would read it out: “各学校‘专任教师数’之和 ÷ 各学校‘在校生数’之和”. */
export function sayFormula(expression: Expression, system: FormulaSystem): Text {
  return { zh: say(expression, system, 'zh'), en: say(expression, system, 'en') };
}

function say(expression: Expression, system: FormulaSystem, language: Language): string {
  const inner = (part: Expression) => say(part, system, language);
  const bracketed = (part: Expression) => (part.kind === 'operation' || part.kind === 'if' ? (language === 'zh' ? `（${inner(part)}）` : `(${inner(part)})`) : inner(part));
  switch (expression.kind) {
    case 'number': return `${expression.value}${expression.unit === undefined ? '' : ` ${expression.unit}`}`;
    case 'text': return `“${expression.value}”`;
    case 'name': {
      const label = system.byName.get(expression.name)?.label ?? expression.name;
      if (expression.back === 0) return `“${label}”`;
      return language === 'zh' ? `${expression.back} 期前的“${label}”` : `“${label}” ${expression.back} periods before`;
    }
    case 'negative': return `−${bracketed(expression.of)}`;
    case 'not': return language === 'zh' ? `并非${bracketed(expression.of)}` : `not ${bracketed(expression.of)}`;
    case 'convert': return language === 'zh' ? `${bracketed(expression.of)}（折算为${expression.unit}）` : `${bracketed(expression.of)} (in ${expression.unit})`;
    case 'if': return language === 'zh' ? `如果${inner(expression.condition)}，则为${inner(expression.yes)}，否则为${inner(expression.no)}` : `${inner(expression.yes)} if ${inner(expression.condition)}, else ${inner(expression.no)}`;
    case 'scalar': return `${scalarNames[expression.name][language]}(${expression.of.map(inner).join(', ')})`;
    case 'operation': return fill(operators[expression.operator][language], { a: bracketed(expression.left), b: bracketed(expression.right) });
    case 'aggregate': {
      const level = levelNames[levelOfAggregate(expression, system)][language];
      const said = fill(aggregateWords[expression.name][language], { level, what: inner(expression.of), percent: expression.percent ?? '' });
      const more = [
        ...(expression.by === undefined ? [] : [fill(language === 'zh' ? '以{by}加权' : 'weighted by {by}', { by: inner(expression.by) })]),
        ...(expression.where === undefined ? [] : [fill(language === 'zh' ? '只计{where}的' : 'only where {where}', { where: inner(expression.where) })]),
        ...(expression.skipping ? [language === 'zh' ? '缺失的不计' : 'missing ones left out'] : []),
      ];
      return more.length === 0 ? said : language === 'zh' ? `${said}（${more.join('，')}）` : `${said} (${more.join(', ')})`;
    }
  }
}

const scalarNames = { abs: { zh: '绝对值', en: 'absolute value' }, ln: { zh: '自然对数', en: 'natural logarithm' }, least: { zh: '较小者', en: 'the smaller of' }, greatest: { zh: '较大者', en: 'the larger of' }, present: { zh: '已填', en: 'present' } } as const;
