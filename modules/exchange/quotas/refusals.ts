import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused when a quota is cut below those nominated. */
export const refusals = declareRefusals('exchange', {
  quotaNotCut: { status: 409, zh: '新的名额不少于已推荐的人数，直接保存即可。', en: 'The new quota is not below those nominated; simply save it.' },
  quotaBelowPlaced: { status: 409, zh: '其中 {count} 人已进入匹配或已获安排，名额不能再少于这个数。', en: '{count} of them are in the matching or have a place; the quota cannot be less than that.' },
  cutUndone: { status: 409, zh: '该次调减已撤销。', en: 'This cut was undone already.' },
  quotaMovedOn: { status: 409, zh: '名额此后又有调整，请直接修改名额并重新推荐。', en: 'The quota was changed again since; set it anew and nominate again.' },
});
