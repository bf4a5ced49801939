import type { Messages, Text } from '#kernel/text.ts';
import type { Status } from './rules.ts';

/** How a milestone or an initiative stands, in words. */
export const statusNames: Readonly<Record<Status, Text>> = {
  notPlanned: { zh: '未设节点', en: 'Not planned' },
  onTrack: { zh: '正常', en: 'On track' },
  atRisk: { zh: '有风险', en: 'At risk' },
  late: { zh: '逾期', en: 'Late' },
  done: { zh: '已完成', en: 'Done' },
};

/** The states of a plan (`lifecycle.ts`), in words; a page cannot load the lifecycle itself. */
export const planStates = {
  draft: { zh: '筹备中', en: 'In preparation' },
  underway: { zh: '实施中', en: 'Under way' },
  closed: { zh: '已结束', en: 'Closed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** The words of the exported workbook. */
export const exportMessages = {
  initiatives: { zh: '项目', en: 'Initiatives' },
  initiative: { zh: '所属项目', en: 'Initiative' },
  milestones: { zh: '节点', en: 'Milestones' },
  milestone: { zh: '节点名称', en: 'Milestone' },
  aims: { zh: '目标', en: 'Aims' },
  code: { zh: '编号', en: 'Code' },
  title: { zh: '名称', en: 'Title' },
  lead: { zh: '牵头方', en: 'Lead' },
  partners: { zh: '配合方', en: 'Partners' },
  mechanisms: { zh: '运行机制', en: 'Mechanisms' },
  status: { zh: '状况', en: 'Status' },
  state: { zh: '状态', en: 'State' },
  progress: { zh: '进度', en: 'Progress' },
  done: { zh: '已完成', en: 'Done' },
  late: { zh: '逾期', en: 'Late' },
  owner: { zh: '责任方', en: 'Owner' },
  institution: { zh: '责任单位', en: 'Institution' },
  startsOn: { zh: '开始日期', en: 'Starts on' },
  dueOn: { zh: '截止日期', en: 'Due on' },
  doneOn: { zh: '完成日期', en: 'Done on' },
  dependsOn: { zh: '前置节点', en: 'Depends on' },
  measure: { zh: '指标', en: 'Measure' },
  target: { zh: '目标值', en: 'Target' },
  reached: { zh: '已达到', en: 'Reached' },
  unit: { zh: '单位', en: 'Unit' },
  targetOn: { zh: '完成期限', en: 'Target date' },
  note: { zh: '说明', en: 'Note' },
} as const satisfies Messages;
