import { declareRefusals } from '#kernel/refusal.ts';

/** What the indicators refuse, and what the person can do about it. */
export const refusals = declareRefusals('indicators', {
  notADraft: { status: 409, zh: '这一版已不是草案，不能修改；请另立新版。', en: 'This version is no longer a draft; draw up a new one.' },
  badFormulas: { status: 422, zh: '公式有误：第 {line} 行第 {column} 列，{why}。', en: 'The formulas are not right: line {line}, column {column}, {why}.' },
  badTree: { status: 422, zh: '指标结构有误：{why}。', en: 'The tree of the system is not right: {why}.' },
  notMatching: { status: 422, zh: '指标“{code}”没有对应的公式，或其公式不在市一级。', en: 'The indicator “{code}” has no formula, or its formula is not for a city.' },
  notInForce: { status: 409, zh: '只有已经四方同意的指标体系才能开展填报。', en: 'Only a system that the four have agreed on can be collected for.' },
  sameCampaign: { status: 409, zh: '{period} 年的填报已经开展。', en: 'There is a campaign for {period} already.' },
  notOpen: { status: 409, zh: '填报已截止锁定，不能再改。', en: 'The campaign is locked; nothing can be changed any more.' },
  unknownElement: { status: 422, zh: '没有数据项“{element}”。', en: 'There is no data element “{element}”.' },
  notComplete: { status: 422, zh: '还有 {count} 处需要更正或说明，请逐项处理后再提交。', en: '{count} places still need to be corrected or explained; then submit.' },
  empty: { status: 422, zh: '一个数也没有填，不能提交。', en: 'There is not a single number; it cannot be submitted.' },
  cityOnly: { status: 403, zh: '审核由市级经办人进行。', en: 'Checking is for the officer of the city.' },
  wrongTemplate: { status: 422, zh: '这不是本次填报的模板：第 {column} 列应为“{wanted}”，却是“{found}”。请重新下载模板。', en: 'This is not the template of this campaign: column {column} should be “{wanted}”, not “{found}”. Please download it again.' },
  badCell: { status: 422, zh: '第 {row} 行“{column}”列：“{value}”不是数字。缺失请留空。', en: 'Row {row}, column “{column}”: “{value}” is not a number. Leave what is missing empty.' },
  unknownUnit: { status: 422, zh: '第 {row} 行：“{unit}”不在您可填报的范围内。', en: 'Row {row}: “{unit}” is not yours to report for.' },
  sameUnit: { status: 422, zh: '第 {row} 行：“{unit}”在表中出现了两次。', en: 'Row {row}: “{unit}” stands there twice.' },
  nothingApproved: { status: 409, zh: '还没有审定的数据，无法计算。', en: 'Nothing has been approved yet; there is nothing to compute.' },
  notFinished: { status: 409, zh: '计算还没有完成。', en: 'The computation has not finished yet.' },
  alreadyProposed: { status: 409, zh: '这一结果已提请发布。', en: 'This result has been put forward for publication already.' },
  cannotCompute: { status: 422, zh: '无法计算：{why}。', en: 'This cannot be computed: {why}.' },
});
