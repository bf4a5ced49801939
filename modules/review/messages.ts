import type { Messages } from '#kernel/text.ts';

/** The states of a review (`lifecycle.ts`). */
export const reviewStates = {
  draft: { zh: '筹备', en: 'In preparation' },
  inviting: { zh: '邀请与分配', en: 'Inviting and assigning' },
  reviewing: { zh: '独立评分', en: 'Scored independently' },
  discussing: { zh: '合议', en: 'Discussed by the panel' },
  concluded: { zh: '已有结论', en: 'Concluded' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** The states of somebody who is asked to judge. */
export const reviewerStates = {
  listed: { zh: '待邀请', en: 'To be invited' },
  invited: { zh: '待答复', en: 'Awaits an answer' },
  accepted: { zh: '已接受', en: 'Accepted' },
  declined: { zh: '已谢绝', en: 'Declined' },
  removed: { zh: '已退出', en: 'Left' },
} as const satisfies Messages;

/** The states of a version of a rubric. */
export const rubricStates = {
  draft: { zh: '草稿', en: 'Draft' },
  put: { zh: '四方表态中', en: 'Put to the four' },
  in_force: { zh: '现行', en: 'In force' },
  superseded: { zh: '已被替代', en: 'Superseded' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** What a panel may conclude, by its preset. */
export const verdicts = {
  pass: { zh: '通过', en: 'Pass' },
  conditional: { zh: '有条件通过', en: 'Pass with conditions' },
  fail: { zh: '不通过', en: 'Fail' },
  excellent: { zh: '优秀', en: 'Excellent' },
  good: { zh: '良好', en: 'Good' },
  sound: { zh: '合格', en: 'Sound' },
  weak: { zh: '不合格', en: 'Weak' },
  recommend: { zh: '推荐', en: 'Recommended' },
  reject: { zh: '不推荐', en: 'Not recommended' },
  first: { zh: '一等奖', en: 'First prize' },
  second: { zh: '二等奖', en: 'Second prize' },
  third: { zh: '三等奖', en: 'Third prize' },
  none: { zh: '未获奖', en: 'No prize' },
} as const satisfies Messages;
export type Verdict = keyof typeof verdicts;

export { presets, presetNames, type PresetName } from './presets.ts';
