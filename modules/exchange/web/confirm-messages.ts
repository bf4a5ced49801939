import type { Messages } from '#kernel/text.ts';

export const messages = {
  confirm: { zh: '推荐审核', en: 'Confirm nominations' },
  nothing: { zh: '没有待审核的推荐', en: 'Nothing waits for you' },
  all: { zh: '全选（{count} 人）', en: 'All {count}' },
  allOf: { zh: '选中{home}的全部人选', en: 'All of {home}' },
  agree: { zh: '同意推荐（{count} 人）', en: 'Confirm {count}' },
  refuse: { zh: '不予通过', en: 'Refuse' },
  hintParty: { zh: '审核通过后，接收单位才能看到。一次最多 200 人。', en: 'Hosts see them once they are confirmed. At most 200 at a time.' },
  hintDivision: { zh: '审核通过后进入下一环节。一次最多 200 人。', en: 'Confirmed, they go on to the next step. At most 200 at a time.' },
  quota: { zh: '已推荐 {nominated} 人，名额 {places} 人', en: '{nominated} of {places} nominated' },
  rank: { zh: '推荐第 {rank} 位', en: 'no. {rank}' },
  atDivision: { zh: '市县尚未审核', en: 'not yet settled by the division' },
  statement: { zh: '报名理由', en: 'Statement' },
  reason: { zh: '理由（报名人可见）', en: 'Why (the applicants read it)' },
  refuseWhom: { zh: '{names}，共 {count} 人，将收到同一理由。', en: '{count} people will read the same reason: {names}' },
} as const satisfies Messages;
