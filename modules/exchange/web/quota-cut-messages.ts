import type { Messages } from '#kernel/text.ts';

export const messages = {
  cut: { zh: '调减名额', en: 'Cut the quota' },
  next: { zh: '查看受影响的人员', en: 'See whom it touches' },
  below: { zh: '少于已推荐的 {nominated} 人，保存前先列出受影响的人员。', en: 'Below the {nominated} nominated: whom it touches is listed before it is saved.' },
  hint: { zh: '{home}的名额将由 {before} 调为 {places}。按本单位推荐顺序，排在最后的以下人员退回待审核，报名内容不变，并收到通知；可以撤销。', en: 'The quota of {home} goes from {before} to {places}. These, the last in its order, go back to it with their applications as they are, and are told; it can be undone.' },
  rank: { zh: '推荐顺序', en: 'Order' },
  name: { zh: '姓名', en: 'Name' },
  state: { zh: '状态', en: 'State' },
  number: { zh: '第 {rank} 位', en: 'no. {rank}' },
  reason: { zh: '调减的理由（当事人可见）', en: 'Why (they read it)' },
  history: { zh: '名额调减记录', en: 'Cuts' },
  from: { zh: '{home}：{before} → {places}', en: '{home}: {before} → {places}' },
  undo: { zh: '撤销调减', en: 'Undo the cut' },
  undone: { zh: '撤销理由', en: 'Undone because' },
  why: { zh: '调减理由', en: 'Why' },
  sentBack: { zh: '退回人员', en: 'Sent back' },
  undoHint: { zh: '{home}的名额将由 {places} 恢复为 {before}。仍在待审核的人员恢复推荐（原来的顺序未被他人占用的，顺序不变），并收到通知。', en: 'The quota of {home} goes from {places} back to {before}; those who still wait are nominated again, in their old place where it is free, and are told.' },
  undoReason: { zh: '撤销的理由', en: 'Why it is undone' },
  undoneAll: { zh: '名额已恢复，{restored} 人恢复推荐', en: 'The quota is back, and {restored} nominations with it' },
  undoResult: { zh: '已恢复 {restored} 人的推荐；{kept} 人此后另有变动，保持现状', en: '{restored} nominations restored; {kept} have gone another way since and stay as they are' },
  restored: { zh: '已恢复', en: 'restored' },
} as const satisfies Messages;
