import type { Messages, Text } from '#kernel/text.ts';
import type { AnswerKind, Duty, Rule } from './rules.ts';

/** What a party may say. */
export const answerNames: Readonly<Record<AnswerKind, Text>> = {
  agree: { zh: '同意', en: 'Agree' },
  reserve: { zh: '有保留地同意', en: 'Agree with reservation' },
  object: { zh: '不同意', en: 'Object' },
  abstain: { zh: '弃权', en: 'Abstain' },
};

export const ruleNames: Readonly<Record<Rule, Text>> = {
  four: { zh: '须四方一致同意', en: 'All four must agree' },
  three: { zh: '三方同意即可', en: 'Three of four are enough' },
};

/** Where a proposal or a round stands. */
export const proposalStates = {
  open: { zh: '表态中', en: 'Before the four' },
  lapsed: { zh: '逾期未决', en: 'Lapsed' },
  agreed: { zh: '已通过', en: 'Agreed' },
  refused: { zh: '未通过', en: 'Refused' },
  superseded: { zh: '已被新一轮取代', en: 'Followed by a new round' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

export type RoundState = keyof typeof proposalStates;

/** What falls to the chair in its year (`rules.ts`, chairDuties). */
export const dutyNames: Readonly<Record<Duty, Text>> = {
  takeOver: { zh: '与上一轮值方交接档案和未办结事项', en: 'Take over records and open matters from the last chair' },
  keyPoints: { zh: '牵头起草本年度《近期工作要点》并组织四方签署', en: 'Draft the year’s key points and have all four sign them' },
  officeMeeting: { zh: '召集领导小组办公室会议', en: 'Call the office meeting' },
  midYearReview: { zh: '汇总年中进展评议', en: 'Compile the mid-year review' },
  annualMeeting: { zh: '承办年度会商会议', en: 'Hold the annual meeting' },
  yearEndReview: { zh: '汇总年终总结，准备移交下一轮值方', en: 'Compile the year-end review and prepare the hand-over' },
};

/** The posts of a body's seats. */
export const postNames = {
  head: { zh: '组长', en: 'Head' },
  deputy: { zh: '副组长', en: 'Deputy head' },
  member: { zh: '成员', en: 'Member' },
  adviser: { zh: '特别顾问', en: 'Special adviser' },
  director: { zh: '主任', en: 'Director' },
  deputyDirector: { zh: '副主任', en: 'Deputy director' },
  secretary: { zh: '秘书长', en: 'Secretary general' },
  deputySecretary: { zh: '副秘书长', en: 'Deputy secretary general' },
  staff: { zh: '工作人员', en: 'Staff' },
} as const satisfies Messages;

export type Post = keyof typeof postNames;

export const meetingStates = {
  draft: { zh: '筹备中', en: 'In preparation' },
  called: { zh: '已通知', en: 'Called' },
  held: { zh: '已召开', en: 'Held' },
  concluded: { zh: '纪要已定稿', en: 'Minutes concluded' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
} as const satisfies Messages;

export const resolutionStates = {
  draft: { zh: '草案', en: 'Draft' },
  put: { zh: '四方表态中', en: 'Before the four' },
  adopted: { zh: '已通过', en: 'Adopted' },
  refused: { zh: '未通过', en: 'Not adopted' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** Kinds of proposal, as a resolution may speak of them; another module's kind is shown by its own title. */
export const proposalKinds: Readonly<Record<string, Text>> = {
  resolution: { zh: '一般决议', en: 'Resolution' },
  rules: { zh: '议事规则类决议', en: 'Resolution on the rules' },
  'plan.keyPoints': { zh: '近期工作要点', en: 'Key points of a year' },
};

/** The sections that minutes begin with. */
export const minutesHeadings = { opening: '会议概况', other: '其他事项' } as const;

export const presetNames = {
  annual: { zh: '年度会商会议', en: 'Annual meeting' },
  office: { zh: '办公室会议', en: 'Office meeting' },
  topic: { zh: '专题会议', en: 'Topic meeting' },
} as const satisfies Messages;

/** What the title of a meeting begins as. */
export const presetTitles = { annual: '{year}年度长三角教育一体化发展会商会议', office: '{year}年领导小组办公室会议', topic: '{year}年专题会议' } as const;
