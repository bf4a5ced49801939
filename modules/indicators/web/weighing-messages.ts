import type { Messages } from '#kernel/text.ts';

export const messages = {
  weighing: { zh: '由数据测算权重', en: 'Weights from the data' }, weighed: { zh: '测算哪一组', en: 'Which group' }, way: { zh: '方法', en: 'Method' }, now: { zh: '现行权重', en: 'As it is' },
  judgedByAll: { zh: '四方判断（AHP）', en: 'What the parties judge (AHP)' }, timesJudged: { zh: '{method} × 四方判断', en: '{method} × what the parties judge' }, take: { zh: '采用', en: 'Take these' },
  fromResult: { zh: '依据“{title}”（{period} 年）各市得分。', en: 'From the cities’ scores of “{title}” ({period}).' }, noResult: { zh: '还没有计算结果可供测算。', en: 'There is no result to weigh by yet.' },
  weighingNote: { zh: '数据只说明哪些指标把各市分得开，不说明哪些更重要；权重由四方商定。', en: 'Data say which parts tell the cities apart, not which matter more; the four decide.' },
} as const satisfies Messages;
