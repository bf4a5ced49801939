import type { Messages } from '#kernel/text.ts';

export const placementStates = {
  ready: { zh: '待报到', en: 'Ready' },
  underway: { zh: '在派', en: 'Under way' },
  finished: { zh: '待鉴定', en: 'Finished' },
  certified: { zh: '已发证', en: 'Certified' },
  ended: { zh: '提前结束', en: 'Ended early' },
  withdrawn: { zh: '已撤销', en: 'Withdrawn' },
} as const satisfies Messages;

export const practiceStates = { entered: { zh: '已登记，未报送', en: 'Entered' }, sent: { zh: '待省级认定', en: 'To be confirmed' }, confirmed: { zh: '已认定', en: 'Confirmed' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } as const satisfies Messages;

export const grades = { excellent: { zh: '优秀', en: 'Excellent' }, good: { zh: '良好', en: 'Good' }, passed: { zh: '合格', en: 'Passed' }, failed: { zh: '不合格', en: 'Failed' } } as const satisfies Messages;

export const sides = { person: { zh: '本人', en: 'Person' }, home: { zh: '派出单位', en: 'Home' }, host: { zh: '接收单位', en: 'Host' } } as const satisfies Messages;

/** Who signs an agreement, as one names them under it. */
export const signatoryNames = {
  person: { zh: '本人', en: 'person' }, guardian: { zh: '监护人', en: 'guardian' }, teacher: { zh: '派出单位指导教师', en: 'teacher at home' },
  tutor: { zh: '接收单位指导人', en: 'tutor at the host' }, home: { zh: '派出单位', en: 'home' }, host: { zh: '接收单位', en: 'host' },
} as const satisfies Messages;

export const clearanceNames = { approval: { zh: '派出地教育部门批准', en: 'approval by the home’s department' }, filing: { zh: '接收地教育部门备案', en: 'filing with the host’s department' } } as const satisfies Messages;

export const versionStates = {
  open: { zh: '待签署', en: 'To be signed' },
  inForce: { zh: '生效中', en: 'In force' },
  replaced: { zh: '已被后续修改代替', en: 'Replaced by a later change' },
  superseded: { zh: '重新送签，原签署作废', en: 'Sent again; its signatures lapsed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** Parts of an agreement that are no field of the preset. */
export const partNames = { days: { zh: '派出时间', en: 'Days' } } as const satisfies Messages;

export const leaveStates = { asked: { zh: '待答复', en: 'Asked for' }, granted: { zh: '已准', en: 'Granted' }, refused: { zh: '未准', en: 'Not granted' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } as const satisfies Messages;

export const incidentKinds = {
  injury: { zh: '人身伤害', en: 'injury' }, health: { zh: '疾病', en: 'illness' }, safety: { zh: '安全隐患', en: 'danger' }, dispute: { zh: '纠纷', en: 'dispute' }, other: { zh: '其他', en: 'other' },
} as const satisfies Messages;
