import type { Messages } from '#kernel/text.ts';

export const messages = {
  fourAnswer: { zh: '四方表态（第 {round} 轮）', en: 'What the four say, round {round}' },
  toProposal: { zh: '查看文本与表态', en: 'Text and answers' },
  answerUntil: { zh: '由四方签署人表态，截止 {date}；全部同意后转入联合签署。', en: 'Each party’s signatory answers by {date}; when all agree, the four sign.' },
  putAgain: { zh: '修改后可再次提交四方，另起一轮；此前的表态不再有效。', en: 'Changed, it goes to the four in a new round; earlier answers no longer count.' },
  signed: { zh: '四方已联合签署。', en: 'Signed by all four.' },
  toDocument: { zh: '查看签署文件', en: 'The signed document' },
  silent: { zh: '待表态', en: 'No answer yet' },
  agree: { zh: '同意', en: 'Agree' },
  reserve: { zh: '有保留地同意', en: 'Agree with reservation' },
  object: { zh: '不同意', en: 'Object' },
  abstain: { zh: '弃权', en: 'Abstain' },
} as const satisfies Messages;
