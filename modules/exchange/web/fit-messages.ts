import type { Messages } from '#kernel/text.ts';

export const messages = {
  declared: { zh: '申报意向', en: 'What you look for' },
  declaredHint: { zh: '学员和导师各自申报，系统按领域是否相同、希望得到的帮助能否得到来计算契合度。', en: 'Mentees and mentors both declare; a field in common and aims that the other serves make the fit.' },
  fields: { zh: '领域', en: 'Fields' },
  aims: { zh: '方向', en: 'Aims' },
  mentor: { zh: '导师（本单位人员，本人登录办理）', en: 'Mentor (one of your people, who acts by their own account)' },
  mentorHint: { zh: '输入姓名，从名单中选择。', en: 'Type a name and choose from the list.' },
  fit: { zh: '申报契合 {fit}', en: 'declared fit {fit}' },
  meanFit: { zh: '平均契合度', en: 'Mean fit' },
  howFit: { zh: '契合度怎样算出', en: 'How the fit was made' },
  formula: { zh: '申报契合（0–100）＋导师评分（0–100，未全部评分时不计）−志愿和排序每后移一位各 10 分。', en: 'What both declared (0–100) plus the mentor’s mark (0–100, if all have one), less 10 for each step down either side’s list.' },
  fitLine: { zh: '第 {wish} 志愿“{offer}”：申报契合 {declared}，评分 {score}，在导师排序中第 {rank} 位，契合度 {total}', en: 'wish {wish}, "{offer}": declared {declared}, mark {score}, no. {rank} in the mentor’s order, fit {total}' },
} as const satisfies Messages;
