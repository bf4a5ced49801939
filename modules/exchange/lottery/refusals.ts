import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused around the lottery. */
export const refusals = declareRefusals('exchange', {
  lotteryNeeded: { status: 409, zh: '有接收单位未分先后的人选，须先冻结输入、由四方抽签。', en: 'Some are equal to their host; freeze the inputs and let the four draw first.' },
  lotteryNotNeeded: { status: 409, zh: '没有需要抽签的人选。', en: 'There is nothing to draw.' },
  lotteryThere: { status: 409, zh: '本轮抽签已经开始。', en: 'The lottery of this round has begun already.' },
  inputsFrozen: { status: 409, zh: '输入已冻结，不能再改排序。', en: 'The inputs are frozen; orders can no longer be changed.' },
  inputsChanged: { status: 409, zh: '冻结之后输入有变动，抽签作废，请重新冻结。', en: 'The inputs changed after the freeze; the lottery is void. Freeze again.' },
  notCommitting: { status: 409, zh: '抽签当前不接受提交。', en: 'The lottery takes no commits now.' },
  notRevealing: { status: 409, zh: '抽签当前不接受公开。', en: 'The lottery takes no reveals now.' },
  committedAlready: { status: 409, zh: '贵方已经提交。', en: 'Your party has committed already.' },
  revealedAlready: { status: 409, zh: '贵方已经公开。', en: 'Your party has revealed already.' },
  notCommitted: { status: 409, zh: '贵方没有提交，不能公开。', en: 'Your party has not committed.' },
  secretWrong: { status: 422, zh: '公开的数与提交时的不符。', en: 'This is not the number that was committed to.' },
  secretUsed: { status: 422, zh: '这个数已经用过。', en: 'This number was used before.' },
  revealLate: { status: 409, zh: '本次公开的时间已过，请重新提交。', en: 'The time to reveal is over; commit anew.' },
  notDrawn: { status: 409, zh: '还没有抽出结果。', en: 'Nothing has been drawn yet.' },
});
