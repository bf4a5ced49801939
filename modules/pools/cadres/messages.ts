import type { Messages } from '#kernel/text.ts';

/** The levels of posts that cadres are seconded to. */
export const postLevels = {
  leading: { zh: '校级领导', en: 'School leaders' },
  division: { zh: '处级', en: 'Division level' },
  section: { zh: '科级', en: 'Section level' },
} as const satisfies Messages;
export type PostLevel = keyof typeof postLevels;

/** The fields of such posts. */
export const postFields = {
  basic: { zh: '基础教育', en: 'Basic education' },
  higher: { zh: '高等教育', en: 'Higher education' },
  vocational: { zh: '职业教育', en: 'Vocational education' },
  finance: { zh: '财务与审计', en: 'Finance and audit' },
  people: { zh: '人事与师资', en: 'Personnel' },
} as const satisfies Messages;
export type PostField = keyof typeof postFields;

export const postKinds = {
  offered: { zh: '提供岗位', en: 'Offered' },
  wanted: { zh: '希望选派', en: 'Wanted' },
} as const satisfies Messages;
export type PostKind = keyof typeof postKinds;

export const postStates = {
  open: { zh: '有效', en: 'Open' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Messages;

/** How a cadre's work was judged (公务员考核规定: four grades). */
export const grades = {
  excellent: { zh: '优秀', en: 'Excellent' },
  competent: { zh: '称职', en: 'Competent' },
  basic: { zh: '基本称职', en: 'Barely competent' },
  incompetent: { zh: '不称职', en: 'Not competent' },
} as const satisfies Messages;
export type Grade = keyof typeof grades;

/** What the posts' sheet and pages are headed with. */
export const postWords = {
  posts: { zh: '挂职岗位需求', en: 'Posts for secondment' },
  kind: { zh: '供需', en: 'Kind' },
  institution: { zh: '单位', en: 'Institution' },
  party: { zh: '省市', en: 'Party' },
  level: { zh: '岗位层级', en: 'Level' },
  field: { zh: '领域', en: 'Field' },
  count: { zh: '人数', en: 'People' },
  from: { zh: '开始日期', en: 'From' },
  until: { zh: '结束日期', en: 'Until' },
  about: { zh: '岗位说明', en: 'About' },
  state: { zh: '状态', en: 'State' },
} as const satisfies Messages;
