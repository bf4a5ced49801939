import type { Messages, Text } from '#kernel/text.ts';
import type { AnswerKind, Rule } from './rules.ts';

/** What a party may say. */
export const answerNames: Readonly<Record<AnswerKind, Text>> = {
  agree: { zh: '同意', en: 'Agree' },
  reserve: { zh: '有保留地同意', en: 'Agree with reservation' },
  object: { zh: '不同意', en: 'Object' },
  abstain: { zh: '弃权', en: 'Abstain' },
};

export const ruleNames: Readonly<Record<Rule, Text>> = {
  four: { zh: '须四方一致同意', en: 'All four must agree' },
  three: { zh: '三方同意即可', en: 'Three of four are enough' },
};

/** Where a proposal or a round stands. */
export const proposalStates = {
  open: { zh: '表态中', en: 'Before the four' },
  lapsed: { zh: '逾期未决', en: 'Lapsed' },
  agreed: { zh: '已通过', en: 'Agreed' },
  refused: { zh: '未通过', en: 'Refused' },
  superseded: { zh: '已被新一轮取代', en: 'Followed by a new round' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export type RoundState = keyof typeof proposalStates;
