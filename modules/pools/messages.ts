import type { Messages } from '#kernel/text.ts';

/** The states of a person in a pool (`lifecycle.ts`). */
export const memberStates = {
  nominated: { zh: '待审核', en: 'To be checked' },
  returned: { zh: '已退回', en: 'Returned' },
  checked: { zh: '待本人同意', en: 'Awaits consent' },
  declined: { zh: '本人未同意', en: 'Did not consent' },
  admitted: { zh: '在库', en: 'In the pool' },
  suspended: { zh: '暂停', en: 'Suspended' },
  left: { zh: '已退出', en: 'Left' },
} as const satisfies Messages;

/** The states of a draw. */
export const drawStates = {
  solving: { zh: '正在计算', en: 'Being computed' },
  impossible: { zh: '要求无法同时满足', en: 'Bounds cannot hold together' },
  committing: { zh: '等待四方承诺', en: 'Awaits commits' },
  revealing: { zh: '等待四方揭示', en: 'Awaits reveals' },
  drawn: { zh: '已抽出', en: 'Drawn' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** What bounds of a draw may count. */
export const boundCategories = {
  party: { zh: '所属省市', en: 'Party' },
  city: { zh: '所在城市', en: 'City' },
  title: { zh: '职称', en: 'Title' },
  field: { zh: '专业类别', en: 'Field' },
  institution: { zh: '所在单位', en: 'Institution' },
} as const satisfies Messages;
export type BoundCategory = keyof typeof boundCategories;

export { presets, type PoolPreset, type Sharing } from './presets.ts';
