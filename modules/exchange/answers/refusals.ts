import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused when places are answered for, released, and matched once more. */
export const refusals = declareRefusals('exchange', {
  conditionsOpen: { status: 409, zh: '还有未满足的条件，请选择“有条件接受”。', en: 'There are conditions still open; accept on conditions instead.' },
  noConditions: { status: 422, zh: '没有列出条件；没有条件请直接“接受”。', en: 'No condition is named; without one, simply accept.' },
  conditionTooLate: { status: 422, zh: '条件须在派出开始（{date}）之前满足。', en: 'A condition must be met before the placement begins ({date}).' },
  conditionsNotNow: { status: 409, zh: '只有待答复或有条件接受时可以提出条件。', en: 'Conditions are named while a place is to be answered or accepted on conditions.' },
  conditionDecided: { status: 409, zh: '该条件已有结论。', en: 'This condition has been judged already.' },
  conditionNotYours: { status: 403, zh: '条件由提出的一方认定。', en: 'A condition is judged by the side that named it.' },
  conditionUnproved: { status: 422, zh: '认定“已满足”须有证明或说明。', en: 'To call it met there must be a proof or a word why.' },
  nothingToRelease: { status: 409, zh: '没有需要释放的名额。', en: 'There is no place to release.' },
  listChanged: { status: 409, zh: '名单已有变化，请核对新的名单后再确认。', en: 'The list has changed; look at the new one before you confirm.' },
  releaseUndone: { status: 409, zh: '该次释放已撤销。', en: 'This was undone already.' },
  nothingToUndo: { status: 409, zh: '这些名额已由他人接受，不能撤销。', en: 'Others have accepted these places meanwhile; it can no longer be undone.' },
  stayUnderway: { status: 409, zh: '有 {count} 人的派出已经开始，请先结束其派出。', en: '{count} people have begun their stay at this post; end it first.' },
  capacityTaken: { status: 409, zh: '该岗位已安排 {count} 人，可接收人数不能更少。', en: '{count} people have this post; its places cannot be fewer.' },
  nothingLeft: { status: 409, zh: '没有剩余名额，不必再开一轮。', en: 'No places are left; there is nothing for another round.' },
});
