import type { Messages } from '#kernel/text.ts';

export const systemStates = {
  draft: { zh: '草案', en: 'Draft' }, proposed: { zh: '征求四方同意', en: 'Put to the four' }, in_force: { zh: '施行中', en: 'In force' }, superseded: { zh: '已被新版取代', en: 'Superseded' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export const campaignStates = { open: { zh: '填报中', en: 'Open' }, locked: { zh: '已锁定', en: 'Locked' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } as const satisfies Messages;

export const formStates = { open: { zh: '待填报', en: 'To be filled in' }, submitted: { zh: '已提交', en: 'Submitted' }, checked: { zh: '市级已审核', en: 'Checked' }, approved: { zh: '已审定', en: 'Approved' } } as const satisfies Messages;

export const findingWords = {
  broken: { zh: '不符合“{rule}”', en: 'breaks the rule “{rule}”' },
  negative: { zh: '不能小于 0', en: 'cannot be below 0' },
  fraction: { zh: '应为整数', en: 'must be a whole number' },
  jump: { zh: '是上期（{previous}）的 {times} 倍', en: '{times} times what it was ({previous})' },
  outlier: { zh: '与其他地区相差悬殊（稳健 z 值 {z}）', en: 'far from the others (robust z {z})' },
} as const satisfies Messages;

export const publicationStates = { proposed: { zh: '征求四方同意发布', en: 'Put to the four' }, agreed: { zh: '四方同意发布', en: 'Agreed' }, refused: { zh: '未获同意', en: 'Refused' } } as const satisfies Messages;

export const formLifecycleActs = { fill: { zh: '填写', en: 'filled in' }, submit: { zh: '提交', en: 'submitted' }, check: { zh: '市级审核', en: 'checked' }, approve: { zh: '审定', en: 'approved' }, return: { zh: '退回', en: 'returned' } } as const satisfies Messages;
