import type { Messages, Text } from '#kernel/text.ts';
import type { PointPart, Verdict } from './rules.ts';

/** The states of the year's key points (`lifecycle.ts`), in words. */
export const keyPointsStates = {
  draft: { zh: '起草', en: 'Draft' },
  commenting: { zh: '征求意见', en: 'Comments' },
  consenting: { zh: '四方会签', en: 'Consent' },
  signing: { zh: '联合签署', en: 'Signing' },
  inForce: { zh: '已生效', en: 'In force' },
  reviewed: { zh: '年中已评估', en: 'Reviewed' },
  closed: { zh: '年终已评估', en: 'Closed' },
  superseded: { zh: '已被修订', en: 'Amended' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export const verdictNames: Readonly<Record<Verdict, Text>> = {
  taken: { zh: '采纳', en: 'Taken up' },
  partly: { zh: '部分采纳', en: 'In part' },
  declined: { zh: '未采纳', en: 'Not taken up' },
};

/** The parts of a point, by which a page and a refusal name what is missing. */
export const partNames: Readonly<Record<PointPart, Text>> = {
  text: { zh: '内容', en: 'text' },
  aim: { zh: '量化目标', en: 'aim in numbers' },
  deliverable: { zh: '成果', en: 'deliverable' },
  lead: { zh: '牵头方', en: 'lead' },
  dueOn: { zh: '完成时限', en: 'due date' },
  milestone: { zh: '对应节点', en: 'milestone' },
};

export const reviewNames = {
  midYear: { zh: '年中评估', en: 'Mid-year review' },
  yearEnd: { zh: '年终评估', en: 'Year-end review' },
} as const satisfies Messages;

/** What the printed document and the exported workbook say. */
export const documentWords = {
  title: { zh: '长三角地区教育一体化发展{year}年工作要点', en: 'Key points {year} of the integrated development of education in the Yangtze River Delta' },
  preamble: { zh: '为落实《{plan}》，经三省一市教育行政部门共同商定，{year}年重点推进以下工作。', en: 'To carry out "{plan}", the four education departments have agreed to work on the following in {year}.' },
  whole: { zh: '全文', en: 'The whole document' },
  opening: { zh: '引言', en: 'Opening' },
  attachments: { zh: '附件', en: 'Attachments' },
  place: { zh: '序号', en: 'No.' },
  code: { zh: '项目编号', en: 'Initiative' },
  point: { zh: '要点', en: 'Point' },
  text: { zh: '内容', en: 'Text' },
  measure: { zh: '指标', en: 'Measure' },
  target: { zh: '目标值', en: 'Target' },
  unit: { zh: '单位', en: 'Unit' },
  aim: { zh: '量化目标', en: 'Aim' },
  deliverable: { zh: '成果', en: 'Deliverable' },
  lead: { zh: '牵头方', en: 'Lead' },
  partners: { zh: '配合方', en: 'Partners' },
  dueOn: { zh: '完成时限', en: 'Due' },
  milestone: { zh: '对应节点', en: 'Shown by' },
  reached: { zh: '已达到', en: 'Reached' },
  status: { zh: '状况', en: 'Status' },
  comments: { zh: '意见', en: 'Comments' },
  party: { zh: '提出方', en: 'Party' },
  comment: { zh: '意见内容', en: 'Comment' },
  verdict: { zh: '处理', en: 'Taken up' },
  answer: { zh: '说明', en: 'Why' },
} as const satisfies Messages;
