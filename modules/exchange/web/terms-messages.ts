import type { Messages } from '#kernel/text.ts';

export const messages = {
  terms: { zh: '人数与经费', en: 'Numbers and money' },
  level: { zh: '人员层级', en: 'Level of posts' },
  numbers: { zh: '各方人数', en: 'Numbers by party' },
  noNumbers: { zh: '尚未商定各方人数', en: 'No numbers yet' },
  party: { zh: '省（市）', en: 'Party' },
  category: { zh: '类别', en: 'Category' },
  sends: { zh: '选派', en: 'Sends' },
  takes: { zh: '接收', en: 'Takes' },
  all: { zh: '合计', en: 'In all' },
  sum: { zh: '{category}：共选派 {sends} 人，共接收 {takes} 人', en: '{category}: {sends} sent, {takes} taken' },
  addNumbers: { zh: '增加一行', en: 'Add a row' },
  fromPosts: { zh: '按干部岗位库草拟', en: 'Draft from the cadre posts' },
  money: { zh: '经费标准', en: 'Money' },
  item: { zh: '项目', en: 'For what' },
  yuan: { zh: '金额（元）', en: 'Yuan' },
  per: { zh: '计算方式', en: 'Per' },
  payer: { zh: '承担方', en: 'Who pays' },
  addMoney: { zh: '增加经费', en: 'Add money' },
  remove: { zh: '移除', en: 'Remove' },
  moneyLine: { zh: '{item}：{yuan} 元（{per}），由{payer}承担', en: '{item}: {yuan} yuan {per}, paid by {payer}' },
} as const satisfies Messages;
