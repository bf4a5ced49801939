import type { Messages } from '#kernel/text.ts';

export const messages = {
  cut: { zh: '调减名额', en: 'Cut the quota' },
  below: { zh: '新名额少于已推荐人数，下一步将列出受影响的人。', en: 'This is below those nominated; whom it touches is listed next.' },
  hint: { zh: '{home}的名额将由 {before} 调为 {places}。按本单位推荐顺序，排在最后的以下人员退回待审核，报名内容不变，并收到通知；可以撤销。', en: 'The quota of {home} goes from {before} to {places}. These, the last in its order, go back to it with their applications as they are, and are told; it can be undone.' },
  rank: { zh: '推荐顺序', en: 'Order' },
  name: { zh: '姓名', en: 'Name' },
  state: { zh: '状态', en: 'State' },
  number: { zh: '第 {rank} 位', en: 'no. {rank}' },
  reason: { zh: '调减的理由（当事人可见）', en: 'Why (they read it)' },
  history: { zh: '名额调减记录', en: 'Cuts' },
  from: { zh: '{home}：{before} → {places}', en: '{home}: {before} → {places}' },
  undo: { zh: '撤销', en: 'Undo' },
  undone: { zh: '已撤销：{reason}', en: 'Undone: {reason}' },
  undoReason: { zh: '撤销的理由', en: 'Why it is undone' },
  undoResult: { zh: '已恢复 {restored} 人的推荐；{kept} 人此后另有变动，保持现状', en: '{restored} nominations restored; {kept} have gone another way since and stay as they are' },
  restored: { zh: '已恢复', en: 'restored' },
} as const satisfies Messages;
