import { declareRefusals } from '#kernel/refusal.ts';

/** What the plan refuses, and what the person can do about it. */
export const refusals = declareRefusals('plan', {
  alreadyImported: { status: 409, zh: '这份文件已经导入过，请直接打开已有的计划。', en: 'This document is already running as a plan; open that one.' },
  notAnInitiative: { status: 422, zh: '“{code}”是章节，不能分工或设节点；请选择其中的具体项目或保障措施。', en: '"{code}" is a heading; choose an initiative or a safeguard in it.' },
  leadAsPartner: { status: 422, zh: '{party}已是牵头方，不必再列为配合方。', en: '{party} leads already and need not be listed as a partner.' },
  institutionOfOtherParty: { status: 422, zh: '所选单位不属于{party}。', en: 'The institution does not belong to {party}.' },
  noLead: { status: 409, zh: '请先确定牵头方，再设目标和节点。', en: 'Assign the lead first; then aims and milestones.' },
  ownerNotTakingPart: { status: 422, zh: '{party}既非牵头也非配合，不能承担这个节点。', en: '{party} neither leads nor takes part and cannot own this milestone.' },
  outsidePlan: { status: 422, zh: '日期须在计划期内（{from} 至 {to}）。', en: 'The date must lie within the plan ({from} to {to}).' },
  datesReversed: { status: 422, zh: '截止日期不能早于开始日期。', en: 'The due date cannot be before the start.' },
  dependencyCycle: { status: 409, zh: '不能这样设前置节点，会形成循环：{path}。', en: 'These dependencies would run in a circle: {path}.' },
  otherPlan: { status: 422, zh: '前置节点须属于同一计划。', en: 'A milestone depends on milestones of the same plan only.' },
  aimTwice: { status: 409, zh: '同一指标在同一日期已有目标。', en: 'There is an aim of this measure for this date already.' },
  notReviewable: { status: 409, zh: '这份报告当前不在评议中。', en: 'This report is not under review now.' },
  reviewedAlready: { status: 409, zh: '贵方已评议过这份报告。', en: 'Your party has reviewed this report already.' },
  ownReport: { status: 403, zh: '不能评议本方的报告。', en: 'A party does not review its own report.' },
  milestoneClosed: { status: 409, zh: '节点已完成或已撤销，不能再报进展。', en: 'The milestone is done or dropped; progress can no longer be reported.' },
  planNotOpen: { status: 409, zh: '计划已结束或已撤回，不能再修改。', en: 'The plan is closed or withdrawn and can no longer be changed.' },
  emptyPlan: { status: 422, zh: '文件中没有找到任何项目。', en: 'No initiative was found in the document.' },
});
