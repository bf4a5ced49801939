import { isPartyCode, partyNames } from '#kernel/domain.ts';
import type { Messages, Text } from '#kernel/text.ts';
import { presets, type PoolPreset } from './presets.ts';

/** The states of a person in a pool (`lifecycle.ts`). */
export const memberStates = {
  nominated: { zh: '待审核', en: 'To be checked' },
  returned: { zh: '已退回', en: 'Returned' },
  checked: { zh: '待本人同意', en: 'Awaits consent' },
  declined: { zh: '本人未同意', en: 'Did not consent' },
  admitted: { zh: '在库', en: 'In the pool' },
  suspended: { zh: '暂停', en: 'Suspended' },
  expired: { zh: '任期届满', en: 'Term over' },
  left: { zh: '已退出', en: 'Left' },
} as const satisfies Messages;

/** The states of a draw. */
export const drawStates = {
  solving: { zh: '正在计算', en: 'Being computed' },
  impossible: { zh: '要求无法同时满足', en: 'Bounds cannot hold together' },
  committing: { zh: '等待四方承诺', en: 'Awaits commits' },
  revealing: { zh: '等待四方揭示', en: 'Awaits reveals' },
  reading: { zh: '等待公共随机数', en: 'Awaits the beacon' },
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
  sex: { zh: '性别', en: 'Sex' },
  side: { zh: '与被评审方的关系', en: 'Side' },
} as const satisfies Messages;
export type BoundCategory = keyof typeof boundCategories;

export const sexes = { f: { zh: '女', en: 'Female' }, m: { zh: '男', en: 'Male' } } as const satisfies Messages;

/** Where somebody comes from, seen from what is reviewed. */
export const sides = { outside: { zh: '外省市', en: 'from outside the reviewed party' }, inside: { zh: '本省市', en: 'of the reviewed party' } } as const satisfies Messages;

/** A value that bounds count, as people say it; of a field, the pool tells what its code means. */
export function nameOfValue(category: string, value: string, preset: PoolPreset | undefined): Text {
  const same = { zh: value, en: value };
  switch (category) {
    case 'party': return isPartyCode(value) ? partyNames[value] : same;
    case 'sex': return Object.hasOwn(sexes, value) ? sexes[value as keyof typeof sexes] : same;
    case 'side': return Object.hasOwn(sides, value) ? sides[value as keyof typeof sides] : same;
    case 'field': return (preset === undefined ? undefined : presets[preset].categories[value]) ?? same;
    default: return same;
  }
}

/** The ties that keep somebody out of a panel, each a rule of the request. */
export const recusalRules = {
  sameInstitution: { zh: '现在或近年在被评审单位任职', en: 'at an institution under review, now or in recent years' },
  declared: { zh: '本人申报过与被评审的单位、人员或项目有关', en: 'declared a conflict with an institution, person or project under review' },
  kinship: { zh: '与被评审人员有亲属关系（本人申报）', en: 'kin of somebody under review, as declared' },
  coMembership: { zh: '近年与被评审人员同单位或同评审组共事', en: 'worked with somebody under review in recent years, at an institution or on a panel' },
} as const satisfies Messages;

/** What somebody declares a conflict with. */
export const conflictKinds = {
  institution: { zh: '单位', en: 'Institution' },
  person: { zh: '人员', en: 'Person' },
  project: { zh: '项目', en: 'Project' },
  kinship: { zh: '亲属', en: 'Relative' },
} as const satisfies Messages;
export type ConflictKind = keyof typeof conflictKinds;

export { commonLanguages, presets, type PoolPreset, type Sharing } from './presets.ts';
