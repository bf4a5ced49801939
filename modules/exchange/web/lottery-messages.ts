import type { Messages } from '#kernel/text.ts';

export const messages = {
  lottery: { zh: '抽签', en: 'Lottery' },
  hint: { zh: '接收单位未分先后的人，由抽签定先后：先冻结全部输入，再由四方各提交一个保密的数，都提交后再公开；四个数合成种子，任何一方都不能左右结果。', en: 'Whom hosts hold equal go by lottery: the inputs are frozen, each party commits to a secret number, then all reveal; together they make the seed, and no party steers it.' },
  freeze: { zh: '冻结输入，发起抽签', en: 'Freeze the inputs and begin' },
  freezeAgain: { zh: '输入有变动，重新冻结', en: 'The inputs changed: freeze again' },
  digest: { zh: '冻结摘要', en: 'Frozen digest' },
  people: { zh: '{count} 人', en: '{count} people' },
  committed: { zh: '已提交', en: 'Committed' },
  revealed: { zh: '已公开', en: 'Revealed' },
  waiting: { zh: '待提交', en: 'Waiting' },
  commit: { zh: '提交本方的数', en: 'Commit our number' },
  reveal: { zh: '公开本方的数', en: 'Reveal our number' },
  elsewhere: { zh: '本方的数保存在提交时所用的浏览器中，请在那里公开。', en: 'The number is in the browser that committed it; reveal it there.' },
  until: { zh: '请在 {time} 前公开；逾期本次作废，重新提交', en: 'Reveal by {time}; otherwise this attempt is void and all commit anew' },
  drawn: { zh: '已抽出', en: 'Drawn' },
  transcript: { zh: '下载抽签记录', en: 'Transcript' },
} as const satisfies Messages;
