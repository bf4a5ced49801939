import type { Messages } from '#kernel/text.ts';

export const systemStates = {
  draft: { zh: '草案', en: 'Draft' }, proposed: { zh: '征求四方同意', en: 'Put to the four' }, in_force: { zh: '施行中', en: 'In force' }, superseded: { zh: '已被新版取代', en: 'Superseded' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export const campaignStates = { open: { zh: '填报中', en: 'Open' }, locked: { zh: '已锁定', en: 'Locked' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } as const satisfies Messages;

export const formStates = { open: { zh: '待填报', en: 'To be filled in' }, submitted: { zh: '已提交', en: 'Submitted' }, verified: { zh: '区县已审核', en: 'Verified' }, checked: { zh: '市级已审核', en: 'Checked' }, approved: { zh: '已审定', en: 'Approved' }, excluded: { zh: '不计入', en: 'Not counted' } } as const satisfies Messages;

export const deliveryStates = { open: { zh: '未上报', en: 'Not handed over' }, delivered: { zh: '已上报', en: 'Handed over' }, accepted: { zh: '区域已核收', en: 'Accepted for the region' } } as const satisfies Messages;

/** Where a form stands against its day: the first time that it was submitted counts. */
export const standings = { onTime: { zh: '按时', en: 'On time' }, late: { zh: '迟报', en: 'Late' }, waiting: { zh: '未报（未到期）', en: 'Not yet' }, missing: { zh: '逾期未报', en: 'Missing' }, excluded: { zh: '不计入', en: 'Not counted' } } as const satisfies Messages;

export const findingWords = {
  broken: { zh: '不符合“{rule}”', en: 'breaks the rule “{rule}”' },
  negative: { zh: '不能小于 0', en: 'cannot be below 0' },
  fraction: { zh: '应为整数', en: 'must be a whole number' },
  jump: { zh: '是上期（{previous}）的 {times} 倍', en: '{times} times what it was ({previous})' },
  zero: { zh: '此前为 {previous}，本期为 0；如是缺失请留空，确为 0 请说明', en: 'it was {previous} and is 0 now: leave it empty if it is not known, or say why' },
  gone: { zh: '此前为 {previous}，本期没有填', en: 'it was {previous} and is missing now' },
  unit: { zh: '与{base}（{previous}）相差约 {times} 倍，请核对单位是不是“{unit}”', en: 'about {times} times off from {base} ({previous}): is it really in “{unit}”?' },
  range: { zh: '超出本单位历年范围（{low} 至 {high}）', en: 'outside what this unit has ever reported ({low} to {high})' },
  far: { zh: '与其他单位相差悬殊（z 值 {z}）', en: 'far from the others (z {z})' },
  outlier: { zh: '与其他单位相差悬殊（稳健 z 值 {z}）', en: 'far from the others (robust z {z})' },
} as const satisfies Messages;

export const publicationStates = { proposed: { zh: '征求四方同意发布', en: 'Put to the four' }, agreed: { zh: '四方同意发布', en: 'Agreed' }, refused: { zh: '未获同意', en: 'Refused' } } as const satisfies Messages;

export const formLifecycleActs = { fill: { zh: '填写', en: 'filled in' }, submit: { zh: '提交', en: 'submitted' }, verify: { zh: '区县审核', en: 'verified' }, check: { zh: '市级审核', en: 'checked' }, approve: { zh: '审定', en: 'approved' }, return: { zh: '退回', en: 'returned' }, exclude: { zh: '不计入', en: 'not counted' }, include: { zh: '重新计入', en: 'counted again' } } as const satisfies Messages;
